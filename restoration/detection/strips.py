"""Big pictures a strip at a time: each strip sees enough of its neighbours to give the very same result."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from restoration.domain import Progress

WORKERS = 2  # OpenCV frees the interpreter while it filters; each worker holds some 60 MB


@dataclass(frozen=True, slots=True)
class Strip:
    """Rows of a picture, over its full width, and the rows to read around them."""

    top: int
    bottom: int  # the first row that no longer belongs to it
    above: int  # rows to read before `top`
    below: int  # rows to read from `bottom` on

    @property
    def rows(self) -> slice:
        """The strip's own rows of the picture."""
        return slice(self.top, self.bottom)

    @property
    def read(self) -> slice:
        """Its own rows and those around it, of the picture."""
        return slice(self.top - self.above, self.bottom + self.below)

    @property
    def inner(self) -> slice:
        """Its own rows of what was read."""
        return slice(self.above, self.above + self.bottom - self.top)


def plan_strips(height: int, *, rows: int, margin: int) -> list[Strip]:
    """Strips of at most `rows` rows that cover the picture, each reading up to `margin` rows on either side."""
    return [
        Strip(top, bottom, above=min(margin, top), below=min(margin, height - bottom))
        for top, bottom in _cuts(height, rows)
    ]


def _cuts(height: int, rows: int) -> Iterator[tuple[int, int]]:
    for top in range(0, height, rows):
        yield top, min(top + rows, height)


def work_through(strips: list[Strip], work: Callable[[Strip], None], progress: Progress, total: int) -> None:
    """Do the work of every strip, several at a time; report them in order as parts of `total`.

    An exception, also one raised by `progress`, drops the strips not yet begun.
    """
    with ThreadPoolExecutor(WORKERS) as workers:
        waiting = [workers.submit(work, strip) for strip in strips]
        try:
            for done, strip_work in enumerate(waiting, start=1):
                strip_work.result()
                progress(done, total)
        finally:
            for strip_work in waiting:
                strip_work.cancel()
