"""How large a photograph is wanted."""

from dataclasses import dataclass

from restoration.errors import BadRequest
from restoration.museum.base import Artwork


@dataclass(frozen=True, slots=True)
class Size:
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
