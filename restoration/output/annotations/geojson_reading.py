"""GeoJSON of other programs as a kind map; the file is not trusted."""

from collections import Counter
from dataclasses import dataclass
from typing import Annotated, Any, Literal

import msgspec
import numpy as np
from msgspec import Meta

from restoration.domain import DAMAGE_KINDS, DamageKind, KindMap, kind_number
from restoration.editing.regions import RegionStatus
from restoration.errors import BadRequest
from restoration.output.annotations.rasterizing import PolygonEdges
from restoration.vocabulary import KIND_TERMS

MAX_BYTES = 128 * 2**20
MAX_GEOMETRY_BYTES = 16 * 2**20  # of one feature: they take twenty times as much memory while it is read
MAX_FEATURES = 500_000
MAX_WORK, MAX_WORK_PER_PIXEL = 200e6, 16  # crossings of edges with rows, and pixels of windows
_SHOWN_CLASSES = 5

_HINT = "Export polygons as a GeoJSON feature collection, in px of this picture."

_Coordinate = Annotated[float, Meta(ge=-1e6, le=1e6)]  # px
_Ring = Annotated[list[Annotated[list[_Coordinate], Meta(min_length=2, max_length=4)]], Meta(min_length=3)]
_Polygon = Annotated[list[_Ring], Meta(min_length=1)]
_Polygons = Annotated[list[_Polygon], Meta(min_length=1)]


class BadAnnotations(BadRequest):
    """A file of annotations cannot be used."""

    hint = _HINT


@dataclass(frozen=True, slots=True, eq=False)  # eq=False: arrays have no single truth value
class ImportedKinds:
    """What a file of annotations marks."""

    kinds: KindMap  # (H, W)
    notes: tuple[str, ...] = ()  # a sentence for each reason why something was left out


class _Collection(msgspec.Struct):
    type: Literal["FeatureCollection"]
    features: Annotated[list[msgspec.Raw], Meta(max_length=MAX_FEATURES)]


class _Geometry(msgspec.Struct):
    type: str
    coordinates: msgspec.Raw = msgspec.Raw(b"null")


class _Feature(msgspec.Struct):
    geometry: _Geometry | None = None
    properties: dict[str, Any] | None = None


def read_geojson(data: bytes, shape: tuple[int, ...]) -> ImportedKinds:
    """Return what the polygons of a feature collection mark; where two overlap, the later one counts.

    The kind is a property `kind` or `class`, or the name of QuPath's classification: a kind of damage or its AAT term,
    in any case of letters. Regions with the status "rejected" mark nothing.

    Args:
        data: the bytes of the file.
        shape: height and width of the picture, px.

    Raises:
        BadAnnotations: the file is not such GeoJSON, is too large or too much work, or marks nothing in this picture.
    """
    if len(data) > MAX_BYTES:
        raise BadAnnotations(f"The GeoJSON file is larger than {MAX_BYTES / 2**20:.0f} MB.", hint="Export it in parts.")
    drawing = _Drawing(shape)
    for number, raw in enumerate(_decode(data, _Collection, "file").features, start=1):
        drawing.add(_decode(raw, _Feature, f"feature {number}"), f"feature {number}")
    return drawing.finish()


class _Drawing:
    """A kind map to which features are added, and what could not be."""

    def __init__(self, shape: tuple[int, ...]) -> None:
        self.kinds = np.zeros(shape[:2], np.uint8)
        self._work_left = MAX_WORK + MAX_WORK_PER_PIXEL * self.kinds.size
        self._unknown: Counter[str] = Counter()  # by class
        self._shapeless = 0

    def add(self, feature: _Feature, name: str) -> None:
        """Draw a feature, or count it as left out."""
        properties = feature.properties or {}
        if _is_rejected(properties):
            return
        if feature.geometry is None or feature.geometry.type not in ("Polygon", "MultiPolygon"):
            self._shapeless += 1
            return
        kind = _kind(properties)
        if kind is None:
            self._unknown[_class_name(properties)] += 1
            return
        edges = PolygonEdges.of(_rings(feature.geometry, name), self.kinds.shape)
        self._work_left -= edges.work
        if self._work_left < 0:
            raise BadAnnotations("The GeoJSON file draws more than a person does.", hint="Export it in parts.")
        self.kinds[edges.window][edges.pixels()] = kind_number(kind)

    def finish(self) -> ImportedKinds:
        """Return the kind map; raise `BadAnnotations` if it marks nothing."""
        notes = tuple(self._notes())
        if not self.kinds.any():
            height, width = self.kinds.shape
            found = f"The GeoJSON file marks nothing in this picture of {width} x {height} px."
            raise BadAnnotations(" ".join([found, *notes]))
        return ImportedKinds(self.kinds, notes)

    def _notes(self) -> list[str]:
        notes = []
        if self._unknown:
            names = ", ".join(name or "no class" for name, _ in self._unknown.most_common(_SHOWN_CLASSES))
            known = ", ".join(kind.value for kind in DAMAGE_KINDS)
            count = self._unknown.total()
            notes.append(f"{count} areas of other classes ({names}) were left out; known are {known}.")
        if self._shapeless:
            notes.append(f"{self._shapeless} features that are not polygons were left out.")
        return notes


def _rings(geometry: _Geometry, name: str) -> list[list[list[float]]]:
    if len(memoryview(geometry.coordinates)) > MAX_GEOMETRY_BYTES:
        raise BadAnnotations(f"The GeoJSON {name} has too many corners.", hint="Divide it.")
    if geometry.type == "Polygon":
        polygons = [_decode(geometry.coordinates, _Polygon, name)]
    else:
        polygons = _decode(geometry.coordinates, _Polygons, name)
    return [ring for polygon in polygons for ring in polygon]


def _is_rejected(properties: dict[str, Any]) -> bool:
    metadata = properties.get("metadata")
    given = [properties.get("status"), metadata.get("status") if isinstance(metadata, dict) else None]
    return RegionStatus.REJECTED.value in given


def _class_name(properties: dict[str, Any]) -> str:
    """Return the name of a feature's class; empty where it has none."""
    given = properties.get("classification")
    names = [properties.get("kind"), properties.get("class"), given.get("name") if isinstance(given, dict) else given]
    return next((name.strip() for name in names if isinstance(name, str)), "")


def _kind(properties: dict[str, Any]) -> DamageKind | None:
    name = _class_name(properties).lower()
    return next((kind for kind, term in KIND_TERMS.items() if name in (kind.value, term.label, term.uri)), None)


def _decode(data: bytes | msgspec.Raw, kind: Any, name: str) -> Any:  # noqa: ANN401 - of the type `kind`
    try:
        return msgspec.json.decode(data, type=kind)
    except (msgspec.MsgspecError, UnicodeError, RecursionError) as error:
        found = "its lists are nested too deeply" if isinstance(error, RecursionError) else str(error)
        raise BadAnnotations(f"The GeoJSON {name} cannot be understood: {found[0].lower()}{found[1:]}.") from error
