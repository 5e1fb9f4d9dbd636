"""A typed folder is opened, or refused in one sentence."""

import os

import pytest

from restoration.app.folders import parse_folder
from restoration.errors import BadRequest


@pytest.mark.parametrize(
    "typed",
    [
        "~\0",
        "\0",
        "a\0b",
        "~nobody-of-that-name/x",
        "x" * 5000,
        "x/" * 3000,
        "\ud800",
        "/dev/zero",
        "/dev/null",
        " ",
        "." * 300,
    ],
    ids=ascii,
)
def test_a_name_that_no_folder_has_is_refused(typed):
    with pytest.raises(BadRequest, match="There is no folder"):
        parse_folder(typed)


def test_a_pipe_and_a_file_are_no_folders(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "file").touch()
    for name in ("pipe", "file"):
        with pytest.raises(BadRequest):
            parse_folder(str(tmp_path / name))
    assert parse_folder(str(tmp_path)) == tmp_path
