"""Run the command line on a folder of difficult files, and print for each what became of it, and whether that is right.

python scripts/check_cases.py ../shared/cases

The folder has a folder for each kind of fault, named by its number. What is right for which kind stands in
`scripts/cases/kinds.py`; other decoders than ours (Pillow, tifffile) say what the pictures hold.
"""

import argparse
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # for scripts.cases

from scripts.cases.kinds import Case, find_cases


def main() -> None:
    """Check all cases, and exit with 1 if one is not right."""
    parser = argparse.ArgumentParser(description="Run the command line on a folder of difficult files.")
    parser.add_argument("folder", type=Path, help="with a folder for each kind of fault")
    parser.add_argument("--only", metavar="NUMBER,...", help="some of the kinds, as 02,13")
    parser.add_argument("--jobs", type=int, default=2, help="how many run at once")
    args = parser.parse_args()
    cases = [case for case in find_cases(args.folder) if not args.only or case.kind in args.only.split(",")]
    with ThreadPoolExecutor(args.jobs) as pool:
        faults = list(pool.map(_report, cases))
    print(f"{faults.count('')} of {len(faults)} are right.")
    sys.exit(any(faults) or not faults)


def _report(case: Case) -> str:
    """Check a case, print its line, and return what is wrong, if anything is."""
    run, fault = case.check()
    verdict = f"WRONG, {fault}" if fault else "right"
    print(f"{case.kind} {case.name}: {verdict} (exit {run.code}, {run.seconds:.1f} s; {run.said})", flush=True)
    return fault


if __name__ == "__main__":
    main()
