"""The report as one page that can be read, printed on A4 and filed: it loads nothing and runs nothing."""

from base64 import b64encode
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from pathlib import Path
from typing import Any

from restoration.catalog import DETECTORS, INPAINTERS
from restoration.imaging.formats import HEAD_BYTES, recognise_format
from restoration.registry import Registry


def facts(title: str, rows: Iterable[tuple[str, str]], style: str = "facts") -> str:
    """A table of names and what is to be said of each."""
    lines = (f'<tr><th scope="row">{escape(name)}</th><td>{escape(told)}</td></tr>' for name, told in rows)
    return _table(title, lines, style)


def figures(title: str, head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table of numbers under a head; its last row is the total, its first column names the others."""
    top = "".join(f'<th scope="col">{escape(name)}</th>' for name in head)
    return _table(title, [f"<tr>{top}</tr>", *map(_line_of_figures, rows)], "figures")


def _line_of_figures(row: Sequence[str]) -> str:
    cells = "".join(f"<td>{escape(figure)}</td>" for figure in row[1:])
    return f'<tr><th scope="row">{escape(row[0])}</th>{cells}</tr>'


def _table(title: str, lines: Iterable[str], style: str) -> str:
    return "\n".join([f'<table class="{style}">', f"<caption>{escape(title)}</caption>", *lines, "</table>"])


Rows = Iterator[tuple[str, str]]

PLACES = 12  # that a page tells one by one; the record tells all

_SETTINGS = {
    "sensitivity": ("Sensitivity", ""),
    "growth": ("Mask grown by", " px"),
    "widest": ("Cracks up to", " px wide"),
}  # what it is called, its unit


def photograph(record: dict[str, Any]) -> str:
    """The picture that the work was done on."""
    return facts("Photograph", _photograph(record["input"], record["damage"].get("px_per_mm")))


def damage(record: dict[str, Any]) -> str:
    """How much is damaged: by kind where kinds are told, and in mm² where the scale is known."""
    survey = record["damage"]
    rows = [*_kinds(survey), (f"All, in {_counted(survey['regions'], 'part')}", survey)]
    head = ["Kind", "Pixels", "Of the picture"] + (["mm²"] if "mm2" in survey else [])
    return figures("Damage", head, [[name, *_area(area)] for name, area in rows])


def method(record: dict[str, Any]) -> str:
    """What found the damage, what filled it, and how they were told to."""
    return facts("Method", _method(record))


def files(record: dict[str, Any]) -> str:
    """The fingerprints by which input and results are known again."""
    output = record["output"]
    rows = [
        ("Photograph", record["input"]["sha256"]),
        ("Restored picture", output["restored_sha256"]),
        ("Mask", output["mask_sha256"]),
    ]
    return facts("Files, by SHA-256", rows, style="code")


def software(record: dict[str, Any]) -> str:
    """The versions of all that computed."""
    return facts("Software", [("Versions", ", ".join(f"{name} {one}" for name, one in record["versions"].items()))])


def _photograph(told: dict[str, Any], px_per_mm: float | None) -> Rows:
    yield "File", told["name"]
    yield "Size", f"{told['width']:,} × {told['height']:,} px"
    if px_per_mm is not None:
        width, height = told["width"] / px_per_mm, told["height"] / px_per_mm
        yield "Scale", f"{px_per_mm:g} px per mm, so that it shows {width:,.0f} × {height:,.0f} mm"
    yield "Kind", f"{told['format']}, {told['bits_per_channel']} bits per channel"
    yield from (("Note", note) for note in told["notes"])


def _kinds(survey: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each kind and its area, and last what was marked without a kind."""
    kinds = survey.get("by_kind", {})
    yield from ((name.capitalize(), area) for name, area in kinds.items())
    told = sum(area["pixels"] for area in kinds.values())
    if kinds and told < survey["pixels"]:
        rest = 1 - told / survey["pixels"]
        yield "Not told apart", {name: survey[name] * rest for name in ("pixels", "share", "mm2") if name in survey}


def _area(area: dict[str, Any]) -> list[str]:
    size = [f"{area['mm2']:,.1f}"] if "mm2" in area else []
    return [f"{area['pixels']:,.0f}", f"{area['share']:.2%}", *size]


def _method(record: dict[str, Any]) -> Rows:
    detector, inpainter, seconds = record["detector"], record["inpainter"], record["seconds"]
    yield "Damage found by", "A person's mask" if detector is None else _named(DETECTORS, detector)
    for key, value in record["parameters"].items():
        name, unit = _SETTINGS.get(key, (key, ""))
        yield name, f"{value:g}{unit}"
    if "corrections" in record:
        yield "Corrected by hand", _counted(record["corrections"], "stroke")
    yield "Filled by", _named(INPAINTERS, inpainter)
    for share in record.get("filled_by", []):
        if share["methods"] != [inpainter]:
            yield INPAINTERS.together(share["methods"]), _extent(share)
    yield "Time", f"{seconds['detect']:.1f} s to find, {seconds['fill']:.1f} s to fill"


def _extent(share: dict[str, Any]) -> str:
    """How much, and where the places can be told."""
    extent, boxes = f"{share['pixels']:,} px", share.get("boxes", [])
    if not boxes:
        return extent
    places = "; ".join(f"{width} × {height} at {x}, {y}" for x, y, width, height in boxes[:PLACES])
    more = f"; {len(boxes) - PLACES:,} more" if len(boxes) > PLACES else ""
    return f"{extent} in {_counted(len(boxes), 'place')}: {places}{more}"


def _counted(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def _named(methods: Registry[Any], key: str) -> str:
    """A method's label and source; the bare key where a record names one that is no longer in the catalog."""
    return f"{methods[key].label}; {methods[key].source}" if key in methods.keys else key


STYLE = Path(__file__).with_name("report.css")
_NOTHING_FROM_OUTSIDE = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"


def render_report(record: dict[str, Any], *, original: bytes, restored: bytes, overlay: bytes, title: str) -> bytes:
    """One HTML file with all that it shows.

    Args:
        record: what `restoration.record.record` gives.
        original: the painting as it came, a JPEG or PNG of about 1200 px.
        restored: the restored painting, likewise.
        overlay: the painting with its damage in red, likewise.
        title: of the painting.
    """
    pictures = [
        _figure(original, "The painting as it came"),
        _figure(restored, "The digital hypothesis"),
        _figure(overlay, "The damage, marked in red"),
    ]
    text = "\n".join([_head(title), "<body>", *_body(record, pictures, title), "</body>", "</html>", ""])
    return text.encode(errors="backslashreplace")  # a file's name may hold bytes that are no letters


def _head(title: str) -> str:
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{_NOTHING_FROM_OUTSIDE}">
<meta name="viewport" content="width=device-width">
<title>{escape(title)}: report of a digital restoration</title>
<style>
{STYLE.read_text(encoding="utf-8")}</style>
</head>"""


def _body(record: dict[str, Any], pictures: list[str], title: str) -> list[str]:
    size = record["input"]
    return [
        f"<header><p>Report of a digital restoration</p><h1>{escape(title)}</h1></header>",
        f'<p class="statement">{escape(record["statement"])}</p>',
        f'<div class="pictures {"tall" if size["height"] > size["width"] else "wide"}">',
        *pictures,
        damage(record),
        "</div>",
        photograph(record),
        method(record),
        files(record),
        software(record),
        '<div class="signing"><p>Examined by</p><p>Date</p><p>Signature</p></div>',
    ]


def _figure(picture: bytes, caption: str) -> str:
    kind = recognise_format(picture[:HEAD_BYTES]).lower()
    source = f"data:image/{kind};base64,{b64encode(picture).decode()}"
    return f'<figure><img src="{source}" alt="{caption}"><figcaption>{caption}</figcaption></figure>'
