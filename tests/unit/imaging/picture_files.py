"""Pictures as the bytes of a file, for tests."""

import io

import tifffile


def saved(picture, format, **options):
    """What Pillow makes of its picture."""
    file = io.BytesIO()
    picture.save(file, format, **options)
    return file.getvalue()


def tiff(pixels, **options):
    """What tifffile makes of an array."""
    file = io.BytesIO()
    tifffile.imwrite(file, pixels, metadata=None, **options)
    return file.getvalue()
