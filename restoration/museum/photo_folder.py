"""The folder where downloaded photographs are kept: each whole, checked, and entered in the table."""

import os
import re
import unicodedata
from pathlib import Path, PurePosixPath
from urllib.parse import urlsplit

from restoration.batch import PICTURE_EXTENSIONS
from restoration.domain import Progress, no_progress
from restoration.downloading.client import Client, DownloadFailed
from restoration.downloading.download import download_file
from restoration.errors import BadImage, CannotWrite, os_error_reason
from restoration.files import ensure_folder, sha256_of_file, write_bytes
from restoration.museum.base import Artwork, PhotoSize
from restoration.museum.originals_table import OriginalsRow, OriginalsTable, Photograph
from restoration.museum.photograph import measure_photo, pixels_per_mm, scale_down

_LONGEST = 85  # letters before size and suffix

_LETTERS = str.maketrans(
    {"ß": "ss", "æ": "ae", "Æ": "Ae", "œ": "oe", "Œ": "Oe", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d"}
)  # those that are no plain letter with an accent


def photo_file_name(artwork: Artwork, size: PhotoSize) -> str:
    """Such as `met_437675_Simone_Martini_Saint_Andrew.jpg`: ASCII, no spaces, the museum's id in it."""
    words = to_ascii(f"{artwork.museum} {artwork.object_id} {artwork.artist} {artwork.title}")
    return words[:_LONGEST].rstrip("_") + size.ending + _suffix(artwork, size)


def to_ascii(text: str) -> str:
    """The text in ASCII letters and digits, with an underscore for all that lies between."""
    without_accents = unicodedata.normalize("NFKD", text.translate(_LETTERS)).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Za-z0-9]+", "_", without_accents).strip("_")


def _suffix(artwork: Artwork, size: PhotoSize) -> str:
    suffix = PurePosixPath(urlsplit(size.address(artwork)).path).suffix.lower()
    return suffix if suffix in PICTURE_EXTENSIONS and not size.longest else ".jpg"


class PhotoFolder:
    """A folder of photographs in one size, and its table."""

    def __init__(self, folder: Path, size: PhotoSize, visitor: Client, watch: Progress = no_progress) -> None:
        """The folder, made where it was missing; `watch` follows each download in bytes.

        Raises:
            CannotWrite: the folder cannot be made or written to.
            BadRequest: its table cannot be understood.
        """
        self._folder = ensure_folder(folder)
        self._table = OriginalsTable(folder)
        self._size = size
        self._visitor = visitor
        self._watch = watch

    def find(self, museum: str, object_id: str) -> OriginalsRow | None:
        """The table's row of that work, whether or not its file is there."""
        return self._table.find(museum, object_id, self._size.key)

    def holds(self, original: OriginalsRow) -> bool:
        """Whether its file is there.

        Raises:
            BadImage: another file has taken its name.
        """
        path = self._folder / original.photograph.file
        if path.exists() and path.stat().st_size != original.photograph.size_bytes:
            hint = "Move it away and run it again."
            raise BadImage(f"{path} is no longer the file that was downloaded.", hint=hint)
        return path.exists()

    def take_in(self, artwork: Artwork) -> OriginalsRow:
        """Download the photograph of a work and enter it in the table.

        A file of its name that no row tells of is entered as it is: the run that brought it was interrupted.

        Raises:
            NoAnswer: it did not come, or not whole.
            BadImage: what lies there already is damaged, or a copy cannot be made of what came.
            CannotWrite: a file could not be written.
        """
        path = self._folder / photo_file_name(artwork, self._size)
        width, height = measure_photo(path) if path.exists() else self._bring(artwork, path)
        scale = pixels_per_mm(width, height, artwork.width_cm, artwork.height_cm)
        photograph = Photograph(
            self._size.key, path.name, width, height, scale, path.stat().st_size, sha256_of_file(path)
        )
        original = OriginalsRow(artwork, photograph)
        self._table.add(original)
        return original

    def _bring(self, artwork: Artwork, path: Path) -> tuple[int, int]:
        """The photograph to its place; its width and height in px."""
        part = path.with_name(path.name + ".part")
        download_file(self._visitor, self._size.address(artwork), part, self._watch)
        try:
            width, height = measure_photo(part)
        except BadImage as error:
            part.unlink()
            message = f"The museum sent no whole picture: {error}"
            raise DownloadFailed(message, hint="Run it again to fetch it anew.") from error
        if self._size.longest and max(width, height) > self._size.longest:
            write_bytes(path, scale_down(part, self._size.longest))
            part.unlink()
            return measure_photo(path)
        _move(part, path)
        return width, height


def _move(part: Path, path: Path) -> None:
    try:
        os.replace(part, path)  # noqa: PTH105 - the one call that promises to be atomic
    except OSError as error:
        raise CannotWrite(f"{path} cannot be written ({os_error_reason(error)}).") from error
