"""Readers that fail in every way that a file can make a reader fail."""

import os
import subprocess
import sys
import time

from restoration.errors import BadImage

LIBRARIES = {}


def refuse_late(sample, folder):
    """Refuse a file only when memory has run out."""
    try:
        bytearray(2 * 10**9)
    except MemoryError as error:
        raise BadImage("The picture does not fit into memory.") from error


def refuse(hint):
    def read(sample, folder):
        raise BadImage("The file is damaged.", hint)

    return read


def hang_in_a_child(sample, folder):
    subprocess.run([sys.executable, "-c", f"import time; time.sleep({float(sample.data)})"], check=True)


READERS = {
    "sound": lambda sample, folder: None,
    "refused": refuse("Copy it again."),
    "long-winded": refuse("no " * 1000),
    "escape": refuse("Copy it \x1b[2J again."),
    "bug": lambda sample, folder: [].pop(),
    "exit": lambda sample, folder: sys.exit(0),
    "death": lambda sample, folder: os.abort(),
    "memory": lambda sample, folder: bytearray(2 * 10**9),
    "memory, hidden": refuse_late,
    "hang": lambda sample, folder: time.sleep(60),
    "child": hang_in_a_child,
}
