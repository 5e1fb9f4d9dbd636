"""The attacks of `scripts/attack.py`: mutated files, known bad files, kills, visitors and paths."""
