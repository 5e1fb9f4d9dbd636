"""The report as one page that can be read, printed on A4 and filed: it loads nothing and runs nothing."""

from base64 import b64encode
from html import escape
from pathlib import Path
from typing import Any

from restoration.imaging.formats import HEAD, recognise
from restoration.reporting import tables

STYLE = Path(__file__).with_name("report.css")
_NOTHING_FROM_OUTSIDE = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"


def encode_html_report(
    record: dict[str, Any], *, original: bytes, restored: bytes, overlay: bytes, title: str
) -> bytes:
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
        tables.damage(record),
        "</div>",
        tables.photograph(record),
        tables.method(record),
        tables.files(record),
        tables.software(record),
        '<div class="signing"><p>Examined by</p><p>Date</p><p>Signature</p></div>',
    ]


def _figure(picture: bytes, caption: str) -> str:
    kind = recognise(picture[:HEAD]).lower()
    source = f"data:image/{kind};base64,{b64encode(picture).decode()}"
    return f'<figure><img src="{source}" alt="{caption}"><figcaption>{caption}</figcaption></figure>'
