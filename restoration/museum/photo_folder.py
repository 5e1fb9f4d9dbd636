"""The folder of downloaded photographs: each file is complete, checked, and listed in the table."""

import re
import unicodedata
from pathlib import Path, PurePosixPath
from urllib.parse import urlsplit

from restoration.batch import PICTURE_EXTENSIONS
from restoration.domain import Progress, no_progress
from restoration.downloading.client import Client, DownloadFailed
from restoration.downloading.download import download_file, replace_file
from restoration.errors import BadImage
from restoration.files import ensure_folder, sha256_of_file, write_bytes
from restoration.museum.base import Artwork, PhotoSize
from restoration.museum.originals_table import OriginalsRow, OriginalsTable, Photograph
from restoration.museum.photograph import measure_photo, pixels_per_mm, scale_down


class PhotoFolder:
    """A folder of photographs in one size, and its table."""

    def __init__(self, folder: Path, size: PhotoSize, client: Client, watch: Progress = no_progress) -> None:
        """Open the folder, or create it; `watch` is called with the progress of each download in bytes.

        Raises:
            CannotWrite: the folder cannot be created or written to.
            BadRequest: its table cannot be understood.
        """
        self._folder = ensure_folder(folder)
        self._table = OriginalsTable(folder)
        self._size = size
        self._client = client
        self._watch = watch

    def find(self, museum: str, object_id: str) -> OriginalsRow | None:
        """Return the table's row of that artwork, even if its file is missing."""
        return self._table.find(museum, object_id, self._size.key)

    def has_file(self, row: OriginalsRow) -> bool:
        """Return whether the row's file is there.

        Raises:
            BadImage: another file has its name.
        """
        path = self._folder / row.photograph.file
        if path.exists() and path.stat().st_size != row.photograph.size_bytes:
            hint = "Move it away and run it again."
            raise BadImage(f"{path} is no longer the file that was downloaded.", hint=hint)
        return path.exists()

    def add(self, artwork: Artwork) -> OriginalsRow:
        """Download the photograph of an artwork and add it to the table.

        A file with its name that no row lists is added as it is: the run that downloaded it was interrupted.

        Raises:
            DownloadFailed: the file did not arrive, or not completely.
            BadImage: the file that is there already is damaged, or the download cannot be scaled down.
            CannotWrite: a file cannot be written.
        """
        path = self._folder / photo_file_name(artwork, self._size)
        width, height = measure_photo(path) if path.exists() else self._download(artwork, path)
        scale = pixels_per_mm(width, height, artwork.width_cm, artwork.height_cm)
        size_bytes, sha256 = path.stat().st_size, sha256_of_file(path)
        row = OriginalsRow(artwork, Photograph(self._size.key, path.name, width, height, scale, size_bytes, sha256))
        self._table.add(row)
        return row

    def _download(self, artwork: Artwork, path: Path) -> tuple[int, int]:
        """Download the photograph to its path, and return its width and height in px."""
        part = path.with_name(path.name + ".part")
        download_file(self._client, self._size.url(artwork), part, self._watch)
        try:
            width, height = measure_photo(part)
        except BadImage as error:
            part.unlink()
            message = f"The museum sent an incomplete or damaged picture: {error}"
            raise DownloadFailed(message, hint="Run it again to download it again.") from error
        if self._size.longest and max(width, height) > self._size.longest:
            write_bytes(path, scale_down(part, self._size.longest))
            part.unlink()
            return measure_photo(path)
        replace_file(part, path)
        return width, height


_MAX_LENGTH = 85  # characters of a file's name before size and suffix

_TRANSLITERATION = str.maketrans(  # letters that are not a plain letter with an accent
    {"ß": "ss", "æ": "ae", "Æ": "Ae", "œ": "oe", "Œ": "Oe", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d"}
)


def photo_file_name(artwork: Artwork, size: PhotoSize) -> str:
    """Return a name such as `met_437675_Simone_Martini_Saint_Andrew.jpg`: ASCII, no spaces, with the museum's id."""
    words = to_ascii(f"{artwork.museum} {artwork.object_id} {artwork.artist} {artwork.title}")
    return words[:_MAX_LENGTH].rstrip("_") + size.ending + _suffix(artwork, size)


def to_ascii(text: str) -> str:
    """Return the text in ASCII letters and digits, with an underscore for everything between them."""
    without_accents = unicodedata.normalize("NFKD", text.translate(_TRANSLITERATION)).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Za-z0-9]+", "_", without_accents).strip("_")


def _suffix(artwork: Artwork, size: PhotoSize) -> str:
    suffix = PurePosixPath(urlsplit(size.url(artwork)).path).suffix.lower()
    return suffix if suffix in PICTURE_EXTENSIONS and not size.longest else ".jpg"
