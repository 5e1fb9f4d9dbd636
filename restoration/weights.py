"""Weights of networks: which files they are, where they lie, and whether they are the ones they should be."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TypeVar

from restoration.errors import RestorationError, os_error_reason
from restoration.paths import MODELS

Network = TypeVar("Network")

_LIBRARIES = {"torch": "PyTorch", "onnxruntime": "ONNX Runtime"}  # what runs networks, by package


class NotReady(RestorationError):
    """What a network needs is not there: its weights, their card, or the library that runs it."""


class WrongWeights(RestorationError):
    """The file is not the one that its publisher gave out, or that its card tells of; it was not opened."""


class UnreadableWeights(RestorationError):
    """The card or the weights hold something else than they should."""


@dataclass(frozen=True, slots=True)
class PublishedWeights:
    """One file of weights, as its publisher gives it out."""

    path: Path  # within `MODELS`, or absolute
    sha256: tuple[str, ...]  # or its beginning, where no more is published; of several files, any
    source: str  # where to get it
    licence: str
    command: str = ""  # of ours, that gets it
    size: int = 0  # bytes; 0 where several files will do
    library: str = "torch"  # the package that runs the network

    @property
    def name(self) -> str:
        """As people are told of it."""
        return _display_name(self.path)

    @property
    def file(self) -> Path:
        """Where it lies."""
        return MODELS / self.path

    def is_there(self) -> bool:
        """Whether there is such a file; nothing is said about what it holds."""
        return self.file.is_file()

    def is_published(self, sha256: str) -> bool:
        """Whether a file of that SHA-256 is the published one."""
        return sha256.startswith(self.sha256)

    def lack(self) -> NotReady | None:
        """What keeps it from being used, told by a look at what is there and not at what it holds."""
        if missing := _missing_library(self.library):
            return missing
        return None if self.is_there() else NotReady(f"{self.name} is not there.", hint=f"Get it {self._whence}.")

    def edition(self) -> str:
        """A few letters that tell these weights from others."""
        return self.sha256[0][:12]

    def read(self) -> bytes:
        """The file's bytes.

        Raises:
            NotReady: there is no such file, or it may not be opened.
            ForeignWeights: it is not the published one.
        """
        data = _read_bytes(self.file, self.name, cure=f"Get it {self._whence}.")
        if not self.is_published(hashlib.sha256(data).hexdigest()):
            hint = f"Get it again {self._whence}, or take it away."
            raise WrongWeights(f"{self.name} is not the published file.", hint=hint)
        return data

    @property
    def _whence(self) -> str:
        return f"with `{self.command}` ({self.size / 1e6:.0f} MB)" if self.command else f"from {self.source}"


@dataclass(frozen=True, slots=True)
class TrainedWeights:
    """Weights that this program trained, and beside them the card of their training, which tells their SHA-256."""

    path: Path  # within `MODELS`, or absolute
    cure: str  # what to do without them

    @property
    def name(self) -> str:
        """As people are told of it."""
        return _display_name(self.path)

    @property
    def file(self) -> Path:
        """Where they lie."""
        return MODELS / self.path

    @property
    def card(self) -> Path:
        """Where their card lies."""
        return self.file.with_suffix(".json")

    def lack(self) -> NotReady | None:
        """What keeps them from being used, told by a look at what is there and not at what it holds."""
        if missing := _missing_library("torch"):
            return missing
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
            return sha256_in_card(_read_bytes(self.card, str(self.card), self.cure))
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
        told, data = self.sha256(), _read_bytes(self.file, self.name, self.cure)
        if hashlib.sha256(data).hexdigest() != told:
            raise WrongWeights(f"{self.name} is not the file of which {self.card.name} tells.", hint=self.cure)
        return data

    def opened(self, build: Callable[[bytes], Network]) -> Network:
        """What `build` makes of the bytes.

        Raises:
            NotReady, UnreadableWeights, ForeignWeights: see `read`.
            UnreadableWeights: also where `build` raises `ValueError`, for it is no network of this version.
        """
        data = self.read()
        try:
            return build(data)
        except ValueError as error:
            raise UnreadableWeights(f"{self.name} holds no network of this version ({error}).", self.cure) from error


def sha256_in_card(card: bytes) -> str:
    """The SHA-256 of the weights, as the card of their training tells it; raises `ValueError` if it tells none."""
    told = json.loads(card)
    if not isinstance(told, dict) or not isinstance(told.get("sha256"), str):
        raise ValueError("expected a JSON object with a sha256")
    return str(told["sha256"])


def _display_name(path: Path) -> str:
    return str(path) if path.is_absolute() else f"models/{path.as_posix()}"


def _missing_library(library: str) -> NotReady | None:
    if find_spec(library):
        return None
    cure = "Install it with `pip install -r requirements.txt`."
    return NotReady(f"{_LIBRARIES[library]} is not installed.", hint=cure)


def _read_bytes(path: Path, name: str, cure: str) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise NotReady(f"{name} cannot be read ({os_error_reason(error)}).", hint=cure) from error


DETECTION_UNET = TrainedWeights(
    Path("unet/damage_mask_unet.pth"),
    cure="Get them with `git checkout models/unet`, or from elsewhere with `python scripts/download_unet_weights.py "
    "--dest models/unet --url URL`; the opencv detector needs none.",
)

INPAINTING_UNET = TrainedWeights(
    Path("inpainter/retoucher.pth"),
    cure="Get them with `git checkout models/inpainter`; telea, ns and biharmonic need none.",
)

LAMA = PublishedWeights(
    Path("lama/big-lama.pt"),
    # The publisher tells only the MD5, e3aa4aaa15225a33ec84f9f4bc47e500; this is what others who checked it measured.
    sha256=("344c77bbcb158f17dd143070d1e789f38a66c04202311ae3a258ef66667a9ea9",),
    source="https://github.com/Sanster/models/releases/download/add_big_lama/big-lama.pt",
    licence="Apache-2.0",
    command="python scripts/download_lama_weights.py --dest models/lama",
    size=205_669_692,
)

MIGAN = PublishedWeights(
    Path("migan/migan_pipeline_v2.onnx"),
    sha256=("6f1f3530a1a2324b19752018ce756088b07973cda8d7d890034ace5c8a48c40b",),
    source="https://huggingface.co/andraniksargsyan/migan/resolve/main/migan_pipeline_v2.onnx",
    licence="MIT",
    command="python scripts/download_migan_weights.py --dest models/migan",
    size=28_079_181,
    library="onnxruntime",
)

ALEXNET = PublishedWeights(
    Path("lpips/alexnet.pth"),
    sha256=(
        "7be5be79",  # with its classifier; as torchvision itself checks it
        "1454cf628f565bb39c929b4ab19c33d8c662292055b946c48daaeb6ccaf8811d",  # the convolutions alone
    ),
    source="https://download.pytorch.org/models/alexnet-owt-7be5be79.pth",
    licence="BSD-3-Clause",
)

LPIPS_HEADS = PublishedWeights(
    Path("lpips/heads.pth"),
    sha256=("df73285e35b22355a2df87cdb6b70b343713b667eddbda73e1977e0c860835c0",),
    source="the file lpips/weights/v0.1/alex.pth of the Python package lpips 0.1.4",
    licence="BSD-2-Clause",
)

ALL_WEIGHTS: tuple[TrainedWeights | PublishedWeights, ...] = (
    DETECTION_UNET,
    INPAINTING_UNET,
    LAMA,
    MIGAN,
    ALEXNET,
    LPIPS_HEADS,
)
