"""A region of a canvas at full size: its parts are fetched one after the other and put together into a file."""

import math
import re
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from restoration.disk_arrays import zeros_on_disk
from restoration.domain import Box, Image, Progress, no_progress
from restoration.downloading.client import DownloadFailed, NotFound, Refused
from restoration.errors import BadRequest, ImageTooLarge
from restoration.imaging.extending import box_fits, box_slices
from restoration.imaging.iiif_source import IiifSource, with_source
from restoration.imaging.limits import check_size, megapixel_limit
from restoration.imaging.overlay import downscale
from restoration.imaging.painting import Metadata, Painting, match_depth
from restoration.imaging.writing import encode_painting
from restoration.museum.iiif.address import fetch_service
from restoration.museum.iiif.client import IiifClient, decode_picture, host_of
from restoration.museum.iiif.image_service import ImageService, Part, Plan
from restoration.museum.iiif.manifest import Canvas
from restoration.museum.photo_folder import to_ascii

_MAX_NAME = 60  # letters of a file's name before the region
_PART_MEGAPIXELS = 4.0  # of a part, whatever the server sends; more only where its tiles are larger
_SMALLEST_LIMIT = 64  # px; a server that sends less has another fault than a limit
_UNKNOWN_SYNTAX = (400, 404, 501)  # what servers answer to a size that they have in another way of writing


@dataclass(frozen=True, slots=True, eq=False)
class FetchedRegion:
    """A region as the file of a picture, which says in its metadata where it comes from."""

    name: str  # of the file
    data: bytes  # PNG
    source: IiifSource
    notes: tuple[str, ...]  # sentences on what the server did not give


class _SmallerPart(Exception):
    """The server sends less than was asked for, and has not said that it would."""

    def __init__(self, size: tuple[int, int]) -> None:
        self.size = size


def fetch_region(
    canvas: Canvas, region: Box | None, client: IiifClient, progress: Progress = no_progress
) -> FetchedRegion:
    """Fetch a region at full size, or as large as the server gives it.

    Args:
        canvas: from `open_address`.
        region: x, y, width, height in px of the full picture; None for all of it.
        client: asks the server.
        progress: called with the requests that are done, and their number.

    Raises:
        BadRequest: the region does not lie in the picture.
        ImageTooLarge: it has more pixels than `limits.megapixel_limit()`.
        DownloadFailed, LocalAddress, NoIiif: something did not come, or is not what was announced.
    """
    if canvas.service:
        service = fetch_service(canvas.service, client)
        box = check_region(region, service.width, service.height)
        painting, shown = _read_from_service(service, box, client, progress)
        full_size = service.width, service.height
        canvas = replace(
            canvas,
            rights=canvas.rights or service.rights,
            attribution=canvas.attribution or service.attribution,
        )
    else:
        whole = decode_picture(client.picture(canvas.image), canvas.image)
        height, width = whole.image.shape[:2]
        full_size, shown = (width, height), check_region(region, width, height)
        painting = _crop(whole, shown)
        progress(1, 1)
    return _as_file(canvas, painting, shown, full_size)


def fetch_preview(canvas: Canvas, client: IiifClient, longest: int) -> tuple[Image, tuple[int, int]]:
    """Return a small picture, (h, w, 3) with about `longest` px along its longer side, and the full size in px.

    Raises what `fetch_region` raises.
    """
    if not canvas.service:
        whole = decode_picture(client.picture(canvas.image), canvas.image).image
        return whole, (whole.shape[1], whole.shape[0])
    service = fetch_service(canvas.service, client)
    box, address = (0, 0, service.width, service.height), service.small(longest)
    if address:
        image = decode_picture(client.picture(address), address).image
    else:
        image = _read_from_service(service, box, client, no_progress, longest)[0].image
    return image, (service.width, service.height)


def fetch_thumbnail(canvas: Canvas, client: IiifClient, longest: int) -> npt.NDArray[np.uint8] | None:
    """Return the small picture of a canvas, (h, w, 3), no side above `longest` px; None if the server has none.

    Raises what `fetch_region` raises.
    """
    if canvas.thumbnail:
        return downscale(decode_picture(client.picture(canvas.thumbnail), canvas.thumbnail).image, longest)
    return downscale(fetch_preview(canvas, client, longest)[0], longest) if canvas.service else None


def check_region(region: Box | None, width: int, height: int) -> Box:
    """Return the region, or all of a picture of this size in px; raise `BadRequest` if it does not lie in it."""
    box = region or (0, 0, width, height)
    if not box_fits(box, (height, width)):
        numbers = ",".join(map(str, box))
        message = f"The region {numbers} does not lie in the picture of {width} x {height} px."
        raise BadRequest(message, hint="Give x,y,width,height in px of the full picture.")
    return box


def _read_from_service(
    service: ImageService, box: Box, client: IiifClient, progress: Progress, longest: float = np.inf
) -> tuple[Painting, Box]:
    """Return the pixels of a region, and the box of the full picture that they show."""
    plan = service.plan(box, longest)
    if plan is None:
        address = service.whole()
        return _cut_from_smaller(decode_picture(client.picture(address), address), box, (service.width, service.height))
    try:
        return _stitch(service, plan, client, progress), plan.region
    except _SmallerPart as smaller:
        width, height = smaller.size
        again = replace(service, largest=(width, height)).plan(box, longest)
        if again is None or not service.can_cut:
            raise _wrong_size(service, plan.parts[0], smaller.size) from smaller
    try:
        return _stitch(replace(service, largest=(width, height)), again, client, progress), again.region
    except _SmallerPart as smaller:
        raise _wrong_size(service, again.parts[0], smaller.size) from smaller


def _stitch(service: ImageService, plan: Plan, client: IiifClient, progress: Progress) -> Painting:
    """Return the region as a painting without a name; it lies on the disk."""
    width, height = plan.size
    _check_pixels(width, height)
    pixels, reader = zeros_on_disk((height, width, 3), np.uint8), _PartReader(service, client)
    for number, part in enumerate(plan.parts, start=1):
        _paste(pixels, reader.read(part, tolerance=int(plan.scale > 1)), part, plan)
        progress(number, len(plan.parts))
    return Painting(pixels, "", "", "PNG", reader.colours or Metadata(), is_grey=reader.is_grey)


class _PartReader:
    """Reads the parts of a picture, and remembers how its server writes sizes."""

    def __init__(self, service: ImageService, client: IiifClient) -> None:
        self.is_grey = True  # all parts so far
        self.colours: Metadata | None = None  # the profiles of the first part, which are those of all
        self._service = service
        self._client = client
        self._syntax = 0

    def read(self, part: Part, tolerance: int) -> Image:
        """Return a part in its size; one px more or less is `tolerance` for servers that round otherwise."""
        address, data = self._fetch(part)
        painting = decode_picture(data, address, max(_PART_MEGAPIXELS, 1.1 * math.prod(part.size) / 1e6))
        self.colours = self.colours or painting.metadata.colours()
        self.is_grey = self.is_grey and painting.is_grey
        image = painting.image
        height, width = image.shape[:2]
        off = width - part.size[0], height - part.size[1]
        if max(map(abs, off)) > tolerance:
            if _is_scaled_down((width, height), part.size):
                raise _SmallerPart((width, height))
            raise _wrong_size(self._service, part, (width, height))
        missing = [(0, max(-off[1], 0)), (0, max(-off[0], 0)), (0, 0)]
        return np.pad(image, missing, mode="edge")[: part.size[1], : part.size[0]]

    def _fetch(self, part: Part) -> tuple[str, bytes]:
        """Return the URL and the file of a part; other ways of writing its size are tried if the usual one fails."""
        count = len(self._service.syntaxes(part))
        refusal: DownloadFailed | None = None
        for syntax in sorted(range(count), key=lambda syntax: (syntax != self._syntax, syntax)):
            address = self._service.request(part, syntax)
            try:
                data = self._client.picture(address)
            except (NotFound, Refused) as error:
                if isinstance(error, Refused) and error.status not in _UNKNOWN_SYNTAX:
                    raise
                refusal = refusal or error
            else:
                self._syntax = syntax
                return address, data
        raise refusal or ValueError("a part has no syntax")


def _is_scaled_down(found: tuple[int, int], wanted: tuple[int, int]) -> bool:
    """Return whether a server sent the same part smaller, as one does that has a limit."""
    across, down = (have / want for have, want in zip(found, wanted, strict=True))
    return min(found) >= _SMALLEST_LIMIT and max(across, down) < 1 and abs(across - down) < 0.02


def _paste(pixels: Image, image: Image, part: Part, plan: Plan) -> None:
    """Copy the pixels of a part that lie in the region."""
    height, width = pixels.shape[:2]
    left, top = ((part.box[axis] - plan.region[axis]) // plan.scale for axis in (0, 1))
    rows = slice(max(top, 0), min(top + image.shape[0], height))
    columns = slice(max(left, 0), min(left + image.shape[1], width))
    inner = image[rows.start - top : rows.stop - top, columns.start - left : columns.stop - left]
    pixels[rows, columns] = match_depth(inner, pixels)


def _cut_from_smaller(whole: Painting, box: Box, full_size: tuple[int, int]) -> tuple[Painting, Box]:
    """Return a region of a picture that the server sent as a whole, perhaps smaller than it is."""
    height, width = whole.image.shape[:2]
    scale = full_size[0] / width
    if abs(height * scale - full_size[1]) > scale + 1:
        found = f"{width} x {height} px where {full_size[0]} x {full_size[1]} px were announced"
        raise DownloadFailed(
            f"The server sent {found}.", hint="Its description of the picture is wrong: tell the museum."
        )
    x, y = (int(box[axis] / scale) for axis in (0, 1))
    right, bottom = (int(np.ceil((box[axis] + box[axis + 2]) / scale)) for axis in (0, 1))
    right, bottom = min(right, width), min(bottom, height)
    left, top = round(x * scale), round(y * scale)
    shown = left, top, min(round(right * scale), full_size[0]) - left, min(round(bottom * scale), full_size[1]) - top
    return _crop(whole, (x, y, right - x, bottom - y)), shown


def _crop(painting: Painting, box: Box) -> Painting:
    window = box_slices(box)
    alpha, extra = (None if channel is None else channel[window] for channel in (painting.alpha, painting.extra))
    return replace(painting, image=np.ascontiguousarray(painting.image[window]), alpha=alpha, extra=extra)


def _as_file(canvas: Canvas, painting: Painting, shown: Box, full_size: tuple[int, int]) -> FetchedRegion:
    height, width = painting.image.shape[:2]
    source = IiifSource(
        canvas.service or canvas.image,
        shown,
        full_size,
        (width, height),
        canvas.id,
        (canvas.width, canvas.height) if canvas.id else None,
        canvas.placed,
        canvas.manifest,
        canvas.label,
        canvas.rights,
        canvas.attribution,
    )
    data = encode_painting(painting.image, with_source(painting, source), "png")
    return FetchedRegion(_file_name(canvas, shown, full_size), data, source, tuple(_notes(source)))


def _file_name(canvas: Canvas, region: Box, full_size: tuple[int, int]) -> str:
    stem = to_ascii(re.sub(r"\.\w{3,4}$", "", canvas.label))[:_MAX_NAME].rstrip("_") or "picture"
    is_full = region == (0, 0, *full_size)
    return f"{stem}.png" if is_full else f"{stem}_{'_'.join(map(str, region))}.png"


def _notes(source: IiifSource) -> list[str]:
    if source.scale <= 1:
        return []
    return [f"The server gives this picture only at 1/{source.scale:.3g} of its size."]


def _check_pixels(width: int, height: int) -> None:
    try:
        check_size(width, height, megapixel_limit())
    except ImageTooLarge as error:
        raise ImageTooLarge(str(error), hint="Choose a smaller region.") from error


def _wrong_size(service: ImageService, part: Part, size: tuple[int, int]) -> DownloadFailed:
    found = f"{size[0]} x {size[1]} px where {part.size[0]} x {part.size[1]} px were asked for"
    hint = "Its description of the picture is wrong: tell the museum."
    return DownloadFailed(f"{host_of(service.address)} sent {found}.", hint=hint)
