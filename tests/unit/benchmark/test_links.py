"""Sources become links, and nothing else does."""

import pytest

from restoration.benchmark.labels import museum_url, source_url


@pytest.mark.parametrize(
    ("source", "address"),
    [
        ("doi:10.1109/TIP.2003.819861", "https://doi.org/10.1109/TIP.2003.819861"),
        ("arXiv:1505.04597", "https://arxiv.org/abs/1505.04597"),
        ("https://gmic.eu/reference/inpaint_pde.html", "https://gmic.eu/reference/inpaint_pde.html"),
        ("javascript:alert(1)", ""),
        ("", ""),
    ],
)
def test_a_source_is_a_link_where_it_is_of_a_kind_we_know(source, address):
    assert source_url(source) == address


@pytest.mark.parametrize(
    ("picture", "address"),
    [
        ("met_437869_Juan_de_Pareja", "https://www.metmuseum.org/art/collection/search/437869"),
        ("aic_880_The_Marsh", "https://www.artic.edu/artworks/880"),
        ("met_mahana_no_atua", ""),
        ("louvre_1_Mona_Lisa", ""),
    ],
)
def test_a_painting_is_found_at_its_museum(picture, address):
    assert museum_url(picture) == address
