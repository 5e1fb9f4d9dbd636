"""What must be known to repeat a run: protocol, pictures and methods, and the machine and software it ran on."""

import os
import platform
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from restoration.benchmark import protocol as protocols
from restoration.benchmark.columns import METRICS
from restoration.benchmark.contest import Contest, not_ready
from restoration.benchmark.peers.attendance import Attendance
from restoration.benchmark.protocol import Protocol
from restoration.collection.originals import Original
from restoration.commit import commit
from restoration.damage import notation
from restoration.imaging.digest import sha256_of
from restoration.record import versions


def about(protocol: Protocol, contest: Contest, originals: Sequence[Original], guests: Attendance) -> dict[str, Any]:
    """All of that, ready for JSON."""
    return {
        "protocol": {"version": protocols.VERSION, "generator": notation.VERSION, **asdict(protocol)},
        "methods": contest.described(),
        "metrics": [asdict(metric) for metric in METRICS],
        "pictures": [_named(original) for original in originals],
        "machine": {"system": platform.platform(), "processor": _processor(), "processors": os.cpu_count()},
        "versions": versions() | guests.versions,
        "absent": not_ready() | guests.absent,
        "commit": commit() or "",
        "date": datetime.now(UTC).date().isoformat(),
    }


def _named(original: Original) -> dict[str, str]:
    """A picture by museum, number and title, so that anyone can fetch the same."""
    return {
        "picture": original.painting,
        "title": original.title,
        "artist": original.artist,
        "museum": original.museum,
        "sha256": sha256_of(original.path),
    }


def _processor() -> str:
    """The processor's name where the system tells it."""
    try:
        told = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    except OSError:
        return platform.processor()
    names = [line.partition(":")[2].strip() for line in told.splitlines() if line.startswith("model name")]
    return names[0] if names else platform.processor()
