"""How far a run is: on a terminal one line that is written over, elsewhere a line now and then."""

import sys
import time

EVERY = 20.0  # s between two lines where there is no terminal


class Progress:
    """Shows the step, what is done of it, and about how long it still takes."""

    def __init__(self, step: str, total: float = 0.0) -> None:
        """Begin a step of `total` units; 0 where that is not known."""
        self._step, self._total = step, total
        self._began = self._shown = time.monotonic()
        if not sys.stderr.isatty():
            print(step, file=sys.stderr, flush=True)

    def show(self, done: float, more: str = "") -> None:
        """Show that this many units are done."""
        now = time.monotonic()
        if now - self._shown < (0.2 if sys.stderr.isatty() else EVERY):
            return
        self._shown = now
        share = min(1.0, done / self._total) if self._total else 0.0
        left = f", {(now - self._began) * (1 - share) / share:.0f} s left" if share else ""
        text = f"{self._step}: {share:.0%}{left}{', ' if more else ''}{more}"
        if sys.stderr.isatty():
            print(f"\r{text:78}", end="", file=sys.stderr, flush=True)
        else:
            print(text, file=sys.stderr, flush=True)

    def end(self) -> None:
        """Take the line away."""
        if sys.stderr.isatty():
            print(f"\r{'':78}\r", end="", file=sys.stderr, flush=True)
