"""What detectors found, kept in files for all visitors of this server: nobody waits twice for one picture.

A file is found by the pixels of the picture, by the method and by the program that ran it. It is written whole, and
checked before it is used.
"""

import hashlib
import json
import logging
import math
import mmap
import os
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from restoration.app.kept_files import default_limit, make_private_folder
from restoration.catalog import DETECTORS
from restoration.detection.base import SteppedDetection
from restoration.disk_arrays import keep_on_disk
from restoration.domain import Image
from restoration.errors import CannotWrite
from restoration.paths import CACHE, PACKAGE
from restoration.versions import library_versions

KEEP_DAYS = 7  # after the last use
PART_SECONDS = 3600  # s after which an unfinished file was left by a server that was killed

_HEADER_BYTES = 256
_SUFFIX, _PART_SUFFIX = ".detection", ".part"

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, eq=False)
class StoredDetection:
    """What a detector found, and how long it took."""

    detection: SteppedDetection
    seconds: float


def detection_key(image: Image, detector: str, widest: int) -> str:
    """Return the name of what this program finds in a picture, (H, W, 3): 64 hexadecimal digits.

    Args:
        image: its pixels count, not its file: a dossier could name any file.
        detector: the key of the method.
        widest: width of the widest cracks, px.
    """
    method = [_program_digest(), DETECTORS[detector].weights_version(), detector, widest, image.shape, image.dtype.str]
    digest = hashlib.sha256(json.dumps(method).encode())
    digest.update(np.ascontiguousarray(image).data)
    return digest.hexdigest()


@cache
def _program_digest() -> str:
    """Return a digest of this program and its libraries: a detection by another program might differ."""
    digest = hashlib.sha256(json.dumps(library_versions()).encode())
    for path in sorted(PACKAGE.rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()


@dataclass(frozen=True, slots=True)
class DetectionStore:
    """A folder of detections that nobody else may read; the oldest ones make room for new ones."""

    folder: Path = CACHE / "detections"
    max_bytes: float = math.inf  # beside the limit of all kept files

    def find(self, key: str) -> StoredDetection | None:
        """Return the detection of this key, mapped into memory; None if there is none, or if its file is damaged."""
        path = self._path(key)
        try:
            with path.open("rb") as file:
                data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
            os.utime(path)  # the file was used
            return _unpack(data)
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, TypeError) as error:
            logger.warning("a stored detection cannot be used: %s", error)
            with suppress(OSError):
                path.unlink()
            return None

    def keep(self, key: str, found: StoredDetection) -> StoredDetection:
        """Write the detection to its file and return it, mapped into memory; without room, it is not shared."""
        try:
            make_private_folder(self.folder)
            self._make_room(2 * found.detection.levels.size)
            self._write(key, found)
        except (OSError, CannotWrite) as error:
            logger.warning("a detection is not kept for others: %s", error)
        kept = self.find(key)
        if kept is not None:
            return kept
        levels, kinds = keep_on_disk(found.detection.levels), keep_on_disk(found.detection.kinds)
        return StoredDetection(SteppedDetection(levels, kinds), found.seconds)

    def _path(self, key: str) -> Path:
        return self.folder / f"{key}{_SUFFIX}"

    def _write(self, key: str, found: StoredDetection) -> None:
        with tempfile.NamedTemporaryFile(dir=self.folder, suffix=_PART_SUFFIX, delete=False) as file:
            part = Path(file.name)
            try:
                file.write(_pack_header(found))
                for array in (found.detection.levels, found.detection.kinds):
                    file.write(np.ascontiguousarray(array).data)
                file.close()
                part.replace(self._path(key))
            except BaseException:
                file.close()
                part.unlink(missing_ok=True)
                raise

    def _make_room(self, size: int) -> None:
        """Remove old files, then those used longest ago, until `size` bytes more may be kept."""
        files = []
        for path in self.folder.iterdir():
            with suppress(OSError):
                facts = path.stat()
                files.append((facts.st_mtime, facts.st_size, path))
        kept, now = sum(size for _, size, _ in files), time.time()
        allowed = min(self.max_bytes, default_limit(self.folder))
        for used, file_size, path in sorted(files):
            lifetime = PART_SECONDS if path.suffix == _PART_SUFFIX else KEEP_DAYS * 86400
            if kept + size > allowed or used < now - lifetime:
                with suppress(OSError):  # somebody else has removed it
                    path.unlink()
                kept -= file_size


def _pack_header(found: StoredDetection) -> bytes:
    levels, kinds = (np.ascontiguousarray(array) for array in (found.detection.levels, found.detection.kinds))
    digest = hashlib.sha256(levels.data)
    digest.update(kinds.data)
    height, width = levels.shape
    fields = {"height": height, "width": width, "seconds": found.seconds, "sha256": digest.hexdigest()}
    return json.dumps(fields).encode().ljust(_HEADER_BYTES)


def _unpack(data: mmap.mmap) -> StoredDetection:
    """Return what a file holds; raise `ValueError`, `KeyError` or `TypeError` if it is damaged."""
    fields = json.loads(data[:_HEADER_BYTES])
    levels, kinds = np.frombuffer(data, np.uint8, offset=_HEADER_BYTES).reshape(2, fields["height"], fields["width"])
    if hashlib.sha256(memoryview(data)[_HEADER_BYTES:]).hexdigest() != fields["sha256"]:
        raise ValueError("its content has changed")
    return StoredDetection(SteppedDetection(levels, kinds), float(fields["seconds"]))
