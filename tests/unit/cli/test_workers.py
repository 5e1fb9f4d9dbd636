"""`--workers`: a folder of paintings in several processes gives the same files."""

import json

import numpy as np
import pytest
from PIL import Image

from restoration import processes


@pytest.fixture
def scans(tmp_path, painting):
    folder = tmp_path / "scans"
    folder.mkdir()
    for number, name in enumerate(("a", "b", "c")):
        Image.fromarray(np.roll(painting, 3 * number, axis=1)).save(folder / f"{name}.png")
    (folder / "d.png").write_bytes(b"no picture")
    return folder


def comparable(record):
    """Return a record without what differs from run to run."""
    return {key: value for key, value in record.items() if key not in ("seconds", "created", "date")}


@pytest.mark.parametrize(
    "command", [("restore", "--detector", "opencv", "--inpainter", "telea"), ("detect", "--detector", "opencv")]
)
def test_two_workers_write_what_one_writes_and_name_the_file_that_fails(run, scans, tmp_path, command):
    results = {}
    for workers in (1, 2):
        output = tmp_path / f"by_{workers}"
        code, printed, errors = run(command[0], scans, *command[1:], "--output", output, "--workers", workers)
        assert code == 1
        assert sorted(line.split("] ")[1][:5] for line in printed.splitlines()) == ["a.png", "b.png", "c.png"]
        assert "d.png: " in errors and len(errors.splitlines()) == 1
        results[workers] = {path.name: path.read_bytes() for path in sorted(output.iterdir())}
    assert results[1].keys() == results[2].keys()
    for name, data in results[1].items():
        if name.endswith(".json"):
            assert comparable(json.loads(data)) == comparable(json.loads(results[2][name]))
        else:
            assert data == results[2][name]


def test_a_request_that_is_impossible_is_refused_before_any_worker_starts(assert_refused, scans, tmp_path, monkeypatch):
    monkeypatch.setattr(processes, "run_jobs", lambda *_: pytest.fail("a worker was started"))
    words = ("restore", scans, "--output", tmp_path / "out", "--workers", 2)
    assert_refused(*words, "--inpainter", "magic", message="magic")
    assert_refused(*words, "--title", "Madonna", message="belongs to one picture")


def test_where_memory_does_not_suffice_fewer_workers_start_and_this_is_said(run, scans, tmp_path, monkeypatch):
    monkeypatch.setattr(processes, "available_memory", lambda: 1e9)
    words = ("detect", scans, "--detector", "opencv", "--output", tmp_path / "out", "--workers", 3)
    code, printed, errors = run(*words)
    assert code == 1 and len(printed.splitlines()) == 3
    assert "Memory suffices for 1 at the same time, not for 3." in errors
