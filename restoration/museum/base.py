"""What every museum offers: works to be found, and what is known of each; a new museum fulfils `Museum`."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from restoration.errors import BadRequest

DEFAULT_PAUSE = 0.5  # s between two calls; The Met answers bursts with 403


@dataclass(frozen=True, slots=True)
class MuseumSearch:
    """Which paintings are wanted. An empty text asks for nothing in particular."""

    query: str = "painting"  # words anywhere in the museum's record
    department: str = "European Paintings"  # its name or number
    medium: str = "Paintings"  # in the museum's own terms
    min_year: int = 1300
    max_year: int = 1650

    def covers(self, artwork: "Artwork") -> bool:
        """Whether the work was made within the years, at its earliest and at its latest."""
        return self.min_year <= artwork.begin_year <= artwork.end_year <= self.max_year


@dataclass(frozen=True, slots=True)
class Artwork:
    """A painting in the public domain, of which the museum shows a photograph."""

    museum: str  # its key, "met"
    object_id: str
    accession_number: str
    title: str
    artist: str  # with "Workshop of" and the like; may be empty
    date: str  # in words, "ca. 1440"
    begin_year: int
    end_year: int
    medium: str
    height_cm: float | None  # of the painting without its frame
    width_cm: float | None
    credit_line: str
    rights: str
    object_url: str
    image_url: str
    web_image_url: str  # smaller, some 1000 px


@dataclass(frozen=True, slots=True)
class PhotoSize:
    """The museum's largest file, its file for the web, or a smaller copy of the largest."""

    key: str  # "original", "web", or the longer side of the copy in px

    def __post_init__(self) -> None:
        if self.key in ("original", "web") or (self.key.isdecimal() and int(self.key) > 0):
            return
        raise BadRequest(f"The size {self.key!r} is unknown.", hint="Choose original, web, or pixels such as 2048.")

    @property
    def longest(self) -> int | None:
        """The longer side of the copy, px; None for a file as the museum gives it."""
        return int(self.key) if self.key.isdecimal() else None

    @property
    def ending(self) -> str:
        """What tells files of this size from others, before the suffix."""
        return f"_{self.longest}px" if self.longest else {"original": "", "web": "_web"}[self.key]

    def address(self, artwork: Artwork) -> str:
        """Where the museum's file is that it starts from."""
        return artwork.web_image_url if self.key == "web" else artwork.image_url


class Museum(Protocol):
    """A museum's public interface."""

    @property
    def key(self) -> str:
        """Stable; opens the names of its files."""

    def find(self, search: MuseumSearch) -> Iterator[str]:
        """Ids of works that may fit, asked for page by page as they are used.

        A museum's own search may be loose: see `Search.covers`.

        Raises:
            BadRequest: it has no such department.
            NoAnswer: it cannot be reached, or refuses.
        """

    def describe(self, object_id: str) -> Artwork | None:
        """What is known of a work; None if it is no painting that may be used.

        That is: withdrawn, not a painting, in copyright, or without a photograph.

        Raises:
            NoAnswer: it cannot be reached, or refuses.
        """
