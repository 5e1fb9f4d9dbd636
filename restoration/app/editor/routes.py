"""The addresses below `editor/`, which the editor in the browser asks beside the page: tiles, commands, selections.

A secret in the address says which painting is meant; whoever does not know it gets nothing. See `EditorSession`.
"""

import logging
import math
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

import anyio
import streamlit as st
from starlette.background import BackgroundTask
from starlette.concurrency import run_in_threadpool
from starlette.convertors import Convertor, register_url_convertor
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from restoration.app.editor import commands
from restoration.app.editor.commands import ObjectRequest, PointRequest, RefusedCommand
from restoration.app.editor.difference_tiles import difference_tile
from restoration.app.editor.region_list import region_outline, regions_as_columns
from restoration.app.editor.seen_tiles import seen_tile
from restoration.app.editor.session import EditorSession, NotReady, find_session
from restoration.app.hosting import hide_paths
from restoration.app.restore.autosave import save_if_changed
from restoration.app.restore.progress_panel import progress_of
from restoration.app.restore.regions import find_job_regions, kept_regions
from restoration.decoding import decode_json
from restoration.domain import KindMap
from restoration.editing.history import AreaUse
from restoration.editing.pixel_mask import PixelMask
from restoration.editing.regions import RegionMap
from restoration.editing.selection import enclosed_pixels
from restoration.editing.serialization import pixels_to_json
from restoration.errors import BadRequest, RestorationError
from restoration.imaging.mask_tiles import mask_tile
from restoration.imaging.overlay import as_8_bit
from restoration.imaging.png import encode_png
from restoration.imaging.tile_pyramid import encode_jpeg

MAX_BODY = 8 * 2**20  # bytes of one request
MAX_BOXES = 2000  # of changed parts in one answer
SAVE_PAUSE = 0.3  # s after a correction before it is saved
CLOSED = "This painting was closed. Reload the page to go on."

is_served = False
"""Whether a server in this process offers these routes."""

logger = logging.getLogger(__name__)

Answer = Callable[[EditorSession, Request, bytes], Response]


class CountConvertor(Convertor[int]):
    """A number of at most nine digits in an address: Python refuses to read very long ones."""

    regex = "[0-9]{1,9}"

    def convert(self, value: str) -> int:
        """Return the number."""
        return int(value)

    def to_string(self, value: int) -> str:
        """Return the number as text."""
        return str(value)


register_url_convertor("count", CountConvertor())


def editor_routes() -> list[Route]:
    """Return the routes that the dashboard's server offers beside Streamlit's own."""
    global is_served
    is_served = True
    prefix = f"/{str(st.get_option('server.baseUrlPath')).strip('/')}".rstrip("/") + "/editor/{secret}"
    tile = "{level:count}/{column:count}/{row:count}"
    return [
        _route(f"{prefix}/image/{{layer}}/{tile}", _picture_tile),
        _route(f"{prefix}/image/difference/{{left}}/{{right}}/{{percent:count}}/{tile}", _difference_tile),
        _route(f"{prefix}/image/seen/{{layer}}/{{percent:count}}/{{centimetres:count}}/{tile}", _seen_tile),
        _route(f"{prefix}/mask/{tile}", _mask_tile),
        _route(f"{prefix}/change/{tile}", _change_tile),
        _route(f"{prefix}/area/{{use}}/{tile}", _area_tile),
        _route(f"{prefix}/state", _state),
        _route(f"{prefix}/preview", _preview),
        _route(f"{prefix}/progress", _progress),
        _route(f"{prefix}/regions", _regions),
        _route(f"{prefix}/region/at", _region_at),
        _route(f"{prefix}/region/{{number:count}}", _region),
        _route(f"{prefix}/commands", _commands, "POST"),
        _route(f"{prefix}/touch", _touch, "POST"),
        _route(f"{prefix}/wand", _wand, "POST"),
        _route(f"{prefix}/object", _object, "POST"),
        _route(f"{prefix}/enclosed", _enclosed, "POST"),
    ]


def _route(path: str, answer: Answer, method: str = "GET") -> Route:
    async def endpoint(request: Request) -> Response:
        session = find_session(request.path_params["secret"])
        if session is None:
            return JSONResponse({"sentence": CLOSED}, 410)
        body = await _read_body(request)
        if body is None:
            return JSONResponse({"sentence": "The request is too long."}, 413)
        return await run_in_threadpool(_answer, answer, session, request, body)

    return Route(path, endpoint, methods=[method])


async def _read_body(request: Request) -> bytes | None:
    """Return the body of a request; None if it is too long, of which no more is read."""
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > MAX_BODY:
            return None
    return bytes(body)


def _answer(answer: Answer, session: EditorSession, request: Request, body: bytes) -> Response:
    try:
        return answer(session, request, body)
    except NotReady as error:
        return JSONResponse({"sentence": error.sentence}, 409)
    except RestorationError as error:
        logger.warning("shown to the user: %s", error)
        return JSONResponse({"sentence": hide_paths(error.sentence)}, 400)


def _picture_tile(session: EditorSession, request: Request, body: bytes) -> Response:
    layer = session.layer(request.path_params["layer"])
    return _picture_answer(None if layer is None else layer.tiles.jpeg(*_tile(request)), "image/jpeg")


def _difference_tile(session: EditorSession, request: Request, body: bytes) -> Response:
    left, right, percent = (request.path_params[name] for name in ("left", "right", "percent"))
    heat = difference_tile(session, left, right, min(percent, 100) / 100, _tile(request))
    return _picture_answer(None if heat is None else encode_png(heat), "image/png")  # JPEG errors look like differences


def _seen_tile(session: EditorSession, request: Request, body: bytes) -> Response:
    layer, percent, centimetres = (request.path_params[name] for name in ("layer", "percent", "centimetres"))
    seen = seen_tile(session, layer, min(percent, 100) / 100, centimetres / 100, _tile(request))
    icc = session.painting.metadata.icc
    return _picture_answer(None if seen is None else encode_jpeg(as_8_bit(seen), icc), "image/jpeg")


def _picture_answer(file: bytes | None, media_type: str) -> Response:
    if file is None:
        return Response(status_code=404)
    return Response(file, media_type=media_type, headers=_cached())


def _mask_tile(session: EditorSession, request: Request, body: bytes) -> Response:
    with session.job.lock:
        kinds, version = session.kinds(), session.version()
    return _bytes_of_tile(kinds, version, request)


def _change_tile(session: EditorSession, request: Request, body: bytes) -> Response:
    change = session.change()
    return Response(status_code=204) if change is None else _bytes_of_tile(change, session.change_version(), request)


def _area_tile(session: EditorSession, request: Request, body: bytes) -> Response:
    use = request.path_params["use"]
    if use not in tuple(AreaUse):
        return Response(status_code=404)
    with session.job.lock:
        version, pixels = session.version(), session.job.area(AreaUse(use))
    return Response(status_code=204) if pixels is None else _bytes_of_tile(pixels, version, request)


def _bytes_of_tile(kinds: KindMap, version: int, request: Request) -> Response:
    tile = mask_tile(kinds, *_tile(request))
    if tile is None:
        return Response(status_code=404)
    is_asked_version = request.query_params.get("v") == str(version)
    headers = {"X-Mask-Version": str(version), **(_cached() if is_asked_version else {"Cache-Control": "no-store"})}
    if not tile.any():
        return Response(status_code=204, headers=headers)
    return Response(tile.tobytes(), media_type="application/octet-stream", headers=headers)


def _tile(request: Request) -> tuple[int, int, int]:
    level, column, row = (request.path_params[name] for name in ("level", "column", "row"))
    return level, column, row


def _cached() -> dict[str, str]:
    """Return the headers of an answer that never changes: its address contains a version."""
    return {"Cache-Control": "private, max-age=3600, immutable"}


def _state(session: EditorSession, request: Request, body: bytes) -> Response:
    return JSONResponse(asdict(session.state(request.query_params.get("client", ""), None)))


def _progress(session: EditorSession, request: Request, body: bytes) -> Response:
    return JSONResponse(asdict(progress_of(session.job.running)), headers={"Cache-Control": "no-store"})


def _preview(session: EditorSession, request: Request, body: bytes) -> Response:
    """Answer how many parts of the preview have been replaced, and which ones after the first `since`."""
    preview, since = session.job.preview, int(_number(request, "since"))
    if preview is None:
        return Response(status_code=404)
    boxes = preview.changed_since(max(since, 0))
    changed = boxes if len(boxes) <= MAX_BOXES else None  # None: anything may have
    answer = {"parts": max(since, 0) + len(boxes), "changed": changed}
    return JSONResponse(answer, headers={"Cache-Control": "no-store"})


def _commands(session: EditorSession, request: Request, body: bytes) -> Response:
    try:
        state = commands.carry_out(session, body)
        return JSONResponse(asdict(state), background=BackgroundTask(_save_soon, session))
    except RefusedCommand as error:
        return JSONResponse({"sentence": hide_paths(error.sentence), "done": error.number - 1}, 400)


def _regions(session: EditorSession, request: Request, body: bytes) -> Response:
    session.kinds()  # raises if there is no mask now
    is_split = request.query_params.get("split") == "1"
    return JSONResponse(regions_as_columns(find_job_regions(session.job, split=is_split)))


def _region(session: EditorSession, request: Request, body: bytes) -> Response:
    regions = _asked_regions(session, request)
    return JSONResponse(region_outline(regions, regions.region(request.path_params["number"])))


def _region_at(session: EditorSession, request: Request, body: bytes) -> Response:
    regions = _asked_regions(session, request)
    return JSONResponse(region_outline(regions, regions.at(_number(request, "x"), _number(request, "y"))))


def _asked_regions(session: EditorSession, request: Request) -> RegionMap:
    return kept_regions(session.job, int(_number(request, "v")))


def _number(request: Request, name: str) -> float:
    try:
        number = float(request.query_params.get(name, "nan"))
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise BadRequest(f"The editor's request has no number `{name}`.", hint="Reload the page.")
    return number


async def _save_soon(session: EditorSession) -> None:
    """Save the corrections, unless more of them come at once: the last one saves them all."""
    steps = session.job.steps
    await anyio.sleep(SAVE_PAUSE)
    if session.job.steps == steps:
        await run_in_threadpool(save_if_changed, session.job)


def _wand(session: EditorSession, request: Request, body: bytes) -> Response:
    point = _point(body)
    pixels = session.selecting.of_one_colour(
        (point.x, point.y),
        point.tolerance,
        contiguous=point.contiguous,
        grow=point.grow,
        close_holes=point.close_holes,
    )
    return _selection(pixels)


def _object(session: EditorSession, request: Request, body: bytes) -> Response:
    prompt = decode_json(body, ObjectRequest, name="editor's request", hint="Reload the page.")
    return _selection(session.selecting.object_at(prompt.points))


def _enclosed(session: EditorSession, request: Request, body: bytes) -> Response:
    point = _point(body)
    return _selection(enclosed_pixels(session.kinds(), point.x, point.y))


def _touch(session: EditorSession, request: Request, body: bytes) -> Response:
    session.touch()
    return Response(status_code=204)


def _point(body: bytes) -> PointRequest:
    return decode_json(body, PointRequest, name="editor's request", hint="Reload the page.")


def _selection(pixels: PixelMask) -> Response:
    answer: dict[str, Any] = {**pixels_to_json(pixels), "pixels": pixels.area}
    return JSONResponse(answer)
