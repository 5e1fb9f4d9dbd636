"""Damage sheets: layers of damage that are drawn once, stored in a file, and cut up for the examples."""

import io
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import numpy as np
import numpy.typing as npt
from numpy.lib import format as npy_format

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
_LEVEL = 1  # of compression: higher ones take longer and save little
_SMALL_ARRAYS = ("format", "count", "numbers", "groups", "kinds", "rows", "keep", "add")  # of a file, beside the maps
ALPHA_STEP = FULL_ALPHA // 255  # of alpha for one step of a cover map


class BadSheets(RestorationError):
    """The file contains no damage sheets that this version can read."""

    hint = "Draw the sheets again, or copy the file again."


@dataclass(frozen=True, slots=True)
class PackedMap:
    """An (H, W) uint8 array in compressed form, with the methods of an array that a layer needs."""

    shape: tuple[int, int]  # px
    data: bytes

    @classmethod
    def of(cls, array: npt.NDArray[np.uint8]) -> Self:
        """Compress an (H, W) array."""
        height, width = array.shape
        return cls((height, width), zlib.compress(np.ascontiguousarray(array).data, _LEVEL))

    def unpack(self) -> npt.NDArray[np.uint8]:
        """Return the array, (H, W), which cannot be written to."""
        return np.frombuffer(zlib.decompress(self.data), np.uint8).reshape(self.shape)


@dataclass(frozen=True, slots=True)
class SheetLayer:
    """A damage layer in compact form: damage covers little of a sheet, so it is kept compressed, in a twentieth."""

    kind: DamageKind
    packed_cover: PackedMap
    packed_tones: PackedMap  # 0 where nothing is covered, which compresses well
    palette: Palette

    @property
    def shape(self) -> tuple[int, int]:
        """Height and width, px."""
        return self.packed_cover.shape

    @property
    def cover(self) -> CoverMap:
        """How far damage covers each pixel, (H, W)."""
        return self.packed_cover.unpack()

    @property
    def tones(self) -> Tones:
        """Rows of the palette, (H, W)."""
        return self.packed_tones.unpack()

    def cut(self, window: CropWindow, jitter: ColourJitter) -> DamageLayer:
        """Return a window of the layer with changed colours, as a layer of (side, side)."""
        alpha = window.view(self.cover) * np.uint16(ALPHA_STEP)
        return DamageLayer(self.kind, alpha, window.view(self.tones), jitter.apply(self.palette, self.kind))


def to_sheet_layer(layer: DamageLayer) -> SheetLayer:
    """Return the compact form of a layer."""
    cover = to_cover_map(layer.alpha)
    tones = np.where(cover > 0, layer.tones, np.uint8(0))
    return SheetLayer(layer.kind, PackedMap.of(cover), PackedMap.of(tones), layer.palette)


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
    arrays = {
        "format": FORMAT,
        "count": len(sheets),
        "numbers": numbers,
        "groups": groups,
        "kinds": [layer.kind.value for layer in layers],
        "rows": [len(layer.palette.keep) for layer in layers],
        "keep": np.concatenate([layer.palette.keep for layer in layers]),
        "add": np.concatenate([layer.palette.add for layer in layers]),
    }
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, array in arrays.items():
            with archive.open(f"{name}.npy", "w") as member:
                npy_format.write_array(member, np.asarray(array), allow_pickle=False)
        _write_planes(archive, "cover", [layer.packed_cover for layer in layers])
        _write_planes(archive, "tones", [layer.packed_tones for layer in layers])
    write_bytes(path, file.getvalue())


def _write_planes(archive: zipfile.ZipFile, name: str, planes: Sequence[PackedMap]) -> None:
    """Write maps of one size as one (N, H, W) array, of which no more than one map is in memory at a time."""
    header = {"descr": "|u1", "fortran_order": False, "shape": (len(planes), *planes[0].shape)}
    with archive.open(f"{name}.npy", "w", force_zip64=True) as member:
        npy_format.write_array_header_1_0(member, header)
        for plane in planes:
            if plane.shape != planes[0].shape:
                raise ValueError(f"expected sheets of one size, got {plane.shape} and {planes[0].shape}")
            member.write(plane.unpack().data)


def read_sheets(path: Path) -> list[DamageSheet]:
    """Read the sheets of a file.

    Raises:
        BadSheets: the file does not exist, is damaged, or contains something else.
    """
    try:
        with path.open("rb") as opened, zipfile.ZipFile(opened) as archive:
            return _parse_sheets(archive)
    except OSError as error:
        raise BadSheets(f"{path} cannot be read ({os_error_reason(error)}).") from error
    except (ValueError, KeyError, IndexError, TypeError, EOFError, zipfile.BadZipFile, zlib.error) as error:
        raise BadSheets(f"{path} contains no damage sheets in the format {FORMAT!r}.") from error


def _parse_sheets(archive: zipfile.ZipFile) -> list[DamageSheet]:
    file = {name: _read_array(archive, name) for name in _SMALL_ARRAYS}
    if str(file["format"]) != FORMAT:
        raise ValueError(f"expected {FORMAT!r}, got {file['format']}")
    grouped: list[list[list[SheetLayer]]] = [[[] for _ in LAYER_GROUPS] for _ in range(int(file["count"]))]
    for number, group, layer in zip(file["numbers"], file["groups"], _parse_layers(archive, file), strict=True):
        grouped[number][group].append(layer)
    return [DamageSheet(*(tuple(layers) for layers in groups)) for groups in grouped]


def _parse_layers(archive: zipfile.ZipFile, file: Mapping[str, npt.NDArray[Any]]) -> list[SheetLayer]:
    ends = np.cumsum(file["rows"])[:-1]
    palettes = map(Palette, np.split(file["keep"], ends), np.split(file["add"], ends))
    kinds = map(DamageKind, file["kinds"].tolist())
    covers, tones = _read_planes(archive, "cover"), _read_planes(archive, "tones")
    return [SheetLayer(*parts) for parts in zip(kinds, covers, tones, palettes, strict=True)]


def _read_array(archive: zipfile.ZipFile, name: str) -> npt.NDArray[Any]:
    with archive.open(f"{name}.npy") as member:
        array: npt.NDArray[Any] = npy_format.read_array(member, allow_pickle=False)
        return array


def _read_planes(archive: zipfile.ZipFile, name: str) -> Iterator[PackedMap]:
    """Yield the maps of an (N, H, W) array; no more than one of them is in memory uncompressed."""
    with archive.open(f"{name}.npy") as member:
        npy_format.read_magic(member)
        (count, height, width), is_fortran, dtype = npy_format.read_array_header_1_0(member)
        if is_fortran or dtype != np.uint8:
            raise ValueError(f"expected rows of uint8, got {dtype}")
        for _ in range(count):
            yield PackedMap.of(np.frombuffer(member.read(height * width), np.uint8).reshape(height, width))
        member.read(1)  # the end, where the checksum is compared
