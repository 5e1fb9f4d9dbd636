"""What every museum offers: a search for artworks, and data on each; a new museum implements `Museum`."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from restoration.errors import BadRequest

PUBLIC_DOMAIN = "Public domain, CC0 1.0"
WEB_SIDE = 1000  # px, about the longer side of a museum's file for the web


@dataclass(frozen=True, slots=True)
class MuseumSearch:
    """The paintings to look for. An empty text sets no condition."""

    query: str = ""  # words in the museum's record
    department: str = ""  # its name or number; at Wikimedia Commons a category
    medium: str = ""  # in the museum's own terms
    min_year: int = 1300
    max_year: int = 1650

    def covers(self, artwork: "Artwork") -> bool:
        """Return whether the artwork was made within the years, even at its earliest and its latest."""
        return self.min_year <= artwork.begin_year <= artwork.end_year <= self.max_year


@dataclass(frozen=True, slots=True)
class Artwork:
    """A painting that may be used, with a photograph on the museum's site."""

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
    rights: str  # the licence of the photograph, and whom to name if it asks for that
    object_url: str
    image_url: str
    web_image_url: str  # smaller, about 1000 px


@dataclass(frozen=True, slots=True)
class PhotoSize:
    """The museum's largest file, its file for the web, or a smaller copy of the largest."""

    key: str  # "original", "web", or the longer side of the copy in px

    def __post_init__(self) -> None:
        if self.key in ("original", "web") or (self.key.isdecimal() and len(self.key) < 7 and int(self.key) > 0):
            return
        raise BadRequest(f"The size {self.key!r} is unknown.", hint="Choose original, web, or pixels such as 2048.")

    @property
    def longest(self) -> int | None:
        """The longer side of the copy, px; None for a file as the museum provides it."""
        return int(self.key) if self.key.isdecimal() else None

    @property
    def ending(self) -> str:
        """The end of the file's name, before the suffix, that marks this size."""
        return f"_{self.longest}px" if self.longest else {"original": "", "web": "_web"}[self.key]

    def url(self, artwork: Artwork) -> str:
        """Return the URL of the museum's file to download."""
        return artwork.web_image_url if self.key == "web" else artwork.image_url


class Museum(Protocol):
    """A museum's public interface."""

    @property
    def key(self) -> str:
        """A stable key; the names of the museum's files begin with it."""

    def find(self, search: MuseumSearch) -> Iterator[str]:
        """Return the ids of artworks that may match; pages of results are fetched as the ids are used.

        A museum's own search may be imprecise: check with `MuseumSearch.covers`.

        Raises:
            BadRequest: the museum has no such department.
            DownloadFailed: the museum cannot be reached, or refuses.
        """

    def describe(self, object_id: str) -> Artwork | None:
        """Return the data of an artwork; None if it is not a painting that may be used.

        It may be withdrawn, in copyright, something other than a painting, or without a photograph.

        Raises:
            DownloadFailed: the museum cannot be reached, refuses, or sends something else than a record.
        """
