"""The font of the pages: its letters and their widths."""

from restoration.output.drawing.font import load_font


def test_the_font_knows_the_letters_of_europe_and_how_wide_they_are():
    font = load_font(is_bold=False)
    assert 0 not in font.glyphs_of("Éřő ß Ελληνικά Мадонна 1 234 mm² × … —")
    assert font.glyphs_of("中") == [0]
    assert font.shorten("Madonna", 2, font.width("Madonna", 2)) == "Madonna"
    assert font.width(font.shorten("Madonna" * 9, 2, 20), 2) <= 20
