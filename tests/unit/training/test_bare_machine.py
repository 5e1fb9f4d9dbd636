"""Training runs on a machine that has only PyTorch, NumPy and Pillow."""

import subprocess
import sys
from pathlib import Path

from restoration.training.damage_bank import write_sheets

ROOT = Path(__file__).parents[3]
ABSENT = ["cv2", "scipy", "skimage", "imagecodecs", "tifffile", "streamlit", "typer", "rich", "requests"]
SCRIPT = """
import sys

class Absent:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in sys.argv[2:]:
            raise ImportError(f"{name} is not installed here")

sys.meta_path.insert(0, Absent())

from pathlib import Path

import numpy as np
from restoration.training.crop_dataset import CropDataset
from restoration.training.damage_bank import read_sheets

crops = CropDataset([np.full((64, 64, 3), 128, np.uint8)], read_sheets(Path(sys.argv[1])), count=16, side=32)
print(sum(crop.touch.any() for crop in crops), "torch" in sys.modules)

from restoration.training import checkpoint, detection_dataset, detection_task, inpainting_dataset, inpainting_task
from restoration.training import loop, pictures, run_card, throughput
from restoration.training.gpu import dataset
"""


def test_crops_need_only_numpy_and_pillow_and_training_also_pytorch(tmp_path, sheet):
    write_sheets(tmp_path / "sheets.npz", [sheet])
    command = [sys.executable, "-c", SCRIPT, str(tmp_path / "sheets.npz"), *ABSENT]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    damaged, has_torch = done.stdout.split()
    assert int(damaged) > 4
    assert has_torch == "False"
