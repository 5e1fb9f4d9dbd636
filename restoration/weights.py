"""The weights of networks: their files, where each comes from, and a check of the SHA-256 before a file is opened."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TypeVar

from restoration.decoding import parse_json
from restoration.errors import BadRequest, RestorationError, os_error_reason
from restoration.files import read_bytes, sha256_of_file
from restoration.paths import MODELS

Network = TypeVar("Network")

MAX_WEIGHTS_BYTES, MAX_CARD_BYTES = 1_000_000_000, 10_000_000  # of the files; LaMa, the largest, has 206 MB

_LIBRARIES = {"torch": "PyTorch", "onnxruntime": "ONNX Runtime"}  # names of the packages that run networks
_RUN_TRAINED = {"torch": ("torch",), "onnxruntime": ("onnxruntime", "onnx")}  # runs our own networks


class NotReady(RestorationError):
    """A network cannot be used: its weights, their card or the library that runs it is missing."""


class WrongWeights(RestorationError):
    """The file is not the published one, or does not match its card; it was not opened."""


class UnreadableWeights(RestorationError):
    """The card or the weights cannot be read."""


@dataclass(frozen=True, slots=True)
class PublishedWeights:
    """A weights file that others trained and published."""

    path: Path  # relative to `MODELS`, or absolute
    sha256: tuple[str, ...]  # of each file that is accepted; the beginning is enough where no more is published
    source: str  # where it comes from
    licence: str
    command: str = ""  # the command of this program that downloads it
    size: int = 0  # bytes, of the file that is downloaded; 0 where none is
    library: str = "torch"  # the package that runs the network

    @property
    def name(self) -> str:
        """The path as it is shown to people."""
        return _display_name(self.path)

    @property
    def file(self) -> Path:
        """The path on this machine."""
        return MODELS / self.path

    def exists(self) -> bool:
        """Return whether there is such a file; its content is not checked."""
        return self.file.is_file()

    def is_published(self, sha256: str) -> bool:
        """Return whether a file of that SHA-256 is the published one."""
        return sha256.startswith(self.sha256)

    def problem(self) -> NotReady | None:
        """Return what is missing to use it, or None; the content is not checked, so this is quick."""
        if not find_spec(self.library):
            return _missing_library(self.library)
        return None if self.exists() else NotReady(f"{self.name} is not there.", hint=f"Get it {self._how_to_get}.")

    def version(self) -> str:
        """Return a few letters that differ between versions of the weights."""
        return self.sha256[0][:12]

    def read(self) -> bytes:
        """Return the bytes of the file.

        Raises:
            NotReady: there is no such file, or it cannot be read.
            WrongWeights: it is not the published file.
        """
        data = _read_bytes(self.file, self.name, cure=f"Get it {self._how_to_get}.")
        if not self.is_published(hashlib.sha256(data).hexdigest()):
            hint = f"Get it again {self._how_to_get}, or remove it."
            raise WrongWeights(f"{self.name} is not the published file.", hint=hint)
        return data

    def open_with(self, build: Callable[[bytes], Network]) -> Network:
        """Return what `build` makes of the bytes.

        Raises:
            NotReady, WrongWeights: see `read`.
            UnreadableWeights: `build` raises `ValueError`: the installed library cannot read such a file.
        """
        data = self.read()
        try:
            return build(data)
        except ValueError as error:
            library = _LIBRARIES[self.library]
            raise UnreadableWeights(f"{self.name} cannot be read by this version of {library} ({error}).") from error

    @property
    def _how_to_get(self) -> str:
        return f"with `{self.command}` ({self.size / 1e6:.0f} MB)" if self.command else f"from {self.source}"


@dataclass(frozen=True, slots=True)
class TrainedWeights:
    """Weights that this program trained. A card beside the file describes the training and holds the SHA-256."""

    path: Path  # relative to `MODELS`, or absolute
    cure: str  # what to do if they are missing

    @property
    def name(self) -> str:
        """The path as it is shown to people."""
        return _display_name(self.path)

    @property
    def file(self) -> Path:
        """The path on this machine."""
        return MODELS / self.path

    @property
    def card(self) -> Path:
        """The path of their card."""
        return self.file.with_suffix(".json")

    def problem(self) -> NotReady | None:
        """Return what is missing to use them, or None; the content is not checked, so this is quick."""
        if network_library() is None:
            return _missing_library(*_RUN_TRAINED)
        if not self.file.is_file():
            return NotReady(f"{self.name} is not there.", hint=self.cure)
        if not self.card.is_file():
            return NotReady(f"{self.card.name}, the card of {self.name}, is not there.", hint=self.cure)
        return None

    def sha256(self) -> str:
        """Return the SHA-256 of the weights, as their card states it.

        Raises:
            NotReady: see `problem`.
            UnreadableWeights: the card cannot be read.
        """
        if problem := self.problem():
            raise problem
        try:
            return sha256_in_card(_read_bytes(self.card, str(self.card), self.cure, MAX_CARD_BYTES))
        except ValueError as error:
            raise UnreadableWeights(f"{self.card} is not a card of weights.", hint=self.cure) from error

    def version(self) -> str:
        """Return a few letters that differ between versions of the weights."""
        return self.sha256()[:12]

    def read(self) -> bytes:
        """Return the bytes of the weights.

        Raises:
            NotReady, UnreadableWeights: see `sha256`.
            WrongWeights: the file does not match its card; it is another file, or incomplete.
        """
        expected, data = self.sha256(), _read_bytes(self.file, self.name, self.cure)
        if hashlib.sha256(data).hexdigest() != expected:
            raise WrongWeights(f"{self.name} does not match its card {self.card.name}.", hint=self.cure)
        return data

    def open_with(self, build: Callable[[bytes], Network]) -> Network:
        """Return what `build` makes of the bytes.

        Raises:
            NotReady, UnreadableWeights, WrongWeights: see `read`.
            UnreadableWeights: also if `build` raises `ValueError`: it is no network of this version of the program.
        """
        data = self.read()
        try:
            return build(data)
        except ValueError as error:
            raise UnreadableWeights(f"{self.name} holds no network of this version ({error}).", self.cure) from error


@dataclass(frozen=True, slots=True)
class PublishedFile:
    """One file of what others published: of a pipeline, or a dataset."""

    name: str  # below its folder: "unet/config.json"
    size: int  # bytes
    sha256: str = ""  # "" where none is published: only of small JSON files, whose size is checked

    def is_published(self, size: int, sha256: str) -> bool:
        """Return whether a file of that size and SHA-256 is the published one, as far as that is known."""
        return size == self.size and sha256.startswith(self.sha256)


@dataclass(frozen=True, slots=True)
class PublishedPipeline:
    """Networks that others published together, as a folder that the library diffusers reads; none is a pickle."""

    path: Path  # of the folder, relative to `MODELS`, or absolute
    repository: str  # its name on Hugging Face
    revision: str  # the commit, 40 hexadecimal digits
    licence: str
    licence_url: str
    files: tuple[PublishedFile, ...]
    command: str  # the command of this program that downloads it

    @property
    def name(self) -> str:
        """The path of the folder as it is shown to people."""
        return _display_name(self.path)

    @property
    def folder(self) -> Path:
        """The path of the folder on this machine."""
        return MODELS / self.path

    @property
    def source(self) -> str:
        """The address below which the files lie."""
        return f"https://huggingface.co/{self.repository}/resolve/{self.revision}"

    @property
    def size(self) -> int:
        """The size of all files, bytes."""
        return sum(file.size for file in self.files)

    @property
    def cure(self) -> str:
        """How to get it."""
        return f"Get it with `{self.command}` ({self.size / 1e9:.1f} GB)."

    def is_complete(self) -> bool:
        """Return whether every file is there in its size; this is quick."""
        return all(
            (path := self.folder / file.name).is_file() and path.stat().st_size == file.size for file in self.files
        )

    def verify(self) -> None:
        """Check the content of every file.

        Raises:
            NotReady: a file is missing, or incomplete.
            WrongWeights: a file is not the published one.
        """
        if not self.is_complete():
            raise NotReady(f"{self.name} is not there, or incomplete.", hint=self.cure)
        for file in self.files:
            path = self.folder / file.name
            if not file.is_published(path.stat().st_size, sha256_of_file(path)):
                raise WrongWeights(f"{self.name}/{file.name} is not the published file.", hint=self.cure)


def sha256_in_card(card: bytes) -> str:
    """Return the SHA-256 of the weights that a card states; raise `ValueError` if it states none."""
    try:
        facts = parse_json(card, name="card of weights")
    except BadRequest as error:
        raise ValueError("not JSON") from error
    if not isinstance(facts, dict) or not isinstance(facts.get("sha256"), str):
        raise ValueError("expected a JSON object with a sha256")
    return str(facts["sha256"])


def _display_name(path: Path) -> str:
    return str(path) if path.is_absolute() else f"models/{path.as_posix()}"


def network_library() -> str | None:
    """Return the library that runs the networks which we trained, on this machine: "torch" or "onnxruntime"."""
    return next((library for library, packages in _RUN_TRAINED.items() if all(map(find_spec, packages))), None)


def _missing_library(*libraries: str) -> NotReady:
    names = " or ".join(_LIBRARIES[library] for library in libraries)
    return NotReady(f"{names} is not installed.", hint="Install it with `pip install -r requirements.txt`.")


def _read_bytes(path: Path, name: str, cure: str, largest: int = MAX_WEIGHTS_BYTES) -> bytes:
    try:
        return read_bytes(path, largest)
    except OSError as error:
        raise NotReady(f"{name} cannot be read ({os_error_reason(error)}).", hint=cure) from error


_MOBILE_SAM = "https://huggingface.co/Acly/MobileSAM/resolve/0d3b403339b4674a82493d5e97964dd78089ddc8"

DETECTION_UNET = TrainedWeights(
    Path("unet/damage_mask_unet.pth"),
    cure="Get weights and card with `git checkout models/unet`, or with `python scripts/download_unet_weights.py "
    "--dest models/unet --url URL`; the opencv detector needs none.",
)

INPAINTING_UNET = TrainedWeights(
    Path("inpainter/retoucher.pth"),
    cure="Get weights and card with `git checkout models/inpainter`; telea, ns and biharmonic need none.",
)

ENLARGER_PSNR = TrainedWeights(
    Path("enlarger/psnr.pth"),
    cure="Get weights and card with `git checkout models/enlarger`; lanczos needs none.",
)

ENLARGER_ART = TrainedWeights(
    Path("enlarger/art.pth"),
    cure="Get weights and card with `git checkout models/enlarger`; lanczos needs none.",
)

REALESRGAN = PublishedWeights(
    Path("realesrgan/RealESRGAN_x4plus.pth"),
    sha256=(
        # The publisher gives none; many who checked it measured this one.
        "4fa0d38905f75ac06eb49a7951b426670021be3018265fd191d2125df9d682f1",
        "886293d89f7f602e52316f6b02e13f4b286ea83bd79b41d47195f7c1118e45d4",  # the same numbers in half precision
    ),
    source="https://github.com/xinntao/Real-ESRGAN/releases/download/v0.1.0/RealESRGAN_x4plus.pth",
    licence="BSD-3-Clause",
    command="python scripts/download_realesrgan_weights.py --dest models/realesrgan",
    size=67_040_989,
)

LAMA = PublishedWeights(
    Path("lama/big-lama.pt"),
    # The publisher gives only the MD5, e3aa4aaa15225a33ec84f9f4bc47e500; others who checked it measured this SHA-256.
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

SEGMENTER_ENCODER = PublishedWeights(
    Path("segmenter/mobile_sam_image_encoder.onnx"),
    # of both files, the publisher's own: from the Git LFS pointers in github.com/Acly/dlimgedit
    sha256=("580f5fb648ea1062c0aabc26217aed56921985f03f0cbbd852bba81d760cc749",),
    source=f"{_MOBILE_SAM}/mobile_sam_image_encoder.onnx",
    licence="Apache-2.0",
    command="python scripts/download_segmenter_weights.py --dest models/segmenter",
    size=28_157_093,
    library="onnxruntime",
)

SEGMENTER_DECODER = PublishedWeights(
    Path("segmenter/sam_mask_decoder_multi.onnx"),
    sha256=("8976b90a87ba50a6a72217a5ff994f7d25ce16f2229fcc1ed259e1294c622ffe",),
    source=f"{_MOBILE_SAM}/sam_mask_decoder_multi.onnx",
    licence="Apache-2.0",
    command="python scripts/download_segmenter_weights.py --dest models/segmenter",
    size=16_496_559,
    library="onnxruntime",
)

SUBJECT = PublishedWeights(
    Path("subject/u2netp.onnx"),
    # The publisher gives only the MD5, 8e83ca70e441ab06c318d82300c84806; we measured the SHA-256 of the file with it.
    sha256=("309c8469258dda742793dce0ebea8e6dd393174f89934733ecc8b14c76f4ddd8",),
    source="https://github.com/danielgatis/rembg/releases/download/v0.0.0/u2netp.onnx",
    licence="Apache-2.0",
    command="python scripts/download_subject_weights.py --dest models/subject",
    size=4_574_861,
    library="onnxruntime",
)

ALEXNET = PublishedWeights(
    Path("lpips/alexnet.pth"),
    sha256=(
        "7be5be79",  # with its classifier; torchvision checks the same beginning
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

VGG16 = PublishedWeights(
    Path("vgg16/vgg16.pth"),
    sha256=(
        "397923af",  # with its classifier; torchvision checks the same beginning
        "3a91c1273f3ec73f7a43c33a2fddefa0bd6581d2d038bdf441819aac4dfeb173",  # the convolutions alone, half precision
    ),
    source="https://download.pytorch.org/models/vgg16-397923af.pth",
    licence="BSD-3-Clause",
)

DIFFUSION = PublishedPipeline(
    Path("diffusion/stable-diffusion-inpainting"),
    repository="stable-diffusion-v1-5/stable-diffusion-inpainting",
    revision="8a4288a76071f7280aedbdb3253bdb9e9d5d84bb",
    licence="CreativeML Open RAIL-M",
    licence_url="https://huggingface.co/spaces/CompVis/stable-diffusion-license",
    # The publisher states the SHA-256 of files in LFS alone; that of the tokenizer's files is the one of the same files
    # in other repositories. See docs/decisions/0026.
    files=(
        PublishedFile("model_index.json", 548),
        PublishedFile("scheduler/scheduler_config.json", 313),
        PublishedFile("text_encoder/config.json", 617),
        PublishedFile(
            "text_encoder/model.fp16.safetensors",
            246_144_864,
            "77795e2023adcf39bc29a884661950380bd093cf0750a966d473d1718dc9ef4e",
        ),
        PublishedFile(
            "tokenizer/merges.txt", 524_619, "9fd691f7c8039210e0fced15865466c65820d09b63988b0174bfe25de299051a"
        ),
        PublishedFile("tokenizer/special_tokens_map.json", 472),
        PublishedFile("tokenizer/tokenizer_config.json", 806),
        PublishedFile(
            "tokenizer/vocab.json", 1_059_962, "e089ad92ba36837a0d31433e555c8f45fe601ab5c221d4f607ded32d9f7a4349"
        ),
        PublishedFile("unet/config.json", 748),
        PublishedFile(
            "unet/diffusion_pytorch_model.fp16.safetensors",
            1_719_154_104,
            "24b788b4a777748377cc20364eea4ae113c8c42f4468c16bc8c02fdae5492af9",
        ),
        PublishedFile("vae/config.json", 552),
        PublishedFile(
            "vae/diffusion_pytorch_model.fp16.safetensors",
            167_335_342,
            "4fbcf0ebe55a0984f5a5e00d8c4521d52359af7229bb4d81890039d2aa16dd7c",
        ),
    ),
    command="python scripts/download_diffusion_weights.py",
)

ALL_WEIGHTS: tuple[TrainedWeights | PublishedWeights, ...] = (
    DETECTION_UNET,
    INPAINTING_UNET,
    ENLARGER_PSNR,
    ENLARGER_ART,
    LAMA,
    MIGAN,
    REALESRGAN,
    SEGMENTER_ENCODER,
    SEGMENTER_DECODER,
    SUBJECT,
    ALEXNET,
    LPIPS_HEADS,
    VGG16,
)
