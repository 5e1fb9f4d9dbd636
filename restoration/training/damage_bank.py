"""Damage sheets: layers of damage that are drawn once, stored in a file, and cut up for the examples."""

import io
import zipfile
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from restoration.damage.layer import FULL_ALPHA, Alpha, DamageLayer, Palette, Tones
from restoration.domain import DamageKind
from restoration.errors import RestorationError, os_error_reason
from restoration.files import write_bytes
from restoration.training.augment.crop_window import CropWindow
from restoration.training.augment.palette import ColourJitter

FORMAT = "sheets of damage, 1"

LAYER_GROUPS = ("painted", "cracked", "worn")
"""The groups of layers of a sheet, the lowest first."""

CoverMap = npt.NDArray[np.uint8]
"""(H, W) uint8: how far damage covers each pixel; 0 not at all, 255 fully, at least half from `HALF_COVERED` on."""

HALF_COVERED = 128
ALPHA_STEP = FULL_ALPHA // 255  # of alpha for one step of a cover map


class BadSheets(RestorationError):
    """The file contains no damage sheets that this version can read."""

    hint = "Draw the sheets again, or copy the file again."


@dataclass(frozen=True, slots=True, eq=False)  # eq=False: arrays have no single truth value
class SheetLayer:
    """A damage layer in compact form."""

    kind: DamageKind
    cover: CoverMap
    tones: Tones  # 0 where nothing is covered, which compresses well
    palette: Palette

    def cut(self, window: CropWindow, jitter: ColourJitter) -> DamageLayer:
        """Return a window of the layer with changed colours, as a layer of (side, side)."""
        alpha = window.view(self.cover) * np.uint16(ALPHA_STEP)
        return DamageLayer(self.kind, alpha, window.view(self.tones), jitter.apply(self.palette, self.kind))


def to_sheet_layer(layer: DamageLayer) -> SheetLayer:
    """Return the compact form of a layer."""
    cover = to_cover_map(layer.alpha)
    return SheetLayer(layer.kind, cover, np.where(cover > 0, layer.tones, np.uint8(0)), layer.palette)


def to_cover_map(alpha: Alpha) -> CoverMap:
    """Round (H, W) alpha to the nearest of 256 steps; the pixels that are at least half covered stay the same."""
    return ((alpha.astype(np.uint32) + ALPHA_STEP // 2) // ALPHA_STEP).astype(np.uint8)


@dataclass(frozen=True, slots=True, eq=False)
class DamageSheet:
    """The damage drawn on one canvas, the lowest layer first."""

    painted: tuple[SheetLayer, ...]  # what only looks like damage
    cracked: tuple[SheetLayer, ...]  # craquelure, with its lifted rims and clouds
    worn: tuple[SheetLayer, ...]  # abrasion, scratches and losses, which follow those cracks

    @property
    def layers(self) -> tuple[SheetLayer, ...]:
        """All layers."""
        return self.painted + self.cracked + self.worn

    def layers_in(self, groups: Iterable[str]) -> tuple[SheetLayer, ...]:
        """Return the layers of some of the `LAYER_GROUPS`."""
        return tuple(layer for group in groups for layer in getattr(self, group))


def write_sheets(path: Path, sheets: Sequence[DamageSheet]) -> None:
    """Write sheets of one size, with at least one layer in total, as a compressed .npz file.

    Raises:
        CannotWrite: the file cannot be written.
    """
    entries = [
        (number, group_number, layer)
        for number, sheet in enumerate(sheets)
        for group_number, group in enumerate(LAYER_GROUPS)
        for layer in sheet.layers_in([group])
    ]
    numbers, groups, layers = zip(*entries, strict=True)
    file = io.BytesIO()
    np.savez_compressed(
        file,
        format=FORMAT,
        count=len(sheets),
        numbers=numbers,
        groups=groups,
        kinds=[layer.kind.value for layer in layers],
        rows=[len(layer.palette.keep) for layer in layers],
        keep=np.concatenate([layer.palette.keep for layer in layers]),
        add=np.concatenate([layer.palette.add for layer in layers]),
        cover=np.stack([layer.cover for layer in layers]),
        tones=np.stack([layer.tones for layer in layers]),
    )
    write_bytes(path, file.getvalue())


def read_sheets(path: Path) -> list[DamageSheet]:
    """Read the sheets of a file.

    Raises:
        BadSheets: the file does not exist, is damaged, or contains something else.
    """
    try:
        with path.open("rb") as opened, np.load(opened, allow_pickle=False) as file:
            return _parse_sheets(file)
    except OSError as error:
        raise BadSheets(f"{path} cannot be read ({os_error_reason(error)}).") from error
    except (ValueError, KeyError, IndexError, TypeError, EOFError, zipfile.BadZipFile, zlib.error) as error:
        raise BadSheets(f"{path} contains no damage sheets in the format {FORMAT!r}.") from error


def _parse_sheets(file: Mapping[str, npt.NDArray[Any]]) -> list[DamageSheet]:
    if str(file["format"]) != FORMAT:
        raise ValueError(f"expected {FORMAT!r}, got {file['format']}")
    grouped: list[list[list[SheetLayer]]] = [[[] for _ in LAYER_GROUPS] for _ in range(int(file["count"]))]
    for number, group, layer in zip(file["numbers"], file["groups"], _parse_layers(file), strict=True):
        grouped[number][group].append(layer)
    return [DamageSheet(*(tuple(layers) for layers in groups)) for groups in grouped]


def _parse_layers(file: Mapping[str, npt.NDArray[Any]]) -> list[SheetLayer]:
    ends = np.cumsum(file["rows"])[:-1]
    palettes = map(Palette, np.split(file["keep"], ends), np.split(file["add"], ends))
    kinds = map(DamageKind, file["kinds"].tolist())
    return [SheetLayer(*parts) for parts in zip(kinds, file["cover"], file["tones"], palettes, strict=True)]
