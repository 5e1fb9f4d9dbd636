"""The bytes of a zip file depend on its content alone."""

import io
import zipfile

from restoration.output.archive import pack_zip


def test_members_come_back_in_order_with_a_fixed_date_and_system():
    with zipfile.ZipFile(io.BytesIO(pack_zip([("b", [b"2", b"3"]), ("a/é", [])]))) as archive:
        members = archive.infolist()
        assert [(member.filename, archive.read(member)) for member in members] == [("b", b"23"), ("a/é", b"")]
        assert {(member.date_time, member.create_system) for member in members} == {((1980, 1, 1, 0, 0, 0), 3)}


def test_a_member_is_made_only_after_the_one_before_it_is_packed():
    packed = []

    def pieces(name):
        yield b"1"
        packed.append(name)

    def members():
        for name in ("a", "b"):
            yield name, pieces(name)
            assert packed[-1] == name

    pack_zip(members())
    assert packed == ["a", "b"]
