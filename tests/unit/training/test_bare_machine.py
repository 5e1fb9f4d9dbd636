"""A machine that trains has torch, numpy and Pillow, and may have nothing else of ours."""

import subprocess
import sys
from pathlib import Path

from restoration.training.portfolio import write_sheets

ROOT = Path(__file__).parents[3]

TRAIN = """
import sys
from pathlib import Path

class Bare:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in sys.argv[2:]:
            raise ImportError(f"{name} is not installed here")

sys.meta_path.insert(0, Bare())
import numpy as np
from restoration.training.crops import Crops
from restoration.training.portfolio import read_sheets

crops = Crops([np.full((64, 64, 3), 128, np.uint8)], read_sheets(Path(sys.argv[1])), count=16, side=32)
print(sum(crop.touch.any() for crop in crops))
"""
ABSENT = ["cv2", "scipy", "skimage", "imagecodecs", "tifffile", "streamlit", "typer", "rich", "requests"]


def test_crops_are_made_with_numpy_and_pillow_alone(tmp_path, sheet):
    write_sheets(tmp_path / "sheets.npz", [sheet])
    command = [sys.executable, "-c", TRAIN, str(tmp_path / "sheets.npz"), *ABSENT]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > 4
