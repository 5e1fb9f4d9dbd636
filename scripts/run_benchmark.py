"""Measure every detector and inpainter; the same as `python -m restoration benchmark`.

python scripts/run_benchmark.py --paintings data/originals --quick
"""

from restoration.cli.benchmark import benchmark_command
from restoration.cli.runner import make_app, run_app

if __name__ == "__main__":
    run_app(make_app(benchmark_command))
