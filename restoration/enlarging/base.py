"""The contract of enlargers."""

from typing import Protocol

from restoration.domain import Image


class Enlarger(Protocol):
    """A method that enlarges pictures. The same input always gives the same output."""

    key: str  # its key in the catalog
    context: int  # px of the picture around a pixel that decide on it

    def enlarge(self, image: Image, by: int) -> Image:
        """Return the image enlarged.

        Args:
            image: (H, W, 3) uint8 or uint16 RGB. Not changed.
            by: factor of height and width, one of `FACTORS`.

        Returns:
            (by * H, by * W, 3), of the image's type.
        """
