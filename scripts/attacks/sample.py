"""A file to attack the program with."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sample:
    """The bytes of a file, and how the program gets to read them."""

    name: str  # of the file; its ending is that of its format
    kind: str  # a key of `readers.READERS`
    data: bytes

    @property
    def format(self) -> str:
        """The ending of the name, which groups the rows of the table."""
        return self.name.rpartition(".")[2]
