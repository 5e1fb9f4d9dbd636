"""A picture is the same wherever it is decoded, and whatever happens to the decoder's process costs one picture."""

import hashlib
import logging
import os
import signal
import sys
import threading
import time

import numpy as np
import pytest
from imagecodecs import cms_profile
from PIL import Image

from restoration import disk_arrays
from restoration.errors import BadImage, DamagedImage, ImageTooLarge, RestorationError
from restoration.imaging import reading
from restoration.imaging.decoder_process import DecoderProcess
from restoration.imaging.decoder_scratch import Reservoir
from restoration.imaging.limits import SizeLimit
from restoration.imaging.mask_reading import read_mask
from restoration.imaging.picture_decoding import decode_picture
from restoration.imaging.png import encode_png
from restoration.imaging.reading import decoding_by, read_painting
from scripts.attacks import formats
from tests.unit.imaging.picture_files import save_tiff, save_with_pillow
from tests.unit.imaging.test_damaged_files import UNSUPPORTED, WHOLE
from tests.unit.imaging.test_jpeg_end import UNUSUAL_SUBSAMPLING
from tests.unit.imaging.test_reading import COMMON, DEEP, RGB, RGB16

TURNED = save_tiff(RGB16, photometric="rgb", resolution=(300, 200), extratags=[(274, 3, 1, 6, True)])
GREY = save_tiff(RGB[..., 0], photometric="minisblack", iccprofile=cms_profile("gray", gamma=1.8))
EXTRA = save_tiff(np.dstack([RGB, RGB[..., 0]]), photometric="rgb", extrasamples=["unspecified"])
LARGE = save_with_pillow(Image.fromarray(RGB).resize((900, 700)), "PNG")  # beyond what is kept in memory

LIMIT = SizeLimit(10.0)
MASK = save_with_pillow(Image.fromarray(np.eye(40, 56, dtype=np.uint8) * 255), "PNG")
ANSWERS = "import sys, os, time; from restoration.imaging import decoder_worker as worker; out = sys.stdout.buffer; "
READY = "worker.write_message(out, worker.Ready()); "
READY = ANSWERS + READY + "sys.stdin.buffer.read(1); " + READY
DECODED = """
def decoded(height, width, places=()):
    rest = False, False, False, False, "PNG", [], worker.Metadata(), list(places)
    worker.write_message(out, worker.Decoded(height, width, *rest))
    out.flush()
"""


def stand_in(code):
    """A command that starts as the decoder does and then runs code of its own."""
    return [sys.executable, "-c", code]


@pytest.fixture(autouse=True)
def scratch(monkeypatch, tmp_path):
    monkeypatch.setattr(disk_arrays, "SCRATCH", tmp_path / "arrays")


@pytest.fixture(scope="module")
def shared():
    decoder = DecoderProcess()
    yield decoder
    decoder.close()


@pytest.fixture
def start():
    """Start decoders that end with the test."""
    decoders = []

    def make(*args, **options):
        decoders.append(DecoderProcess(*args, **options))
        return decoders[-1]

    yield make
    for decoder in decoders:
        decoder.close()


OTHERS = {"turned": TURNED, "large": LARGE, "grey": GREY, "extra": EXTRA}
PICTURES = COMMON | DEEP | {f"whole {key}": data for key, data in WHOLE.items()} | OTHERS


@pytest.mark.parametrize("data", PICTURES.values(), ids=PICTURES)
def test_a_picture_is_the_same_as_if_it_were_decoded_here(shared, data):
    here, there = decode_picture(data, LIMIT), shared.decode(data, LIMIT)
    np.testing.assert_array_equal(there.image, here.image)
    assert there.image.dtype == here.image.dtype
    assert (there.format, there.metadata, there.notes) == (here.format, here.metadata, here.notes)
    assert there.is_grey == here.is_grey
    for name in ("alpha", "extra"):
        assert (getattr(there, name) is None) == (getattr(here, name) is None)
        np.testing.assert_array_equal(getattr(there, name), getattr(here, name))


@pytest.mark.parametrize("data", [data for data, _ in UNSUPPORTED.values()], ids=UNSUPPORTED)
def test_an_error_is_the_same_as_if_it_were_raised_here(shared, data):
    with pytest.raises(RestorationError) as here:
        decode_picture(data, LIMIT)
    with pytest.raises(RestorationError) as there:
        shared.decode(data, LIMIT)
    assert type(there.value) is type(here.value)
    assert there.value.sentence == here.value.sentence


def test_a_large_picture_lies_on_the_disk_and_leaves_no_file(shared):
    image = shared.decode(LARGE, LIMIT).image
    assert not image.flags.writeable
    assert not image.flags.owndata
    assert not list(disk_arrays.SCRATCH.iterdir())


def test_without_room_on_the_disk_a_picture_stays_in_memory(shared, monkeypatch, tmp_path):
    (tmp_path / "file").touch()
    monkeypatch.setattr(disk_arrays, "SCRATCH", tmp_path / "file" / "arrays")
    np.testing.assert_array_equal(shared.decode(LARGE, LIMIT).image, decode_picture(LARGE, LIMIT).image)


SAVE = {
    "uncompressed TIFF": lambda picture: save_tiff(picture, photometric="rgb"),
    "TIFF": lambda picture: save_tiff(picture, photometric="rgb", compression="deflate"),
    "JPEG": lambda picture: save_with_pillow(Image.fromarray(picture), "JPEG", quality=100, subsampling="4:4:4"),
    "PNG": encode_png,
}


@pytest.mark.parametrize("kind", SAVE)
def test_a_large_file_and_its_pixels_lie_on_the_disk_while_it_is_decoded(start, monkeypatch, tmp_path, kind):
    decoder = start()
    picture = np.zeros((2900, 3900, 3), np.uint8)
    picture[::7, ::5] = 128 if kind == "JPEG" else RGB[0, :3].reshape(-1)[:3]
    path = tmp_path / "large"
    path.write_bytes(SAVE[kind](picture))
    allocated = []
    allocate = Reservoir._allocate
    monkeypatch.setattr(Reservoir, "_allocate", lambda self, *a: allocated.append(a) or allocate(self, *a))
    with decoding_by(decoder.decode):
        painting = read_painting(path)
    np.testing.assert_allclose(painting.image, picture, atol=2 if kind == "JPEG" else 0)
    assert painting.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert disk_arrays.is_on_disk(painting.image) and not painting.image.flags.writeable
    if kind != "uncompressed TIFF":
        assert allocated == [(0, picture.nbytes)], "the pixels of a file that is small"
        assert decoder.pid is None, "the pixels were copied"
    else:
        assert [size for _, size in allocated] == [path.stat().st_size], "the file, in which the pixels lie"
    np.testing.assert_array_equal(
        decoder.decode(COMMON["png"], LIMIT).image, decode_picture(COMMON["png"], LIMIT).image
    )


def test_what_has_to_be_decoded_whole_has_the_lower_limit(shared, monkeypatch):
    def limit(*, in_strips=False, is_transparent=False):
        return 1.0 if in_strips and not is_transparent else 0.001

    monkeypatch.setattr(reading, "megapixel_limit", limit)
    with decoding_by(shared.decode):
        for key in ("jpeg", "jpeg, grey", "png", "png, palette", "tiff"):
            assert read_painting(COMMON[key], in_strips=True).image.shape == RGB.shape
        for data in (COMMON["jpeg, progressive"], COMMON["webp"], UNUSUAL_SUBSAMPLING):
            with pytest.raises(ImageTooLarge, match=r"the limit is 0\.001"):
                read_painting(data, in_strips=True)
        with pytest.raises(ImageTooLarge, match="transparent"):
            read_painting(COMMON["png, alpha"], in_strips=True)
        with pytest.raises(ImageTooLarge):
            read_painting(COMMON["jpeg"])


def test_room_is_reserved_as_far_as_it_is_allowed():
    reservoir = Reservoir()
    first, second = reservoir.reserve(10_000, 50_000), reservoir.reserve(10_000, 50_000)
    assert first == 0 and second >= 10_000
    assert reservoir.reserve(30_000, 50_000) is None
    reservoir.clear()
    assert reservoir.reserve(30_000, 50_000) == 0
    reservoir.close()


def test_paintings_and_masks_go_through_the_one_decoder(shared):
    seen = []

    def decode(data, *arguments, **options):
        seen.append(data)
        return shared.decode(data, *arguments, **options)

    with decoding_by(decode):
        painting = read_painting(COMMON["png"], name="madonna.png")
        mask = read_mask(MASK, painting.image)
    assert seen == [COMMON["png"], MASK]
    assert painting.sha256 == read_painting(COMMON["png"]).sha256
    np.testing.assert_array_equal(mask, read_mask(MASK, RGB))
    assert len(seen) == 2, "outside the context pictures are decoded here again"


def test_a_preview_is_the_same_too(shared):
    photograph = save_with_pillow(Image.fromarray(RGB).resize((900, 700)), "JPEG")
    preview = shared.decode(photograph, LIMIT, 200).image
    assert preview.shape == (350, 450, 3), "the smallest that JPEG decodes to and that has 200 px on each side"
    np.testing.assert_array_equal(preview, decode_picture(photograph, LIMIT, 200).image)


def test_what_libraries_log_does_not_reach_the_terminal(start, capfd, caplog):
    logging.getLogger("imagecodecs").addHandler(caplog.handler)
    pixels = np.dstack([RGB16, RGB16[..., 0]])
    interlaced = formats.png_file(pixels, 16, formats.RGB_ALPHA, interlaced=True)
    np.testing.assert_array_equal(start().decode(interlaced, LIMIT).image, RGB16)
    assert capfd.readouterr().err == ""
    decode_picture(interlaced, LIMIT)
    logging.getLogger("imagecodecs").removeHandler(caplog.handler)
    assert capfd.readouterr().err == ""
    assert "PNG warning" in caplog.text, "this picture does not make libpng warn"


def test_after_its_process_was_killed_the_next_picture_is_read(start):
    decoder = start()
    decoder.decode(COMMON["jpeg"], LIMIT)
    os.kill(decoder.pid, signal.SIGKILL)
    np.testing.assert_array_equal(decoder.decode(COMMON["png"], LIMIT).image, RGB)


def test_a_crash_costs_one_picture_and_is_named(start):
    decoder = start(stand_in(READY + "os.abort()"))
    for _ in range(2):
        with pytest.raises(DamagedImage, match="The JPEG file cannot be read: it makes its decoder crash"):
            decoder.decode(COMMON["jpeg"], LIMIT)
        assert decoder.pid is None


def test_a_process_that_memory_ran_out_for_means_a_picture_too_large(start):
    decoder = start(stand_in(READY + "os.kill(os.getpid(), 9)"))
    with pytest.raises(ImageTooLarge, match="memory"):
        decoder.decode(COMMON["jpeg"], LIMIT)


def test_a_decoder_that_hangs_is_stopped(start):
    decoder = start(stand_in(READY + "time.sleep(60)"), seconds=0.3)
    begin = time.monotonic()
    with pytest.raises(BadImage, match="The PNG file takes too long to be read"):
        decoder.decode(COMMON["png"], LIMIT)
    assert time.monotonic() - begin < 30
    assert decoder.pid is None


def test_processor_time_that_runs_out_is_explained_as_time(start):
    xcpu = "import resource; resource.setrlimit(resource.RLIMIT_CPU, (1, 60))\nwhile True: pass"
    decoder = start(stand_in(READY + xcpu))
    with pytest.raises(BadImage, match="takes too long"):
        decoder.decode(COMMON["png"], LIMIT)


@pytest.mark.parametrize(
    "answer",
    [
        "out.write(b'nonsense' * 9)",
        "out.write(worker.LENGTH.pack(2**62))",
        "worker.write_message(out, worker.Ready())",
        "worker.write_message(out, worker.Request(1, 1.0, None))",
        "worker.write_message(out, worker.Failed('SystemExit', 'a', 'b'))",
        "decoded(3, 3)",  # and no pixels follow
        "decoded(10**9, 10**9)",
        "decoded(-3, 3)",
        "decoded(9, 9, [0])",  # nothing lies there
        "decoded(9, 9, [0, None])",
    ],
)
def test_a_process_that_was_taken_over_cannot_harm_its_parent(start, answer):
    decoder = start(stand_in(f"{READY}\n{DECODED}\n{answer}"))
    with pytest.raises(BadImage):
        decoder.decode(COMMON["png"], LIMIT)


def test_a_decoder_that_cannot_be_started_is_explained(start):
    for command in (["/nowhere/python"], stand_in("raise SystemExit(3)")):
        with pytest.raises(BadImage, match="decoder"):
            start(command).decode(COMMON["png"], LIMIT)


def test_the_process_ends_after_a_while_without_work(start):
    decoder = start(idle_seconds=0.05)
    decoder.decode(COMMON["png"], LIMIT)
    deadline = time.monotonic() + 20
    while decoder.pid is not None and time.monotonic() < deadline:
        time.sleep(0.02)
    assert decoder.pid is None
    np.testing.assert_array_equal(decoder.decode(COMMON["png"], LIMIT).image, RGB)


def test_the_process_may_write_no_file_and_use_no_more_than_its_memory(shared):
    resource = pytest.importorskip("resource")
    shared.decode(COMMON["png"], LIMIT)
    if not hasattr(resource, "prlimit"):
        pytest.skip("needs prlimit")
    assert resource.prlimit(shared.pid, resource.RLIMIT_FSIZE) == (0, 0)
    assert resource.prlimit(shared.pid, resource.RLIMIT_AS)[0] < 4e9
    assert resource.prlimit(shared.pid, resource.RLIMIT_CPU)[0] < 120


def test_many_threads_share_the_process(shared):
    keys = ["jpeg", "png", "gif", "tiff"] * 3
    read = {}

    def decode(number, key):
        read[number] = shared.decode(COMMON[key], LIMIT).image

    threads = [threading.Thread(target=decode, args=item) for item in enumerate(keys)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for number, key in enumerate(keys):
        np.testing.assert_array_equal(read[number], decode_picture(COMMON[key], LIMIT).image)


def test_a_process_that_was_started_beforehand_decodes_the_next_picture(start):
    decoder = start()
    decoder.start()
    deadline = time.monotonic() + 60
    while decoder.pid is None and time.monotonic() < deadline:
        time.sleep(0.01)
    started = decoder.pid
    decoder.decode(COMMON["png"], LIMIT)
    assert started is not None and decoder.pid == started


def test_reading_decodes_here_unless_told_otherwise():
    assert reading._decoder is decode_picture
