"""A machine that trains has torch, numpy and Pillow, and may have nothing else of ours."""

import subprocess
import sys
from pathlib import Path

from restoration.training.damage_bank import write_sheets

ROOT = Path(__file__).parents[3]

BARE = """
import sys

class Bare:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in sys.argv[2:]:
            raise ImportError(f"{name} is not installed here")

sys.meta_path.insert(0, Bare())
"""
CROPS = """
from pathlib import Path

import numpy as np
from restoration.training.crop_dataset import CropDataset
from restoration.training.damage_bank import read_sheets

crops = CropDataset([np.full((64, 64, 3), 128, np.uint8)], read_sheets(Path(sys.argv[1])), count=16, side=32)
print(sum(crop.touch.any() for crop in crops))
"""
COURSE = """
from restoration.training import checkpoint, detection_dataset, detection_task, loop, pictures, run_card, throughput
from restoration.training.gpu import dataset
"""
ABSENT = ["cv2", "scipy", "skimage", "imagecodecs", "tifffile", "streamlit", "typer", "rich", "requests"]


def run_bare(code, argument=""):
    command = [sys.executable, "-c", BARE + code, str(argument), *ABSENT]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_crops_are_made_with_numpy_and_pillow_alone(tmp_path, sheet):
    write_sheets(tmp_path / "sheets.npz", [sheet])
    done = run_bare(CROPS, tmp_path / "sheets.npz")
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > 4


def test_a_whole_course_asks_for_torch_beside_them_and_nothing_else():
    done = run_bare(COURSE)
    assert done.returncode == 0, done.stderr
