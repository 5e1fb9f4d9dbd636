"""Dossiers, corrections, tables, cards and weights that broke this program, or could: one function for each fault."""

import io
import json
import struct
import zipfile
from collections.abc import Iterator
from typing import Any

from restoration.weights import DETECTION_UNET
from scripts.attacks import record_seeds
from scripts.attacks.mutate_records import stored_zip
from scripts.attacks.sample import Sample

MIB = 2**20


def known_records() -> Iterator[Sample]:
    """Yield every known bad file that is no picture."""
    for make in _FAULTS:
        yield from make()


def _dossier_with(plan: dict[str, Any] | None = None, **manifest: object) -> bytes:
    """Return a dossier whose manifest was changed by hand; hashes are those of its pictures."""
    with zipfile.ZipFile(io.BytesIO(record_seeds.dossier())) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    fields = json.loads(members["manifest.json"])
    fields |= manifest
    fields["plan"] = fields["plan"] | (plan or {})
    return stored_zip(members | {"manifest.json": json.dumps(fields).encode()})


def plans() -> Iterator[Sample]:
    """Plans of a dossier that no control of the page can show."""
    values: dict[str, list[Any]] = {
        "strength": ["nan", float("nan"), float("inf"), -3, 7, None, 1e308, True],
        "detector": ["none such", "", "x" * 100_000, None, "../unet"],
        "inpainter": ["none such", "lama", 7],
        "kinds": [["none such"], [], ["crack"] * 10_000, "crack"],
        "widest": [0, -4, 5, 10**30, 1.5],
        "settings": [{"sensitivity": float("nan"), "growth": 1}, {"sensitivity": 0.5, "growth": 10**6}, {}, None],
        "own_mask": ["yes", None],
    }
    for key, choices in values.items():
        for number, value in enumerate(choices):
            yield Sample(f"plan_{key}_{number}.zip", "dossier", _dossier_with({key: value}))


def manifests() -> Iterator[Sample]:
    """Manifests that state impossible figures, or hold too much."""
    yield Sample("deep.zip", "dossier", stored_zip({"manifest.json": _nested(100_000)}))
    yield Sample("version.zip", "dossier", stored_zip({"manifest.json": b'{"dossier": 1e308}'}))
    huge = {"name": "a.png", "sha256": "0" * 64, "format": "PNG", "notes": [], "width": 30_000, "height": 30_000}
    yield Sample("claims_900_megapixels.zip", "dossier", _dossier_with(input=huge))
    yield Sample("title.zip", "dossier", _dossier_with(title="x" * 500_000))
    yield Sample("steps_20000.zip", "dossier", _dossier_with(corrections=[{"change": "grow", "size": 100}] * 20_000))
    bad = {"shape": "line", "kind": "crack", "width": 20_000, "points": [[1, 1]]}
    yield Sample("brush_20000.zip", "dossier", _dossier_with(corrections=[bad]))


def zip_bombs() -> Iterator[Sample]:
    """Archives that unpack to gigabytes, or list one member many times."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        archive.writestr("manifest.json", bytes(100 * MIB))
    yield Sample("bomb.zip", "dossier", file.getvalue())
    yield Sample("one_member_60000_times.zip", "dossier", _repeated_member(60_000))
    names = {f"{number}.png": b"" for number in range(5000)}
    yield Sample("members_5000.zip", "dossier", stored_zip(names))
    yield Sample("empty.zip", "dossier", stored_zip({}))


def _repeated_member(count: int) -> bytes:
    whole = stored_zip({"manifest.json": b"0" * 1000})
    start = whole.index(b"PK\1\2")
    end = whole.index(b"PK\5\6")
    entry = whole[start:end]
    tail = struct.pack("<4sHHHHIIH", b"PK\5\6", 0, 0, count, count, count * len(entry), start, 0)
    return whole[:start] + entry * count + tail


# JSON, tables and weights


def _nested(depth: int) -> bytes:
    return b"[" * depth + b"]" * depth


def deep_records() -> Iterator[Sample]:
    """JSON that is nested 100 000 deep, as lists and as objects."""
    objects = b'{"sha256":' * 100_000 + b"1" + b"}" * 100_000
    for kind in ("strokes", "canvas", "recipe", "card"):
        yield Sample(f"deep_lists_{kind}.json", kind, _nested(100_000))
        yield Sample(f"deep_objects_{kind}.json", kind, objects)


def many_strokes() -> Iterator[Sample]:
    """Corrections that would take minutes to repeat, or that no brush can draw."""

    def strokes(name: str, steps: list[dict[str, Any]]) -> Sample:
        return Sample(f"{name}.json", "strokes", json.dumps(steps).encode())

    line = {"shape": "line", "kind": "crack", "width": 3.0, "points": [[1.0, 1.0], [40.0, 30.0]]}
    yield strokes("points_1000000", [line | {"points": [[n % 50, n % 40] for n in range(1_000_000)]}])
    yield strokes("area_100000", [line | {"shape": "area", "points": [[n % 51, n % 37] for n in range(100_000)]}])
    yield strokes("grow_20000", [{"change": "grow", "size": 100}] * 20_000)
    yield strokes("specks_20000", [{"change": "remove_specks", "size": 1_000_000}] * 20_000)
    yield strokes("width_20000", [line | {"width": 20_000}])
    for name, value in (("nan", float("nan")), ("huge", 1e308), ("text", "nan"), ("negative", -5)):
        yield strokes(f"width_{name}", [line | {"width": value}])
        yield strokes(f"point_{name}", [line | {"points": [[value, value]]}])


def taught_entries() -> Iterator[Sample]:
    """What strokes taught, changed by hand: impossible numbers, other lengths, huge lists."""
    [sound] = (step["taught"] for step in record_seeds.STROKES if "taught" in step)
    changes: dict[str, Any] = {
        "spread": [[0.0] * 19, [1e-60] * 19, [float("nan")] * 19, [], [1.0] * 100_000],
        "middle": [[1e308] * 19, ["1"] * 19],
        "lines": [{"bias": 1e6, "weights": [1e6] * 19}, {"bias": float("inf"), "weights": [0.0] * 19}, {}],
        "passages": [[], [[0, 0, 0]] * 100_000, [[0, 0]]],
        "features": [[], ["crack"] * 19],
        "facts": [{"strokes": {"x" * 10_000: 1}, "overruled": 0, "agreement_before": 0, "agreement": 0}, None],
        "weights_version": ["other"],
        "detector": ["none such", 7],
    }
    for key, choices in changes.items():
        for number, value in enumerate(choices):
            steps = [{"taught": sound | {key: value}}]
            yield Sample(f"taught_{key}_{number}.json", "strokes", json.dumps(steps).encode())
            yield Sample(f"taught_{key}_{number}.zip", "dossier", _dossier_with(corrections=steps))


def canvas_objects() -> Iterator[Sample]:
    """Strokes that no canvas draws, as a visitor's own program may send them."""
    whole = {"left": 20.0, "top": 10.0, "originX": "center", "stroke": record_seeds.CANVAS_COLOUR, "strokeWidth": 3.0}
    path = whole | {"type": "Path"}

    def canvas(name: str, *objects: object) -> Sample:
        return Sample(f"canvas_{name}.json", "canvas", json.dumps(objects).encode())

    yield canvas("path_200000", path | {"path": [["L", n % 50, n % 40] for n in range(200_000)]})
    yield canvas("width_20000", path | {"path": [["L", 1, 1]], "strokeWidth": 20_000})
    yield canvas("width_nan", path | {"path": [["L", 1, 1]], "strokeWidth": float("nan")})
    yield canvas("scale_huge", path | {"path": [["L", 1, 1], ["L", 9, 9]], "scaleX": 1e308, "scaleY": 1e308})
    yield canvas("no_path", path)
    yield canvas("empty_path", path | {"path": []})
    yield canvas("words", path | {"path": [["L", "one", "two"]]})
    yield canvas("no_corner", whole | {"type": "Polygon", "points": [{}]})


def tables() -> Iterator[Sample]:
    """Years and sizes that are no numbers, cells of megabytes, other columns."""
    for name, old, new in (
        ("year_nan", "1435", "nan"),
        ("year_huge", "1435", "9" * 30),
        ("year_4000_digits", "1435", "9" * 4000),
        ("year_5000_digits", "1435", "9" * 5000),
        ("year_backwards", "1435,1445", "1445,1435"),
        ("year_before", "1435", "-99999999"),
        ("side_nan", "40.0,30.0", "nan,nan"),
        ("side_infinite", "40.0,30.0", "inf,1e308"),
        ("side_negative", "40.0,30.0", "-4,-3"),
        ("cell_1_mb", "Gift", "x" * 1_000_000),
        ("path", "met_7.jpg", "../../../etc/passwd"),
        ("zeros", "Gift", "\0"),
        ("scale", "0.13", "nan"),
    ):
        yield Sample(f"originals_{name}.csv", "originals", record_seeds.ORIGINALS_TABLE.replace(old, new).encode())
    yield Sample("originals_bytes.csv", "originals", b"\xff\xfe\xff" * 1000)
    for name, old, new in (
        ("nan", "0.01", "nan"),
        ("seed", ",1,met_7", f",{'9' * 5000},met_7"),
        ("path", "synthetic_masks/", "../../"),
    ):
        yield Sample(f"manifest_{name}.csv", "manifest", record_seeds.MANIFEST_TABLE.replace(old, new).encode())
    yield Sample("manifest_empty.csv", "manifest", b"")
    yield Sample(
        "manifest_cell.csv", "manifest", record_seeds.MANIFEST_TABLE.replace("italian", "x" * 1_000_000).encode()
    )


def cards() -> Iterator[Sample]:
    """Cards that name no file, or not as text."""
    for number, value in enumerate((None, 7, [], {}, "x" * 1_000_000, float("nan"), "\ud800")):
        yield Sample(f"card_{number}.json", "card", json.dumps({"sha256": value}).encode())


def weights() -> Iterator[Sample]:
    """Weights that are not numbers, and files that only begin like weights."""
    with zipfile.ZipFile(DETECTION_UNET.file) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    for name, number in (("nan", b"\0\x7e"), ("infinite", b"\0\x7c")):
        spoiled = {key: number * (len(data) // 2) if "/data/" in key else data for key, data in members.items()}
        yield Sample(f"weights_{name}.pth", "weights", stored_zip(spoiled))
    yield Sample("weights_code.pth", "weights", b"cposix\nsystem\n(S'touch /tmp/attacked'\ntR.")
    yield Sample("weights_empty.pth", "weights", stored_zip({"archive/data.pkl": b"N."}))


_FAULTS = (
    plans,
    manifests,
    zip_bombs,
    deep_records,
    many_strokes,
    taught_entries,
    canvas_objects,
    tables,
    cards,
    weights,
)
