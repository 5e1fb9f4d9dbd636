"""A dossier read from a file that is not trusted: each part is checked against the others before it is used."""

import io
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from restoration.disk_arrays import keep_on_disk
from restoration.domain import DAMAGE_KINDS, FillShare, Image, KindMap, Mask
from restoration.errors import BadDossier, RestorationError, os_error_reason
from restoration.files import sha256_of_bytes
from restoration.imaging.extending import box_fits
from restoration.imaging.limits import check_size, megapixel_limit
from restoration.imaging.mask_reading import read_saved_mask
from restoration.imaging.painting import Painting
from restoration.imaging.reading import read_painting
from restoration.output.dossier import content
from restoration.output.dossier.content import Dossier, InputEntry, Manifest, ResultEntry, SavedResult, read_manifest

# How many pictures a dossier may hold, in units of the limit on one picture: the painting, the truth, five results.
# That limit counts the memory that restoring takes, 28 bytes a pixel; the truth and the results lie on the disk.
_MAX_PICTURES = 7

_ENCRYPTED = 1  # the bit in the flags of a zip file's member
_SHOWN_NAME = 80  # characters of a name in a sentence


def read_dossier(source: Path | bytes) -> Dossier:
    """Return the work that a dossier holds; the `before` of each result is the image of the painting itself.

    Plans and corrections are returned as they are in the file: the caller must check what they say.

    Args:
        source: a file that `encode_dossier` made, or its bytes.

    Raises:
        BadDossier: the file is not a dossier, was cut short or changed, or comes from a newer program.
        ImageTooLarge: the pictures are beyond `limits.megapixel_limit()`.
    """
    manifest, pictures = _unpack(source if isinstance(source, bytes) else _read_file(source))
    painting = _painting(manifest.input, pictures)
    image = painting.image
    mask = _mask(content.MASK, pictures, image)
    return Dossier(
        painting=painting,
        title=manifest.title,
        mask=mask,
        kinds=_kinds_of(mask, pictures),
        own_mask=_kinds(content.OWN_MASK, pictures, mask),
        plan=manifest.plan,
        corrections=manifest.corrections,
        truth=_picture(content.TRUTH, pictures, image) if content.TRUTH in pictures else None,
        results=[
            _result(number, entry, pictures, image, painting.visible)
            for number, entry in enumerate(manifest.results, start=1)
        ],
    )


def _read_file(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        reason = os_error_reason(error)
        raise BadDossier(f"{path} cannot be read ({reason}).", hint="Check its name and folder.") from error


@dataclass(frozen=True, slots=True)
class _PictureFiles:
    """The bytes of a dossier's pictures by name; each is checked when it is asked for, and none is kept."""

    archive: zipfile.ZipFile
    sha256: Mapping[str, str]  # by name

    def __contains__(self, name: str) -> bool:
        return name in self.sha256

    def __getitem__(self, name: str) -> bytes:
        data = _read_member(self.archive, name)
        if sha256_of_bytes(data) != self.sha256[name]:
            raise _changed(name)
        return data


def _unpack(data: bytes) -> tuple[Manifest, _PictureFiles]:
    """Return the manifest and the pictures that it names; no picture has been read yet."""
    archive = _open_zip(data)
    members = set(archive.namelist())
    if content.MANIFEST not in members:
        raise BadDossier("The file is not a dossier: it has no manifest.")
    manifest = read_manifest(_read_member(archive, content.MANIFEST))
    named, result_count = set(manifest.sha256), len(manifest.results)
    _check_names(named, content.required_names(result_count), content.allowed_names(result_count))
    _check_names(members - {content.MANIFEST}, named, named)
    _check_sizes(manifest)
    return manifest, _PictureFiles(archive, manifest.sha256)


def _open_zip(data: bytes) -> zipfile.ZipFile:
    with _zip_errors():
        archive = zipfile.ZipFile(io.BytesIO(data))
    _check_packing(archive.infolist(), len(data))
    return archive


def _read_member(archive: zipfile.ZipFile, name: str) -> bytes:
    with _zip_errors():
        return archive.read(name)


@contextmanager
def _zip_errors() -> Iterator[None]:
    """Turn the zip reader's own exceptions into `BadDossier`; only here are they caught."""
    try:
        yield
    except Exception as error:  # a damaged archive makes zipfile raise anything, from KeyError to struct.error
        raise BadDossier("The file is not a dossier, or is damaged or cut short.") from error


def _check_packing(members: list[zipfile.ZipInfo], size: int) -> None:
    """Check that each name occurs once, that nothing is compressed, and that the members fit into the file.

    So none unpacks to a huge size, and no other program sees another dossier in the file.
    """
    if len({member.filename for member in members}) < len(members):
        raise BadDossier("The dossier holds two files of one name.")
    if any(member.flag_bits & _ENCRYPTED for member in members):
        raise BadDossier("The dossier is locked with a password.", hint="Use the file as it was saved.")
    is_stored = all(member.compress_type == zipfile.ZIP_STORED for member in members)
    if not is_stored or sum(member.file_size for member in members) > size:
        raise BadDossier("The dossier has been packed again by another program.", hint="Use the file as it was saved.")


def _check_names(names: set[str], required: set[str], allowed: set[str]) -> None:
    if missing := sorted(required - names):
        raise BadDossier(f"The dossier lacks {missing[0]}.")
    if foreign := sorted(names - allowed):
        raise BadDossier(f"The dossier holds something that does not belong in it: {foreign[0][:_SHOWN_NAME]!r}.")


def _check_sizes(manifest: Manifest) -> None:
    width, height, limit = manifest.input.width, manifest.input.height, megapixel_limit()
    check_size(width, height, limit)
    pictures = 1 + (content.TRUTH in manifest.sha256) + len(manifest.results)
    if pictures * width * height / 1e6 > _MAX_PICTURES * limit:
        message = f"The dossier holds {pictures} pictures of {width} x {height} px: more than fit into memory."
        raise BadDossier(message, hint="Open it on a machine with more memory.")


def _changed(name: str) -> BadDossier:
    """Return the error for a part that is not what was saved."""
    message = f"The dossier has been changed since it was saved: {name} does not fit."
    return BadDossier(message, hint="Use the file as it was saved.")


@contextmanager
def _picture_errors(name: str) -> Iterator[None]:
    """Turn the errors of reading a picture into `BadDossier`: when it was saved, it could be read."""
    try:
        yield
    except RestorationError as error:
        raise _changed(name) from error


def _painting(entry: InputEntry, pictures: _PictureFiles) -> Painting:
    with _picture_errors(content.ORIGINAL):
        painting = read_painting(pictures[content.ORIGINAL], max_megapixels=entry.width * entry.height / 1e6)
    if painting.image.shape[:2] != (entry.height, entry.width):
        raise _changed(content.ORIGINAL)
    extra = _picture(content.EXTRA, pictures, painting.image)[..., 0] if content.EXTRA in pictures else None
    if entry.original is not None and not box_fits(entry.original, painting.image.shape):
        raise _changed(content.MANIFEST)
    return replace(
        painting,
        name=entry.name,
        sha256=entry.sha256,
        format=entry.format,
        notes=tuple(entry.notes),
        extra=extra,
        original=entry.original,
    )


def _picture(name: str, pictures: _PictureFiles, image: Image) -> Image:
    """Return a picture of the shape and type of `image`."""
    with _picture_errors(name):
        picture = read_painting(pictures[name], max_megapixels=image.shape[0] * image.shape[1] / 1e6).image
    if picture.shape != image.shape or picture.dtype != image.dtype:
        raise _changed(name)
    return keep_on_disk(picture)


def _mask(name: str, pictures: _PictureFiles, image: Image) -> Mask:
    with _picture_errors(name):
        return read_saved_mask(pictures[name], image)


def _kinds(name: str, pictures: _PictureFiles, mask: Mask) -> KindMap | None:
    if name not in pictures:
        return None
    with _picture_errors(name):
        kinds = read_painting(pictures[name], max_megapixels=mask.size / 1e6).image[..., 0]
    if kinds.shape != mask.shape or kinds.max() > len(DAMAGE_KINDS):
        raise _changed(name)
    return kinds.astype(np.uint8)


def _kinds_of(mask: Mask, pictures: _PictureFiles) -> KindMap | None:
    """Return the kinds of the dossier's mask, which mark the same pixels."""
    kinds = _kinds(content.KINDS, pictures, mask)
    if kinds is not None and not np.array_equal(kinds > 0, mask):
        raise _changed(content.KINDS)
    return kinds


def _result(
    number: int, entry: ResultEntry, pictures: _PictureFiles, image: Image, visible: Mask | None
) -> SavedResult:
    after = _picture(content.restored_name(number), pictures, image)
    mask = keep_on_disk(_mask(content.result_mask_name(number), pictures, image))
    kinds = _kinds(content.result_kinds_name(number), pictures, mask)
    name = content.result_affected_name(number)
    affected = keep_on_disk(_mask(name, pictures, image)) if name in pictures else None
    result = entry.result(image, after, mask, kinds, visible, affected)
    if not result.is_sound or not all(_is_possible(share, mask) for share in entry.shares):
        raise _changed(f"result {number}")
    return result


def _is_possible(share: FillShare, mask: Mask) -> bool:
    """Return whether a method can have filled that many pixels, in boxes that lie in the picture."""
    return 0 <= share.pixels <= mask.size and all(box_fits(box, mask.shape) for box in share.boxes)
