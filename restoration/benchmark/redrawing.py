"""A case of a run, drawn again from its seed, so that what a figure stands for can be looked at."""

from pathlib import Path
from typing import Any

from restoration.batch import PICTURE_EXTENSIONS
from restoration.benchmark import protocol as protocols
from restoration.benchmark.protocol import BenchmarkProtocol, DamageCase, crop_detail, damage_detail
from restoration.benchmark.results import BenchmarkResults
from restoration.damage import serialization
from restoration.damage.pair import DamagedPair
from restoration.errors import BadRequest, os_error_reason
from restoration.files import sha256_of_file
from restoration.imaging.overlay import as_8_bit
from restoration.imaging.painting import Painting

MISSING_ORIGINAL_HINT = "Name the folder that holds it, or download it at its museum and put it there under that name."


def protocol_from_record(about: dict[str, Any]) -> BenchmarkProtocol:
    """How a run went about it, from what it tells of itself.

    Raises:
        BadRequest: it was made by another state of the generator, whose damage cannot be drawn any more.
    """
    told = about["protocol"]
    if (told["version"], told["generator"]) != (protocols.PROTOCOL_VERSION, serialization.GENERATOR_VERSION):
        raise BadRequest("This run's damage was drawn by another version of the program.", hint="Run it again.")
    return BenchmarkProtocol(told["seed"], told["side"], tuple(told["severities"]), told["paintings"])


def cases_by_severity(results: BenchmarkResults, picture: str) -> dict[str, DamageCase]:
    """The cases of one picture by their severity, in the order of the protocol."""
    styles = {cell.severity: cell.style for cell in results.scores if cell.picture == picture and cell.severity}
    return {
        severity: DamageCase(picture, severity, styles[severity])
        for severity in results.about["protocol"]["severities"]
        if severity in styles
    }


def find_original(folder: Path, picture: str, sha256: str) -> Path:
    """The file of a picture in a folder or below it, found by its stem.

    Raises:
        BadRequest: it is not there, or it is not the file that was measured, or the folder cannot be searched.
    """
    try:
        found = sorted(
            path for path in folder.rglob("*") if path.stem == picture and path.suffix.lower() in PICTURE_EXTENSIONS
        )
    except OSError as error:
        raise BadRequest(
            f"{folder} cannot be searched ({os_error_reason(error)}).", hint=MISSING_ORIGINAL_HINT
        ) from error
    if not found:
        raise BadRequest(f"There is no picture {picture} in {folder}.", hint=MISSING_ORIGINAL_HINT)
    same = [path for path in found if sha256_of_file(path) == sha256]
    if not same:
        hint = "Fetch the museum's picture again in the size that was measured."
        raise BadRequest(f"{found[0].name} is not the file that was measured.", hint=hint)
    return same[0]


def redraw_case(painting: Painting, case: DamageCase, protocol: BenchmarkProtocol) -> DamagedPair:
    """The measured detail of a painting without and with the damage of the case, 8 bit."""
    return damage_detail(crop_detail(as_8_bit(painting.image), case.picture, protocol), case, protocol)
