"""What is finished of an earlier run: `--resume` leaves it as it is, after a look at every file."""

import hashlib
import json
from collections.abc import Callable, Iterable
from typing import Annotated, Any

import typer

from restoration.anywhere import sha256_of_file
from restoration.cli.places import Task
from restoration.errors import RestorationError
from restoration.imaging.writing import SUFFIXES
from restoration.output.results import AFFECTED_SUFFIX, MASK_SUFFIX, named_result, restored_suffix
from restoration.storage import Place
from restoration.versions import software_versions

Resume = Annotated[
    bool,
    typer.Option(
        "--resume",
        help="Go on with an earlier run: paintings whose results fit the same file and request, and are unchanged, "
        "are left as they are.",
    ),
]


def digest_request(options: object, weights: Iterable[str], files: Iterable[Place | None]) -> str:
    """Return what identifies all that a result depends on, beside the painting itself; hexadecimal SHA-256.

    Args:
        options: of the work, with a `repr` that names their values, and no place of a file.
        weights: versions of the weights that are used.
        files: that the result depends on, such as a mask; their contents count. None where there is none.

    Raises:
        RestorationError: a file cannot be read.
    """
    contents = [None if file is None else sha256_of_file(file) for file in files]
    described = json.dumps([repr(options), [*weights], contents, software_versions()], sort_keys=True)
    return hashlib.sha256(described.encode(errors="backslashreplace")).hexdigest()


def is_finished(task: Task, request: Callable[[], str], record_suffix: str, variant: str = "") -> bool:
    """Return whether the results of a painting are there, were made by that request, and are unchanged.

    Args:
        task: the painting, whose bytes must be those that the results were made of, and the folder of the results.
        request: returns what `digest_request` does; called only if there is a record.
        record_suffix: of the record of such results.
        variant: of several fills, as `Destination.variant`.
    """
    painting, folder, name = task.painting, task.output, task.named_after
    record = _read_record(folder / named_result(name, record_suffix, variant))
    try:
        if not record or record.get("request_sha256") != request():
            return False
        if record["input"]["sha256"] != sha256_of_file(painting):
            return False
        restored = [task.name] if task.name else [named_result(name, restored_suffix(key), variant) for key in SUFFIXES]
        suffixes = {
            "restored_sha256": restored,
            "mask_sha256": [named_result(name, MASK_SUFFIX)],
            "affected_sha256": [named_result(name, AFFECTED_SUFFIX, variant)],
        }
        files = {key: digest for key, digest in record["output"].items() if key in suffixes}
        return all(_is_one_of(folder, suffixes[key], digest) for key, digest in files.items())
    except (RestorationError, KeyError, TypeError, AttributeError):  # a record that somebody changed
        return False


def _read_record(place: Place) -> dict[str, Any]:
    """Return a record; an empty one where there is none that can be read."""
    try:
        record = json.loads(place.read_bytes())
    except (OSError, ValueError, RestorationError):
        return {}
    return record if isinstance(record, dict) else {}


def _is_one_of(folder: Place, names: list[str], digest: str) -> bool:
    return any(place.is_file() and sha256_of_file(place) == digest for place in (folder / name for name in names))
