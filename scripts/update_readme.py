"""Put the tables of the committed benchmark run into the README, between its two marks.

python scripts/update_readme.py
"""

import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))  # the package lies in this folder

from restoration.benchmark.report import report
from restoration.benchmark.results import read_results
from restoration.imaging.atomic import write_bytes

RUN = ROOT / "data" / "benchmarks" / "reference"
BEGIN, END = "<!-- benchmark -->\n", "<!-- /benchmark -->\n"


def updated(readme: str) -> str:
    """The README with the tables of the committed run."""
    before, _, rest = readme.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n{report(read_results(RUN))}\n{END}{after}"


if __name__ == "__main__":
    path = ROOT / "README.md"
    write_bytes(path, updated(path.read_text(encoding="utf-8")).encode())
