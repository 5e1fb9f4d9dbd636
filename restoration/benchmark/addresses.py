"""Where on the web to read on: the paper behind a method, a museum's page of a painting."""

import re

_PREFIXES = {"doi:": "https://doi.org/", "arXiv:": "https://arxiv.org/abs/", "https://": "https://"}
_MUSEUMS = {"aic": "https://www.artic.edu/artworks/", "met": "https://www.metmuseum.org/art/collection/search/"}
_NUMBERED = re.compile(r"([a-z]+)_(\d+)_")  # how the name of a museum's picture begins


def paper(source: str) -> str:
    """The address of a source such as `doi:10.1109/83.1` or `arXiv:1505.04597`; "" where it is none of these."""
    return next((root + source[len(kind) :] for kind, root in _PREFIXES.items() if source.startswith(kind)), "")


def museum_page(picture: str) -> str:
    """The museum's page of the painting in a picture such as `met_437869_Juan_de_Pareja`; "" where it is not known."""
    found = _NUMBERED.match(picture)
    return f"{_MUSEUMS[found[1]]}{found[2]}" if found and found[1] in _MUSEUMS else ""
