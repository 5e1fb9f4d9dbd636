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
from restoration.app.restore.alternatives import all_results, offers_choices, selected_region
from restoration.app.restore.outcomes import RestorationResult
from restoration.app.restore.reintegration import find_laid_down
from restoration.app.restore.state import Job
from restoration.domain import Image
from restoration.imaging.difference import difference_map
from restoration.imaging.overlay import as_8_bit, blend_images, downscale
from restoration.imaging.painting import Painting
from restoration.imaging.tile_pyramid import encode_jpeg
from restoration.retouching.modes import RETOUCHING
from restoration.retouching.viewing import seen_from

ORIGINAL_LABEL, TRUTH_LABEL, PREVIEW_LABEL = "Original", "Known truth", "Preview"
COPY_SIDE = 1600  # px, longer side of a picture that is sent whole


@dataclass(frozen=True, slots=True, eq=False)
class JobPicture:
    """One picture of a job."""

    label: str
    layer: str  # its name in the addresses of tiles
    image: Image
    is_fill: bool = False
    modes: str = ""  # in which the fill is laid down; nothing where it is shown as it is

    def caption(self, metres: float | None) -> str:
        """Return the words below the picture, seen from that distance; None: 1:1."""
        words = [self.label, self.modes, "" if metres is None else f"from {metres:g} m"]
        return ", ".join(word for word in words if word)


def original_picture(painting: Painting) -> JobPicture:
    """Return the painting itself."""
    return JobPicture(ORIGINAL_LABEL, ORIGINAL, painting.image)


def fill_pictures(job: Job) -> list[JobPicture]:
    """Return the results as they are to be shown, the newest last: the composite and a preview, too."""
    preview = [] if job.preview is None else [_fill(PREVIEW_LABEL, PREVIEW, job.preview.result)]
    return [*(_shown(job, result) for result in all_results(job)), *preview]


def _fill(label: str, layer: str, result: RestorationResult) -> JobPicture:
    return JobPicture(label, layer, result.restoration.after, is_fill=True)


def _shown(job: Job, result: RestorationResult) -> JobPicture:
    laid_down = find_laid_down(job, result)
    reintegration = None if laid_down is None else laid_down.result.restoration.reintegration
    if laid_down is None or reintegration is None:
        return _fill(result.label, result.key, result)
    modes = ", ".join(RETOUCHING.join_labels([part.mode]) for part in reintegration.parts)
    return JobPicture(result.label, laid_down.layer, laid_down.result.restoration.after, is_fill=True, modes=modes)


def all_pictures(job: Job, painting: Painting) -> dict[str, JobPicture]:
    """Return the original, the results as they are to be shown and as fills alone, and the known truth, by label."""
    truth = [] if job.truth is None else [JobPicture(TRUTH_LABEL, TRUTH, job.truth)]
    fills = fill_pictures(job)
    alone = [
        _fill(f"{result.label}, the fill alone", result.key, result)
        for result, shown in zip(all_results(job), fills, strict=False)  # a preview may follow
        if shown.modes
    ]
    pictures = original_picture(painting), *fills, *alone, *truth
    return {picture.label: picture for picture in pictures}


def show_alone(
    job: Job, painting: Painting, picture: JobPicture, *, metres: float | None = None, key: str
) -> Click | None:
    """Show one picture; a fill at the strength of the job. Return where the user clicked just now, if anywhere.

    Args:
        job: the work.
        painting: of the job.
        picture: one of its pictures.
        metres: the distance from which it is seen; None: 1:1.
        key: the component's key on the page.
    """
    scene = _scene(job, painting, picks=picture.is_fill)
    return show_picture(_viewed(job, painting, picture, metres), scene, key=key)


def show_pair(
    job: Job,
    painting: Painting,
    left: JobPicture,
    right: JobPicture,
    mode: ComparisonMode,
    metres: float | None = None,
) -> Click | None:
    """Compare two pictures, the right one seen from a distance; see `show_alone`."""
    return show_comparison(
        _viewed(job, painting, left),
        _viewed(job, painting, right, metres),
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
        picks=picks and offers_choices(job),
        frame=_frame(job) if picks else None,
    )


def _frame(job: Job) -> Frame | None:
    region = selected_region(job)
    return Frame(region.box, job.selected.visit) if region is not None and job.selected is not None else None


def _viewed(job: Job, painting: Painting, picture: JobPicture, metres: float | None = None) -> ViewedPicture:
    if metres is None or job.scale is None:
        return ViewedPicture(picture.caption(None), _source(job, painting, picture), picture.is_fill)
    source = _source_from(job, painting, picture, metres, job.scale.px_per_mm)
    return ViewedPicture(picture.caption(metres), source)  # a fill has its strength already


def _source_from(job: Job, painting: Painting, picture: JobPicture, metres: float, px_per_mm: float) -> Source:
    """Return a picture as seen from a distance, a fill at the strength of the job."""
    session = _session(job, painting)
    if session is None:
        small = _small_at_strength(job, painting, picture)
        seen = seen_from(small, px_per_mm * small.shape[1] / picture.image.shape[1], metres)
        return JpegSource(encode_jpeg(as_8_bit(seen), painting.metadata.icc))
    percent = round(100 * job.strength) if picture.is_fill else 100
    layer = f"seen/{picture.layer}/{percent}/{round(100 * metres)}"
    return TileSource(layer, f"{_version(session, picture)}.{px_per_mm:.6g}")


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
