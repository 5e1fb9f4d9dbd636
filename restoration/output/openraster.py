"""A restoration as an OpenRaster file: layers that a person can go on painting in Krita or GIMP."""

from collections.abc import Iterator, Sequence
from typing import IO
from xml.etree import ElementTree as Xml

from restoration.domain import Restoration
from restoration.files import write_zip
from restoration.imaging.overlay import downscale
from restoration.imaging.painting import Metadata, Painting
from restoration.imaging.png import encode_png_pieces
from restoration.output.layers import Layer, merged_layer, restoration_layers

_VERSION = "0.0.3"  # the version of the specification that other programs write
_THUMBNAIL_SIDE = 256  # px, longest side


def write_restoration_layers(file: IO[bytes], painting: Painting, restoration: Restoration) -> None:
    """Write the `restoration_layers` as an OpenRaster file in the picture's own depth."""
    layers, merged = restoration_layers(painting, restoration), merged_layer(painting, restoration)
    write_openraster(file, layers, merged, painting.metadata)


def write_openraster(file: IO[bytes], layers: Sequence[Layer], merged: Layer, metadata: Metadata) -> None:
    """Write an OpenRaster file; the same input gives the same bytes.

    Args:
        file: that it is written to.
        layers: from top to bottom, all of one height and width.
        merged: the picture that the visible layers show together, for programs that do not stack layers.
        metadata: its colour profile and resolution hold for every layer, its XMP for the merged picture; the rest is
            not written.

    Source:
        OpenRaster specification, www.openraster.org, "File Layout" and "Layer Stack".
    """
    sources = [f"data/layer{index}.png" for index in range(len(layers))]
    thumbnail = encode_png_pieces(downscale(merged.image, _THUMBNAIL_SIDE), None, Metadata(metadata.icc))
    write_zip(
        file,
        [
            ("mimetype", [b"image/openraster"]),  # first and not compressed: programs recognise the format by it
            ("stack.xml", [_stack_xml(layers, sources, metadata)]),
            *((source, _layer_png(layer, metadata)) for source, layer in zip(sources, layers, strict=True)),
            ("mergedimage.png", _layer_png(merged, metadata, metadata.xmp)),
            ("Thumbnails/thumbnail.png", thumbnail),
        ],
    )


def _stack_xml(layers: Sequence[Layer], sources: Sequence[str], metadata: Metadata) -> bytes:
    height, width = layers[0].image.shape[:2]
    root = Xml.Element("image", {"version": _VERSION, "w": str(width), "h": str(height)})
    if metadata.dpi:
        root.attrib.update(zip(("xres", "yres"), (str(round(dpi)) for dpi in metadata.dpi), strict=True))
    stack = Xml.SubElement(root, "stack")
    for layer, source in zip(layers, sources, strict=True):
        visibility = "visible" if layer.is_visible else "hidden"
        attributes = {"name": layer.name, "src": source, "x": "0", "y": "0", "visibility": visibility}
        Xml.SubElement(stack, "layer", {**attributes, "opacity": "1.0", "composite-op": "svg:src-over"})
    Xml.indent(root)
    return bytes(Xml.tostring(root, encoding="UTF-8", xml_declaration=True))


def _layer_png(layer: Layer, metadata: Metadata, xmp: bytes | None = None) -> Iterator[bytes]:
    written = Metadata(icc=metadata.icc, xmp=xmp, dpi=metadata.dpi)
    return encode_png_pieces(layer.image, layer.alpha, written, within=layer.within)
