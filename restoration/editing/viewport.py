"""The part of a picture that is visible, and its scale on the screen."""

from dataclasses import dataclass

from restoration.editing.history import Point

ZOOM_LEVELS = {"Fit": None, "1:1": 1, "2:1": 2, "4:1": 4}
"""Screen pixels for one pixel of the picture; None: as many as show the whole picture, at most one."""


@dataclass(frozen=True, slots=True)
class Viewport:
    """A window of the picture, and its scale on the screen."""

    left: int  # px of the picture, as the next three
    top: int
    width: int
    height: int
    scale: float  # px of the screen for a px of the picture

    @property
    def window(self) -> tuple[slice, slice]:
        """The rows and columns of the window."""
        return slice(self.top, self.top + self.height), slice(self.left, self.left + self.width)

    @property
    def shown(self) -> tuple[int, int]:
        """The width and height on the screen, px."""
        return max(1, round(self.width * self.scale)), max(1, round(self.height * self.scale))

    def on_picture(self, x: float, y: float) -> Point:
        """Return the point of the picture, px, at a point of the screen, px."""
        return self.left + x / self.scale, self.top + y / self.scale


def place_viewport(
    shape: tuple[int, ...], zoom: int | None, centre: tuple[float, float], room: tuple[int, int]
) -> Viewport:
    """Return the viewport around a point of the picture, moved inwards where it would reach beyond the border.

    Args:
        shape: height and width of the picture, px.
        zoom: a value of `ZOOM_LEVELS`.
        centre: the point, x and y relative to the picture, 0..1.
        room: width and height that the screen offers, px.
    """
    height, width = shape[:2]
    if zoom is None:
        return Viewport(0, 0, width, height, min(1.0, room[0] / width, room[1] / height))
    wide, high = min(width, max(1, room[0] // zoom)), min(height, max(1, room[1] // zoom))
    left, top = round(centre[0] * width - wide / 2), round(centre[1] * height - high / 2)
    return Viewport(min(max(left, 0), width - wide), min(max(top, 0), height - high), wide, high, zoom)
