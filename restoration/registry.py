"""A list of methods to choose from by key. It knows no method itself."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from restoration.domain import SEED
from restoration.errors import RestorationError, UnknownMethod

Method = TypeVar("Method")


def no_problem() -> None:
    """Report no problem: for a method that is always ready."""


def no_weights_version() -> str:
    """Return the empty version of a method without weights."""
    return ""


@dataclass(frozen=True, slots=True)
class Entry(Generic[Method]):
    """One method: a stable key for files and commands, a label for people, and a function that builds it."""

    key: str
    label: str
    build: Callable[[], Method]
    summary: str  # when to choose it, in one sentence
    source: str  # DOI, arXiv number or web address of what it implements
    problem: Callable[[], RestorationError | None] = no_problem  # why it cannot be built now, and the cure; quick
    # Identifies the weights, "" without weights: results made with other weights are not reused.
    weights_version: Callable[[], str] = no_weights_version
    is_trained: bool = False  # whether a network makes the result that learnt from pictures: its output is labelled so


class Registry(Generic[Method]):
    """Methods of one kind, in the order in which they are shown."""

    def __init__(self, kind: str, entries: Sequence[Entry[Method]], preferred: Sequence[str] = ()) -> None:
        """List the methods.

        Args:
            kind: what the methods are, for messages: "detector".
            entries: the methods; keys are unique.
            preferred: keys of the default methods, the best first.
        """
        self.kind = kind
        self._preferred = preferred
        self._entries = {entry.key: entry for entry in entries}
        if len(self._entries) < len(entries):
            raise ValueError(f"a {kind} key occurs twice in {[entry.key for entry in entries]}")

    def __iter__(self) -> Iterator[Entry[Method]]:
        return iter(self._entries.values())

    def __getitem__(self, key: str) -> Entry[Method]:
        """Return the entry of a key; raise `UnknownMethod` with the known keys if there is none."""
        if key not in self._entries:
            raise UnknownMethod(f"There is no {self.kind} {key!r}.", hint=f"Choose one of: {', '.join(self.keys)}.")
        return self._entries[key]

    @property
    def keys(self) -> tuple[str, ...]:
        """All keys, in order."""
        return tuple(self._entries)

    def join_labels(self, keys: Sequence[str]) -> str:
        """Return the labels of methods that worked together; a method that is no longer listed appears by its key."""
        return " with ".join(map(self.label, keys))

    def label(self, key: str) -> str:
        """Return the label of a method, or of what it made with a seed: "Diffusion (generated), seed 7"."""
        method, _, seed = key.partition(SEED)
        if method not in self._entries:
            return key
        return self._entries[method].label + (f", seed {seed}" if seed else "")

    def ready(self) -> Iterator[Entry[Method]]:
        """Return the methods that can be built now."""
        return (entry for entry in self if not entry.problem())

    @property
    def best(self) -> str:
        """The key of the first preferred method that can be built now; if there is none, of the last one."""
        return next((key for key in self._preferred if not self[key].problem()), self._preferred[-1])

    def build(self, key: str) -> Method:
        """Build the method of a key.

        Raises:
            UnknownMethod: there is no such key.
            RestorationError: something that the method needs is missing, or building it failed.
        """
        entry = self[key]
        if problem := entry.problem():
            raise problem
        return entry.build()
