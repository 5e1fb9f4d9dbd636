"""Mutations of what is not a picture: JSON values, cells of tables, and the directory of a zip file."""

import io
import json
import operator
import struct
import zipfile
from collections.abc import Callable, Sequence
from hashlib import sha256
from typing import Any

import numpy as np

_VALUES: tuple[Callable[[np.random.Generator], Any], ...] = (
    lambda rng: float("nan"),
    lambda rng: float("inf"),
    lambda rng: 1e308,
    lambda rng: -1,
    lambda rng: 10 ** int(rng.integers(1, 4000)),
    lambda rng: 0.5,
    lambda rng: None,
    lambda rng: True,
    lambda rng: "",
    lambda rng: "nan",
    lambda rng: "x" * int(rng.integers(1, 100_000)),
    lambda rng: "\ud800",
    lambda rng: "\x1b[2J\r\n../../etc/passwd\0",
    lambda rng: [],
    lambda rng: {},
    lambda rng: [[1.0, 2.0]] * int(rng.integers(1, 20_000)),
)
_LONG_CELLS = ("9" * 400, "x" * 200_000)
_CELLS = ("", "nan", "inf", "-1", "1e308", "../../etc/passwd", '"', "\r", "\0", "٣", "-0.0", "0x10", *_LONG_CELLS)


def _places(value: object) -> list[tuple[Any, Any]]:
    """Return every container inside a JSON value with each of its keys."""
    found, left = [], [value]
    while left:
        container = left.pop()
        keys = _keys(container)
        found += [(container, key) for key in keys]
        left += [container[key] for key in keys]
    return found


def _keys(value: object) -> list[Any]:
    if isinstance(value, dict):
        return [*value]
    return [*range(len(value))] if isinstance(value, list) else []


def _load(data: bytes) -> Any:  # noqa: ANN401 - any JSON
    try:
        return json.loads(data)
    except (ValueError, RecursionError):  # an earlier mutation has spoiled it
        return None


def _dump(value: object) -> bytes:
    try:
        return json.dumps(value).encode()
    except (ValueError, RecursionError):  # an earlier mutation has nested it, or made a number too long
        return b"[" * 2000


def change_value(data: bytes, rng: np.random.Generator) -> bytes:
    """Put another value, of any type, into a place of a JSON text."""

    def put_another(container: Any, key: Any) -> None:  # noqa: ANN401 - a list or an object of JSON
        container[key] = _VALUES[rng.integers(len(_VALUES))](rng)

    return _alter(data, rng, put_another)


def remove_value(data: bytes, rng: np.random.Generator) -> bytes:
    """Remove a value or a field from a JSON text."""
    return _alter(data, rng, operator.delitem)


def _alter(data: bytes, rng: np.random.Generator, alter: Callable[[Any, Any], None]) -> bytes:
    """Call `alter` with the container and the key of some place in a JSON text, and return the text after that."""
    value = _load(data)
    places = _places(value)
    if not places:
        return data
    alter(*places[rng.integers(len(places))])
    return _dump(value)


def nest(data: bytes, rng: np.random.Generator) -> bytes:
    """Nest a JSON text in itself, 10 to 100 000 deep."""
    depth = int(10 ** rng.uniform(1, 5))
    return b"[" * depth + data + b"]" * depth if rng.random() < 0.5 else b'{"a":' * depth + data + b"}" * depth


def repeat_items(data: bytes, rng: np.random.Generator) -> bytes:
    """Repeat the items of a JSON list until there are up to 3000."""
    value = _load(data)
    if not isinstance(value, list) or not value:
        return data
    return json.dumps(value * int(rng.integers(1, 1 + 3000 // len(value) if len(value) < 3000 else 2))).encode()


def change_cell(data: bytes, rng: np.random.Generator) -> bytes:
    """Change a cell of a table."""
    lines = data.split(b"\n")
    index = int(rng.integers(len(lines)))
    cells = lines[index].split(b",")
    cells[rng.integers(len(cells))] = _CELLS[rng.integers(len(_CELLS))].encode()
    lines[index] = b",".join(cells)
    return b"\n".join(lines)


def repeat_rows(data: bytes, rng: np.random.Generator) -> bytes:
    """Repeat the last row of a table 1 to 5000 times."""
    lines = data.split(b"\n")
    return b"\n".join(lines + lines[-2:] * int(rng.integers(1, 5001)))


def change_zip_directory(data: bytes, rng: np.random.Generator) -> bytes:
    """Change a field of the central directory of a zip file: method, sizes, place, flags, length of a name."""
    places = [place for place in range(len(data) - 46) if data[place : place + 4] == b"PK\1\2"]
    if not places:
        return data
    place = int(rng.choice(places)) + int(rng.choice([8, 10, 16, 20, 24, 28, 30, 42]))
    value = int(rng.choice([0, 1, 8, 14, 255, 65535, 2**31, 2**32 - 1]))
    return data[:place] + struct.pack("<I", value) + data[place + 4 :]


def change_member(data: bytes, rng: np.random.Generator) -> bytes:
    """Spoil the manifest or a picture in a dossier, with hashes that fit: what a forger does."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = {name: archive.read(name) for name in archive.namelist()}
        manifest = json.loads(members.pop("manifest.json"))
    except Exception:
        return data
    if rng.random() < 0.4 and members:
        name = list(members)[rng.integers(len(members))]
        place = int(rng.integers(len(members[name])))
        members[name] = members[name][:place] + rng.bytes(2) + members[name][place + 2 :]
    manifest["sha256"] = {name: sha256(member).hexdigest() for name, member in members.items()}
    text = json.dumps(manifest).encode()
    for _ in range(rng.integers(1, 3)):
        text = change_value(text, rng)
    return stored_zip(members | {"manifest.json": text})


def stored_zip(members: dict[str, bytes]) -> bytes:
    """Return a zip file whose members are not compressed, as those of a dossier."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, member in members.items():
            archive.writestr(zipfile.ZipInfo(name), member)
    return file.getvalue()


Mutate = Callable[[bytes, np.random.Generator], bytes]

RECORD_MUTATIONS: dict[str, Sequence[Mutate]] = {
    "json": (change_value, change_value, change_value, remove_value, nest, repeat_items),
    "csv": (change_cell, change_cell, repeat_rows),
    "zip": (change_zip_directory, change_member, change_member),
}
"""By the ending of a file's name."""
