"""What a dossier holds, and what its file consists of: pictures that any program shows, and a manifest in JSON."""

import json
from dataclasses import asdict, dataclass, field
from typing import Annotated, Any

import msgspec

from restoration.decoding import convert_json, parse_json
from restoration.domain import Box, Damage, FillShare, Image, KindMap, Mask, PaintSource, ReliefRemoval, Restoration
from restoration.errors import BadDossier
from restoration.imaging.painting import Painting

VERSION = 2  # of the file format; raise it when a change would make older programs fail
READABLE = (1, VERSION)  # version 1, before 29 November 2026, had no kinds of the mask and no mask of the user

MANIFEST = "manifest.json"
ORIGINAL, MASK, TRUTH = "original.png", "mask.png", "truth.png"
EXTRA = "extra.png"  # a channel of unstated meaning, which only TIFF holds
KINDS, OWN_MASK = "kinds.png", "own_mask.png"  # the value of each pixel is the number of its kind

_STRIP_ROWS = 256  # rows that are compared at a time, which bounds the memory

Side = Annotated[int, msgspec.Meta(ge=1, lt=2**31)]
"""Width or height in px, as PNG allows it."""

_LARGEST = 10**15  # far beyond any setting and any number of seconds; calculations with larger numbers may fail

Number = (
    Annotated[int, msgspec.Meta(ge=-_LARGEST, le=_LARGEST)] | Annotated[float, msgspec.Meta(ge=-_LARGEST, le=_LARGEST)]
)
"""A number as it stands in the file: 1 stays 1, so that a dossier is written again as it was read."""

Text = Annotated[str, msgspec.Meta(max_length=200_000)]
"""A title, a name or a note: longer than any, and short enough to be shown."""

Sha256 = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]


@dataclass(frozen=True, slots=True, eq=False)  # eq=False: arrays have no single truth value
class SavedResult:
    """A restoration of the dossier's painting, and the choices that led to it."""

    restoration: Restoration
    plan: dict[str, Any]  # ready for JSON

    @property
    def is_sound(self) -> bool:
        """Whether no pixel that was not changed differs from the painting, and none outside the mask has a kind."""
        height = len(self.restoration.before)
        return all(self._is_sound_in(slice(top, top + _STRIP_ROWS)) for top in range(0, height, _STRIP_ROWS))

    def _is_sound_in(self, rows: slice) -> bool:
        before, after, damage = self.restoration.before, self.restoration.after, self.restoration.damage
        outside, relief = ~damage.mask[rows], self.restoration.relief
        unchanged = outside if relief is None else outside & ~relief.affected[rows]
        is_untouched = not ((after[rows] != before[rows]).any(axis=2) & unchanged).any()
        return is_untouched and (damage.kinds is None or not (damage.kinds[rows].astype(bool) & outside).any())


@dataclass(frozen=True, slots=True, eq=False)
class Dossier:
    """The work on one painting. Only the caller knows what is in a plan or a correction; here they are just JSON."""

    painting: Painting
    title: str
    mask: Mask  # the current one, corrections included
    plan: dict[str, Any] = field(default_factory=dict)  # ready for JSON
    corrections: list[dict[str, Any]] = field(default_factory=list)  # strokes in order, each ready for JSON
    truth: Image | None = None  # the undamaged picture, where it is known
    results: list[SavedResult] = field(default_factory=list)
    kinds: KindMap | None = None  # of the mask, where they are known
    own_mask: KindMap | None = None  # given by the user in place of a detector's, before the corrections


def restored_name(number: int) -> str:
    """Return the file name of a result's restored picture; results count from 1."""
    return f"results/{number}/restored.png"


def result_mask_name(number: int) -> str:
    """Return the file name of the mask that a result was filled by."""
    return f"results/{number}/mask.png"


def result_kinds_name(number: int) -> str:
    """Return the file name of the kinds of damage in a result's mask."""
    return f"results/{number}/kinds.png"


def result_affected_name(number: int) -> str:
    """Return the file name of the band beside the mask that a result changed, too."""
    return f"results/{number}/affected.png"


def required_names(result_count: int) -> set[str]:
    """Return the names of the pictures that a dossier with this number of results must hold."""
    numbers = range(1, result_count + 1)
    return {ORIGINAL, MASK}.union(*({restored_name(number), result_mask_name(number)} for number in numbers))


def allowed_names(result_count: int) -> set[str]:
    """Return the required names and those of the pictures that may be missing."""
    return (
        required_names(result_count)
        | {TRUTH, EXTRA, KINDS, OWN_MASK}
        | {name(n) for n in range(1, result_count + 1) for name in (result_kinds_name, result_affected_name)}
    )


@dataclass(frozen=True, slots=True)
class InputEntry:
    """The file that the painting was read from."""

    name: Text
    sha256: Sha256
    format: Text
    notes: Annotated[list[Text], msgspec.Meta(max_length=1000)]
    width: Side
    height: Side
    original: Box | None = None  # missing where the picture is the photograph, and before 29 November 2026


@dataclass(frozen=True, slots=True)
class SourceEntry:
    """Where alone a result took its paint from; the area itself is among the corrections."""

    pixels: Annotated[int, msgspec.Meta(ge=0, le=_LARGEST)]
    share: Annotated[float, msgspec.Meta(ge=0, le=1)]


@dataclass(frozen=True, slots=True)
class ResultEntry:
    """What the pictures of a result do not say."""

    plan: dict[str, Any]
    detector: Text | None
    parameters: dict[str, Number]
    inpainter: Text
    detect_seconds: Number
    fill_seconds: Number
    shares: list[FillShare] = field(default_factory=list)  # missing in dossiers from before 22 November 2026
    generation: dict[str, Any] | None = None  # how the fill was generated; None if it was not
    taught: dict[str, Any] | None = None  # missing where nothing was taught, and before 28 November 2026
    source: SourceEntry | None = None  # missing where paint was taken from around the damage
    relief: Annotated[float, msgspec.Meta(gt=0, le=1)] | None = None  # strength; missing where none was taken away

    def result(
        self,
        before: Image,
        after: Image,
        mask: Mask,
        kinds: KindMap | None,
        visible: Mask | None,
        affected: Mask | None = None,
    ) -> SavedResult:
        """Return the result together with its pictures; see `Restoration` and `Damage`.

        Raises:
            BadDossier: it has an affected band without a removal of relief, or the other way round.
        """
        if (self.relief is None) != (affected is None):
            raise BadDossier("A result's affected band and its removal of relief do not belong together.")
        damage = Damage(mask, self.detector, self.parameters, self.detect_seconds, kinds, self.taught, visible)
        restoration = Restoration(
            before,
            after,
            damage,
            self.inpainter,
            self.fill_seconds,
            shares=tuple(self.shares),
            generation=self.generation,
            source=None if self.source is None else PaintSource(self.source.pixels, self.source.share),
            relief=None if self.relief is None or affected is None else ReliefRemoval(self.relief, affected),
        )
        return SavedResult(restoration, self.plan)


@dataclass(frozen=True, slots=True)
class Manifest:
    """The words and figures of a dossier; the names of the fields, those of `FillShare` too, stand in the file."""

    title: Text
    input: InputEntry
    plan: dict[str, Any]
    corrections: list[dict[str, Any]]
    results: list[ResultEntry]
    sha256: dict[str, Sha256]  # of each picture, by its name in the file


@dataclass(frozen=True, slots=True)
class _Version:
    dossier: int


def encode_manifest(manifest: Manifest) -> bytes:
    """Return the manifest as JSON text in ASCII.

    Raises:
        ValueError, TypeError: a plan or a correction is not ready for JSON.
    """
    return json.dumps({"dossier": VERSION, **asdict(manifest)}, indent=1, allow_nan=False).encode("ascii")


def read_manifest(data: bytes) -> Manifest:
    """Return the manifest in a JSON text.

    Raises:
        BadDossier: the text cannot be understood, or was written by a newer program.
    """
    name = "dossier's manifest"
    fields = parse_json(data, name=name, error=BadDossier)
    version = convert_json(fields, _Version, name=name, error=BadDossier).dossier
    if version not in READABLE:
        raise BadDossier(
            f"The dossier is of version {version}, and this program reads version {VERSION}.",
            hint="Open it with the program that it was saved with.",
        )
    return convert_json(fields, Manifest, name=name, error=BadDossier)
