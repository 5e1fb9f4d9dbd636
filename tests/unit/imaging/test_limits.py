"""How large a picture may be."""

import subprocess
import sys

import pytest

from restoration import cgroups
from restoration.errors import BadImage, BadSetting, ImageTooLarge
from restoration.imaging import limits


@pytest.fixture(autouse=True)
def without_setting(monkeypatch):
    monkeypatch.delenv(limits.LIMIT_VARIABLE, raising=False)


@pytest.mark.parametrize(
    ("memory", "limit", "in_strips", "transparent"),
    [
        (1e9, 25, 1000, 25),
        (2**30, 29, 1184, 29),
        (9e9, 200, 2000, 525),
        (float("inf"), 200, 2000, 2000),
        (1e6, 1, 1, 1),
    ],
)
def test_the_limit_follows_the_available_memory(monkeypatch, memory, limit, in_strips, transparent):
    monkeypatch.setattr(limits, "available_memory", lambda: memory)
    assert limits.megapixel_limit() == limit
    assert limits.megapixel_limit(in_strips=True) == in_strips
    assert limits.megapixel_limit(in_strips=True, is_transparent=True) == transparent


@pytest.mark.parametrize(
    ("line", "folder", "name"),
    [
        ("0::/user/app", "user/app", "memory.max"),
        ("0::/user/app", "user", "memory.max"),
        ("0::/elsewhere", ".", "memory.max"),
        ("4:cpu,memory:/docker/ab", "memory/docker/ab", "memory.limit_in_bytes"),
        ("4:cpu:/docker/ab\n5:memory:/docker/ab", "memory/docker", "memory.limit_in_bytes"),
        ("4:memory:/as/the/host/sees/it", "memory", "memory.limit_in_bytes"),
    ],
)
def test_a_container_may_have_less_memory_than_its_machine(monkeypatch, tmp_path, line, folder, name):
    (tmp_path / "own").write_text(f"{line}\n")
    (tmp_path / folder).mkdir(parents=True, exist_ok=True)
    (tmp_path / folder / name).write_text("1000000000\n")
    (tmp_path / "memory").mkdir(exist_ok=True)
    if folder != ".":
        (tmp_path / "memory.max").write_text("max\n")
    monkeypatch.setattr(cgroups, "_OWN_GROUPS", tmp_path / "own")
    monkeypatch.setattr(cgroups, "_ROOT", tmp_path)
    assert limits.available_memory() == 1e9


def test_the_memory_that_the_shell_allows_counts_too():
    resource = pytest.importorskip("resource")
    code = "from restoration.imaging.limits import available_memory; print(available_memory())"

    def limit():
        resource.setrlimit(resource.RLIMIT_DATA, (900_000_000, 900_000_000))

    done = subprocess.run([sys.executable, "-c", code], preexec_fn=limit, capture_output=True, text=True, check=True)
    assert float(done.stdout) <= 9e8


@pytest.mark.parametrize(
    ("limit_file", "statistics"),
    [
        ("memory.max", "anon 30\nfile 900\nshmem 12\n"),
        ("memory/memory.limit_in_bytes", "cache 900\nrss 5\ntotal_rss 40\ntotal_shmem 2\n"),
    ],
)
def test_files_that_are_mapped_do_not_count_as_memory_in_use(monkeypatch, tmp_path, limit_file, statistics):
    group = (tmp_path / limit_file).parent
    group.mkdir(exist_ok=True)
    (tmp_path / limit_file).write_text("1000000000\n")
    (group / "memory.stat").write_text(statistics)
    monkeypatch.setattr(cgroups, "_ROOT", tmp_path)
    assert limits.memory_in_use() == 42


def test_outside_a_container_the_memory_of_this_process_counts(monkeypatch, tmp_path):
    (tmp_path / "status").write_text("VmRSS:\t 900 kB\nRssAnon:\t      42 kB\nRssFile:\t 800 kB\n")
    monkeypatch.setattr(cgroups, "_ROOT", tmp_path)
    monkeypatch.setattr(limits, "_OWN_STATUS", tmp_path / "status")
    assert limits.memory_in_use() == 42 * 1024


def test_the_environment_variable_overrides_the_memory(monkeypatch):
    monkeypatch.setenv(limits.LIMIT_VARIABLE, "450.5")
    assert limits.megapixel_limit() == 450.5


@pytest.mark.parametrize("value", ["many", "0", "-3", "inf", "nan"])
def test_an_impossible_setting_is_refused(monkeypatch, value):
    monkeypatch.setenv(limits.LIMIT_VARIABLE, value)
    with pytest.raises(BadSetting, match=limits.LIMIT_VARIABLE):
        limits.megapixel_limit()


def test_a_size_beyond_the_limit_is_refused():
    limits.check_size(4000, 3000, 12.0)
    with pytest.raises(ImageTooLarge, match="4000 x 3001"):
        limits.check_size(4000, 3001, 12.0)
    with pytest.raises(ImageTooLarge, match="1 x 1000001 px; a side"):
        limits.check_size(1, 1_000_001, 12.0)
    with pytest.raises(BadImage, match="no pixels"):
        limits.check_size(0, 5, 12.0)


def test_a_part_that_needs_more_than_any_picture_is_refused():
    limit = limits.SizeLimit(12.0)
    limit.check_bytes(4000 * 3000 * 10, "a strip")
    with pytest.raises(ImageTooLarge, match="a strip of 240 megabytes"):
        limit.check_bytes(4000 * 3000 * 20, "a strip")


def test_the_announced_size_is_passed_on_after_it_was_checked():
    announced = []
    limit = limits.SizeLimit(1.0, announced.append)
    limit.check(1000, 500)
    with pytest.raises(ImageTooLarge):
        limit.check(2000, 1000)
    assert announced == [0.5]
