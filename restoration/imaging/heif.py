"""The decoder for HEIC, as phones and some cameras write it: by pi-heif, in the depth of the file."""

import numpy as np

from restoration.errors import BadImage
from restoration.imaging.heif_boxes import read_heif_boxes
from restoration.imaging.limits import SizeLimit
from restoration.imaging.painting import SEVERAL_PICTURES, Raster, split_alpha, stretch_bits, unpremultiply

_UPRIGHT = 1  # libheif turns and crops, whatever EXIF says


def decode_heif(data: bytes, limit: SizeLimit) -> Raster:
    """Return the primary picture of a HEIC file, (H, W, 1 or 3): uint8 for 8 bits, uint16 for 10 and 12.

    Raises:
        ImageTooLarge: the header announces more than the limit.
        DamagedImage: the file is cut short.
        BadImage: it holds an animation without a still picture, or pi-heif is not installed.
    """
    try:
        import pi_heif  # takes 50 ms, and only these files need it
    except ImportError as error:
        message = "This is an HEIC photograph, which cannot be read here."
        raise BadImage(message, hint="Install pi-heif, or export it as JPEG or TIFF first.") from error
    boxes = read_heif_boxes(data, limit, "HEIC")
    file = pi_heif.open_heif(boxes.plain_file(data), convert_hdr_to_8bit=False, hdr_to_16bit=False)
    picture = file[file.primary_index]
    pixels, bits = np.asarray(picture), picture.info["bit_depth"]  # the pixels go away with the picture
    samples, alpha = split_alpha(pixels.copy() if bits == 8 else stretch_bits(pixels, bits))
    is_grey = "chroma" not in picture.info  # with transparency, it comes as three equal channels
    if is_grey:
        samples = samples[..., :1]
    notes = [SEVERAL_PICTURES] if len(file) > 1 or boxes.is_animated else []
    if alpha is not None and picture.premultiplied_alpha:
        samples = unpremultiply(samples, alpha, notes)
    metadata = boxes.metadata(notes, is_grey=is_grey)
    return Raster(samples, "grey" if is_grey else "rgb", alpha, metadata, notes, orientation=_UPRIGHT)
