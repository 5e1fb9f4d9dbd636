"""Sound small pictures in every format and variant that the program reads, drawn by code."""

import io
import struct
from collections.abc import Iterator
from functools import cache

import imagecodecs
import numpy as np
import numpy.typing as npt
import tifffile
from PIL import Image, ImageCms, TiffImagePlugin

from restoration.imaging import iptc
from restoration.imaging.jpeg2000_writing import encode_jpeg2000
from restoration.imaging.painting import Metadata
from restoration.imaging.tiff_pyramid import encode_tiff_pyramid
from scripts.attacks import formats
from scripts.attacks.sample import Sample
from tests.unit.imaging import heif_files, photoshop_files

HEIGHT, WIDTH = 40, 52  # px; small, so that many files are read in a second
_XMP = (
    b"<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' "
    b"xmlns:tiff='http://ns.adobe.com/tiff/1.0/' xmlns:dc='http://purl.org/dc/elements/1.1/'>"
    b"<rdf:Description rdf:about='' tiff:Orientation='6'><dc:title><rdf:Alt><rdf:li xml:lang='x-default'>A note"
    b"</rdf:li></rdf:Alt></dc:title></rdf:Description></rdf:RDF></x:xmpmeta>"
)
_IPTC = b"\x1c\1\x5a\0\3\x1b%G\x1c\2\x05\0\6A note\x1c\2\x50\0\5Anton"


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
    for make in _KINDS:
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
        "iptc": encode_picture(picture, "JPEG", extra=iptc.encode_for_jpeg(_IPTC)),
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
    yield Sample("raw_profiles.png", "picture", _raw_profiles_png())


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


def _raw_profiles_png() -> bytes:
    """Return a PNG with metadata as digits, as ImageMagick writes them."""
    parts = {"iptc": _IPTC, "exif": _exif(), "xmp": _XMP, "8bim": photoshop_files.resource(1028, _IPTC)}
    texts = {name: f"\n{name}\n{len(data):8}\n{data.hex()}\n".encode() for name, data in parts.items()}
    chunks = [
        (b"zTXt", f"Raw profile type {name}".encode() + b"\0\0" + imagecodecs.zlib_encode(text))
        for name, text in texts.items()
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


def _imagej(pixels: npt.NDArray, **metadata: object) -> bytes:
    """Return an ImageJ file of the channels of an (H, W, C) picture."""
    channels = np.ascontiguousarray(np.moveaxis(pixels, -1, 0))
    return _tifffile(channels, imagej=True, metadata={"axes": "CYX"} | metadata)


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
        "big_tiles": _tifffile(rgb, photometric="rgb", bigtiff=True, tile=(16, 16), byteorder=">"),
        "composite": _imagej(paint(), mode="composite"),
        "composite_16": _imagej(rgb16, mode="composite"),
        "grey_slices": _imagej(rgb, mode="grayscale"),
        "iptc": _tifffile(rgb, photometric="rgb", extratags=[(33723, 7, len(_IPTC), _IPTC, True)]),
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


def _metadata() -> Metadata:
    """Return metadata of every kind that a format of our own may hold."""
    return Metadata(_profile(), _exif().removeprefix(b"Exif\0\0"), _XMP, (300.0, 300.0), iptc=_IPTC)


def _pyramids() -> Iterator[Sample]:
    """Yield BigTIFF pyramids of two levels."""
    pixels, deep = (np.tile(paint(depth), (7, 6, 1)) for depth in (np.uint8, np.uint16))
    veil = np.tile(paint(channels=1)[..., 0], (7, 6))
    variants = {
        "colour": b"".join(encode_tiff_pyramid(pixels, None, None, _metadata())),
        "alpha": b"".join(encode_tiff_pyramid(pixels, veil, None, Metadata())),
        "grey_16": b"".join(encode_tiff_pyramid(deep[..., 0], None, None, Metadata())),
    }
    for name, data in variants.items():
        yield Sample(f"pyramid_{name}.tif", "picture", data)


def _jpeg2000s() -> Iterator[Sample]:
    rgb, rgb16, four = paint(), paint(np.uint16), paint(channels=4)
    tall = np.tile(rgb, (28, 1, 1))  # more than one tile
    variants = {
        "lossy.j2k": imagecodecs.jpeg2k_encode(rgb, level=30, codecformat="j2k"),
        "deep.j2k": imagecodecs.jpeg2k_encode(rgb16, level=0, codecformat="j2k", reversible=True),
        "grey.j2k": imagecodecs.jpeg2k_encode(rgb[..., 0], level=0, codecformat="j2k"),
        "tiles.j2k": encode_picture(Image.fromarray(rgb), "JPEG2000", no_jp2=True, tile_size=(16, 32)),
        "tiles.jp2": encode_picture(Image.fromarray(rgb), "JPEG2000", tile_size=(32, 32), irreversible=True),
        "alpha.jp2": encode_picture(Image.fromarray(four, "RGBA"), "JPEG2000"),
        "notes.jp2": encode_jpeg2000(rgb16, four[..., 3].astype(np.uint16) * 257, _metadata()),
        "grey.jp2": encode_jpeg2000(rgb[..., 0], None, Metadata(dpi=(300.0, 200.0))),
        "tall.jp2": encode_jpeg2000(tall, None, Metadata()),
    }
    for name, data in variants.items():
        yield Sample(name, "picture", bytes(data))


def _heics() -> Iterator[Sample]:
    """Yield still pictures, and one that is put together from two tiles."""
    rgb, grey = paint(), paint(channels=1)[..., 0]
    tile = heif_files.picture_item(rgb[:32, :32])
    side = heif_files.full_box(b"ispe", struct.pack(">II", 64, 32))
    grid = (b"grid", struct.pack(">BBBBHH", 0, 0, 0, 1, 64, 32), [side, heif_files.code_box(1, 13)])
    exif = _exif().removeprefix(b"Exif\0\0")
    variants = {
        "colour": heif_files.heic(rgb),
        "deep": heif_files.heic(paint(np.uint16) >> 6, depth=10),
        "grey": heif_files.heic(grey, turns=1),
        "alpha": heif_files.heic(rgb, alpha=grey, multiplied=True),
        "notes": heif_files.heic(rgb, icc=_profile(), exif=exif, xmp=_XMP, turns=3),
        "tiles": heif_files.heif_file([grid, tile, tile], references=[(b"dimg", 1, 2, 3)]),
    }
    for name, data in variants.items():
        yield Sample(f"{name}.heic", "picture", data)


def _avifs() -> Iterator[Sample]:
    picture, fast = Image.fromarray(paint()), {"speed": 10}
    noted = {"exif": _exif(), "icc_profile": _profile(), "xmp": _XMP}
    variants = {
        "colour": encode_picture(picture, "AVIF", **fast),
        "grey": encode_picture(picture.convert("L"), "AVIF", subsampling="4:0:0", **fast),
        "alpha": encode_picture(Image.fromarray(paint(channels=4), "RGBA"), "AVIF", **fast),
        "notes": encode_picture(picture, "AVIF", **noted, **fast),
        "animated": encode_picture(picture, "AVIF", save_all=True, append_images=[picture.rotate(180)], **fast),
        "deep": imagecodecs.avif_encode(paint(np.uint16) >> 6, bitspersample=10, speed=10),
    }
    for name, data in variants.items():
        yield Sample(f"{name}.avif", "picture", bytes(data))


def _jpeg_xls() -> Iterator[Sample]:
    """Yield codestreams, then files of boxes around them."""
    picture, box = Image.fromarray(paint()), heif_files.box
    lossless = {"lossless": True, "effort": 1, "usecontainer": False}
    bare = {
        "lossy": imagecodecs.jpegxl_encode(paint(), distance=1.0, effort=1, usecontainer=False),
        "lossless": imagecodecs.jpegxl_encode(paint(), **lossless),
        "deep": imagecodecs.jpegxl_encode(paint(np.uint16), **lossless),
        "grey": imagecodecs.jpegxl_encode(paint(channels=1)[..., 0], **lossless),
        "alpha": imagecodecs.jpegxl_encode(paint(channels=4), **lossless),
        "animated": imagecodecs.jpegxl_encode(np.stack([paint(), 255 - paint()]), **lossless),
    }
    for name, data in bare.items():
        yield Sample(f"{name}.jxl", "picture", bytes(data))
    head = box(b"JXL ", b"\r\n\x87\n") + box(b"ftyp", b"jxl ", bytes(4), b"jxl ")
    stream, exif = bytes(bare["lossless"]), box(b"Exif", bytes(4), _exif().removeprefix(b"Exif\0\0"))
    packed = box(b"brob", b"xml ", imagecodecs.brotli_encode(_XMP))
    parts = box(b"jxlp", bytes(4), stream[:99]) + exif + packed + box(b"jxlp", b"\x80\0\0\1", stream[99:])
    yield Sample("parts.jxl", "picture", head + parts)
    yield Sample("notes.jxl", "picture", head + exif + box(b"xml ", _XMP) + box(b"jxlc", stream))
    jpeg = encode_picture(picture, "JPEG", icc_profile=_profile(), exif=_exif())
    yield Sample("icc.jxl", "picture", bytes(imagecodecs.jpegxl_encode_jpeg(jpeg)))


def _photoshops() -> Iterator[Sample]:
    rgb, rgb16, four = (photoshop_files.planes(paint(*kind)) for kind in ((np.uint8, 3), (np.uint16, 3), (np.uint8, 4)))
    parts = {1005: struct.pack(">IHHIHH", 300 << 16, 1, 1, 300 << 16, 1, 1), 1028: _IPTC, 1039: _profile()}
    parts |= {1058: _exif().removeprefix(b"Exif\0\0"), 1060: _XMP, 1057: b"\0\0\0\1\1"}
    resources = b"".join(photoshop_files.resource(number, data) for number, data in parts.items())
    psd, layers, names = photoshop_files.psd, photoshop_files.layers, ["Background", "Varnish", "Retouching"]
    veiled = layers(names, is_transparent=True)
    colours, inks, grey = photoshop_files.COLOURS, photoshop_files.CMYK, photoshop_files.GREY
    palette = bytes(range(256)) * 3
    for way in ("raw", "packed", "zipped", "differences"):
        number = getattr(photoshop_files, way.upper())
        yield Sample(f"{way}.psd", "picture", psd(rgb, colours, compression=number, section=layers(names)))
        yield Sample(f"{way}_16.psb", "picture", psd(rgb16, colours, compression=number, is_large=True))
    variants = {
        "notes.psd": psd(rgb, colours, resources=resources),
        "cmyk.psd": psd(four, inks, compression=photoshop_files.PACKED),
        "alpha.psd": psd(four, colours, section=veiled, compression=photoshop_files.PACKED),
        "grey.psd": psd(rgb16[:1], grey),
        "palette.psd": psd(rgb[:1], photoshop_files.INDEXED, palette=palette),
        "lab.psd": psd(rgb16, photoshop_files.LAB),
        "layers.psb": psd(rgb16, colours, section=layers(names, is_deep=True, is_large=True), is_large=True),
    }
    for name, data in variants.items():
        yield Sample(name, "picture", data)


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


_KINDS = (
    *(_jpegs, _pngs, _webps, _tiffs, _packed_tiffs, _pyramids, _bitmaps),
    *(_jpeg2000s, _heics, _avifs, _jpeg_xls, _photoshops, _masks),
)
