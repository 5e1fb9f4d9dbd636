"""What `scripts/check_cases.py` asks of difficult files, kind by kind."""
