"""The folder of downloaded photographs: each file is complete, checked, measured, and listed in the table."""

import math
import re
import unicodedata
from pathlib import Path, PurePosixPath
from urllib.parse import urlsplit

import cv2
from PIL import JpegImagePlugin

from restoration.batch import PICTURE_EXTENSIONS
from restoration.domain import Progress, as_image, no_progress
from restoration.downloading.client import Client, DownloadFailed
from restoration.downloading.download import download_file, replace_file
from restoration.errors import BadImage, DamagedImage, ImageTooLarge
from restoration.files import ensure_folder, remove_unfinished, sha256_of_file, write_bytes
from restoration.imaging.reading import read_painting
from restoration.imaging.writing import encode_painting
from restoration.museum.base import Artwork, PhotoSize
from restoration.museum.originals_table import OriginalsRow, OriginalsTable, Photograph

_MAX_LENGTH = 85  # characters of a file's name before size and suffix

_TRANSLITERATION = str.maketrans(  # letters that are not a plain letter with an accent
    {"ß": "ss", "æ": "ae", "Æ": "Ae", "œ": "oe", "Œ": "Oe", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d"}
)


class PhotoFolder:
    """A folder of photographs in one size, and its table."""

    def __init__(self, folder: Path, size: PhotoSize, client: Client, watch: Progress = no_progress) -> None:
        """Open the folder, or create it; `watch` is called with the progress of each download in bytes.

        Raises:
            CannotWrite: the folder cannot be created or written to.
            BadRequest: its table cannot be understood.
        """
        self._folder = ensure_folder(folder)
        remove_unfinished(folder)
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
        name = row.photograph.file
        path = self._folder / name
        try:
            size = path.stat().st_size if name == path.name and path.is_file() else None
        except (OSError, ValueError):  # a name that no file can have
            return False
        if size not in (None, row.photograph.size_bytes):
            hint = "Move it away and run it again."
            raise BadImage(f"{path} is no longer the file that was downloaded.", hint=hint)
        return size is not None

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


def measure_photo(path: Path) -> tuple[int, int]:
    """Return width and height in px of a picture, after decoding it from the first byte to the last.

    Raises:
        BadImage: the file is damaged, cut short or no picture.
    """
    try:
        height, width = read_painting(path).image.shape[:2]
    except ImageTooLarge:  # too large to restore on this machine, but worth keeping
        return _measure_large_jpeg(path)
    return width, height


def _measure_large_jpeg(path: Path) -> tuple[int, int]:
    """Decode a JPEG at an eighth of its size: this reads every byte but needs only a 64th of the memory."""
    try:
        with path.open("rb") as file, JpegImagePlugin.JpegImageFile(file) as picture:
            width, height = picture.size
            picture.draft(None, (1, 1))
            picture.load()
    except (OSError, SyntaxError) as error:  # from Pillow, for an incomplete JPEG and for any other file
        raise DamagedImage("The picture is too large to read at once, and it is not a complete JPEG.") from error
    return width, height


def scale_down(path: Path, longest: int) -> bytes:
    """Return a copy with `longest` px along its longer side, as a JPEG of high quality with its colour profile.

    Each pixel is the mean of what it covers, as a coarser camera would see it: no bright rims beside dark cracks.

    Raises:
        BadImage: the picture is damaged, or too large to decode on this machine.
    """
    painting = read_painting(path)
    height, width = painting.image.shape[:2]
    scale = longest / max(height, width)
    size = max(1, round(width * scale)), max(1, round(height * scale))
    copy = as_image(cv2.resize(painting.image, size, interpolation=cv2.INTER_AREA))
    return encode_painting(copy, painting, "jpeg")


def pixels_per_mm(width_px: int, height_px: int, width_cm: float | None, height_cm: float | None) -> float | None:
    """Return how many pixels show a millimetre of the painting.

    Returns:
        None if the painting was not measured, or if the photograph's shape is more than 5 % off the painting's:
        it then shows a frame, a colour bar or a detail, and its scale is unknown.
    """
    if not width_cm or not height_cm:
        return None
    across, down = width_px / (10 * width_cm), height_px / (10 * height_cm)
    if max(across, down) > 1.05 * min(across, down):
        return None
    return round(math.sqrt(across * down), 3)
