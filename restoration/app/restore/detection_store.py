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
from typing import Any

import numpy as np
import numpy.typing as npt

from restoration.app.kept_files import default_limit, make_private_folder
from restoration.catalog import DETECTORS
from restoration.detection.pyramid import LEVELS, LevelDetection
from restoration.disk_arrays import keep_on_disk
from restoration.domain import DAMAGE_KINDS, Image, Mask
from restoration.errors import CannotWrite
from restoration.paths import CACHE, PACKAGE
from restoration.versions import library_versions

KEEP_DAYS = 7  # after the last use
PART_SECONDS = 3600  # s after which an unfinished file was left by a server that was killed

_HEADER_BYTES = 256
_BYTES_PER_PIXEL = 3 + len(DAMAGE_KINDS)
_SUFFIX, _PART_SUFFIX = ".detection", ".part"

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, eq=False)
class StoredLevel:
    """What a detector found in a picture at one size, and how long it took."""

    found: LevelDetection
    seconds: float


def level_keys(image: Image, detector: str, visible: Mask | None = None) -> tuple[str, ...]:
    """Return the names of what this program finds in a picture, (H, W, 3), at each size: 64 hexadecimal digits each.

    Args:
        image: its pixels count, not its file: a dossier could name any file.
        detector: the key of the method.
        visible: (H, W), as `Painting.visible`.
    """
    pixels = [hashlib.sha256(np.ascontiguousarray(a).data).hexdigest() for a in (image, visible) if a is not None]
    method = [_program_digest(), DETECTORS[detector].weights_version(), detector, image.shape, image.dtype.str, pixels]
    return tuple(hashlib.sha256(json.dumps([*method, level]).encode()).hexdigest() for level in range(LEVELS))


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

    def find(self, key: str) -> StoredLevel | None:
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

    def has(self, key: str) -> bool:
        """Return whether there is a detection of this key; it may still prove damaged."""
        return self._path(key).exists()

    def keep(self, key: str, stored: StoredLevel) -> StoredLevel:
        """Write the detection to its file and return it, mapped into memory; without room, it is not shared."""
        try:
            make_private_folder(self.folder)
            self._make_room(_BYTES_PER_PIXEL * stored.found.kinds.size)
            self._write(key, stored)
        except (OSError, CannotWrite) as error:
            logger.warning("a detection is not kept for others: %s", error)
        kept = self.find(key)
        if kept is not None:
            return kept
        return StoredLevel(LevelDetection(*map(keep_on_disk, _arrays(stored))), stored.seconds)

    def _path(self, key: str) -> Path:
        return self.folder / f"{key}{_SUFFIX}"

    def _write(self, key: str, stored: StoredLevel) -> None:
        with tempfile.NamedTemporaryFile(dir=self.folder, suffix=_PART_SUFFIX, delete=False) as file:
            part = Path(file.name)
            try:
                file.write(_pack_header(stored))
                for array in _arrays(stored):
                    file.write(array.data)
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


def _arrays(stored: StoredLevel) -> tuple[npt.NDArray[Any], ...]:
    """Return what a file holds after its header, in this order."""
    return tuple(map(np.ascontiguousarray, (stored.found.likelihood, stored.found.kinds, stored.found.evidence)))


def _pack_header(stored: StoredLevel) -> bytes:
    digest = hashlib.sha256()
    for array in _arrays(stored):
        digest.update(array.data)
    height, width = stored.found.kinds.shape
    fields = {"height": height, "width": width, "seconds": stored.seconds, "sha256": digest.hexdigest()}
    return json.dumps(fields).encode().ljust(_HEADER_BYTES)


def _unpack(data: mmap.mmap) -> StoredLevel:
    """Return what a file holds; raise `ValueError`, `KeyError` or `TypeError` if it is damaged."""
    fields = json.loads(data[:_HEADER_BYTES])
    shape = fields["height"], fields["width"]
    size, start = shape[0] * shape[1], _HEADER_BYTES
    if len(data) != start + _BYTES_PER_PIXEL * size:
        raise ValueError("it was cut short")
    if hashlib.sha256(memoryview(data)[_HEADER_BYTES:]).hexdigest() != fields["sha256"]:
        raise ValueError("its content has changed")
    likelihood = np.frombuffer(data, np.uint16, size, start).reshape(shape)
    kinds = np.frombuffer(data, np.uint8, size, start + 2 * size).reshape(shape)
    evidence = np.frombuffer(data, np.uint8, offset=start + 3 * size).reshape(len(DAMAGE_KINDS), *shape)
    return StoredLevel(LevelDetection(likelihood, kinds, evidence), float(fields["seconds"]))
