"""Which row of which table speaks of a picture."""

import pytest

from restoration.collection.originals import read_table_rows
from restoration.errors import BadRequest


def test_a_table_beside_the_picture_or_above_it_speaks_and_the_nearer_has_the_last_word(tmp_path):
    (tmp_path / "aic").mkdir()
    near, far, unknown = (tmp_path / "aic" / name for name in ("near.jpg", "far.jpg", "unknown.jpg"))
    (tmp_path / "paintings.csv").write_text("file,title\naic/near.jpg,Wrong\naic/far.jpg,Far\n")
    (tmp_path / "aic" / "originals.csv").write_text("\ufefffile,title\nnear.jpg,Dürer\n", encoding="utf-8")
    rows = read_table_rows([near, far, unknown])
    assert [row.get("title") for row in rows.values()] == ["Dürer", "Far", None]
    assert list(rows) == [near, far, unknown]


@pytest.mark.parametrize("content", ["file,title\na.jpg,Dürer\n".encode("latin-1"), b'file\n"' + b"x" * 200_000])
def test_a_table_that_cannot_be_read_is_named(tmp_path, content):
    (tmp_path / "originals.csv").write_bytes(content)
    with pytest.raises(BadRequest, match=r"originals\.csv"):
        read_table_rows([tmp_path / "a.jpg"])
