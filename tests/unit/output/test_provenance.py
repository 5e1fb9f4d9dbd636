"""A restored picture says that it was computed, and which painting it shows; nothing else in its metadata changes."""

import xml.etree.ElementTree as ET
from dataclasses import replace

import numpy as np
import pytest

from restoration.catalog import DETECTORS, INPAINTERS
from restoration.domain import Damage, FillShare, Restoration
from restoration.errors import UnsuitableFormat
from restoration.imaging import iptc
from restoration.imaging.painting import Metadata, Painting
from restoration.imaging.xmp_packet import NAMESPACES, property_texts
from restoration.imaging.xmp_writing import FirstStructure, with_properties
from restoration.output.damage_map import TitleBlock
from restoration.output.provenance import REPLACED_XMP, check_describable, with_provenance
from restoration.registry import no_weights_version

TYPE, TERMS = "Iptc4xmpExt:DigitalSourceType", "http://cv.iptc.org/newscodes/digitalsourcetype/"
TRAINED, ENHANCED = TERMS + "compositeWithTrainedAlgorithmicMedia", TERMS + "algorithmicallyEnhanced"
WORK = "Iptc4xmpExt:ArtworkOrObject"
WORDS = TitleBlock("Hill", "inv. 17", "A. Rossi", "today", "Museum")
RECORDS = b"\x1c\2\5\0\3old\x1c\2\x50\0\4Anna"


@pytest.fixture
def restored(painting, hole):
    """A function that returns the metadata of the restored picture, and the sentences beside them."""

    def restored(metadata=Metadata(), words=TitleBlock(), **changes):  # noqa: B008 (both are frozen)
        source = Painting(painting, "hill.tif", "0" * 64, "TIFF", metadata, notes=("Converted.",))
        restoration = replace(Restoration(painting, painting, Damage(hole), "telea", 0.1), **changes)
        described = with_provenance(source, restoration, words)
        assert with_provenance(described, restoration, words).metadata == described.metadata
        return described.metadata, described.notes[1:]

    return restored


def source_type(metadata):
    return property_texts(metadata.xmp, [TYPE]).get(TYPE)


@pytest.mark.parametrize("entry", [*DETECTORS, *INPAINTERS], ids=lambda entry: entry.key)
def test_a_method_that_needs_weights_is_called_trained(entry):
    assert entry.is_trained is (entry.weights_version is not no_weights_version)


def test_the_source_type_says_whether_a_trained_network_filled_anything(restored, hole):
    telea, lama = FillShare(("telea",), 90), FillShare(("neural", "lama"), 1)
    for expected, changes in (
        (ENHANCED, {}),
        (TRAINED, {"inpainter": "auto"}),
        (TRAINED, {"inpainter": "method of 2031"}),
        (TRAINED, {"shares": (telea, lama)}),
        (ENHANCED, {"inpainter": "auto", "shares": (telea, replace(lama, pixels=0))}),
        (None, {"strength": 0.0}),
        (None, {"damage": Damage(np.zeros_like(hole))}),
    ):
        assert source_type(restored(**changes)[0]) == expected, changes


def test_an_original_that_says_more_of_itself_keeps_that(restored):
    for stated, method, expected in (
        (TERMS + "digitalCapture", "telea", ENHANCED),
        (TRAINED, "telea", TRAINED),
        ("digsrctype:trainedAlgorithmicMedia", "lama", "digsrctype:trainedAlgorithmicMedia"),
        (TERMS + "compositeSynthetic/", "lama", TRAINED),
    ):
        metadata = Metadata(xmp=with_properties(None, {TYPE: stated}))
        assert source_type(restored(metadata, inpainter=method)[0]) == expected, stated


def test_words_stand_wherever_the_file_has_such_entries(restored):
    texts = (("Author", "Anna"), ("Title", "old"))
    metadata, notes = restored(Metadata(iptc=RECORDS, texts=texts), WORDS)
    said = property_texts(metadata.xmp, ["dc:title", "photoshop:Credit", "dc:description"])
    assert (said, notes) == ({"dc:title": "Hill", "photoshop:Credit": "Museum"}, ())
    work = ET.fromstring(metadata.xmp).find(f".//{{{NAMESPACES['Iptc4xmpExt']}}}ArtworkOrObject")
    assert "".join(work.itertext()) == "Hillinv. 17"
    assert metadata.iptc == b"\x1c\2\5\0\4Hill\x1c\2\x50\0\4Anna\x1c\2\x6e\0\6Museum"
    assert metadata.texts == (("Author", "Anna"), ("Title", "Hill"))
    assert restored(Metadata(), WORDS)[0].iptc is None


def test_without_words_nothing_but_the_source_type_changes(restored):
    xmp = with_properties(None, {"dc:title": "old", WORK: FirstStructure({"Iptc4xmpExt:AOSourceInvNo": "16"})})
    before = Metadata(xmp=xmp, iptc=RECORDS, texts=(("Title", "old"),), dpi=(300.0, 300.0))
    after, notes = restored(before)
    assert after == replace(before, xmp=with_properties(xmp, {TYPE: ENHANCED}))
    assert restored(before, strength=0.0) == (before, ())
    assert notes == ()


def test_what_cannot_take_the_words_is_said(restored):
    assert restored(Metadata(xmp=b"<x"))[1] == (REPLACED_XMP,)
    metadata, notes = restored(Metadata(iptc=RECORDS), TitleBlock("Kāpa"))
    assert metadata.iptc == RECORDS
    assert "cannot hold the letters of the title" in notes[0]
    assert iptc.read_records(metadata.iptc, []) == RECORDS


def test_words_that_do_not_fit_are_refused_before_the_work(painting):
    source = Painting(painting, "hill.png", "0" * 64, "PNG")
    check_describable(source, WORDS, "jpeg")
    with pytest.raises(UnsuitableFormat, match="bytes of XMP"):
        check_describable(source, TitleBlock("a" * 65_000), "jpeg")
