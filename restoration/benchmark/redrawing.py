"""The damage of a finished run, drawn again from its seed, so that people can look at what was measured."""

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from restoration.batch import PICTURE_EXTENSIONS
from restoration.benchmark.protocol import (
    PROTOCOL_VERSION,
    BenchmarkProtocol,
    DamageCase,
    crop_detail,
    damage_detail,
)
from restoration.benchmark.results import BenchmarkResults
from restoration.collection.originals import PathCheck, any_path
from restoration.damage.pair import DamagedPair
from restoration.damage.serialization import GENERATOR_VERSION
from restoration.decoding import convert_json
from restoration.errors import BadRequest, os_error_reason
from restoration.files import sha256_of_file
from restoration.imaging.overlay import as_8_bit
from restoration.imaging.painting import Painting

MISSING_ORIGINAL_HINT = (
    "Name the folder that holds it, or download it from its museum and put it there under that name."
)


_TASKS_WITH_CASES = ("fill", "detect", "restore")  # in other tasks, severity and style mean other damage


@dataclass(frozen=True, slots=True)
class _Versions:
    version: int  # of the protocol
    generator: int


@dataclass(frozen=True, slots=True)
class _WrittenProtocol:
    """The fields of `BenchmarkProtocol`; with a missing one, other damage would be drawn."""

    seed: int
    side: int
    severities: tuple[str, ...]
    paintings: int | None


def protocol_from_record(metadata: dict[str, Any]) -> BenchmarkProtocol:
    """Return the protocol of a run, from the metadata of its results.

    Raises:
        BadRequest: the metadata hold no protocol, or another version of the generator drew the damage; it cannot be
            drawn again.
    """
    name, hint = "protocol of this run", "Run it again."
    record = convert_json(metadata, dict[str, Any], name=name, hint=hint).get("protocol")
    versions = convert_json(record, _Versions, name=name, hint=hint)
    if (versions.version, versions.generator) != (PROTOCOL_VERSION, GENERATOR_VERSION):
        raise BadRequest("Another version of the program drew the damage of this run.", hint=hint)
    written = convert_json(record, _WrittenProtocol, name=name, hint=hint)
    return BenchmarkProtocol(**asdict(written))


def cases_by_severity(results: BenchmarkResults, picture: str) -> dict[str, DamageCase]:
    """Return the cases of one picture by their severity, in the order of the protocol."""
    cases = [row for row in results.scores if row.picture == picture and row.task in _TASKS_WITH_CASES]
    styles = {row.severity: row.style for row in cases}
    return {
        severity: DamageCase(picture, severity, styles[severity])
        for severity in results.metadata["protocol"]["severities"]
        if severity in styles
    }


def find_original(folder: Path, picture: str, sha256: str, may_read: PathCheck = any_path) -> Path:
    """Return the file of a picture in a folder or below it, found by its stem; those that `may_read` refuses are none.

    Raises:
        BadRequest: the file is missing, is not the one that was measured, or the folder cannot be searched.
    """
    try:
        candidates = [path for path in folder.rglob("*") if path.stem == picture]
        found = sorted(path for path in candidates if path.suffix.lower() in PICTURE_EXTENSIONS)
    except OSError as error:
        raise BadRequest(f"{folder} cannot be searched ({os_error_reason(error)}).", MISSING_ORIGINAL_HINT) from error
    found = [path for path in found if may_read(path)]
    if not found:
        raise BadRequest(f"There is no picture {picture} in {folder}.", MISSING_ORIGINAL_HINT)
    same = [path for path in found if sha256_of_file(path) == sha256]
    if not same:
        hint = "Download the museum's picture again, in the size that was measured."
        raise BadRequest(f"{found[0].name} is not the file that was measured.", hint)
    return same[0]


def redraw_case(painting: Painting, case: DamageCase, protocol: BenchmarkProtocol) -> DamagedPair:
    """Return the measured detail of a painting without and with the damage of the case, in 8 bit."""
    return damage_detail(crop_detail(as_8_bit(painting.image), case.picture, protocol), case, protocol)
