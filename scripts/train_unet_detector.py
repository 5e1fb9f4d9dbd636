"""Train a network to detect damage; the same as `python -m restoration train`.

python scripts/train_unet_detector.py --images data/synthetic_damaged --masks data/synthetic_masks \\
    --out out/damage_mask_unet.pth --minutes 5
"""

from restoration.cli.runner import make_app, run_app
from restoration.cli.train import train_command

if __name__ == "__main__":
    run_app(make_app(train_command))
