"""Files that a program has written: whether all of a picture, a record or a table can be read again."""

import csv
import json
from pathlib import Path

import tifffile
from PIL import Image

_PICTURES = (".png", ".jpg")


def unreadable(path: Path) -> str:
    """Return what is wrong with a file, or an empty text if all of it can be read, or if it is of another kind."""
    try:
        if path.suffix in _PICTURES:
            with Image.open(path) as picture:
                picture.load()
        elif path.suffix == ".tif":
            tifffile.imread(path)  # Pillow does not know grey of 16 bits with transparency
        elif path.suffix == ".json":
            json.loads(path.read_text(encoding="utf-8"))
        elif path.suffix == ".csv":
            _check_table(path.read_text(encoding="utf-8"))
    except Exception as error:  # each library has its own
        return f"{path.name} is half written ({error})"
    return ""


def _check_table(text: str) -> None:
    if len({len(row) for row in csv.reader(text.splitlines())}) > 1 or not text.endswith("\n"):
        raise ValueError("its last row is cut short")
