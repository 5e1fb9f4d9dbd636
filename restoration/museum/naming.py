"""What a photograph's file is called: who painted what, in letters that every system takes."""

import re
import unicodedata
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from restoration.batch import PICTURES
from restoration.museum.base import Artwork
from restoration.museum.size import Size

_LONGEST = 85  # letters before size and suffix

_LETTERS = str.maketrans(
    {"ß": "ss", "æ": "ae", "Æ": "Ae", "œ": "oe", "Œ": "Oe", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d"}
)  # those that are no plain letter with an accent


def file_name(artwork: Artwork, size: Size) -> str:
    """Such as `met_437675_Simone_Martini_Saint_Andrew.jpg`: ASCII, no spaces, the museum's id in it."""
    words = plain(f"{artwork.museum} {artwork.object_id} {artwork.artist} {artwork.title}")
    return words[:_LONGEST].rstrip("_") + size.ending + _suffix(artwork, size)


def plain(text: str) -> str:
    """The text in ASCII letters and digits, with an underscore for all that lies between."""
    without_accents = unicodedata.normalize("NFKD", text.translate(_LETTERS)).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Za-z0-9]+", "_", without_accents).strip("_")


def _suffix(artwork: Artwork, size: Size) -> str:
    suffix = PurePosixPath(urlsplit(size.address(artwork)).path).suffix.lower()
    return suffix if suffix in PICTURES and not size.longest else ".jpg"
