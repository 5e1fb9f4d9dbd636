"""The pictures of a job that can be looked at, in tiles from the server or, where none answers, as a small copy."""

from dataclasses import dataclass

from restoration.app.editor import component
from restoration.app.editor.session import ORIGINAL, PREVIEW, TRUTH, EditorSession, open_session
from restoration.app.picture_viewer import (
    Click,
    ComparisonMode,
    Frame,
    JpegSource,
    Scene,
    Source,
    TileSource,
    ViewedPicture,
    show_comparison,
    show_picture,
)
from restoration.app.restore.alternatives import all_results, selected_region
from restoration.app.restore.state import Job
from restoration.domain import Image
from restoration.imaging.difference import difference_map
from restoration.imaging.overlay import blend_images, downscale
from restoration.imaging.painting import Painting
from restoration.imaging.tile_pyramid import encode_jpeg

ORIGINAL_LABEL, TRUTH_LABEL, PREVIEW_LABEL = "Original", "Known truth", "Preview"
COPY_SIDE = 1600  # px, longer side of a picture that is sent whole


@dataclass(frozen=True, slots=True, eq=False)
class JobPicture:
    """One picture of a job."""

    label: str
    layer: str  # its name in the addresses of tiles
    image: Image
    is_fill: bool = False


def original_picture(painting: Painting) -> JobPicture:
    """Return the painting itself."""
    return JobPicture(ORIGINAL_LABEL, ORIGINAL, painting.image)


def fill_pictures(job: Job) -> list[JobPicture]:
    """Return the results, the newest last: the composite and a preview, too."""
    results = [(result.label, result.key, result) for result in all_results(job)]
    preview = [] if job.preview is None else [(PREVIEW_LABEL, PREVIEW, job.preview)]
    return [JobPicture(label, layer, each.restoration.after, is_fill=True) for label, layer, each in results + preview]


def all_pictures(job: Job, painting: Painting) -> dict[str, JobPicture]:
    """Return the original, the results and the known truth, by label."""
    truth = [] if job.truth is None else [JobPicture(TRUTH_LABEL, TRUTH, job.truth)]
    return {picture.label: picture for picture in (original_picture(painting), *fill_pictures(job), *truth)}


def show_alone(job: Job, painting: Painting, picture: JobPicture, *, key: str) -> Click | None:
    """Show one picture; a fill at the strength of the job. Return where the user clicked just now, if anywhere."""
    return show_picture(_viewed(job, painting, picture), _scene(job, painting, picks=picture.is_fill), key=key)


def show_pair(job: Job, painting: Painting, left: JobPicture, right: JobPicture, mode: ComparisonMode) -> Click | None:
    """Compare two pictures; fills at the strength of the job. Return where the user clicked just now, if anywhere."""
    return show_comparison(
        _viewed(job, painting, left),
        _viewed(job, painting, right),
        _scene(job, painting, picks=True),
        mode,
        difference=_difference(job, painting, left, right) if mode is ComparisonMode.DIFFERENCE else None,
        key="compare",
    )


def _scene(job: Job, painting: Painting, *, picks: bool) -> Scene:
    height, width = painting.image.shape[:2]
    session = _session(job, painting)
    return Scene(
        job.title,
        (width, height),
        secret=session.secret if session else None,
        original=_source(job, painting, original_picture(painting)),
        strength=job.strength,
        fills_window=True,
        picks=picks and len(job.results) > 1,
        frame=_frame(job) if picks else None,
    )


def _frame(job: Job) -> Frame | None:
    region = selected_region(job)
    return Frame(region.box, job.selected.visit) if region is not None and job.selected is not None else None


def _viewed(job: Job, painting: Painting, picture: JobPicture) -> ViewedPicture:
    return ViewedPicture(picture.label, _source(job, painting, picture), picture.is_fill)


def _source(job: Job, painting: Painting, picture: JobPicture) -> Source:
    session = _session(job, painting)
    if session is None:
        return JpegSource(encode_jpeg(downscale(picture.image, COPY_SIDE), painting.metadata.icc))
    return TileSource(picture.layer, _version(session, picture), _parts(job, picture))


def _difference(job: Job, painting: Painting, left: JobPicture, right: JobPicture) -> Source:
    session = _session(job, painting)
    if session is None:
        first, second = (_small_at_strength(job, painting, picture) for picture in (left, right))
        return JpegSource(encode_jpeg(difference_map(first, second), None))
    layer = f"difference/{left.layer}/{right.layer}/{round(100 * job.strength)}"
    return TileSource(layer, f"{_version(session, left)}.{_version(session, right)}", _parts(job, left, right))


def _small_at_strength(job: Job, painting: Painting, picture: JobPicture) -> Image:
    small = downscale(picture.image, COPY_SIDE)
    return blend_images(downscale(painting.image, COPY_SIDE), small, job.strength) if picture.is_fill else small


def _session(job: Job, painting: Painting) -> EditorSession | None:
    return open_session(job, painting) if component.is_available() else None


def _parts(job: Job, *pictures: JobPicture) -> int | None:
    """Return how many parts of the preview have been replaced, if it is one of the pictures."""
    is_preview = any(picture.layer == PREVIEW for picture in pictures)
    return job.preview.version if is_preview and job.preview is not None else None


def _version(session: EditorSession, picture: JobPicture) -> str:
    layer = session.layer(picture.layer)
    return "0" if layer is None else str(layer.version)
