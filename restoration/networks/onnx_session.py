"""Sessions of ONNX Runtime that fit a small or busy machine: few threads, which sleep; memory given back."""

from functools import lru_cache
from typing import TypeAlias

from onnxruntime import InferenceSession, SessionOptions

from restoration.networks.devices import onnx_providers
from restoration.threads import thread_count
from restoration.weights import PublishedWeights

Session: TypeAlias = InferenceSession
"""A model ready to run; it may be shared by threads."""

_MAX_LOADED = 4  # the published files that are run with ONNX Runtime


@lru_cache(maxsize=_MAX_LOADED)
def load_session(published: PublishedWeights) -> Session:
    """Return the session of a published file, loaded once in a process.

    Raises:
        NotReady: the file is missing.
        WrongWeights: the file is not the published one; it was not opened.
        BadSetting: RESTORATION_DEVICE names no device.
    """
    return open_session(published.read())


def open_session(model: bytes) -> Session:
    """Return a session of a model; on the CPU its answers do not depend on the number of threads.

    Args:
        model: the bytes of an ONNX file.

    Raises:
        BadSetting: RESTORATION_DEVICE names no device.
    """
    options = SessionOptions()
    options.use_deterministic_compute = True
    options.intra_op_num_threads = thread_count()
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.enable_cpu_mem_arena = False  # for MI-GAN, 0.4 GB less memory for a third more time
    options.enable_mem_pattern = False  # it would keep a plan of the memory for each size of a picture
    options.log_severity_level = 3  # errors
    return InferenceSession(model, options, providers=onnx_providers())
