"""Weights of networks: which files they are, where they lie, and whether they are the ones they should be."""

import hashlib
import json
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from restoration.errors import RestorationError, reason

FOLDER = Path(__file__).parents[1] / "models"


class NotReady(RestorationError):
    """What a network needs is not there: its weights, their card, or PyTorch."""


class ForeignWeights(RestorationError):
    """The file is not the one that its publisher gave out, or that its card tells of; it was not opened."""


class UnreadableWeights(RestorationError):
    """The card or the weights hold something else than they should."""


@dataclass(frozen=True, slots=True)
class WeightFile:
    """One file of weights, as its publisher gives it out."""

    path: Path  # within `FOLDER`
    sha256: tuple[str, ...]  # or its beginning, where no more is published; of several files, any
    source: str  # where to get it
    licence: str

    @property
    def name(self) -> str:
        """As people are told of it."""
        return f"models/{self.path.as_posix()}"

    def is_there(self) -> bool:
        """Whether there is such a file; nothing is said about what it holds."""
        return (FOLDER / self.path).is_file()

    def read(self) -> bytes:
        """The file's bytes.

        Raises:
            NotReady: there is no such file, or it may not be opened.
            ForeignWeights: it is not the published one.
        """
        data = _bytes(FOLDER / self.path, self.name, cure=f"Get it from {self.source}.")
        if not hashlib.sha256(data).hexdigest().startswith(self.sha256):
            hint = f"Get it again from {self.source}, or take it away."
            raise ForeignWeights(f"{self.name} is not the published file.", hint=hint)
        return data


@dataclass(frozen=True, slots=True)
class TrainedWeights:
    """Weights that this program trained, and beside them the card of their training, which tells their SHA-256."""

    path: Path  # within `FOLDER`, or absolute
    cure: str  # what to do without them

    @property
    def name(self) -> str:
        """As people are told of it."""
        return str(self.path) if self.path.is_absolute() else f"models/{self.path.as_posix()}"

    @property
    def file(self) -> Path:
        """Where they lie."""
        return FOLDER / self.path

    @property
    def card(self) -> Path:
        """Where their card lies."""
        return self.file.with_suffix(".json")

    def lack(self) -> NotReady | None:
        """What keeps them from being used, told by a look at what is there and not at what it holds."""
        if find_spec("torch") is None:
            return NotReady("PyTorch is not installed.", hint="Install it with `pip install -r requirements.txt`.")
        if not self.file.is_file():
            return NotReady(f"{self.name} is not there.", hint=self.cure)
        if not self.card.is_file():
            return NotReady(f"{self.card.name}, the card of {self.name}, is not there.", hint=self.cure)
        return None

    def sha256(self) -> str:
        """What the card tells of the file.

        Raises:
            NotReady: see `lack`.
            UnreadableWeights: this is no such card.
        """
        if lack := self.lack():
            raise lack
        try:
            return sha256_on(_bytes(self.card, str(self.card), self.cure))
        except ValueError as error:
            raise UnreadableWeights(f"{self.card} is no card of weights.", hint=self.cure) from error

    def edition(self) -> str:
        """A few letters that tell these weights from others."""
        return self.sha256()[:12]

    def read(self) -> bytes:
        """The bytes of the file of which the card tells.

        Raises:
            NotReady, UnreadableWeights: see `sha256`.
            ForeignWeights: it is another file, or only a part of it.
        """
        told, data = self.sha256(), _bytes(self.file, self.name, self.cure)
        if hashlib.sha256(data).hexdigest() != told:
            raise ForeignWeights(f"{self.name} is not the file of which {self.card.name} tells.", hint=self.cure)
        return data


def sha256_on(card: bytes) -> str:
    """The SHA-256 of the weights, as the card of their training tells it; raises `ValueError` if it tells none."""
    told = json.loads(card)
    if not isinstance(told, dict) or not isinstance(told.get("sha256"), str):
        raise ValueError("expected a JSON object with a sha256")
    return str(told["sha256"])


def _bytes(path: Path, name: str, cure: str) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise NotReady(f"{name} cannot be read ({reason(error)}).", hint=cure) from error


UNET = TrainedWeights(
    Path("unet/damage_mask_unet.pth"),
    cure="Get them with `git checkout models/unet`, or from elsewhere with `python scripts/download_unet_weights.py "
    "--dest models/unet --url URL`; the opencv detector needs none.",
)

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

FILES: tuple[TrainedWeights | WeightFile, ...] = (UNET, ALEXNET, LPIPS_HEADS)
