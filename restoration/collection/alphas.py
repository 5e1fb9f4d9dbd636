"""How far each kind of damage covers each pixel, as one TIFF with a page for each kind."""

import io
from collections.abc import Mapping

import tifffile

from restoration.damage.layer import DAMAGE, Alpha, Kind

_PAGE_NAME = 285  # the TIFF tag that layers and pages are named by


def encode_alphas(alphas: Mapping[Kind, Alpha]) -> bytes:
    """A little-endian 16-bit TIFF, deflated without loss; its pages are named and ordered as in `DAMAGE`."""
    file = io.BytesIO()
    with tifffile.TiffWriter(file, byteorder="<") as tiff:
        for kind in DAMAGE:
            tiff.write(
                alphas[kind],
                photometric="minisblack",
                compression="adobe_deflate",
                compressionargs={"level": 1},  # mostly zeros: higher levels take longer and save little
                predictor=True,
                metadata=None,
                software=False,
                extratags=[(_PAGE_NAME, "s", 0, kind.value, True)],
            )
    return file.getvalue()
