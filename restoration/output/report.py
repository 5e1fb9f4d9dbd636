"""The report of a restoration: one HTML page to read and to print on A4, which loads nothing and runs nothing."""

from base64 import b64encode
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from restoration.catalog import DETECTORS, INPAINTERS, RETOUCHING
from restoration.domain import Restoration
from restoration.imaging.overlay import downscale, downscale_mask, outline_area, outline_box, overlay_mask
from restoration.imaging.painting import Painting
from restoration.imaging.scale import Scale
from restoration.imaging.writing import encode_painting
from restoration.output.paint_source import PAINT_TAKEN, describe_source
from restoration.registry import Registry
from restoration.retouching.description import describe_reintegration
from restoration.retouching.recipe import INVISIBLE

if TYPE_CHECKING:
    from jinja2 import Template

MAX_BOXES = 12  # places that the page lists one by one; the record lists all
MAX_CHOICES = 40  # regions of which the page says which fill was chosen; the record lists all

_PICTURE_SIDE = 1200  # px, longest side: on 85 mm of paper that is more than a printer shows
_SETTINGS = {
    "sensitivity": ("Sensitivity", ""),
    "growth": ("Mask grown by", " px"),
    "widest": ("Cracks up to", " px wide"),
}  # label and unit of a detector's parameter, by its key

_CHOICE_HEAD = ("Region", "Kind", "Size and place", "Chosen", "Refused")

Rows = Iterator[tuple[str, str]]  # the rows of a table of facts: what is stated, and its value


def encode_report(painting: Painting, restoration: Restoration, record: dict[str, Any], title: str) -> bytes:
    """Return the HTML page, with small pictures of the painting, the restored picture and the damage.

    Args:
        painting: the input.
        restoration: the result.
        record: the record of this restoration, from `make_record`.
        title: the painting's title.
    """
    size = record["input"]
    page = _template().render(
        title=title,
        statement=record["statement"],
        is_tall=size["height"] > size["width"],
        pictures=_pictures(painting, restoration),
        damage_head=["Kind", "Pixels", "Of the picture"] + (["mm²"] if "mm2" in record["damage"] else []),
        damage_rows=list(_damage_rows(record["damage"])),
        photograph_rows=[*_examination_rows(record.get("examined", {})), *_photograph_rows(size, record.get("scale"))],
        method_rows=[*_method_rows(record), *_source_rows(restoration), *_reintegration_rows(restoration)],
        choice_head=_CHOICE_HEAD,
        choice_rows=list(_choice_rows(record.get("composite", {}).get("regions", []))),
        file_rows=[
            ("Photograph", size["sha256"]),
            ("Restored picture", record["output"]["restored_sha256"]),
            ("Mask", record["output"]["mask_sha256"]),
            *(("Affected band", sha256) for sha256 in [record["output"].get("affected_sha256")] if sha256),
        ],
        versions=", ".join(f"{name} {version}" for name, version in record["versions"].items()),
    )
    return page.encode(errors="backslashreplace")  # a file name may hold bytes that are not valid UTF-8


def _template() -> "Template":
    from jinja2 import Environment, FileSystemLoader, StrictUndefined  # only where a report is made

    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,  # names, titles and notes come from outside: they are shown as text, never read as HTML
        undefined=StrictUndefined,
        keep_trailing_newline=True,
    )
    return environment.get_template("report.html.jinja")


def _pictures(painting: Painting, restoration: Restoration) -> list[tuple[str, str]]:
    """Return the data URL and the caption of each picture."""
    like = replace(painting, alpha=None, metadata=painting.metadata.colours())
    before, after = (downscale(image, _PICTURE_SIDE) for image in (restoration.before, restoration.after))
    marked = overlay_mask(before, downscale_mask(restoration.damage.mask, _PICTURE_SIDE))
    captions = ["The painting as it came", "The digital hypothesis", "The damage, marked in red"]
    if restoration.source is not None and restoration.source.area is not None:
        marked = outline_area(marked, downscale_mask(restoration.source.area, _PICTURE_SIDE))
        captions[-1] += "; paint was taken only from within the green line"
    shown = [before, after, marked]
    if painting.original is not None:
        x, y, width, height = (round(value * len(before) / len(restoration.before)) for value in painting.original)
        shown = [outline_box(image, (x, y, width, height)) for image in shown]
        captions = [f"{caption}; the photograph is outlined in blue" for caption in captions]
    jpegs = [encode_painting(image, like, "jpeg") for image in shown]
    urls = [f"data:image/jpeg;base64,{b64encode(jpeg).decode()}" for jpeg in jpegs]
    return list(zip(urls, captions, strict=True))


def _damage_rows(damage: dict[str, Any]) -> Iterator[list[str]]:
    """Yield each kind of damage with its area, then the pixels without a kind, then the total."""
    kinds = damage.get("by_kind", {})
    yield from ([name.capitalize(), *_area_cells(area)] for name, area in kinds.items())
    known = sum(area["pixels"] for area in kinds.values())
    if kinds and known < damage["pixels"]:
        rest = 1 - known / damage["pixels"]
        area: dict[str, Any] = {name: damage[name] * rest for name in ("pixels", "share", "mm2") if name in damage}
        yield ["Kind unknown", *_area_cells(area)]
    yield [f"All, in {_count(damage['regions'], 'part')}", *_area_cells(damage)]


def _area_cells(area: dict[str, Any]) -> list[str]:
    mm2 = [f"{area['mm2']:,.1f}"] if "mm2" in area else []
    return [f"{area['pixels']:,.0f}", f"{area['share']:.2%}", *mm2]


def _examination_rows(examined: dict[str, str]) -> Rows:
    """Yield what a person said about the painting and the examination; the title stands above the page."""
    labels = {"inventory": "Inventory number", "operator": "Examined by", "date": "Date", "credit": "Credit line"}
    yield from ((label, examined[key]) for key, label in labels.items() if key in examined)


def _photograph_rows(photograph: dict[str, Any], scale_entry: dict[str, Any] | None) -> Rows:
    yield "File", photograph["name"]
    yield "Size", f"{photograph['width']:,} × {photograph['height']:,} px"
    if scale_entry is not None:
        scale = Scale.from_json(scale_entry)
        width, height = scale.mm(photograph["width"]), scale.mm(photograph["height"])
        yield "Scale", f"{scale.px_per_mm:.4g} px per mm, {scale.source_text}; it shows {width:,.0f} × {height:,.0f} mm"
    yield "Kind", f"{photograph['format']}, {_depth(photograph)}"
    yield from _server_rows(photograph.get("iiif", {}))
    yield from (("Note", note) for note in photograph["notes"])


def _server_rows(source: dict[str, Any]) -> Rows:
    """Yield from where on an IIIF server the photograph comes, and what may be done with it."""
    if source:
        x, y, width, height = source["region"]
        full_width, full_height = source["full_size"]
        whole = f"{full_width:,} × {full_height:,} px"
        yield "From", source["image"]
        yield "Region", f"{width:,} × {height:,} px at {x:,}, {y:,} of {whole}"
    labels = {"canvas": "Canvas", "manifest": "Manifest", "rights": "Rights", "attribution": "Attribution"}
    yield from ((label, source[key]) for key, label in labels.items() if key in source)


def _depth(photograph: dict[str, Any]) -> str:
    bits = photograph["bits_per_channel"]
    return f"grey, {bits} bits" if photograph["channels"] == 1 else f"{bits} bits per channel"


def _method_rows(record: dict[str, Any]) -> Rows:
    detector, inpainter, seconds = record["detector"], record["inpainter"], record["seconds"]
    yield "Damage found by", "A person's mask" if detector is None else _method_label(DETECTORS, detector)
    yield from _setting_rows(record["parameters"])
    if record.get("taught"):
        yield "Detector taught by", _count(sum(record["taught"]["strokes"].values()), "stroke")
    if "corrections" in record:
        yield "Corrected by hand", _count(record["corrections"], "stroke")
    yield "Filled by", _method_label(INPAINTERS, inpainter)
    for share in record.get("filled_by", []):
        if share["methods"] != [inpainter]:
            yield INPAINTERS.join_labels(share["methods"]), _share_extent(share)
    if "composite" in record:
        shares = record["composite"]["shares"].items()
        yield "Chosen by region", ", ".join(f"{INPAINTERS.join_labels([key])} {share:.1%}" for key, share in shares)
    yield from _generation_rows(record.get("generation") or {})
    if record["strength"] < 1:
        yield "Strength", f"{record['strength']:.0%}: the damage shows through the fill"
    if "relief" in record:
        relief = record["relief"]
        yield (
            "Relief removed",
            f"{relief['strength']:.0%}; it changed {relief['affected']['share']:.2%} beside the damage",
        )
    filled = "fill and lay down" if "reintegration" in record else "fill"
    yield "Time", f"{seconds['detect']:.1f} s to find, {seconds['fill']:.1f} s to {filled}"


def _generation_rows(generation: dict[str, Any]) -> Rows:
    """Yield what a fill was generated from, as far as it is said: a dossier may come from another program."""
    labels = {"prompt": "Generated from the words", "negative_prompt": "Without", "model": "Model", "seed": "Seed"}
    for key, label in labels.items():
        if generation.get(key) not in (None, ""):
            yield label, f"{generation[key]}"


def _choice_rows(regions: list[dict[str, Any]]) -> Iterator[list[str]]:
    """Yield number, kind, place, chosen fill and refused fills of each region, as far as the page lists them."""
    for region in regions[:MAX_CHOICES]:
        x, y, width, height = region["box"]
        chosen = INPAINTERS.join_labels([region["chosen"]])
        if "reintegration" in region:
            chosen += f", {_mode_text(region['reintegration'])}"
        refused = ", ".join(INPAINTERS.join_labels([key]) for key in region["refused"])
        yield [
            f"{region['number']}",
            region["kind"].capitalize(),
            f"{width} × {height} at {x}, {y}",
            chosen,
            refused or "none",
        ]
    if len(regions) > MAX_CHOICES:
        yield [f"{len(regions) - MAX_CHOICES:,} more", "", "", "", "in the record"]


def _mode_text(mode: str) -> str:
    return "shown as it is" if mode == INVISIBLE else f"laid down as {RETOUCHING.join_labels([mode])}"


def _source_rows(restoration: Restoration) -> Rows:
    if restoration.source is not None:
        yield PAINT_TAKEN, describe_source(restoration.source)


def _reintegration_rows(restoration: Restoration) -> Rows:
    if restoration.reintegration is not None:
        yield "Virtual reintegration", describe_reintegration(restoration.reintegration)


def _setting_rows(parameters: dict[str, float]) -> Rows:
    for key, value in parameters.items():
        label, unit = _SETTINGS.get(key, (key, ""))
        is_chosen = key == "widest" and "automatic_width" in parameters
        if key != "automatic_width":
            yield label, f"{value:g}{unit}{', chosen from the picture' if is_chosen else ''}"


def _share_extent(share: dict[str, Any]) -> str:
    """Return how many pixels the methods filled, and where if the record holds boxes."""
    extent, boxes = f"{share['pixels']:,} px", share.get("boxes", [])
    if not boxes:
        return extent
    places = "; ".join(f"{width} × {height} at {x}, {y}" for x, y, width, height in boxes[:MAX_BOXES])
    more = f"; {len(boxes) - MAX_BOXES:,} more" if len(boxes) > MAX_BOXES else ""
    return f"{extent} in {_count(len(boxes), 'place')}: {places}{more}"


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _method_label(methods: Registry[Any], key: str) -> str:
    """Return the label and source of a method, or its bare key if it is no longer in the catalog."""
    return f"{methods[key].label}; {methods[key].source}" if key in methods.keys else key
