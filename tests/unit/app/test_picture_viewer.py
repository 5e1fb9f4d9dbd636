"""What the viewer of pictures refuses."""

import pytest

from restoration.app.picture_viewer import ComparisonMode, JpegSource, Scene, ViewedPicture, show_comparison

PICTURE = ViewedPicture("A field", JpegSource(b""))


@pytest.mark.parametrize("mode", ComparisonMode)
def test_a_map_of_the_differences_comes_in_its_own_mode_and_in_no_other(mode):
    difference = None if mode is ComparisonMode.DIFFERENCE else JpegSource(b"")
    with pytest.raises(ValueError, match="own mode"):
        show_comparison(PICTURE, PICTURE, Scene("Fields", (60, 40)), mode, difference=difference, key="fields")
