"""Train a network to enlarge pictures four times; the same as `python -m restoration train-enlarger`.

python scripts/train_enlarger.py --originals data/originals --out out/enlarger.pth --minutes 5
"""

from restoration.cli.runner import make_app, run_app
from restoration.cli.train_enlarger import train_enlarger_command

if __name__ == "__main__":
    run_app(make_app(train_enlarger_command))
