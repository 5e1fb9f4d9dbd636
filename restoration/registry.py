"""A list of methods to choose from by key; it knows nothing of any method."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from restoration.errors import RestorationError, UnknownMethod

Method = TypeVar("Method")


def no_problem() -> None:
    """What a method lacks that needs no weights."""


def no_edition() -> str:
    """The edition of a method of which there is but one."""
    return ""


@dataclass(frozen=True, slots=True)
class Entry(Generic[Method]):
    """One method: a stable key for files and commands, a label for people, and how to make it."""

    key: str
    label: str
    build: Callable[[], Method]
    summary: str  # when to choose it, in one sentence
    source: str  # DOI, arXiv number or web address of what it implements
    lack: Callable[[], RestorationError | None] = no_problem  # what keeps it from being built now, and the cure; quick
    edition: Callable[[], str] = (
        no_edition  # which weights it has, so that figures of older ones are not taken for its own
    )


class Registry(Generic[Method]):
    """Methods of one kind, in the order in which people should meet them."""

    def __init__(self, kind: str, entries: Sequence[Entry[Method]], preferred: Sequence[str] = ()) -> None:
        """With the keys of those to take unless another is asked for, the best first."""
        self.kind = kind
        self._preferred = preferred
        self._entries = {entry.key: entry for entry in entries}
        if len(self._entries) < len(entries):
            raise ValueError(f"a {kind} key stands twice in {[entry.key for entry in entries]}")

    def __iter__(self) -> Iterator[Entry[Method]]:
        return iter(self._entries.values())

    def __getitem__(self, key: str) -> Entry[Method]:
        """The entry of that key; raises `UnknownMethod`, naming the known ones."""
        if key not in self._entries:
            raise UnknownMethod(f"There is no {self.kind} {key!r}.", hint=f"Choose one of: {', '.join(self.keys)}.")
        return self._entries[key]

    @property
    def keys(self) -> tuple[str, ...]:
        """Every key, in order."""
        return tuple(self._entries)

    def together(self, keys: Sequence[str]) -> str:
        """What people are told of methods that worked together; one that is no longer known goes by its key."""
        return " with ".join(self._entries[key].label if key in self._entries else key for key in keys)

    def ready(self) -> Iterator[Entry[Method]]:
        """The methods that lack nothing."""
        return (entry for entry in self if not entry.lack())

    @property
    def best(self) -> str:
        """The key of the first preferred method that lacks nothing; where all lack something, of the last one."""
        return next((key for key in self._preferred if not self[key].lack()), self._preferred[-1])

    def build(self, key: str) -> Method:
        """A new method of that key.

        Raises:
            UnknownMethod: there is none.
            RestorationError: it lacks something, or what building it raises.
        """
        entry = self[key]
        if lack := entry.lack():
            raise lack
        return entry.build()
