"""What became of each try: counted by attack, printed as one table, and kept where it failed."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path

from rich.console import Console
from rich.table import Table

NAMED = 5  # failures of an attack that are printed
SAVED = 200  # failures of a run whose files are kept


class Outcome(Enum):
    """How one try ended."""

    HELD = "held"  # the file was read, the work was done
    REFUSED = "refused"  # in a sentence
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Verdict:
    """How one try ended, and what it took."""

    outcome: Outcome
    words: str = ""  # the sentence, or what went wrong
    seconds: float = 0.0
    memory: float = 0.0  # bytes at the peak; 0 where it was not measured
    details: str = ""  # a traceback

    @classmethod
    def of(cls, faults: Iterable[str], seconds: float = 0.0, memory: float = 0.0) -> "Verdict":
        """Return a failure if there are faults."""
        words = "; ".join(faults)
        return cls(Outcome.FAILED if words else Outcome.HELD, words, seconds, memory)


@dataclass(slots=True)
class Row:
    """All tries of one attack."""

    counts: Counter[Outcome] = field(default_factory=Counter)
    seconds: float = 0.0  # of the slowest
    memory: float = 0.0  # bytes, of the largest
    failures: list[str] = field(default_factory=list)


class Results:
    """The table of a run, and the folder in which failures are kept."""

    def __init__(self, folder: Path) -> None:
        """Keep failures in the folder; it is made with the first one."""
        self._folder = folder
        self._saved = 0
        self.rows: dict[str, Row] = {}
        self.notes: list[str] = []

    @property
    def failures(self) -> list[str]:
        """What failed, in the order of the table."""
        return [f"{attack}: {words}" for attack, row in self.rows.items() for words in row.failures]

    def add(self, attack: str, name: str, verdict: Verdict, data: bytes | None = None) -> None:
        """Count a try; keep its file if it failed."""
        row = self.rows.setdefault(attack, Row())
        row.counts[verdict.outcome] += 1
        row.seconds, row.memory = max(row.seconds, verdict.seconds), max(row.memory, verdict.memory)
        if verdict.outcome is Outcome.FAILED:
            row.failures.append(f"{name}: {verdict.words}")
            self._save(name, verdict, data)

    def _save(self, name: str, verdict: Verdict, data: bytes | None) -> None:
        if self._saved >= SAVED:
            return
        self._saved += 1
        self._folder.mkdir(parents=True, exist_ok=True)
        path = self._folder / name.replace("/", "_").replace(" ", "_")
        if data is not None:
            path.write_bytes(data)
        path.with_name(path.name + ".txt").write_text(f"{verdict.words}\n{verdict.details}")

    def print(self) -> None:
        """Print the table, then the first failures of each attack."""
        table = Table("attack", box=None)
        for heading in ("tried", "held", "refused", "failed", "worst s", "worst MB"):
            table.add_column(heading, justify="right")
        for attack, row in self.rows.items():
            counts = [row.counts.total(), *(row.counts[outcome] for outcome in Outcome)]
            memory = f"{row.memory / 1e6:.0f}" if row.memory else "-"
            table.add_row(attack, *map(str, counts), f"{row.seconds:.2f}", memory)
        console = Console(highlight=False, soft_wrap=True)
        console.print(table)
        for note in self.notes:
            console.print(note, markup=False)
        for attack, row in self.rows.items():
            for words in row.failures[:NAMED]:
                console.print(f"FAILED {attack}: {words[:400]}", markup=False)
            if len(row.failures) > NAMED:
                console.print(f"       {attack}: and {len(row.failures) - NAMED} more", markup=False)
        if self._saved:
            console.print(f"The files that failed are in {self._folder}.", markup=False)
