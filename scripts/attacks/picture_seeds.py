"""Sound small pictures in every format and variant that the program reads, drawn by code."""

import io
from collections.abc import Iterator
from functools import cache

import imagecodecs
import numpy as np
import numpy.typing as npt
import tifffile
from PIL import Image, ImageCms, TiffImagePlugin

from scripts.attacks import formats
from scripts.attacks.sample import Sample

HEIGHT, WIDTH = 40, 52  # px; small, so that many files are read in a second
_XMP = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF tiff:Orientation='6'/></x:xmpmeta>"


def paint(depth: type[np.unsignedinteger] = np.uint8, channels: int = 3) -> npt.NDArray:
    """Return (HEIGHT, WIDTH, channels): a gradient with grain and a crack, over the whole range of the type."""
    light = np.linspace(0.2, 0.9, WIDTH)[None, :, None] * np.linspace(1, 0.6, channels)
    grain = np.random.default_rng(5).normal(0, 0.03, (HEIGHT, WIDTH, channels))
    values = np.clip(light + grain, 0, 1)
    values[:, WIDTH // 2 : WIDTH // 2 + 2] *= 0.3
    return np.round(values * np.iinfo(depth).max).astype(depth)


def encode_picture(picture: Image.Image, format_name: str, **options: object) -> bytes:
    """Return the file that Pillow writes."""
    file = io.BytesIO()
    picture.save(file, format_name, **options)
    return file.getvalue()


@cache
def _profile() -> bytes:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


@cache
def _exif() -> bytes:
    """Return an EXIF block: turned by a quarter, with a resolution and the camera's own directory."""
    block = Image.Exif()
    block[274], block[271], block[282], block[283] = 6, "Camera", 300.0, 300.0
    block.get_ifd(34665).update({0xA002: WIDTH, 0xA003: HEIGHT})
    return block.tobytes()


def picture_seeds() -> Iterator[Sample]:
    """Yield a picture of every kind, then masks of the crack in them."""
    for make in (_jpegs, _pngs, _webps, _tiffs, _packed_tiffs, _bitmaps, _masks):
        yield from make()


def _jpegs() -> Iterator[Sample]:
    picture, noted = Image.fromarray(paint()), {"exif": _exif(), "icc_profile": _profile(), "xmp": _XMP}
    variants = {
        "baseline": encode_picture(picture, "JPEG"),
        "full_colour": encode_picture(picture, "JPEG", subsampling=0, quality=95),
        "grey": encode_picture(picture.convert("L"), "JPEG"),
        "progressive": encode_picture(picture, "JPEG", progressive=True),
        "restarts": encode_picture(picture, "JPEG", restart_marker_rows=1),
        "cmyk": encode_picture(picture.convert("CMYK"), "JPEG"),
        "notes": encode_picture(picture, "JPEG", comment=b"a note", dpi=(300, 300), **noted),
        "progressive_notes": encode_picture(picture, "JPEG", progressive=True, **noted),
    }
    for name, data in variants.items():
        yield Sample(f"{name}.jpg", "picture", data)


def _pngs() -> Iterator[Sample]:
    for interlaced in (False, True):
        way = "interlaced" if interlaced else "rows"
        for colour, channels in formats.PNG_CHANNELS.items():
            for bits in (1, 2, 4, 8, 16):
                if (bits < 8 and channels > 1) or (colour == formats.PALETTE and bits == 16):
                    continue  # PNG has no such pictures
                pixels = paint(np.uint16, channels) >> (16 - bits)
                palette = [(b"PLTE", (bytes(range(256)) * 3)[: 3 * 2**bits]), (b"tRNS", bytes(2))]
                chunks = palette if colour == formats.PALETTE else []
                data = formats.png_file(pixels, bits, colour, chunks, interlaced=interlaced)
                yield Sample(f"{way}_{colour}_{bits}.png", "picture", data)
    yield Sample("notes.png", "picture", _noted_png())


def _noted_png() -> bytes:
    chunks = [
        (b"gAMA", (45455).to_bytes(4)),
        (b"cHRM", b"".join(value.to_bytes(4) for value in (31270, 32900, 64000, 33000, 30000, 60000, 15000, 6000))),
        (b"iCCP", b"icc\0\0" + imagecodecs.zlib_encode(_profile())),
        (b"pHYs", (11811).to_bytes(4) * 2 + b"\1"),
        (b"eXIf", _exif().removeprefix(b"Exif\0\0")),
        (b"tEXt", b"Title\0A note"),
        (b"zTXt", b"Comment\0\0" + imagecodecs.zlib_encode(b"a note " * 40)),
        (b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + _XMP),
        (b"iTXt", b"Author\0\1\0de\0Autor\0" + imagecodecs.zlib_encode("Müller".encode())),
    ]
    return formats.png_file(paint().astype(np.uint16), 8, formats.RGB, chunks)


def _webps() -> Iterator[Sample]:
    picture, veiled = Image.fromarray(paint()), Image.fromarray(paint(channels=4), "RGBA")
    noted = {"exif": _exif(), "icc_profile": _profile(), "xmp": _XMP}
    frames = [Image.fromarray(np.roll(paint(), shift, axis=1)) for shift in (5, 10)]
    variants = {
        "lossy": encode_picture(picture, "WEBP"),
        "lossless": encode_picture(picture, "WEBP", lossless=True),
        "alpha": encode_picture(veiled, "WEBP"),
        "lossless_alpha": encode_picture(veiled, "WEBP", lossless=True),
        "notes": encode_picture(picture, "WEBP", **noted),
        "animated": encode_picture(picture, "WEBP", save_all=True, append_images=frames),
    }
    for name, data in variants.items():
        yield Sample(f"{name}.webp", "picture", data)


def _bitmaps() -> Iterator[Sample]:
    picture = Image.fromarray(paint())
    frames = [Image.fromarray(np.roll(paint(), shift, axis=1)).quantize(16) for shift in (5, 10)]
    yield Sample("colour.bmp", "picture", encode_picture(picture, "BMP"))
    yield Sample("alpha.bmp", "picture", encode_picture(Image.fromarray(paint(channels=4), "RGBA"), "BMP"))
    yield Sample("palette.bmp", "picture", encode_picture(picture.quantize(64), "BMP"))
    yield Sample("two_tones.bmp", "picture", encode_picture(picture.convert("1"), "BMP"))
    yield Sample("still.gif", "picture", encode_picture(picture.quantize(64), "GIF", comment=b"a note"))
    yield Sample("plain_rows.gif", "picture", encode_picture(picture.quantize(64), "GIF", interlace=0, transparency=3))
    animated = encode_picture(picture.quantize(16), "GIF", save_all=True, append_images=frames)
    yield Sample("animated.gif", "picture", animated)


def _tifffile(pixels: npt.NDArray, **options: object) -> bytes:
    file = io.BytesIO()
    tifffile.imwrite(file, pixels, **({"metadata": None} | options))
    return file.getvalue()


def _tiffs() -> Iterator[Sample]:
    rgb, rgb16, grey = paint(), paint(np.uint16), paint(channels=1)[..., 0]
    four, four16 = paint(channels=4), paint(np.uint16, 4)
    palette = np.tile(np.arange(256, dtype=np.uint16) * 257, (3, 1))
    noted = [(700, 1, len(_XMP), _XMP, True), (34675, 7, len(_profile()), _profile(), True), (274, 3, 1, 6, True)]
    compressions = ("none", "lzw", "deflate", "packbits", "jpeg", "zstd")
    variants = {
        f"strips_{name}": _tifffile(rgb, photometric="rgb", compression=name, rowsperstrip=16) for name in compressions
    }
    variants |= {
        f"tiles_{name}": _tifffile(rgb, photometric="rgb", compression=name, tile=(16, 32)) for name in compressions
    }
    variants |= {
        f"predicted_{name}": _tifffile(rgb16, photometric="rgb", compression=name, predictor=True, rowsperstrip=16)
        for name in ("lzw", "deflate", "zstd")
    }
    variants |= {
        "planes": _tifffile(np.moveaxis(rgb16, 2, 0), photometric="rgb", planarconfig="separate"),
        "plane_tiles": _tifffile(np.moveaxis(rgb, 2, 0), photometric="rgb", planarconfig="separate", tile=(16, 16)),
        "palette": _tifffile(grey, photometric="palette", colormap=palette),
        "negative": _tifffile(grey, photometric="miniswhite"),
        "cmyk": _tifffile(four, photometric="separated"),
        "cmyk_16": _tifffile(four16, photometric="separated", compression="lzw"),
        "lab": _tifffile(rgb, photometric="cielab"),
        "lab_16": _tifffile(rgb16, photometric="icclab", compression="deflate"),
        "alpha": _tifffile(four16, photometric="rgb", extrasamples=["unassalpha"]),
        "premultiplied": _tifffile(four, photometric="rgb", extrasamples=["assocalpha"], compression="deflate"),
        "more_channels": _tifffile(paint(channels=6), photometric="rgb", extrasamples=["unspecified"] * 3),
        "ycbcr_jpeg": _tifffile(rgb, photometric="ycbcr", compression="jpeg", rowsperstrip=16),
        "ycbcr_jpeg_tiles": _tifffile(rgb, photometric="ycbcr", compression="jpeg", tile=(16, 16)),
        "pages": _tifffile(np.stack([rgb, rgb[::-1]]), photometric="rgb"),
        "imagej": _tifffile(np.stack([grey, grey]), imagej=True, metadata={"axes": "ZYX"}),
        "big": _tifffile(rgb16, photometric="rgb", bigtiff=True, compression="lzw", extratags=noted),
        "motorola": _tifffile(rgb16, photometric="rgb", byteorder=">", compression="deflate", extratags=noted),
        "notes": _tifffile(rgb, photometric="rgb", description="a note", resolution=(300, 300), extratags=noted),
    }
    for name, data in variants.items():
        yield Sample(f"{name}.tif", "picture", data)


def _packed_tiffs() -> Iterator[Sample]:
    """Yield TIFF files of 1 to 14 bits, of fax codes, and of YCbCr that is not in a JPEG."""
    two_tones = Image.fromarray(paint(channels=1)[..., 0]).convert("1")
    for way in ("tiff_ccitt", "group3", "group4"):
        yield Sample(f"{way}.tif", "picture", encode_picture(two_tones, "TIFF", compression=way))
    for bits in (1, 2, 4, 6, 10, 12, 14):
        rows = formats.pack_rows(paint(np.uint16, 1) >> (16 - bits), bits)
        layout = formats.tiff_layout(WIDTH, HEIGHT, 1, 1, bits=bits)
        yield Sample(f"grey_{bits}.tif", "picture", formats.tiff_file(layout, [rows]))
    layout = formats.tiff_layout(WIDTH, HEIGHT, 6, 3) | {530: (3, [1, 1])}
    yield Sample("ycbcr.tif", "picture", formats.tiff_file(layout, [paint().tobytes()]))
    directory = TiffImagePlugin.ImageFileDirectory_v2()
    directory[34853] = {1: "N"}
    yield Sample("gps.tif", "picture", encode_picture(Image.fromarray(paint()), "TIFF", tiffinfo=directory))


def drawn_mask() -> npt.NDArray[np.bool_]:
    """Return the (HEIGHT, WIDTH) mask of the crack in `paint`."""
    mask = np.zeros((HEIGHT, WIDTH), bool)
    mask[:, WIDTH // 2 : WIDTH // 2 + 2] = True
    return mask


def _masks() -> Iterator[Sample]:
    white = Image.fromarray(drawn_mask().astype(np.uint8) * 255)
    layer = Image.fromarray(np.dstack([np.full((HEIGHT, WIDTH, 3), 255, np.uint8), np.asarray(white)]), "RGBA")
    yield Sample("mask_grey.png", "mask", encode_picture(white, "PNG"))
    yield Sample("mask_two_tones.png", "mask", encode_picture(white.convert("1"), "PNG"))
    yield Sample("mask_layer.png", "mask", encode_picture(layer, "PNG"))
    yield Sample("mask.tif", "mask", _tifffile(np.asarray(white), photometric="minisblack", compression="lzw"))
    yield Sample("mask.jpg", "mask", encode_picture(white, "JPEG", quality=95))
