"""Small originals, which take milliseconds to damage."""

import numpy as np
import pytest
from PIL import Image


@pytest.fixture
def originals(tmp_path, painting):
    """A folder of two paintings, a.png and b.png."""
    folder = tmp_path / "originals"
    folder.mkdir()
    Image.fromarray(painting).save(folder / "a.png")
    Image.fromarray(np.ascontiguousarray(painting[::-1])).save(folder / "b.png")
    return folder


@pytest.fixture
def read_files():
    """Read all files below a folder: a dictionary from name to bytes."""

    def read(folder):
        return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}

    return read
