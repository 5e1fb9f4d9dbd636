"""Mutations: each spoils a sound file in a way that chance chooses, blindly or by what it knows of the format."""

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from scripts.attacks.mutate_boxes import BOX_MUTATIONS
from scripts.attacks.mutate_bytes import BLIND_MUTATIONS
from scripts.attacks.mutate_pictures import PICTURE_MUTATIONS
from scripts.attacks.mutate_records import RECORD_MUTATIONS
from scripts.attacks.sample import Sample

LARGEST = 1_000_000  # bytes; what repetition makes larger is cut
Mutate = Callable[[bytes, np.random.Generator], bytes]

_AWARE: dict[str, Sequence[Mutate]] = (
    PICTURE_MUTATIONS | BOX_MUTATIONS | RECORD_MUTATIONS
)  # by the ending of a file's name


def mutate(seeds: Sequence[Sample], seed: int) -> Iterator[Sample]:
    """Yield spoiled files without end; file number n depends on the seeds, on `seed` and on n only."""
    number = 0
    while True:
        yield mutate_one(seeds, seed, number)
        number += 1


def mutate_one(seeds: Sequence[Sample], seed: int, number: int) -> Sample:
    """Return spoiled file `number`."""
    rng = np.random.default_rng([seed, number])
    whole = seeds[number % len(seeds)]  # every kind of file in turn
    aware = _AWARE.get(whole.format, ())
    data = whole.data
    names = []
    for _ in range(rng.choice([1, 2, 4], p=[0.6, 0.3, 0.1])):
        if aware and rng.random() < 0.7:
            change = aware[rng.integers(len(aware))]
            data = change(data, rng)
        elif rng.random() < 0.1:
            change, other = _splice, seeds[rng.integers(len(seeds))].data
            data = _splice(data, other, rng)
        else:
            change = BLIND_MUTATIONS[rng.integers(len(BLIND_MUTATIONS))]
            data = change(data, rng)
        data = data[:LARGEST]
        names.append(change.__name__.strip("_"))
    return Sample(f"{number:06}_{'-'.join(names)}_{whole.name}", whole.kind, data)


def _splice(data: bytes, other: bytes, rng: np.random.Generator) -> bytes:
    """Return the beginning of one file and the end of another."""
    return data[: rng.integers(len(data) + 1)] + other[rng.integers(len(other) + 1) :]
