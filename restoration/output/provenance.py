"""What a restored picture says about itself: that pixels of it were computed, and which painting it shows.

Source:
    IPTC NewsCodes, digital source type, cv.iptc.org/newscodes/digitalsourcetype.
    IPTC Photo Metadata Standard 2023.1: Digital Source Type, Credit Line, Artwork or Object in the Image.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from restoration.catalog import ENLARGERS, INPAINTERS
from restoration.domain import Restoration
from restoration.imaging import iptc
from restoration.imaging.painting import Painting
from restoration.imaging.writing import check_encodable
from restoration.imaging.xmp_packet import property_texts
from restoration.imaging.xmp_writing import FirstStructure, InDefaultLanguage, Value, can_extend, with_properties
from restoration.output.damage_map.title_block import TitleBlock

_SOURCE_TYPE, _TITLE, _CREDIT = "Iptc4xmpExt:DigitalSourceType", "dc:title", "photoshop:Credit"
_WORK, _WORK_TITLE, _WORK_NUMBER = (f"Iptc4xmpExt:{name}" for name in ("ArtworkOrObject", "AOTitle", "AOSourceInvNo"))
_TERMS = "http://cv.iptc.org/newscodes/digitalsourcetype/"
_WITH_TRAINED, _ENHANCED = "compositeWithTrainedAlgorithmicMedia", "algorithmicallyEnhanced"
_SAYS_AS_MUCH = {  # terms of an original that would be made milder by the term
    _WITH_TRAINED: ("trainedAlgorithmicMedia",),
    _ENHANCED: ("trainedAlgorithmicMedia", _WITH_TRAINED, "compositeSynthetic", "algorithmicMedia"),
}
_TITLE_KEYWORD = "Title"  # of a text in a PNG file

REPLACED_XMP = "The file's XMP data are no sound XML: new ones took their place in the restored picture."
OLD_IPTC = "The file's IPTC data cannot hold the letters of the {}; there they say what they said before."


def with_provenance(painting: Painting, restoration: Restoration, words: TitleBlock) -> Painting:
    """Return the painting with the metadata that are written with its restored picture.

    The XMP gets the digital source type and the given words; the IPTC data and the texts of the file get the words
    where they have such an entry or could have one, so that all say the same. What nobody gave stays as it was. A
    sentence that says what could not take the words is added to the notes.

    Args:
        painting: as it was read.
        restoration: of the painting. The term is the one for generative AI if a trained network filled any pixel, and
            the one for other algorithms if not; an original that says more of itself keeps its own.
        words: of which title, inventory number and credit are used.
    """
    return _describe(painting, _source_term(restoration), words)


def with_enlarging_provenance(painting: Painting, method: str) -> Painting:
    """Return an enlarged painting with the digital source type of what a method, a key in `ENLARGERS`, makes."""
    return _describe(painting, _WITH_TRAINED if ENLARGERS[method].is_trained else _ENHANCED, TitleBlock())


def check_describable(painting: Painting, words: TitleBlock, format: str) -> None:
    """Raise what `check_encodable` raises for a picture with such words, before it is restored."""
    check_encodable(painting.image, _describe(painting, _WITH_TRAINED, words), format)


def _source_term(restoration: Restoration) -> str | None:
    """Return the term for how the picture was made; None if nothing was filled."""
    if restoration.strength == 0 or not restoration.damage.mask.any():
        return None
    methods = {key for share in restoration.shares if share.pixels for key in share.methods}
    is_trained = any(_is_trained(key) for key in methods or {restoration.inpainter})
    return _WITH_TRAINED if is_trained else _ENHANCED


def _is_trained(method: str) -> bool:
    """Return whether a network fills. A method that is no longer listed counts as one: that warns rather than hides."""
    return method not in INPAINTERS.keys or INPAINTERS[method].is_trained


def _describe(painting: Painting, term: str | None, words: TitleBlock) -> Painting:
    metadata, properties = painting.metadata, dict(_word_properties(words))
    if term and not _says_as_much(property_texts(metadata.xmp, [_SOURCE_TYPE]).get(_SOURCE_TYPE, ""), term):
        properties[_SOURCE_TYPE] = _TERMS + term
    if not properties:
        return painting
    notes = list(painting.notes)
    if metadata.xmp and not can_extend(metadata.xmp):
        notes.append(REPLACED_XMP)
    described = replace(
        metadata,
        xmp=with_properties(metadata.xmp, properties),
        iptc=_describe_in_iptc(metadata.iptc, words, notes),
        texts=tuple((key, (key == _TITLE_KEYWORD and words.title) or text) for key, text in metadata.texts),
    )
    return replace(painting, metadata=described, notes=tuple(notes))


def _says_as_much(stated: str, term: str) -> bool:
    """Return whether an original that states this term, as an address or a code, keeps it."""
    return re.split("[/:]", stated.strip().rstrip("/"))[-1] in _SAYS_AS_MUCH[term]


def _word_properties(words: TitleBlock) -> Iterator[tuple[str, Value]]:
    """Yield the XMP properties of the words that were given."""
    if words.title:
        yield _TITLE, InDefaultLanguage(words.title)
    if words.credit:
        yield _CREDIT, words.credit
    fields: dict[str, Value] = {_WORK_TITLE: InDefaultLanguage(words.title)} if words.title else {}
    if words.inventory:
        fields[_WORK_NUMBER] = words.inventory
    if fields:
        yield _WORK, FirstStructure(fields)


def _describe_in_iptc(records: bytes | None, words: TitleBlock, notes: list[str]) -> bytes | None:
    """Return IPTC records, if the file has some, with the words that they have places for."""
    for tag, name, text in ((iptc.TITLE, "title", words.title), (iptc.CREDIT, "credit line", words.credit)):
        if records and text:
            changed = iptc.with_text(records, tag, text)
            notes += [OLD_IPTC.format(name)] if changed is None else []
            records = changed or records
    return records
