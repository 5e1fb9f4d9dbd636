"""INPUT, --mask and --output in a storage: the same results, whole or not at all, and nothing left on this machine."""

import io
import json

import numpy as np
import pytest
from fsspec.implementations.memory import MemoryFileSystem
from PIL import Image

from restoration import anywhere
from restoration.storage import Address, StorageError

WORDS = "--detector", "opencv", "--inpainter", "telea"


@pytest.fixture(autouse=True)
def copies(tmp_path, monkeypatch):
    """The folder of the copies, which every command leaves empty."""
    monkeypatch.setattr(anywhere, "COPIES", tmp_path / "copies")
    yield
    assert not [*tmp_path.glob("copies/*")]


def png(picture):
    file = io.BytesIO()
    Image.fromarray(picture).save(file, "PNG")
    return file.getvalue()


@pytest.fixture
def scans(tmp_path, painting, memory):
    """Two paintings and a file that is none, on this machine and in the storage."""
    painting[20:22, 6:60] //= 4
    files = {"a.png": png(painting), "b.png": png(np.roll(painting, 3, axis=0)), "d.png": b"no picture"}
    (tmp_path / "scans").mkdir()
    for name, data in files.items():
        (tmp_path / "scans" / name).write_bytes(data)
        memory.pipe(f"/scans/{name}", data)
    return tmp_path / "scans"


def comparable(files):
    """Return the files, records without what differs from run to run."""
    return {
        name: json.loads(data) | {"seconds": None} if name.endswith(".json") else data for name, data in files.items()
    }


def stored(memory, folder="/out"):
    return comparable({path.rpartition("/")[2]: memory.cat_file(path) for path in memory.ls(folder, detail=False)})


def test_a_storage_gets_the_results_of_a_local_run_and_lines_name_addresses(run, scans, memory, tmp_path):
    run("restore", scans, *WORDS, "--output", tmp_path / "out")
    code, printed, errors = run("restore", "memory://scans", *WORDS, "--output", "memory://out")
    assert code == 1
    assert stored(memory) == comparable({path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()})
    assert [line.rpartition(" -> ")[2] for line in printed.splitlines()] == [
        "memory://out/a_restored.png",
        "memory://out/b_restored.png",
    ]
    assert "d.png: The file is not a picture" in errors
    assert "copies" not in printed + errors + str(stored(memory))


def test_a_picture_of_a_storage_becomes_a_file_with_a_given_name_on_this_machine(run, scans, tmp_path):
    words = *WORDS, "--output", tmp_path / "out" / "saint.png"
    assert run("restore", "memory://scans/a.png", *words)[::2] == (0, "")
    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert names == {"saint.png", "saint_mask.png", "saint_overlay.png", "saint_report.json"}
    code, _, errors = run("restore", "memory://scans", *words)
    assert (code, "memory://scans is a folder" in errors) == (2, True)


def test_what_is_done_is_left_and_what_is_damaged_is_done_again(run, scans, memory):
    def names_done(*more):
        _, printed, _ = run("restore", "memory://scans", *WORDS, "--output", "memory://out", "--resume", *more)
        return [line.split("] ")[1][0] for line in printed.splitlines() if line.startswith("[")]

    assert names_done() == ["a", "b"]
    assert names_done() == []
    memory.pipe("/out/b_restored.png", b"half")
    assert names_done() == ["b"]
    memory.rm_file("/out/a_report.json")
    assert names_done() == ["a"]
    memory.pipe("/scans/a.png", memory.cat_file("/scans/b.png"))
    assert names_done() == ["a"]
    assert names_done("--sensitivity", 0.4) == ["a", "b"]


def test_sending_that_breaks_leaves_no_record_and_the_others_go_on(run, scans, memory, monkeypatch):
    words = ("restore", "memory://scans", *WORDS, "--output", "memory://out")
    run(*words, "--sensitivity", 0.3)
    put = Address.put

    def put_unless_lost(address, file):
        if address.name == "a_overlay.png":
            raise StorageError(f"{address} cannot be written (connection reset by peer).")
        put(address, file)

    with monkeypatch.context() as context:
        context.setattr(Address, "put", put_unless_lost)
        code, printed, errors = run(*words)
    assert code == 1
    assert "a.png: memory://out/a_overlay.png cannot be written (connection reset by peer)." in errors
    assert "b.png: " in printed
    assert "a_report.json" not in stored(memory) and "b_report.json" in stored(memory)
    assert [line.split("] ")[1][0] for line in run(*words, "--resume")[1].splitlines()[1:]] == ["a"]


def test_a_mask_that_a_person_drew_stays_and_a_layer_that_no_longer_fits_goes(run, scans, memory):
    words = ("restore", "memory://scans/a.png", *WORDS, "--output", "memory://out")
    run(*words, "--reintegrate", "tratteggio", "--scale", 8)
    assert "a_reintegration.png" in stored(memory)
    mask = np.asarray(Image.open(io.BytesIO(memory.cat_file("/out/a_mask.png"))))
    drawn = png(np.repeat(mask[..., None], 3, axis=2))
    memory.pipe("/out/a_mask.png", drawn)
    assert run(*words)[0] == 0
    assert sorted(stored(memory)) == ["a_mask.png", "a_overlay.png", "a_report.json", "a_restored.png"]
    assert stored(memory)["a_mask.png"] == drawn


def test_masks_come_from_a_storage_and_count_by_content(run, scans, memory, tmp_path):
    run("detect", scans / "a.png", *WORDS[:2], "--output", "memory://masks")
    words = ("inpaint", scans, *WORDS[2:], "--output", tmp_path / "out", "--resume", "--mask")
    code, printed, errors = run(*words, "memory://masks")
    assert code == 1
    assert "a.png: " in printed and "No mask for b.png in memory://masks." in errors
    memory.pipe("/moved/a_mask.png", memory.cat_file("/masks/a_mask.png"))
    assert "Left as they are: 1 of 3" in run(*words, "memory://moved")[1]
    memory.pipe("/moved/a_mask.png", png(np.zeros((48, 64), np.uint8)))
    assert "Left as they are" not in run(*words, "memory://moved")[1]


DAMAGE = "--per-image", 2, "--severity", "light", "--style", "simple", "--workers", 1


def tree(memory, folder):
    found = memory.find(folder)
    return {path.removeprefix(f"{folder}/"): memory.cat_file(path) for path in found}


def test_pairs_of_a_storage_are_those_of_a_local_run_and_made_once(run, scans, memory, tmp_path):
    table = b"file,split\na.png,test\n"
    (scans / "originals.csv").write_bytes(table)
    memory.pipe("/scans/originals.csv", table)
    run("damage", scans, *DAMAGE, "--output", tmp_path / "data")
    local = {path.relative_to(tmp_path / "data").as_posix(): path.read_bytes() for path in tmp_path.glob("data/**/*.*")}
    words = ("damage", "memory://scans", *DAMAGE, "--output", "memory://data")
    code, printed, errors = run(*words)
    assert (code, tree(memory, "/data")) == (1, local)
    assert b",test," in local["manifest.csv"]
    assert "Pairs in memory://data/manifest.csv: 4" in printed and "d.png: The file is not a picture" in errors

    memory.rm_file("/data/synthetic_masks/a__light-0_mask.png")
    assert "1 made, 1 there already" in (printed := run(*words)[1]) and "b.png: 2 there already" in printed
    assert tree(memory, "/data") == local


def test_pairs_of_a_storage_are_compared_with_their_manifest(run, scans, memory):
    verify = ("damage", "memory://scans", "--output", "memory://data", "--verify")
    run("damage", "memory://scans", *DAMAGE, "--output", "memory://data")
    assert run(*verify)[0] == 0
    mask = "/data/synthetic_masks/b__light-1_mask.png"
    memory.pipe(mask, memory.cat_file(mask)[::-1])
    code, _, errors = run(*verify)
    assert (code, "synthetic_masks/b__light-1_mask.png: its content was changed." in errors) == (1, True)


def test_a_pair_that_breaks_on_the_way_has_no_record(run, scans, memory, monkeypatch):
    write = Address.write_bytes

    def write_unless_lost(address, data):
        if address.name == "a__light-1_touch.png":
            raise StorageError(f"{address} cannot be written (connection reset by peer).")
        write(address, data)

    words = ("damage", "memory://scans/a.png", *DAMAGE, "--output", "memory://data")
    with monkeypatch.context() as context:
        context.setattr(Address, "write_bytes", write_unless_lost)
        code, printed, errors = run(*words)
    assert (code, "manifest.csv: 1" in printed) == (1, True)
    assert "a.png: memory://data/synthetic_masks/a__light-1_touch.png cannot be written" in errors
    assert "1 made, 1 there already" in run(*words)[1]


def test_what_is_impossible_is_refused_before_any_work(assert_refused, scans, monkeypatch):
    for more, message in (
        (("memory://nowhere", "--output", "memory://out"), "memory://nowhere cannot be listed"),
        ((scans, "--output", "magic://out"), "No storage is known by magic://."),
        ((scans, "--output", "memory://out", "--mask", "memory://nowhere"), "memory://nowhere cannot be listed"),
        (("https://museum.example/info.json", "--output", "memory://out"), "must be on this machine"),
    ):
        assert_refused("restore", *more, message=message)

    def deny(*_):
        raise PermissionError(13, "Denied")

    monkeypatch.setattr(MemoryFileSystem, "pipe_file", deny)
    assert_refused("restore", scans, "--output", "memory://out", message="cannot be written (denied)")


def test_an_object_store_gets_the_same_results(run, scans, tmp_path, monkeypatch):
    pytest.importorskip("s3fs", reason="needs s3fs (requirements-storage.txt)")
    server = pytest.importorskip("moto.server", reason="needs moto[server], a stand-in for S3: 160 MB")
    own = server.ThreadedMotoServer(port=0)
    own.start()
    try:
        _restore_in_object_store(run, scans, tmp_path, monkeypatch, "http://{}:{}".format(*own.get_host_and_port()))
    finally:
        own.stop()


def _restore_in_object_store(run, scans, tmp_path, monkeypatch, address):
    import s3fs

    monkeypatch.setenv("AWS_ENDPOINT_URL", address)
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_DEFAULT_REGION"):
        monkeypatch.setenv(name, "us-east-1")
    files = s3fs.S3FileSystem()
    files.mkdir("bucket")
    files.put(f"{scans}/", "bucket/scans/", recursive=True)
    run("restore", scans, *WORDS, "--output", tmp_path / "out")
    words = ("restore", "s3://bucket/scans", *WORDS, "--output", "s3://bucket/out")
    assert run(*words)[0] == 1
    assert stored(files, "bucket/out") == comparable(
        {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()}
    )
    assert "Left as they are: 2 of 3" in run(*words, "--resume")[1]
