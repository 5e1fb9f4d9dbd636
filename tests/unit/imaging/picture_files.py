"""Pictures as the bytes of a file, for tests."""

import io

import tifffile


def save_with_pillow(picture, format, **options):
    """Return the file that Pillow writes of its picture."""
    file = io.BytesIO()
    picture.save(file, format, **options)
    return file.getvalue()


def save_tiff(pixels, **options):
    """Return the file that tifffile writes of an array."""
    file = io.BytesIO()
    tifffile.imwrite(file, pixels, metadata=None, **options)
    return file.getvalue()
