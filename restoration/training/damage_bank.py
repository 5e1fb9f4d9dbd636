"""Sheets of damage, kept once they are drawn: the same are asked for again at every training."""

import io
import zipfile
import zlib
from collections.abc import Mapping, Sequence
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

ALPHA_STEP = FULL_ALPHA // 255  # of alpha, between one cover and the next

LAYER_GROUPS = ("painted", "cracked", "worn")
"""Of a sheet's films, the lowest first."""

HALF_COVERED = 128  # cover from which a pixel is damaged by half

CoverMap = npt.NDArray[np.uint8]
"""(H, W) uint8: how far damage covers each pixel, 0 not at all, 255 wholly, by half from `COVERED` on."""


@dataclass(frozen=True, slots=True, eq=False)  # eq=False: arrays have no single truth value
class SheetLayer:
    """A layer of damage, kept small."""

    kind: DamageKind
    cover: CoverMap
    tones: Tones  # 0 where nothing is covered, so that it packs well
    palette: Palette

    def seen(self, view: CropWindow, tint: ColourJitter) -> DamageLayer:
        """The layer in a window of it, in fresh colours."""
        alpha = view.of(self.cover) * np.uint16(ALPHA_STEP)
        return DamageLayer(self.kind, alpha, view.of(self.tones), tint.of(self.palette, self.kind))


@dataclass(frozen=True, slots=True, eq=False)
class DamageSheet:
    """All that was drawn over one another on a canvas, the lowest film first."""

    painted: tuple[SheetLayer, ...]  # what only looks like damage
    cracked: tuple[SheetLayer, ...]  # the craquelure, with its lifted rims and clouds
    worn: tuple[SheetLayer, ...]  # abrasion, scratches and losses, which fell along those cracks

    @property
    def films(self) -> tuple[SheetLayer, ...]:
        """All of them."""
        return self.painted + self.cracked + self.worn


def to_sheet_layer(layer: DamageLayer) -> SheetLayer:
    """The layer, kept."""
    kept = to_cover_map(layer.alpha)
    return SheetLayer(layer.kind, kept, np.where(kept > 0, layer.tones, np.uint8(0)), layer.palette)


def to_cover_map(alpha: Alpha) -> CoverMap:
    """The alpha, rounded to the nearest of 256 steps; what covers a pixel by half still does, and nothing else."""
    return ((alpha.astype(np.uint32) + ALPHA_STEP // 2) // ALPHA_STEP).astype(np.uint8)


FORMAT = "sheets of damage, 1"


class BadSheets(RestorationError):
    """The file holds no sheets of damage that this version can read."""

    hint = "Draw the sheets anew, or copy the file again."


def write_sheets(path: Path, sheets: Sequence[DamageSheet]) -> None:
    """Write the sheets, all of one size and at least one film among them, as a compressed .npz file.

    Raises:
        CannotWrite: the file could not be written.
    """
    placed = [
        (n, LAYER_GROUPS.index(name), film) for n, sheet in enumerate(sheets) for name, film in _layers_by_group(sheet)
    ]
    numbers, groups, films = zip(*placed, strict=True)
    file = io.BytesIO()
    np.savez_compressed(
        file,
        format=FORMAT,
        count=len(sheets),
        numbers=numbers,
        groups=groups,
        kinds=[film.kind.value for film in films],
        rows=[len(film.palette.keep) for film in films],
        keep=np.concatenate([film.palette.keep for film in films]),
        add=np.concatenate([film.palette.add for film in films]),
        cover=np.stack([film.cover for film in films]),
        tones=np.stack([film.tones for film in films]),
    )
    write_bytes(path, file.getvalue())


def read_sheets(path: Path) -> list[DamageSheet]:
    """The sheets as they were written.

    Raises:
        BadSheets: there is no such file, it is something else, or it is spoilt.
    """
    try:
        with path.open("rb") as opened, np.load(opened, allow_pickle=False) as file:
            return _parse_sheets(file)
    except OSError as error:
        raise BadSheets(f"{path} cannot be read ({os_error_reason(error)}).") from error
    except (ValueError, KeyError, IndexError, TypeError, EOFError, zipfile.BadZipFile, zlib.error) as error:
        raise BadSheets(f"{path} holds no sheets of damage in the form {FORMAT!r}.") from error


def _layers_by_group(sheet: DamageSheet) -> list[tuple[str, SheetLayer]]:
    return [(name, film) for name in LAYER_GROUPS for film in getattr(sheet, name)]


def _parse_sheets(file: Mapping[str, npt.NDArray[Any]]) -> list[DamageSheet]:
    if str(file["format"]) != FORMAT:
        raise ValueError(f"expected {FORMAT!r}, got {file['format']}")
    grouped: list[list[list[SheetLayer]]] = [[[] for _ in LAYER_GROUPS] for _ in range(int(file["count"]))]
    for number, group, film in zip(file["numbers"], file["groups"], _parse_layers(file), strict=True):
        grouped[number][group].append(film)
    return [DamageSheet(*(tuple(films) for films in groups)) for groups in grouped]


def _parse_layers(file: Mapping[str, npt.NDArray[Any]]) -> list[SheetLayer]:
    ends = np.cumsum(file["rows"])[:-1]
    palettes = map(Palette, np.split(file["keep"], ends), np.split(file["add"], ends))
    kinds = map(DamageKind, file["kinds"].tolist())
    return [SheetLayer(*parts) for parts in zip(kinds, file["cover"], file["tones"], palettes, strict=True)]
