"""PatchMatch with paint from one part of a picture, of which only masks are kept between two fills of it."""

from functools import cached_property

from restoration.domain import Image, Mask
from restoration.inpainting.patch_based.patchmatch import SOURCE_NEEDS, PatchMatch


class FromSource:
    """Fills as `PatchMatch.with_source` does; it describes the patches of the source when it fills for the first time.

    They take up to 120 MB: call `release` when the picture is filled.
    """

    key, needs = PatchMatch.key, SOURCE_NEEDS

    def __init__(self, image: Image, source: Mask, damage: Mask) -> None:
        """Take the arguments of `PatchMatch.with_source`."""
        self._image, self._source, self._damage = image, source, damage

    @cached_property
    def _method(self) -> PatchMatch:
        return PatchMatch.with_source(self._image, self._source, self._damage)

    def fill(self, image: Image, mask: Mask) -> Image:
        """See `Inpainter.fill`.

        Raises:
            BadMask: the sound part of the source is too small.
        """
        return self._method.fill(image, mask)

    def release(self) -> None:
        """Forget the patches; the next fill describes them again."""
        self.__dict__.pop("_method", None)
