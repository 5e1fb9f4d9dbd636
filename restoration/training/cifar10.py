"""CIFAR-10, 60 000 photographs of 32 x 32 px, from its archive in the binary version: nothing in it is a pickle.

Source:
    A. Krizhevsky, "Learning multiple layers of features from tiny images", University of Toronto, 2009;
    https://www.cs.toronto.edu/~kriz/cifar.html describes the records.
"""

import re
import tarfile
from pathlib import Path
from typing import Literal

import numpy as np
import numpy.typing as npt

from restoration.errors import BadRequest

NAME = "cifar-10-binary.tar.gz"
URL = f"https://www.cs.toronto.edu/~kriz/{NAME}"
SIZE_BYTES = 170_052_171
SHA256 = "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd"  # many measured it on the file with the MD5
# that the publisher states, c32a1d4ab5d03f1284b67883e8d87530

SIDE = 32  # px
_RECORD = 1 + 3 * SIDE * SIDE  # bytes: the number of a class, then a picture, channel after channel
_LARGEST = 40_000_000  # bytes of one file in the archive
_BATCHES = {"train": r"data_batch_[1-5]\.bin", "test": r"test_batch\.bin"}


def read_cifar10(archive: Path, part: Literal["train", "test"] = "train") -> npt.NDArray[np.uint8]:
    """Return (N, 32, 32, 3) RGB pictures of the archive, 50 000 for training or 10 000 for a test.

    Raises:
        BadRequest: the file is missing or is another one.
    """
    try:
        with tarfile.open(archive, "r:gz") as tar:
            wanted = re.compile(_BATCHES[part])
            members = [member for member in tar if wanted.fullmatch(Path(member.name).name) and member.isfile()]
            batches = [_read_batch(tar, member) for member in sorted(members, key=lambda member: member.name)]
        return np.concatenate(batches)
    except (OSError, EOFError, ValueError, tarfile.TarError) as error:
        raise BadRequest(
            f"{archive} cannot be read as the archive {NAME}.", hint="Get it with `python scripts/download_cifar10.py`."
        ) from error


def _read_batch(tar: tarfile.TarFile, member: tarfile.TarInfo) -> npt.NDArray[np.uint8]:
    """Return (N, 32, 32, 3) uint8; raise ValueError if the file is not made of records."""
    file = tar.extractfile(member) if member.size <= _LARGEST else None
    if file is None:
        raise ValueError("expected a file of some 30 MB")
    records = np.frombuffer(file.read(), np.uint8).reshape(-1, _RECORD)
    return np.ascontiguousarray(records[:, 1:].reshape(-1, 3, SIDE, SIDE).transpose(0, 2, 3, 1))
