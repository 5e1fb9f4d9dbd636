"""Attack the program as its users' worst files and days do, and print what held.

python scripts/attack.py                                  # everything, in about twenty minutes
python scripts/attack.py --only mutations,known --minutes 1 --files 1000
python scripts/attack.py --only known --cases ../shared/cases/30_hostile
"""

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # for scripts.attacks and tests.unit.fake_met

from scripts.attacks import runs
from scripts.attacks.results import Results


def main() -> None:
    """Run the chosen attacks, print the table, and exit with 1 if anything failed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=10, help="how long files are mutated, at least")
    parser.add_argument("--files", type=int, default=20_000, help="how many files are mutated, at least")
    parser.add_argument("--kills", type=int, default=30, help="how often a program is killed at work")
    parser.add_argument("--visitors", type=int, default=8, help="how many visitors restore a picture at once")
    parser.add_argument("--memory", type=float, default=1.0, metavar="GB", help="what the visitors' server may use")
    parser.add_argument("--only", metavar="NAME,...", help=f"some of: {', '.join(runs.ATTACKS)}")
    parser.add_argument("--seed", type=int, default=0, help="another seed gives other mutations and moments")
    parser.add_argument("--cases", type=Path, metavar="DIR", help="a folder of known bad files of others")
    parser.add_argument("--out", type=Path, default=Path("out/attack"), metavar="DIR", help="where failures are kept")
    args = parser.parse_args()
    chosen = args.only.split(",") if args.only else list(runs.ATTACKS)
    if unknown := set(chosen) - set(runs.ATTACKS):
        parser.error(f"no attack is called {', '.join(sorted(unknown))}; known are {', '.join(runs.ATTACKS)}")
    settings = runs.Settings(args.minutes, args.files, args.kills, args.visitors, args.memory, args.seed, args.cases)
    results = Results(args.out)
    try:
        for name in chosen:
            runs.ATTACKS[name](settings, results)
    except KeyboardInterrupt:
        results.notes.append("Stopped. The table shows what was tried until then.")
    results.print()
    sys.exit(1 if results.failures else 0)


if __name__ == "__main__":
    main()
