"""Sound small files that are no pictures: dossiers, corrections, strokes, recipes, cards and tables."""

import json
from collections.abc import Iterator

import numpy as np

from restoration.damage.recipe import sample_recipe
from restoration.damage.serialization import recipe_to_json
from restoration.detection.teaching.features import COUNT, Scale
from restoration.detection.teaching.serialization import taught_to_json
from restoration.detection.teaching.taught_model import OddsChange, TaughtModel, TeachingFacts
from restoration.domain import Damage, DamageKind, Restoration
from restoration.imaging.painting import Painting
from restoration.output.dossier import Dossier, SavedResult, encode_dossier
from scripts.attacks.picture_seeds import HEIGHT, WIDTH, drawn_mask, paint
from scripts.attacks.sample import Sample

TAUGHT = TaughtModel(
    "opencv",
    "",
    Scale((0.0,) * COUNT, (1.0,) * COUNT),
    OddsChange(0.5, (0.1,) * COUNT),
    OddsChange(-0.5, (0.0,) * COUNT),
    DamageKind.LOSS,
    ((120.0, 130.0, 140.0),),
    TeachingFacts((("crack", 1), ("sound", 1)), 0, 0.5, 1.0),
)

STROKES = [
    {"shape": "line", "kind": "crack", "width": 3.0, "points": [[2.5, 3.5], [30.0, 20.0]]},
    {"shape": "area", "kind": "loss", "width": 1.0, "points": [[4, 4], [20, 4], [20, 20]]},
    {"shape": "line", "kind": None, "width": 5.0, "points": [[10.0, 10.0]]},
    {"change": "grow", "size": 2},
    {"change": "shrink", "size": 1},
    {"change": "remove_specks", "size": 4},
    {"change": "invert", "size": 0},
    {"taught": taught_to_json(TAUGHT)},
]

PLAN = {
    "detector": "opencv",
    "settings": {"sensitivity": 0.5, "growth": 1},
    "inpainter": "telea",
    "kinds": ["crack", "loss"],
    "widest": 4,
    "strength": 1.0,
    "own_mask": False,
}


def dossier(**changes: object) -> bytes:
    """Return a dossier with one result; `changes` replace fields of `Dossier`."""
    image, mask = paint(), drawn_mask()
    filled = np.where(mask[..., None], 255 - image, image)
    restoration = Restoration(image, filled, Damage(mask, "opencv", {"growth": 1}, 1.0), "telea", 0.5)
    result_plan = {key: PLAN[key] for key in ("detector", "settings", "inpainter", "kinds", "widest")} | {
        "corrections": 1
    }
    parts = {"plan": PLAN, "corrections": STROKES, "results": [SavedResult(restoration, result_plan)]} | changes
    return encode_dossier(Dossier(Painting(image, "a.png", "0" * 64, "PNG"), "A painting", mask, **parts))


CANVAS = [
    {"type": "Path", "path": [["M", 1, 2], ["Q", 3, 4, 5, 6], ["L", 9, 9]], "strokeWidth": 4},
    {"type": "Line", "x1": -5, "y1": -5, "x2": 5, "y2": 5, "strokeWidth": 2, "scaleX": 1, "angle": 0},
    {"type": "Rect", "width": 9, "height": 4, "strokeWidth": 1},
    {"type": "Polygon", "points": [{"x": 1, "y": 1}, {"x": 9, "y": 1}, {"x": 5, "y": 8}], "strokeWidth": 1},
]
CANVAS_COLOUR = "rgba(255,0,0,0.4000)"

ORIGINALS_TABLE = (
    "museum,object_id,accession_number,title,artist,date,begin_year,end_year,medium,height_cm,width_cm,credit_line,"
    "rights,object_url,image_url,web_image_url,size,file,width_px,height_px,px_per_mm,size_bytes,sha256\n"
    'met,7,49.7.7,"Saint Lucy, no. 7",Gérard Müller,ca. 1440,1435,1445,Tempera on wood,40.0,30.0,Gift,CC0,'
    f"https://museum.example/7,https://museum.example/7.jpg,,original,met_7.jpg,{WIDTH},{HEIGHT},0.13,900,{'0' * 64}\n"
)
MANIFEST_TABLE = (
    "painting,number,split,severity,style,coverage,crack,scratch,loss,abrasion,touched,width,height,seed,original,"
    "clean,damaged,mask,touch,alpha,passport,original_sha256,damaged_sha256,mask_sha256,touch_sha256,alpha_sha256\n"
    "met_7,0,train,moderate,italian,0.01,0.01,0.0,0.0,0.0,0.02,52,40,1,met_7.jpg,,synthetic_damaged/a.png,"
    "synthetic_masks/a_mask.png,synthetic_masks/a_touch.png,synthetic_masks/a_alpha.tif,synthetic_damaged/a.json,"
    f"{','.join(['0' * 64] * 5)}\n"
)


def record_seeds() -> Iterator[Sample]:
    """Yield one file of every kind."""
    objects = [item | {"left": 20.0, "top": 10.0, "originX": "center", "stroke": CANVAS_COLOUR} for item in CANVAS]
    recipe = recipe_to_json(sample_recipe(np.random.SeedSequence(3), severity="light"))
    yield Sample("work.zip", "dossier", dossier())
    yield Sample("strokes.json", "strokes", json.dumps(STROKES).encode())
    yield Sample("canvas.json", "canvas", json.dumps(objects).encode())
    yield Sample("recipe.json", "recipe", json.dumps(recipe).encode())
    yield Sample("card.json", "card", json.dumps({"sha256": "0" * 64, "bytes": 4, "plan": {"steps": 3}}).encode())
    yield Sample("originals.csv", "originals", ORIGINALS_TABLE.encode())
    yield Sample("manifest.csv", "manifest", MANIFEST_TABLE.encode())
