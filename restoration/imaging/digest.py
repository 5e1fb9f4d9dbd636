"""The fingerprint of a file, by which a picture is known again."""

import hashlib
from pathlib import Path

from restoration.errors import BadImage, reason


def sha256_of(path: Path) -> str:
    """Hexadecimal SHA-256 of a picture's file; raises `BadImage` where it may not be opened."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise BadImage(f"{path} cannot be read ({reason(error)}).", hint="Check that you may open it.") from error
