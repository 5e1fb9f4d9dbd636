"""A folder somewhere else, such as a bucket of an object store: whatever fsspec opens, by its address.

Files are copied as a whole, in pieces: from there before the work on them, and back when it is done. Credentials come
from the environment, as each package of fsspec documents; those in an address are never shown.

Source:
    https://filesystem-spec.readthedocs.io
"""

import hashlib
import re
import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from restoration.batch import Skipped, choose_paintings, kind_by_name, pictures_by_stem, require_mask
from restoration.errors import BadRequest, RestorationError, os_error_reason
from restoration.imaging.recognising import PictureKind

_ADDRESS = re.compile(r"([a-z][a-z0-9+.-]+)://(?:[^/@]*:[^/]*@)?(.*)", re.IGNORECASE | re.DOTALL)
_BROKEN_PASSWORD = re.compile(r"[^/@]*:(?!\d+/)[^/@]*/.*@", re.DOTALL)  # a slash in it would end it
_PASSWORD = re.compile(r"(?<=://)[^/@\s]*:[^/\s]*@")

_PIECE = 2**23  # bytes that are in memory at a time; S3 takes up to 10 000 pieces a file
_LIMITS = {key: {"chunksize": _PIECE, "max_concurrency": 2} for key in ("s3", "s3a")}  # by default s3fs holds 500 MB
_RENAMING = frozenset({"ftp", "hdfs", "memory", "sftp", "smb", "webhdfs"})  # others put an object whole or not at all
_PACKAGES = MappingProxyType(
    {"s3": "s3fs", "s3a": "s3fs", "gs": "gcsfs", "gcs": "gcsfs", "sftp": "paramiko", "ssh": "paramiko"}
    | dict.fromkeys(("az", "abfs", "abfss", "adl"), "adlfs")
)
_LONGEST_REASON = 160  # letters


class StorageError(RestorationError):
    """A storage cannot be reached, or it refuses."""

    hint = "Check the address, the network, and the credentials in the environment."


class NotThere(StorageError):
    """There is no such file, folder or bucket."""

    hint = "Check the address."


@dataclass(frozen=True, slots=True, repr=False)
class Address:
    """The address of a file or a folder elsewhere; `str` and `repr` leave its credentials out."""

    url: str  # as it was given; it may hold a password, so it is never shown
    below: str = ""  # the name of a file in that folder; no part of the URL, where ? and # would mean something else

    def __str__(self) -> str:
        found = _ADDRESS.fullmatch(self.url)
        shown = f"{found[1]}://{found[2]}" if found else ""
        return f"{shown.rstrip('/')}/{self.below}" if self.below else shown

    def __repr__(self) -> str:
        return f"Address({str(self)!r})"

    def __truediv__(self, name: str) -> "Address":
        return Address(self.url, f"{self.below}/{name}" if self.below else name)

    @property
    def name(self) -> str:
        """The last part."""
        return str(self).rpartition("/")[2]

    @property
    def parent(self) -> "Address | None":
        """The folder that this file or folder lies in; None at the root of a storage."""
        if self.below:
            return Address(self.url, self.below.rpartition("/")[0])
        start, _, rest = self.url.partition("://")
        return Address(f"{start}://{rest.rpartition('/')[0]}") if "/" in rest else None

    @property
    def stand_in(self) -> Path:
        """A path with the same names, for rules that look at names only; nothing lies there."""
        return Path(str(self))

    @property
    def scheme(self) -> str:
        """What stands before ://, in small letters."""
        return self.url.partition("://")[0].lower()

    def is_file(self) -> bool:
        """Return whether a file is there; raise `StorageError` if that cannot be seen."""
        try:
            with self._reported("read"):
                files, path = self._open()
                files.invalidate_cache()
                return bool(files.info(path)["type"] == "file")
        except NotThere:
            return False

    def entries(self) -> dict[str, bool]:
        """Return the names in a folder without hidden ones, and of each whether it is a file.

        Raises:
            StorageError: the folder cannot be listed; `NotThere` if it does not exist.
        """
        return {name: entry["type"] == "file" for name, entry in self._listed().items()}

    def sizes(self) -> dict[str, int]:
        """Return the bytes of each file in a folder, by name; hidden ones are left out. Raises as `entries` does."""
        return {name: int(entry["size"]) for name, entry in self._listed().items() if entry["type"] == "file"}

    def _listed(self) -> dict[str, dict[str, Any]]:
        with self._reported("listed"):
            files, path = self._open()
            files.invalidate_cache()
            found = {entry["name"].rstrip("/"): entry for entry in files.ls(path, detail=True)}
        names = {full.rpartition("/")[2]: entry for full, entry in found.items() if full != path.rstrip("/")}
        return {name: entry for name, entry in names.items() if not name.startswith(".")}

    def size(self) -> int:
        """Return the bytes of a file; raise `StorageError` if it cannot be seen."""
        with self._reported("read"):
            files, path = self._open()
            files.invalidate_cache()
            return int(files.info(path)["size"])

    def read_bytes(self, largest: int | None = None) -> bytes:
        """Return the bytes of a small file, at most so many; raise `StorageError` if it cannot be read."""
        with self._reported("read"):
            files, path = self._open()
            if largest is None:
                return bytes(files.cat_file(path))
            with files.open(path, "rb", block_size=_PIECE) as file:
                return bytes(file.read(largest))

    def sha256(self) -> str:
        """Return the hexadecimal SHA-256 of a file, read in pieces; raise `StorageError` if it cannot be read."""
        digest = hashlib.sha256()
        with self._reported("read"):
            files, path = self._open()
            with files.open(path, "rb", block_size=_PIECE) as file:
                while piece := file.read(_PIECE):
                    digest.update(piece)
        return digest.hexdigest()

    def fetch(self, copy: Path) -> None:
        """Copy the file to a path on this machine; raise `StorageError` if it cannot be read."""
        with self._reported("read"):
            files, path = self._open()
            files.get_file(path, str(copy), **self._limits)

    def put(self, file: Path) -> None:
        """Copy a file of this machine to the address: all of it or nothing; an older file there is replaced.

        Raises:
            StorageError: it cannot be written.
        """
        self._write(lambda files, path: files.put_file(str(file), path, **self._limits))

    def write_bytes(self, data: bytes) -> None:
        """Write a file: all of it or nothing; an older one is replaced. Raise `StorageError` if it cannot be."""
        self._write(lambda files, path: files.pipe_file(path, data))

    def _write(self, write: Callable[[Any, str], object]) -> None:
        """Let a function write a file that appears when it is complete; it gets the file system and a path in it."""
        with self._reported("written"):
            files, path = self._open()
            if self.scheme not in _RENAMING:
                write(files, path)
                return
            folder, _, name = path.rpartition("/")
            part = f"{folder}/.{hashlib.sha256(name.encode(errors='surrogateescape')).hexdigest()[:16]}.part"
            write(files, part)
            if files.exists(path):
                files.rm_file(path)
            files.mv(part, path)

    def remove(self) -> None:
        """Remove the file if it exists; raise `StorageError` if it cannot be removed."""
        with suppress(NotThere), self._reported("removed"):
            files, path = self._open()
            files.rm_file(path)

    def prepare_folder(self) -> None:
        """Make the folder where a storage has folders, and try to write a file; no bucket is made.

        Raises:
            StorageError: nothing can be written.
        """
        probe = self / f".{secrets.token_hex(8)}.part"
        with self._reported("written"):
            files, path = self._open()
            if self.scheme in _RENAMING:
                files.makedirs(path, exist_ok=True)
            _, path = probe._open()
            files.pipe_file(path, b"")
            files.rm_file(path)

    @property
    def _limits(self) -> Mapping[str, int]:
        return _LIMITS.get(self.scheme, {})

    def _open(self) -> tuple[Any, str]:
        """Return the file system, and the path of this address in it."""
        from fsspec.core import url_to_fs  # it loads asyncio and more, so only here

        files, path = url_to_fs(self.url)
        return files, f"{path.rstrip('/')}/{self.below}" if self.below else path

    @contextmanager
    def _reported(self, done: str) -> Iterator[None]:
        """Turn what a package of fsspec raises into one sentence; each has errors of its own, with no common base."""
        try:
            yield
        except (RestorationError, MemoryError):
            raise
        except ImportError as error:
            raise _missing_package(self.scheme, error) from error
        except FileNotFoundError as error:
            raise NotThere(f"{self} cannot be {done}: there is no such file, folder or bucket.") from error
        except Exception as error:
            self._forget_connections()
            raise StorageError(f"{self} cannot be {done} ({_reason(error)}).") from error

    def _forget_connections(self) -> None:
        """Let the next file open a new connection: the kept one may be lost."""
        from fsspec import get_filesystem_class

        with suppress(ImportError, ValueError):
            get_filesystem_class(self.scheme).clear_instance_cache()


Place = Path | Address
"""Where a file or a folder lies: on this machine, or elsewhere."""


def parse_place(text: str) -> Place:
    """Return the path or the address that a text names; `file://` is a path.

    Raises:
        BadRequest: it is a web address, or fsspec knows no such storage.
        StorageError: the package for this storage is missing.
    """
    found = _ADDRESS.fullmatch(text)
    if not found:
        return Path(text)
    scheme, rest = text.split("://", 1)
    if scheme.lower() in ("file", "local"):
        return Path(rest)
    if scheme.lower() in ("http", "https"):
        raise BadRequest("A web address can only be INPUT.", hint="Give a folder, or an address such as s3://.")
    if "::" in rest:
        raise BadRequest("Addresses within addresses (::) are not read.", hint="Give the address of a folder.")
    if _BROKEN_PASSWORD.match(rest):
        raise BadRequest("The password in the address holds a slash.", hint="Give it by a key file or the environment.")
    _check_scheme(scheme.lower())
    return Address(f"{scheme}://{rest.rstrip('/')}")


def _check_scheme(scheme: str) -> None:
    from fsspec import get_filesystem_class

    try:
        get_filesystem_class(scheme)
    except ImportError as error:
        raise _missing_package(scheme, error) from error
    except ValueError as error:
        hint = "Known are s3://, gs://, az://, sftp:// and others of fsspec."
        raise BadRequest(f"No storage is known by {scheme}://.", hint=hint) from error


def _missing_package(scheme: str, error: ImportError) -> StorageError:
    if package := _PACKAGES.get(scheme):
        return StorageError(f"{scheme}:// needs the package {package}.", hint=f"Install it: pip install {package}.")
    return StorageError(f"{scheme}:// needs a package that is missing.", hint=_reason(error))


def _reason(error: Exception) -> str:
    """Return why a storage refused, in its own words, without credentials."""
    words = os_error_reason(error) if isinstance(error, OSError) and error.strerror else str(error)
    words = " ".join(_PASSWORD.sub("", words).split()).rstrip(".:") or type(error).__name__
    return words if len(words) <= _LONGEST_REASON else f"{words[:_LONGEST_REASON]}…"


def stored_paintings(source: Address, on_skipped: Callable[[Skipped], None] = lambda skipped: None) -> list[Address]:
    """Return the paintings at an address, by the rules of `batch.paintings_in`; but only their names are looked at.

    So a picture must end in a known extension: to look into each file would mean to fetch a part of it.

    Args:
        source: a file or a folder.
        on_skipped: receives what else is in the folder, if anything is.

    Raises:
        BadRequest: the folder holds no picture, or two pictures would get the same result name.
        StorageError: it cannot be listed; `NotThere` if it does not exist.
    """
    if source.is_file():
        return [source]
    entries = source.entries()
    kinds = {
        (source / name).stand_in: kind_by_name(Path(name)) if is_file else PictureKind.NONE
        for name, is_file in entries.items()
    }
    return [source / path.name for path in choose_paintings(kinds, str(source), on_skipped)]


class StoredMasks:
    """Finds the masks of paintings elsewhere, as `batch.MaskFinder` does on this machine."""

    def __init__(self, masks: Address) -> None:
        """Take a mask, or a folder of masks, which is listed; raise `StorageError` if it cannot be."""
        self._masks = masks
        self._is_file = masks.is_file()
        paths = (
            [] if self._is_file else [(masks / name).stand_in for name, is_file in masks.entries().items() if is_file]
        )
        self._by_stem = pictures_by_stem(paths)

    def find(self, painting: Path) -> Address:
        """Return the mask of a painting: the file itself, or the one in the folder that matches.

        Args:
            painting: its path, or its `Address.stand_in`.

        Raises:
            BadRequest: there is none.
        """
        if self._is_file:
            return self._masks
        return self._masks / require_mask(self._by_stem, painting, str(self._masks)).name
