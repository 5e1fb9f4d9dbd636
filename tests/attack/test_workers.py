"""What a reader does to its process is seen, and does not touch the next file."""

from scripts.attacks.results import Outcome
from scripts.attacks.sample import Sample
from scripts.attacks.workers import read_all

FAULTS = {
    "long-winded": "a sentence of 3",
    "escape": "control characters",
    "bug": "IndexError: pop from empty list",
    "exit": "SystemExit",
    "death": "died (SIGABRT)",
    "memory": "MemoryError",
    "memory, hidden": "only when memory had run out",
    "hang": "no answer within 0.5 s",
    "child": "no answer within 0.5 s",
}


def test_every_fault_is_blamed_on_its_own_file():
    kinds = [kind for fault in FAULTS for kind in (fault, "sound")] + ["refused"]
    samples = [Sample(f"{number}.png", kind, b"60") for number, kind in enumerate(kinds)]
    verdicts = dict(read_all(samples, readers="tests.attack.faulty_readers", limit=0.5))
    assert [*sorted(verdicts, key=samples.index)] == samples
    for sample, verdict in verdicts.items():
        expected = {"sound": Outcome.HELD, "refused": Outcome.REFUSED}.get(sample.kind, Outcome.FAILED)
        assert verdict.outcome is expected, (sample, verdict)
        assert FAULTS.get(sample.kind, "") in verdict.words
