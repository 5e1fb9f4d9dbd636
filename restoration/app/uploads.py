"""Files of users: they are read one at a time, and freed as soon as they have been taken."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.uploaded_file_manager import UploadedFile

from restoration.app.exclusive import READING, run_in_turn
from restoration.app.task_queue import Task
from restoration.imaging.limits import BYTES_PER_PIXEL_IN_STRIPS, megapixel_limit
from restoration.imaging.reading import is_read_in_strips

READING_BYTES = 8.0  # of memory for each pixel, while a picture is decoded and turned upright
PIXELS_PER_BYTE = 10  # of a file; a photograph as JPEG has 1 to 8

Content = TypeVar("Content")


def read_in_turn(
    place: DeltaGenerator,
    key: str,
    source: bytes | Path,
    read: Callable[[], Content],
    *,
    in_strips: bool = False,
) -> Content:
    """Wait for the turn to read a file, and for the memory; then return what `read` returns.

    Args:
        place: an `st.empty` that shows the waiting and the reading.
        key: names the file.
        source: the file, or its bytes. Its pixels, which are known only when it is read, are estimated from its size.
        read: reads the file, without Streamlit.
        in_strips: whether it is read as `read_painting` reads it with the same argument.
    """
    takes_strips = in_strips and is_read_in_strips(source)
    size = len(source) if isinstance(source, bytes) else source.stat().st_size
    megapixels = min(size * PIXELS_PER_BYTE / 1e6, megapixel_limit(in_strips=takes_strips))
    memory = (BYTES_PER_PIXEL_IN_STRIPS if takes_strips else READING_BYTES) * megapixels * 1e6
    memory += 0 if takes_strips and isinstance(source, Path) else size
    task = Task("read", megapixels)
    return run_in_turn(
        place, task, lambda progress: read(), key=("read", key), memory=memory, text="Reading…", queue=READING
    )


def uploader_key(name: str) -> str:
    """Return the key of an uploader, which `empty_uploader` changes."""
    return f"{name} {st.session_state.get(f'{name} emptied', 0)}"


def empty_uploader(name: str) -> None:
    """Let an uploader show no file any more."""
    st.session_state[f"{name} emptied"] = st.session_state.get(f"{name} emptied", 0) + 1


def forget_upload(file: UploadedFile) -> None:
    """Free the memory of a file that the user uploaded; its name stays on the page."""
    context = get_script_run_ctx(suppress_warning=True)
    if context and isinstance(context.uploaded_file_mgr, MemoryUploadedFileManager):
        context.uploaded_file_mgr.remove_file(context.session_id, file.file_id)
