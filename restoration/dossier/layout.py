"""The names of a dossier's members; one who unpacks it finds pictures that any program shows."""

MANIFEST = "manifest.json"
ORIGINAL, MASK, TRUTH = "original.png", "mask.png", "truth.png"


def restored(number: int) -> str:
    """The restored picture of a result; results count from 1."""
    return f"results/{number}/restored.png"


def result_mask(number: int) -> str:
    """The mask that a result was filled by."""
    return f"results/{number}/mask.png"


def result_kinds(number: int) -> str:
    """The kind of damage at each pixel of that mask."""
    return f"results/{number}/kinds.png"


def required(results: int) -> set[str]:
    """The pictures that a dossier of so many results must hold."""
    return {ORIGINAL, MASK}.union(*({restored(number), result_mask(number)} for number in range(1, results + 1)))


def allowed(results: int) -> set[str]:
    """Those, and the ones that it may hold."""
    return required(results) | {TRUTH} | {result_kinds(number) for number in range(1, results + 1)}
