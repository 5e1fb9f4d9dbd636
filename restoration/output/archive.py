"""Zip files whose bytes follow from their content alone."""

import io
import zipfile
from collections.abc import Iterable

_UNIX_SYSTEM = 3  # the system that made it, by the zip format's count, whatever machine this is
_READABLE_MODE = 0o644 << 16  # the members' rights on such a system


def pack_zip(members: Iterable[tuple[str, Iterable[bytes]]]) -> bytes:
    """A zip file of named members in the order given, not compressed: pictures are so already.

    Args:
        members: each name with the pieces of its content; asked for one by one, as they are packed.
    """
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        for name, pieces in members:
            member = zipfile.ZipInfo(name)  # of 1980-01-01: no date of today
            member.create_system, member.external_attr = _UNIX_SYSTEM, _READABLE_MODE
            with archive.open(member, "w") as packed:
                packed.writelines(pieces)
    return file.getvalue()
