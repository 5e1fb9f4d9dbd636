"""Train a network to fill damage; the same as `python -m restoration train-inpainter`.

python scripts/train_inpainter.py --originals data/originals --out out/retoucher.pth --minutes 5
"""

from restoration.cli.runner import make_app, run_app
from restoration.cli.train_inpainter import train_inpainter_command

if __name__ == "__main__":
    run_app(make_app(train_inpainter_command))
