"""A small run of the benchmark, as an older version of the program wrote it."""

from dataclasses import asdict

from restoration.benchmark import protocol as protocols
from restoration.benchmark.metric_catalog import METRICS
from restoration.benchmark.protocol import QUICK_PROTOCOL
from restoration.benchmark.results import ResultRow
from restoration.damage import serialization
from restoration.files import sha256_of_file


def score_rows(picture, severities=QUICK_PROTOCOL.severities):
    """Scores of three methods that filled a picture, named by its stem."""
    return [
        ResultRow("fill", method, picture, severity, "dutch", metric, value)
        for method, value in (("nothing", 20.0), ("telea", 27.0), ("ns", 28.0))
        for metric in ("psnr_inside", "ciede2000_inside")
        for severity in severities
    ]


def metadata(picture):
    """The metadata of a run on one picture, named by its path."""
    return {
        "protocol": {
            "version": protocols.PROTOCOL_VERSION,
            "generator": serialization.GENERATOR_VERSION,
            **asdict(QUICK_PROTOCOL),
        },
        "methods": [
            {"method": key, "label": label, "source": "doi:10.1/2"}
            for key, label in (("nothing", "Do nothing"), ("telea", "<b>Telea</b>"), ("ns", "Navier-Stokes"))
        ],
        "metrics": [asdict(metric) for metric in METRICS],
        "pictures": [
            {
                "picture": picture.stem,
                "title": "A Lady",
                "artist": "",
                "museum": "",
                "sha256": sha256_of_file(picture),
            }
        ],
        "machine": {"system": "Linux", "processor": "", "processors": 2},
        "versions": {},
        "absent": {"lama": "Its weights were not there."},
        "commit": "",
    }
