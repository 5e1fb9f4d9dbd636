"""Weights as the bytes of a file: in half precision, and read by torch without running code that a file may hide."""

import io
import pickle
import zipfile
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import torch
from torch import Tensor, nn

Decoded = TypeVar("Decoded")

LOAD_ERRORS = (  # what torch raises on a file of another kind, and what a search for weights in its content raises
    OSError,
    EOFError,
    pickle.UnpicklingError,
    zipfile.BadZipFile,
    RuntimeError,
    LookupError,
    TypeError,
    ValueError,
)


def encode_weights(form: str, facts: Mapping[str, Any], network: nn.Module) -> bytes:
    """Return the network's weights in half precision, with the facts beside them; `form` names the file format."""
    state = {name: _to_half(tensor.detach().cpu()) for name, tensor in network.state_dict().items()}
    file = io.BytesIO()
    torch.save({"format": form, **facts, "state": state}, file)
    return file.getvalue()


def decode_weights(form: str, data: bytes, build: Callable[[dict[str, Any]], Decoded]) -> Decoded:
    """Return what `build` makes of the facts and the `state` in a file.

    Raises:
        ValueError: these are not the bytes of a file of that format.
    """
    try:
        record = torch.load(io.BytesIO(data), map_location="cpu", weights_only=True)
        if record["format"] != form:
            raise ValueError(record["format"])
        return build(record)
    except LOAD_ERRORS as error:
        raise ValueError(f"expected a file of the format {form!r}") from error


def _to_half(tensor: Tensor) -> Tensor:
    return tensor.half() if tensor.is_floating_point() else tensor
