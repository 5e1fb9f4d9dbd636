"""A dossier's members, once they are known to be what was packed: a file from elsewhere is not trusted."""

import io
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from restoration.errors import BadDossier
from restoration.imaging.limits import check_size, megapixel_limit
from restoration.output.dossier import content
from restoration.output.dossier.manifest import Manifest, read_manifest
from restoration.output.record import sha256_of_bytes

# Times the limit on one picture, which counts the memory that restoring takes: 28 bytes a pixel, and at rest 3 or 6.
_PICTURES_AT_REST = 4


@dataclass(frozen=True, slots=True)
class Pictures:
    """The files of a dossier's pictures; each is checked when it is taken out, and none is kept."""

    archive: zipfile.ZipFile
    hashes: Mapping[str, str]  # SHA-256, by name

    def __contains__(self, name: str) -> bool:
        return name in self.hashes

    def __getitem__(self, name: str) -> bytes:
        data = _taken_out(self.archive, name)
        if sha256_of_bytes(data) != self.hashes[name]:
            raise changed(name)
        return data


def unpack(data: bytes) -> tuple[Manifest, Pictures]:
    """The manifest, and the pictures that it names; none of them has been read.

    Raises:
        BadDossier: it is no dossier, or was cut short, or packed again; taking out a picture raises it too.
        ImageTooLarge: its pictures are beyond the limit.
    """
    archive = _opened(data)
    members = set(archive.namelist())
    if content.MANIFEST not in members:
        raise BadDossier("The file is not a dossier: it has no manifest.")
    manifest = read_manifest(_taken_out(archive, content.MANIFEST))
    named, results = set(manifest.sha256), len(manifest.results)
    _check_names(named, content.required(results), content.allowed(results))
    _check_names(members - {content.MANIFEST}, named, named)
    _check_sizes(manifest)
    return manifest, Pictures(archive, manifest.sha256)


def changed(name: str) -> BadDossier:
    """What to raise where a member is not what was saved."""
    message = f"The dossier has been changed since it was saved: {name} does not fit."
    return BadDossier(message, hint="Use the file as it was saved.")


def _opened(data: bytes) -> zipfile.ZipFile:
    with _intact():
        archive = zipfile.ZipFile(io.BytesIO(data))
    _check_packing(archive.infolist(), len(data))
    return archive


def _taken_out(archive: zipfile.ZipFile, name: str) -> bytes:
    with _intact():
        return archive.read(name)


@contextmanager
def _intact() -> Iterator[None]:
    """The one place where the zip reader's own exceptions, of many kinds, are caught."""
    try:
        yield
    except Exception as error:  # a spoilt archive makes zipfile raise anything, from KeyError to struct.error
        raise BadDossier("The file is not a dossier, or is damaged or cut short.") from error


def _check_packing(members: list[zipfile.ZipInfo], size: int) -> None:
    """Not compressed and together no larger than the file: what it unpacks to is bounded by what was given."""
    is_stored = all(member.compress_type == zipfile.ZIP_STORED for member in members)
    if not is_stored or sum(member.file_size for member in members) > size:
        raise BadDossier("The dossier has been packed again by another program.", hint="Use the file as it was saved.")


def _check_names(names: set[str], required: set[str], allowed: set[str]) -> None:
    if missing := sorted(required - names):
        raise BadDossier(f"The dossier lacks {missing[0]}.")
    if foreign := sorted(names - allowed):
        raise BadDossier(f"The dossier holds something that does not belong into it: {foreign[0]!r}.")


def _check_sizes(manifest: Manifest) -> None:
    width, height, limit = manifest.input.width, manifest.input.height, megapixel_limit()
    check_size(width, height, limit)
    pictures = 1 + (content.TRUTH in manifest.sha256) + len(manifest.results)
    if pictures * width * height / 1e6 > _PICTURES_AT_REST * limit:
        message = f"The dossier holds {pictures} pictures of {width} x {height} px: more than fit into memory."
        raise BadDossier(message, hint="Open it on a machine with more memory.")
