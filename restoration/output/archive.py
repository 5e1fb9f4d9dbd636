"""Zip files whose bytes depend on nothing but their content: no date, no system."""

import io
import zipfile
from collections.abc import Iterable

_UNIX_SYSTEM = 3  # the number of Unix in the zip format, written on every system
_READABLE_MODE = 0o644 << 16  # Unix permissions of the members


def pack_zip(members: Iterable[tuple[str, Iterable[bytes]]]) -> bytes:
    """Return a zip file of named members, in the given order.

    Members are stored, not compressed: pictures are compressed already.

    Args:
        members: each name with the pieces of its content; both iterables are read as the file grows, so that no more
            than one piece is in memory beside the file.
    """
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        for name, pieces in members:
            member = zipfile.ZipInfo(name)  # its date is 1980-01-01, not today
            member.create_system, member.external_attr = _UNIX_SYSTEM, _READABLE_MODE
            with archive.open(member, "w") as packed:
                packed.writelines(pieces)
    return file.getvalue()
