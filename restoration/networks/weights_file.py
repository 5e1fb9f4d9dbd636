"""Weights as the bytes of a file: in half precision, and read by torch without running code that a file may hide."""

import io
import pickle
import pickletools
import zipfile
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import torch
from torch import Tensor, nn

Decoded = TypeVar("Decoded")
Network = TypeVar("Network", bound=nn.Module)

MAX_ENTRIES = 10_000  # in the file; ours have some hundred tensors

_NAMES = {  # all that the description of our weights refers to; anything else could take memory when it is called
    "collections OrderedDict",
    "torch._utils _rebuild_tensor_v2",
    "torch HalfStorage",
    "torch LongStorage",
}
_OTHER_REFERENCES = {"STACK_GLOBAL", "INST", "OBJ", "NEWOBJ", "NEWOBJ_EX", "EXT1", "EXT2", "EXT4"}  # opcodes

LOAD_ERRORS = (  # what torch raises on a file of another kind, and what a search for weights in its content raises
    OSError,
    EOFError,
    pickle.UnpicklingError,
    zipfile.BadZipFile,
    RuntimeError,
    LookupError,
    TypeError,
    ValueError,
    AttributeError,
    ArithmeticError,
)


class UnsuitableWeights(ValueError):
    """A file of the right format with weights that cannot be used; the message says why, within a sentence."""


def encode_weights(form: str, facts: Mapping[str, Any], network: nn.Module) -> bytes:
    """Return the network's weights in half precision, with the facts beside them; `form` names the file format."""
    state = {name: _to_half(tensor.detach().cpu()) for name, tensor in network.state_dict().items()}
    file = io.BytesIO()
    torch.save({"format": form, **facts, "state": state}, file)
    return file.getvalue()


def decode_weights(form: str, data: bytes, build: Callable[[dict[str, Any]], Decoded]) -> Decoded:
    """Return what `build` makes of the facts and the `state` in a file.

    Raises:
        ValueError: these are not the bytes of a file of that format, or it asks for more memory than its size.
        UnsuitableWeights: a weight is not a finite number, or what `build` raises.
    """
    try:
        _check_packing(data)
        record = torch.load(io.BytesIO(data), map_location="cpu", weights_only=True)
        if record["format"] != form:
            raise ValueError(record["format"])
        _check_tensors(record["state"], len(data))
        return build(record)
    except UnsuitableWeights:
        raise
    except LOAD_ERRORS as error:
        raise ValueError(f"expected a file of the format {form!r}") from error


def _check_packing(data: bytes) -> None:
    """Raise an error of `LOAD_ERRORS` unless this is a zip file as torch writes it, which unpacks to no more than that.

    Its description, a pickle, may name nothing but what our own files name.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = archive.infolist()
        is_stored = all(member.compress_type == zipfile.ZIP_STORED for member in members)
        if not is_stored or len(members) > MAX_ENTRIES or sum(member.file_size for member in members) > len(data):
            raise ValueError("packed by another program")
        (description,) = (name for name in archive.namelist() if name.endswith("/data.pkl"))
        for opcode, value, _ in pickletools.genops(archive.read(description)):
            if opcode.name in _OTHER_REFERENCES or (opcode.name == "GLOBAL" and value not in _NAMES):
                raise ValueError(f"{opcode.name} {value}")


def _check_tensors(state: Mapping[str, Tensor], size: int) -> None:
    """Refuse tensors that claim more numbers than a file of `size` bytes can hold, or that hold NaN or infinity."""
    if sum(tensor.numel() * tensor.element_size() for tensor in state.values()) > size:
        raise ValueError("tensors larger than the file")
    if not all(tensor.isfinite().all() for tensor in state.values()):
        raise UnsuitableWeights("a weight is not a finite number")


def load_network(make: Callable[[], Network], state: Mapping[str, Tensor]) -> Network:
    """Return a network with the weights in `state`, in evaluation mode; no memory is taken unless they fit.

    Args:
        make: makes the network with random weights.
        state: its weights by name.

    Raises:
        UnsuitableWeights: other names or shapes.
    """
    with torch.device("meta"):  # only shapes
        shapes = {name: tensor.shape for name, tensor in make().state_dict().items()}
    if shapes != {name: tensor.shape for name, tensor in state.items()}:
        raise UnsuitableWeights("the weights are not those of the network that the file describes")
    network = make()
    network.load_state_dict(state)
    return network.eval()


def _to_half(tensor: Tensor) -> Tensor:
    return tensor.half() if tensor.is_floating_point() else tensor
