"""Weights of networks: which files they are, where they lie, and whether they are the published ones."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from restoration.errors import RestorationError

FOLDER = Path(__file__).parents[1] / "models"


class ForeignWeights(RestorationError):
    """The file is not the one that its publisher gave out; it was not opened."""


@dataclass(frozen=True, slots=True)
class WeightFile:
    """One file of weights, as its publisher gives it out."""

    path: Path  # within `FOLDER`
    sha256: tuple[str, ...]  # or its beginning, where no more is published; of several files, any
    source: str  # where to get it
    licence: str

    def is_there(self) -> bool:
        """Whether there is such a file; nothing is said about what it holds."""
        return (FOLDER / self.path).is_file()

    def read(self) -> bytes:
        """The file's bytes; raises `ForeignWeights` if they are not the published ones."""
        data = (FOLDER / self.path).read_bytes()
        if not hashlib.sha256(data).hexdigest().startswith(self.sha256):
            hint = f"Get it again from {self.source}, or take it away."
            raise ForeignWeights(f"models/{self.path.as_posix()} is not the published file.", hint=hint)
        return data


ALEXNET = WeightFile(
    Path("lpips/alexnet.pth"),
    sha256=(
        "7be5be79",  # with its classifier; as torchvision itself checks it
        "1454cf628f565bb39c929b4ab19c33d8c662292055b946c48daaeb6ccaf8811d",  # the convolutions alone
    ),
    source="https://download.pytorch.org/models/alexnet-owt-7be5be79.pth",
    licence="BSD-3-Clause",
)

LPIPS_HEADS = WeightFile(
    Path("lpips/heads.pth"),
    sha256=("df73285e35b22355a2df87cdb6b70b343713b667eddbda73e1977e0c860835c0",),
    source="the file lpips/weights/v0.1/alex.pth of the Python package lpips 0.1.4",
    licence="BSD-2-Clause",
)
