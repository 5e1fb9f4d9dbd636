"""Labels and links for the keys of a run."""

import pytest

from restoration.benchmark import labels
from restoration.benchmark.metric import Metric
from restoration.benchmark.results import BenchmarkResults, ResultRow


def test_a_run_gives_the_labels_of_its_methods_metrics_and_pictures():
    scores = [
        ResultRow("restore", "opencv+telea", "a", "", "", "psnr", 1.0),
        ResultRow("fill", "ns", "a", "", "", "psnr", 1.0),
    ]
    metadata = {
        "methods": [
            {"task": "fill", "method": "telea", "label": "Telea", "source": "doi:10.1/2"},
            {"task": "fill", "method": "ns", "label": "Navier-Stokes", "source": ""},
            {"task": "detect", "method": "opencv", "label": "Morphology", "source": ""},
        ],
        "metrics": [{"key": "psnr", "label": "PSNR", "unit": "dB", "better": "higher", "summary": "", "source": ""}],
        "pictures": [{"picture": "a", "title": "A Lady"}],
    }
    run = BenchmarkResults(scores, [], metadata)
    assert labels.method_labels(run, "restore") == {"opencv+telea": "Morphology, then Telea"}
    assert labels.method_labels(run, "fill") == {"ns": "Navier-Stokes"}
    assert labels.metrics_by_key(run) == {"psnr": Metric("psnr", "PSNR", "dB", "higher", "")}
    assert labels.picture_titles(run) == {"a": "A Lady"}
    assert labels.method_urls(run) == {"telea": "https://doi.org/10.1/2", "ns": "", "opencv": ""}


@pytest.mark.parametrize(
    ("method", "expected"), [("nothing", True), ("true-mask+telea", True), ("opencv+telea", False), ("telea", False)]
)
def test_a_baseline_is_known_alone_and_in_a_pair(method, expected):
    assert labels.is_baseline(method) is expected


@pytest.mark.parametrize(
    ("source", "url"),
    [
        ("doi:10.1109/TIP.2003.819861", "https://doi.org/10.1109/TIP.2003.819861"),
        ("arXiv:1505.04597", "https://arxiv.org/abs/1505.04597"),
        ("https://gmic.eu/reference/inpaint_pde.html", "https://gmic.eu/reference/inpaint_pde.html"),
        ("javascript:alert(1)", ""),
        ("", ""),
    ],
)
def test_only_sources_of_a_known_kind_become_links(source, url):
    assert labels.source_url(source) == url


@pytest.mark.parametrize(
    ("picture", "url"),
    [
        ("met_437869_Juan_de_Pareja", "https://www.metmuseum.org/art/collection/search/437869"),
        ("aic_880_The_Marsh", "https://www.artic.edu/artworks/880"),
        ("met_mahana_no_atua", ""),
        ("louvre_1_Mona_Lisa", ""),
    ],
)
def test_a_painting_has_a_link_to_its_museum(picture, url):
    assert labels.museum_url(picture) == url
