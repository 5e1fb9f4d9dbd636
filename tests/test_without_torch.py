"""Where PyTorch is not installed, the program finds and fills the same damage, and says what else needs PyTorch."""

import subprocess
import sys
from pathlib import Path

import numpy as np

from restoration.catalog import DETECTORS, INPAINTERS
from restoration.pipeline import Settings, detect, restore
from restoration.sample import load_sample_painting

ROOT = Path(__file__).parents[1]
WITHOUT_TORCH = "import sys; sys.modules['torch'] = None  # as if it were not installed\n"
WORK = """
import numpy as np
from restoration.catalog import DETECTORS, INPAINTERS
from restoration.pipeline import Settings, detect, restore
image = np.load(sys.argv[1])
damage = detect(image, DETECTORS.build(DETECTORS.best), Settings(growth=1))
restoration = restore(image, damage, INPAINTERS.build(INPAINTERS.best))
np.savez(sys.argv[1] + ".npz", mask=damage.mask, kinds=damage.kinds, after=restoration.after)
print(DETECTORS.best, INPAINTERS.best, INPAINTERS["lama"].problem().sentence, sep="|")
"""


def run_without_torch(code, *arguments):
    command = [sys.executable, "-c", WITHOUT_TORCH + code, *map(str, arguments)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert not done.stderr
    return done.stdout.strip()


def test_the_default_methods_find_the_same_mask_and_fill_alike(tmp_path):
    image = np.ascontiguousarray(load_sample_painting().image[:200, -300:])
    np.save(tmp_path / "image.npy", image)
    answer = run_without_torch(WORK, tmp_path / "image.npy")
    no_lama = "PyTorch is not installed. Install it with `pip install -r requirements.txt`."
    assert answer == f"unet|auto|{no_lama}"
    damage = detect(image, DETECTORS.build("unet"), Settings(growth=1))
    after = restore(image, damage, INPAINTERS.build("auto")).after
    other = np.load(tmp_path / "image.npy.npz")
    assert damage.mask.any()
    assert np.array_equal(other["mask"], damage.mask)
    assert np.array_equal(other["kinds"], damage.kinds)
    assert np.abs(other["after"].astype(int) - after).max() <= 1


def test_training_says_that_it_needs_pytorch(tmp_path):
    run = "sys.argv[1:] = ['train', '--originals', '.', '--out', sys.argv[1]]\nfrom restoration.cli.main import main\n"
    shown = "import contextlib\nwith contextlib.redirect_stderr(sys.stdout):\n    main()\n"
    assert "Training needs PyTorch, which is not installed." in run_without_torch(run + shown, tmp_path / "new.pth")


def test_a_record_says_which_library_ran_the_networks():
    code = "from restoration.weights import network_library; print(network_library())"
    assert run_without_torch(code) == "onnxruntime"
