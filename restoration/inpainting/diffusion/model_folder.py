"""Where the diffusion model lies on this machine, and what is missing to use it."""

import hashlib
import os
import re
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from restoration import weights
from restoration.errors import RestorationError
from restoration.imaging.limits import available_memory
from restoration.networks.devices import torch_device
from restoration.weights import NotReady

VARIABLE = "RESTORATION_DIFFUSION"  # a folder, or `owner/name` or `owner/name@revision` in Hugging Face's cache
WORKING_BYTES = 1.8e9  # beside the weights, measured at 512 px: Python, PyTorch, and what a step computes

_EXTRA = "requirements-generative.txt"
_LIBRARIES = {"torch": "requirements.txt", "diffusers": _EXTRA, "transformers": _EXTRA}
_IN_CACHE = re.compile(r"([\w.-]+)/([\w.-]+)(?:@([\w.-]+))?")
_HALF, _ANY = "*/*.fp16.safetensors", "*/*.safetensors"


@dataclass(frozen=True, slots=True)
class ModelFolder:
    """A diffusion model on this machine."""

    path: Path  # with `model_index.json`
    model: str  # its name, for records
    revision: str | None  # the commit; None for a folder that states none


def find_model() -> ModelFolder:
    """Return the model that `RESTORATION_DIFFUSION` names, else the one that this program downloads.

    Hugging Face's own cache is searched for both; nothing is downloaded.

    Raises:
        NotReady: there is no such model on this machine, or its weights are pickles, which are never opened.
    """
    named, published = os.environ.get(VARIABLE, "").strip(), weights.DIFFUSION
    if named:
        return _named_model(named)
    if published.is_complete():
        return ModelFolder(published.folder, published.repository, published.revision)
    cached = _find_in_cache(published.repository, published.revision)
    if cached is None:
        raise NotReady(f"{published.name} is not there, or incomplete.", hint=published.cure)
    return cached


def problem() -> RestorationError | None:
    """Return why nothing can be generated on this machine, and the cure; None where all is there. This is quick."""
    try:
        folder = find_model().path
    except NotReady as missing:
        return _memory_problem(weights.DIFFUSION.size, 2.0) or _library_problem() or missing
    sizes = {pattern: sum(file.stat().st_size for file in folder.glob(pattern)) for pattern in (_HALF, _ANY)}
    stored = sizes[_HALF] or sizes[_ANY]
    return _memory_problem(stored, 2.0 if sizes[_HALF] else 1.0) or _library_problem()


def weights_version() -> str:
    """Return a few letters that differ between models, and between versions of one."""
    try:
        source = find_model()
    except NotReady:
        return weights.DIFFUSION.revision[:12]
    if source.revision is not None:
        return source.revision[:12]
    files = sorted((file.name, file.stat().st_size, file.stat().st_mtime_ns) for file in source.path.glob(_ANY))
    return hashlib.sha256(repr((str(source.path), files)).encode()).hexdigest()[:12]


def _named_model(named: str) -> ModelFolder:
    path, in_cache = Path(named).expanduser(), _IN_CACHE.fullmatch(named)
    if path.is_dir():
        found: ModelFolder | None = ModelFolder(path.absolute(), path.absolute().name, None)
    else:
        found = _find_in_cache(f"{in_cache[1]}/{in_cache[2]}", in_cache[3] or "main") if in_cache else None
    if found is None:
        message = f"{VARIABLE} is {named!r}: there is no such folder, nor such a model in Hugging Face's cache."
        raise NotReady(message, hint="Name the folder of a model that diffusers reads.")
    if not (found.path / "model_index.json").is_file() or not any(found.path.glob(_ANY)):
        message = f"{found.path} holds no diffusion model in safetensors."
        raise NotReady(message, hint="It needs model_index.json and *.safetensors; pickles are never opened.")
    return found


def _find_in_cache(repository: str, revision: str) -> ModelFolder | None:
    """Return a model that other programs have downloaded; None if it is not there."""
    folder = _cache_folder() / f"models--{repository.replace('/', '--')}"
    reference = folder / "refs" / revision
    try:
        commit = reference.read_text(encoding="ascii").strip() if reference.is_file() else revision
    except (OSError, UnicodeError):
        return None
    snapshot = folder / "snapshots" / commit
    is_there = (snapshot / "model_index.json").is_file() and any(snapshot.glob("unet/*.safetensors"))
    return ModelFolder(snapshot, repository, commit) if is_there else None


def _cache_folder() -> Path:
    """Return the folder of Hugging Face's cache, by the variables that its library reads."""
    if own := os.environ.get("HF_HUB_CACHE"):
        return Path(own).expanduser()
    home = os.environ.get("HF_HOME") or Path(os.environ.get("XDG_CACHE_HOME") or "~/.cache") / "huggingface"
    return Path(home).expanduser() / "hub"


def _memory_problem(stored: float, growth: float) -> NotReady | None:
    """Return a problem if there is too little memory.

    Args:
        stored: size of the weights' files, bytes.
        growth: how many times as large they are on a processor, which computes with 32 bits.
    """
    memory, needed = available_memory(), growth * stored + WORKING_BYTES
    if memory >= needed or (memory >= stored + WORKING_BYTES and _has_card()):
        return None
    message = f"Diffusion needs about {max(needed / 1e9, 1):.0f} GB of memory; this machine has {memory / 1e9:.2g}."
    return NotReady(message, hint="Use it on a larger machine; lama and migan need less.")


def _has_card() -> bool:
    """Return whether a graphics card computes, which takes the weights with 16 bits."""
    return find_spec("torch") is not None and torch_device() == "cuda"


def _library_problem() -> NotReady | None:
    for library, file in _LIBRARIES.items():
        if not find_spec(library):
            name = "PyTorch" if library == "torch" else library
            return NotReady(f"{name} is not installed.", hint=f"Install it with `pip install -r {file}`.")
    return None
