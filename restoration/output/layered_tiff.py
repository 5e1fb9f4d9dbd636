"""A restoration as a TIFF file with a page for each layer, which GIMP and Krita open as layers."""

from collections.abc import Iterator, Sequence

import tifffile

from restoration.disk_arrays import file_for, pieces
from restoration.domain import Restoration
from restoration.imaging.painting import Metadata, Painting
from restoration.imaging.strips import STRIP_ROWS, iterate_strips
from restoration.imaging.tiff_writing import UNASSOCIATED, append_metadata, compress, needs_bigtiff, page_options
from restoration.output.layers import Layer, merged_layer, restoration_layers

_PAGE_NAME = 285  # the tag
_ONE_OF_SEVERAL_PAGES = 2  # of the tag NewSubfileType


def encode_layered_tiff(painting: Painting, restoration: Restoration) -> Iterator[bytes]:
    """Return the restored picture as page 1, for programs that show no other, and its layers as further pages.

    The pages are Restored, Mask (in red), Original, Fill and, if there is one, Reintegration. Programs that open pages
    as layers lay each page over the one before it, so they show the restored picture, too.

    Args:
        painting: its colour profile, resolution and transparency are written, and its XMP with page 1.
        restoration: the result.

    Returns:
        The file's bytes piece by piece, in the picture's own depth; the same input gives the same bytes.
    """
    layers = {layer.name: layer for layer in restoration_layers(painting, restoration)}
    names = [name for name in ("Mask", "Original", "Fill", "Reintegration") if name in layers]
    pages = [merged_layer(painting, restoration), *(layers[name] for name in names)]
    return _encode_pages(pages, painting.metadata)


def _encode_pages(pages: Sequence[Layer], metadata: Metadata) -> Iterator[bytes]:
    size = sum(page.image.nbytes + (0 if page.alpha is None else page.alpha.nbytes) for page in pages)
    file = file_for(size)
    with tifffile.TiffWriter(file, byteorder="<", bigtiff=needs_bigtiff(size, metadata)) as tiff:
        for page in pages:
            _write_page(tiff, page, metadata)
    append_metadata(file, Metadata(xmp=metadata.xmp))
    yield from pieces(file)


def _write_page(tiff: tifffile.TiffWriter, page: Layer, metadata: Metadata) -> None:
    tiff.write(
        map(compress, iterate_strips(page.image, page.alpha, page.within)),
        shape=(*page.image.shape[:2], 3 if page.alpha is None else 4),
        dtype=page.image.dtype,
        rowsperstrip=STRIP_ROWS,
        subfiletype=_ONE_OF_SEVERAL_PAGES,
        extratags=[(_PAGE_NAME, "s", 0, page.name, True)],
        **page_options(page.image, None if page.alpha is None else UNASSOCIATED, metadata),
    )
