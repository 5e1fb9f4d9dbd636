"""Who counts as a visitor, which names a visitor may use, and what is taken out of the texts."""

import os
import sys
import tempfile
from types import SimpleNamespace

import pytest
import streamlit as st

from restoration.app import hosting, kept_files, text
from restoration.errors import CannotWrite
from restoration.files import ensure_folder
from restoration.paths import ROOT


@pytest.fixture
def browser(monkeypatch):
    """Set the address that the server listens on and the headers of the browser's request."""
    monkeypatch.delenv(hosting.HOSTED_VARIABLE, raising=False)

    def ask(address, headers):
        monkeypatch.setattr(st, "get_option", lambda name: address)
        monkeypatch.setattr(st, "context", SimpleNamespace(headers=headers))

    return ask


@pytest.mark.parametrize(
    ("address", "headers", "hosted"),
    [
        ("localhost", {}, False),
        ("127.0.0.1", {"Host": "localhost:8501"}, False),
        ("127.8.9.1", {"Host": "127.0.0.1:8501"}, False),
        ("::1", {"Host": "[::1]:8501"}, False),
        ("localhost", {"Host": "paintings.museum.example"}, True),
        ("localhost", {"Host": "evil.example:8501"}, True),
        ("localhost", {"Host": "localhost:8501", "X-Forwarded-For": "192.0.2.7"}, True),
        ("0.0.0.0", {"Host": "localhost:8501"}, True),
        ("::", {}, True),
        ("192.0.2.2", {}, True),
        ("localhost.evil.example", {}, True),
        ("unix:///run/dashboard.sock", {}, True),
        (None, {}, True),
    ],
)
def test_a_server_is_hosted_unless_it_can_be_reached_from_this_machine_only(browser, address, headers, hosted):
    browser(address, headers)
    assert hosting.is_hosted() == hosted


@pytest.mark.parametrize(("value", "hosted"), [("1", True), ("0", False), ("yes", True), ("false", True)])
def test_the_operator_knows_better_and_a_slip_hosts(browser, monkeypatch, value, hosted):
    browser("localhost" if hosted else "0.0.0.0", {})
    monkeypatch.setenv(hosting.HOSTED_VARIABLE, value)
    assert hosting.is_hosted() == hosted


@pytest.mark.parametrize(
    ("sentence", "shown"),
    [
        (f"The run in {ROOT}/data/benchmarks/x was made by another version.", "The run in data/benchmarks/x was"),
        (f"{tempfile.gettempdir()}/restoration-x/a.png cannot be read", "restoration-x/a.png cannot be read"),
        (f"cannot import {sys.prefix}/lib/python3/x.so: no", "cannot import lib/python3/x.so: no"),
        ("No module in '/usr/lib/python3/dist-packages/x.py'", "No module in 'x.py'"),
        (
            "See https://example.org/etc/x/y.html, 1490/95 or 3/4/5",
            "See https://example.org/etc/x/y.html, 1490/95 or 3/4",
        ),
    ],
)
def test_a_hosted_page_shows_no_place_on_its_disk(monkeypatch, sentence, shown):
    monkeypatch.setenv(hosting.HOSTED_VARIABLE, "1")
    assert text.one_line(sentence).startswith(shown)
    monkeypatch.setenv(hosting.HOSTED_VARIABLE, "0")
    assert text.one_line(sentence) == sentence


def test_a_folder_that_cannot_be_written_is_not_named(monkeypatch, tmp_path):
    monkeypatch.setenv(hosting.HOSTED_VARIABLE, "1")
    (tmp_path / "file").write_text("")
    with pytest.raises(CannotWrite) as error:
        ensure_folder(tmp_path / "file" / "folder")
    shown = text.escape_sentence(error.value.sentence)
    assert "file/folder cannot be made" in shown and str(tmp_path) not in shown
    assert text.escape_markdown(str(tmp_path)).count("/") < str(tmp_path).count("/")


def test_a_listed_folder_is_named_by_its_last_part_and_the_first_of_two_wins(monkeypatch, tmp_path):
    for name in ("a/scans/deep", "b/scans"):
        (tmp_path / name).mkdir(parents=True)
    monkeypatch.setenv(hosting.FOLDERS_VARIABLE, os.pathsep.join(str(tmp_path / name / "scans") for name in "ab"))
    assert hosting.find_visible_folder("scans/deep") == (tmp_path / "a" / "scans" / "deep").resolve()
    assert hosting.find_visible_folder(str(tmp_path / "b" / "scans")) == (tmp_path / "b" / "scans").resolve()
    assert hosting.find_visible_folder("scans/../..") is None


def test_the_cache_stays_closed_even_inside_a_listed_folder(monkeypatch, tmp_path):
    monkeypatch.setattr(hosting, "CACHE", tmp_path / "cache")
    (tmp_path / "cache" / "work").mkdir(parents=True)
    monkeypatch.setenv(hosting.FOLDERS_VARIABLE, str(tmp_path))
    assert hosting.find_visible_folder(f"{tmp_path.name}/cache/work") is None
    assert not any(hosting.may_see(tmp_path / "cache" / "work" / "x.png", hosted=hosted) for hosted in (True, False))


def test_room_is_made_from_the_oldest_folder_on(tmp_path):
    folders = []
    for number in range(4):
        folders.append(tmp_path / str(number))
        folders[-1].mkdir()
        (folders[-1] / "file").write_bytes(bytes(100))
        os.utime(folders[-1], (number, number))
    kept_files.make_room(folders, 100, 350, in_use={folders[0]})
    assert [folder.exists() for folder in folders] == [True, False, False, True]
    with pytest.raises(CannotWrite, match="no room"):
        kept_files.make_room(folders, 300, 350, in_use={folders[0], folders[3]})
    assert folders[0].exists() and folders[3].exists()


def test_the_limit_is_a_tenth_of_a_small_disk(monkeypatch, tmp_path):
    monkeypatch.delenv(kept_files.LIMIT_VARIABLE, raising=False)
    monkeypatch.setattr(kept_files.shutil, "disk_usage", lambda place: SimpleNamespace(free=3_000_000_000))
    assert kept_files.size_limit(tmp_path / "not" / "there") == 300_000_000
    monkeypatch.setattr(kept_files.shutil, "disk_usage", lambda place: SimpleNamespace(free=10**12))
    assert kept_files.size_limit(tmp_path) == 2_000_000_000
