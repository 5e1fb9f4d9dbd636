"""The panel that extends a picture beyond its border: what lies there is a mask to fill, in a work of its own."""

from pathlib import Path

import streamlit as st

from restoration.app.messages import kept_errors
from restoration.app.restore import autosave, dossier_io, state
from restoration.app.restore.state import SOURCE_KEY, UPLOAD, Job
from restoration.imaging.extending import UNITS, Margins, extend_painting, length_in_px, place_kinds
from restoration.imaging.painting import Painting
from restoration.output.dossier import Dossier, encode_dossier
from restoration.output.results import DOSSIER_SUFFIX

_UNIT = "extend unit"  # keys of widgets in the session state
_SIDES = {"left": "extend left", "right": "extend right", "top": "extend top", "bottom": "extend bottom"}


def offer_extension(job: Job) -> None:
    """Show the panel, as far as a painting is open."""
    if job.painting is None:
        return
    size = job.painting.image.shape[:2]  # another size makes another panel, which is closed
    with st.popover("Extend the picture", icon=":material/crop_free:", width="stretch", key=f"extend from {size}"):
        st.caption(
            "For a trimmed panel or a lost margin: the picture is continued on each side. It is a hypothesis on what "
            "was never photographed, and opens as a work of its own."
        )
        st.segmented_control("Margins in", UNITS, default="%", key=_UNIT, required=True)
        for names in (("left", "right"), ("top", "bottom")):
            for name, place in zip(names, st.columns(2), strict=True):
                place.number_input(name.capitalize(), min_value=0.0, value=10.0, step=5.0, key=_SIDES[name])
        st.button("Extend", key="extend", type="primary", on_click=_extend, args=(job,), width="stretch")


def _extend(job: Job) -> None:
    if job.painting is None:
        return
    with kept_errors("extension"):
        _open_extended(job, job.painting, _chosen_margins(job, job.painting))


def _chosen_margins(job: Job, painting: Painting) -> Margins:
    height, width = painting.image.shape[:2]
    unit, sides = st.session_state[_UNIT], {"left": width, "right": width, "top": height, "bottom": height}
    lengths = {name: st.session_state[_SIDES[name]] or 0.0 for name in sides}
    return Margins(**{name: length_in_px(lengths[name], unit, side, job.scale) for name, side in sides.items()})


def _open_extended(job: Job, painting: Painting, margins: Margins) -> None:
    """Open the extended painting in place of the uploaded one; the work on that stays at its own address."""
    extended = extend_painting(painting, margins)
    kinds = place_kinds(job.kinds() if job.is_marked else None, extended, margins)
    plan = dossier_io.plan_as_json(job) | {"own_mask": True, "default_fill": None}
    title = job.title if painting.original else f"{job.title}, extended"
    dossier = Dossier(extended, title, kinds > 0, plan, kinds=kinds, own_mask=kinds)
    data, target = encode_dossier(dossier), state.all_jobs()[UPLOAD]
    autosave.save_if_changed(target)
    dossier_io.load_into_job(target, dossier)
    autosave.start_autosave(target, data, Path(extended.name).stem + DOSSIER_SUFFIX)
    st.session_state[SOURCE_KEY] = UPLOAD
