"""A packed file tells its content, and nothing of where and when it was packed."""

import io
import zipfile

from restoration.output.archive import pack_zip


def test_members_come_back_in_order_without_a_date_of_today():
    with zipfile.ZipFile(io.BytesIO(pack_zip([("b", [b"2", b"3"]), ("a/é", [])]))) as archive:
        assert [(one.filename, archive.read(one)) for one in archive.infolist()] == [("b", b"23"), ("a/é", b"")]
        assert {(one.date_time, one.create_system) for one in archive.infolist()} == {((1980, 1, 1, 0, 0, 0), 3)}


def test_a_member_is_made_when_the_one_before_it_is_packed():
    done = []

    def pieces(name):
        yield b"1"
        done.append(name)

    def members():
        for name in ("a", "b"):
            yield name, pieces(name)
            assert done[-1] == name

    pack_zip(members())
    assert done == ["a", "b"]
