"""Weights as the bytes of a file: written by torch in half precision, and read without torch, as NumPy arrays.

torch writes a zip archive of raw numbers, and a pickle that describes the arrays in them. A pickle may call any
function of Python; here it may only use what a description of arrays needs, so nothing that a file names is ever run.
"""

import io
import math
import pickle
import pickletools
import zipfile
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from torch import Tensor

Array = npt.NDArray[Any]
Decoded = TypeVar("Decoded")

MAX_ENTRIES = 10_000  # in the archive; ours have some hundred arrays

_OPCODES = {  # of pickle; torch needs no more for weights
    *("PROTO", "STOP", "MARK", "BINPUT", "LONG_BINPUT", "BINGET", "LONG_BINGET"),
    *("NONE", "NEWTRUE", "NEWFALSE", "BININT", "BININT1", "BININT2", "BINFLOAT", "BINUNICODE"),
    *("EMPTY_TUPLE", "TUPLE", "TUPLE1", "TUPLE2", "TUPLE3", "EMPTY_LIST", "APPEND", "APPENDS"),
    *("EMPTY_DICT", "SETITEM", "SETITEMS"),
    *("GLOBAL", "REDUCE", "BINPERSID"),  # limited by `_Unpickler`
}
_DTYPES = {"HalfStorage": np.dtype("<f2"), "FloatStorage": np.dtype("<f4"), "LongStorage": np.dtype("<i8")}

LOAD_ERRORS = (  # what a file of another kind leads to
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


def encode_weights(form: str, facts: Mapping[str, Any], state: "Mapping[str, Tensor]") -> bytes:
    """Return the weights of a network in half precision, with the facts beside them; `form` names the file format."""
    import torch  # only who trains writes weights

    halves = {name: _to_half(tensor.detach().cpu()) for name, tensor in state.items()}
    file = io.BytesIO()
    torch.save({"format": form, **facts, "state": halves}, file)
    return file.getvalue()


def _to_half(tensor: "Tensor") -> "Tensor":
    return tensor.half() if tensor.is_floating_point() else tensor


def decode_weights(form: str, data: bytes, build: Callable[[dict[str, Any]], Decoded]) -> Decoded:
    """Return what `build` makes of the facts in a file, which are plain Python values, and of its "state": arrays.

    The arrays take no more memory than the file has bytes.

    Raises:
        ValueError: these are not the bytes of a file of that format.
        UnsuitableWeights: a weight is not a finite number, or what `build` raises.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            record = _Unpickler(archive, _check_members(archive, len(data)), budget=len(data)).load()
        if record["format"] != form:
            raise ValueError(record["format"])
        _check_state(record["state"])
        return build(record)
    except UnsuitableWeights:
        raise
    except LOAD_ERRORS as error:
        raise ValueError(f"expected a file of the format {form!r}") from error


def _check_members(archive: zipfile.ZipFile, size: int) -> str:
    """Return the folder of all members; raise `ValueError` unless they are stored as torch stores them."""
    members = archive.infolist()
    is_stored = all(member.compress_type == zipfile.ZIP_STORED for member in members)
    if not is_stored or len(members) > MAX_ENTRIES or sum(member.file_size for member in members) > size:
        raise ValueError("packed by another program")
    (description,) = (name for name in archive.namelist() if name.endswith("/data.pkl"))
    return description.removesuffix("/data.pkl")


class _Unpickler(pickle.Unpickler):
    """Reads the description of the arrays: each is a part of the numbers that one member of the archive holds."""

    def __init__(self, archive: zipfile.ZipFile, folder: str, budget: int) -> None:
        """Take an archive; all arrays together may take `budget` bytes."""
        description = archive.read(f"{folder}/data.pkl")
        _check_opcodes(description)
        super().__init__(io.BytesIO(description))
        self._archive, self._folder, self._budget = archive, folder, budget
        self._storages: dict[str, Array] = {}

    def find_class(self, module: str, name: str) -> object:
        """Return what one of the few names stands for; none of it is a function of another library."""
        if (module, name) == ("torch._utils", "_rebuild_tensor_v2"):
            return self._view
        if (module, name) == ("collections", "OrderedDict"):
            return _no_hooks
        if module == "torch" and name in _DTYPES:
            return _DTYPES[name]
        raise pickle.UnpicklingError(f"{module}.{name} is not allowed")

    def persistent_load(self, pid: tuple[str, npt.DTypeLike, str, str, int]) -> Array:
        """Return the numbers of one member, read once however many arrays show parts of it."""
        _, dtype, key, *_ = pid
        if key not in self._storages:
            self._storages[key] = np.frombuffer(self._archive.read(f"{self._folder}/data/{key}"), dtype)
        return self._storages[key]

    def _view(self, storage: Array, offset: int, shape: tuple[int, ...], strides: tuple[int, ...], *_: object) -> Array:
        """Return the part of the numbers that an array shows; `offset` and `strides` count numbers, not bytes."""
        if min((offset, *shape, *strides)) < 0:
            raise ValueError("an array before its numbers")
        reach = offset + 1 + sum((side - 1) * stride for side, stride in zip(shape, strides, strict=True))
        self._budget -= math.prod(shape) * storage.itemsize
        if reach > storage.size or self._budget < 0:
            raise ValueError("an array larger than its numbers")
        steps = [stride * storage.itemsize for stride in strides]
        return np.lib.stride_tricks.as_strided(storage[offset:], shape, steps).copy()


def _check_opcodes(description: bytes) -> None:
    """Raise `ValueError` where a pickle does more than describe arrays, or would make pickle reserve much memory."""
    for opcode, value, _ in pickletools.genops(description):
        is_far = opcode.name == "LONG_BINPUT" and int(value or 0) > len(description)
        if opcode.name not in _OPCODES or is_far:
            raise ValueError(f"{opcode.name} is not allowed")


def _no_hooks() -> dict[str, Any]:
    """Return the hooks of an array for training; weights in a file have none."""
    return {}


def _check_state(state: Mapping[str, Array]) -> None:
    if not isinstance(state, Mapping) or not all(isinstance(array, np.ndarray) for array in state.values()):
        raise ValueError("no weights")
    if not all(np.isfinite(array).all() for array in state.values()):
        raise UnsuitableWeights("a weight is not a finite number")
