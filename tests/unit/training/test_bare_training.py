"""A whole course on a machine that has torch, numpy and Pillow, and nothing else of ours."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]

IMPORT = """
import sys

class Bare:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in sys.argv[1:]:
            raise ImportError(f"{name} is not installed here")

sys.meta_path.insert(0, Bare())
from restoration.training import checkpoint, graduation, loop, pace, pair_examples, pictures, run_card
"""
ABSENT = ["cv2", "scipy", "skimage", "imagecodecs", "tifffile", "streamlit", "typer", "rich", "requests"]


def test_all_but_drawing_is_there_without_opencv():
    command = [sys.executable, "-c", IMPORT, *ABSENT]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
