"""Serve one peer on standard input and output, under the Python that has its packages.

python -I serve.py WORKER OPTION

WORKER is a file whose `PeerWorker(OPTION)` has a `version` and fills pictures. A job is a line of JSON, the bytes of
the picture, (height, width, 3) in RGB, and of the hole, (height, width), 1 where paint is missing. The answer is a line
with the seconds it took, and the bytes of the filled picture; or a line with the reason why there is none.
"""

import json
import os
import runpy
import sys
import time
from typing import IO, Any

import numpy as np


def main(worker: str, option: str) -> None:
    """Send the version of the peer, then answer jobs until there are no more."""
    jobs, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints must not come between the answers
    try:
        peer = runpy.run_path(worker)["PeerWorker"](option)
    except Exception as error:
        _send(answers, {"refusal": _error_text(error)})
        return
    _send(answers, {"answer": peer.version})
    while line := jobs.readline():
        _answer_job(peer, json.loads(line), jobs, answers)


def _answer_job(peer: Any, job: dict[str, int], jobs: IO[bytes], answers: IO[bytes]) -> None:  # noqa: ANN401
    height, width = job["height"], job["width"]
    picture = np.frombuffer(jobs.read(height * width * 3), np.uint8).reshape(height, width, 3)
    hole = np.frombuffer(jobs.read(height * width), bool).reshape(height, width)
    start = time.perf_counter()
    try:
        filled = np.ascontiguousarray(peer.fill(picture, hole), np.uint8).reshape(picture.shape)
    except Exception as error:
        _send(answers, {"refusal": _error_text(error)})
    else:
        _send(answers, {"answer": time.perf_counter() - start}, filled.tobytes())


def _send(answers: IO[bytes], line: dict[str, object], payload: bytes = b"") -> None:
    answers.write(json.dumps(line).encode() + b"\n" + payload)
    answers.flush()


def _error_text(error: Exception) -> str:
    return " ".join(str(error).split()).rstrip(".") or type(error).__name__


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
