"""A viewer of pictures in the browser: one alone, or two of one size compared, with a continuous zoom."""

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Annotated, Any

from msgspec import Meta

from restoration.app.components import as_data_url, define_component
from restoration.decoding import convert_json
from restoration.domain import Box
from restoration.imaging.difference import HEAT_COLOURS, MAX_DELTA_E

MAX_REACH = 200  # px

_viewer = define_component("compare", "tiles")


class ComparisonMode(StrEnum):
    """How two pictures are compared."""

    SLIDER = "slider"
    SIDE_BY_SIDE = "side-by-side"
    BLINK = "blink"
    DIFFERENCE = "difference"

    @property
    def label(self) -> str:
        """The name that people see."""
        return self.replace("-", " ").capitalize()


@dataclass(frozen=True, slots=True)
class TileSource:
    """A picture whose tiles the editor's routes serve."""

    layer: str  # its name in the address
    version: str  # changes with the picture
    parts: int | None = None  # that have been replaced in a picture whose pixels go on changing; None: they do not

    def as_data(self) -> dict[str, str | int | None]:
        """Return what the browser must know of it."""
        return {"layer": self.layer, "version": self.version, "parts": self.parts}


@dataclass(frozen=True, slots=True)
class JpegSource:
    """A picture that is sent whole; it may be smaller than the picture that it stands for."""

    jpeg: bytes

    def as_data(self) -> dict[str, str]:
        """Return what the browser must know of it."""
        return {"url": as_data_url(self.jpeg)}


Source = TileSource | JpegSource


@dataclass(frozen=True, slots=True)
class ViewedPicture:
    """A picture in the viewer."""

    label: str
    source: Source
    is_fill: bool = False  # whether it is blended over the original


@dataclass(frozen=True, slots=True)
class Click:
    """A click on a picture, px of the picture."""

    x: Annotated[float, Meta(ge=0, le=1e6)]
    y: Annotated[float, Meta(ge=0, le=1e6)]
    reach: Annotated[float, Meta(ge=0, le=MAX_REACH)] = 0.0  # within which the pointer can mean something


@dataclass(frozen=True, slots=True)
class Frame:
    """A box that is framed in the pictures."""

    box: Box
    visit: int = 0  # another number than before: the view goes to the box; 0: the view stays


@dataclass(frozen=True, slots=True)
class Scene:
    """What all pictures in a viewer have in common."""

    title: str  # for people who do not see them
    size: tuple[int, int]  # width and height, px
    secret: str | None = None  # in the addresses of tiles
    original: Source | None = None  # under fills
    strength: float = 1.0  # 0..1, opacity of fills
    fills_window: bool = False  # whether the viewer is as high as the window; else as high as the pictures
    picks: bool = False  # whether a click on the picture, without a drag, is sent to the page
    frame: Frame | None = None


def show_picture(picture: ViewedPicture, scene: Scene, *, key: str) -> Click | None:
    """Show one picture; the view stays where it is when another picture comes.

    Returns:
        Where the user clicked, in the run after that; else None. See `Scene.picks`.

    Raises:
        BadRequest: the browser sent something that is no place.
    """
    return _show([picture], scene, "one", None, key)


def show_comparison(
    left: ViewedPicture,
    right: ViewedPicture,
    scene: Scene,
    mode: ComparisonMode,
    *,
    difference: Source | None = None,
    key: str,
) -> Click | None:
    """Show two pictures of one size; view and slider stay where they are when new pictures or another mode come.

    Args:
        left: the first picture.
        right: the second picture.
        scene: what they have in common.
        mode: how they are compared.
        difference: the map of where they differ, for that mode.
        key: the component's key on the page.

    Returns:
        What `show_picture` returns.

    Raises:
        BadRequest: the browser sent something that is no place.
        ValueError: there is no map of the differences where it shall be shown.
    """
    if (mode is ComparisonMode.DIFFERENCE) != (difference is not None):
        raise ValueError(f"a map of the differences belongs to its own mode alone, not to {mode.label}")
    return _show([left, right], scene, mode, difference, key)


def _show(pictures: list[ViewedPicture], scene: Scene, mode: str, difference: Source | None, key: str) -> Click | None:
    data: dict[str, Any] = {
        "title": scene.title,
        "size": scene.size,
        "secret": scene.secret,
        "pictures": [
            {"label": each.label, "source": each.source.as_data(), "is_fill": each.is_fill} for each in pictures
        ],
        "original": scene.original.as_data() if scene.original else None,
        "strength": scene.strength if scene.original else 1.0,
        "difference": difference.as_data() if difference else None,
        "mode": mode,
        "scale": {"colours": HEAT_COLOURS, "full": MAX_DELTA_E},
        "fills_window": scene.fills_window,
        "picks": scene.picks,
        "frame": None if scene.frame is None else asdict(scene.frame),
    }
    said = _viewer(key=key, data=data, on_click_change=lambda: None).click
    return None if said is None else convert_json(said, Click, name="click on the picture", hint="Reload the page.")
