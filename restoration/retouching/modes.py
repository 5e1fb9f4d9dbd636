"""`RETOUCHING`: the list of modes of visible reintegration."""

from restoration.registry import Entry, Registry
from restoration.retouching.astrazione import Astrazione
from restoration.retouching.base import Mode
from restoration.retouching.flat import AcquaSporca, Neutral, Sottotono
from restoration.retouching.puntinato import Puntinato
from restoration.retouching.selezione import Selezione
from restoration.retouching.tratteggio import Tratteggio

_BRANDI = "isbn:9788806155681"  # C. Brandi, "Teoria del restauro", 1963
_BALDINI = "isbn:9788840440576"  # U. Baldini, "Teoria del restauro e unità di metodologia", 1978

RETOUCHING: Registry[Mode] = Registry(
    "mode of reintegration",
    [
        Entry(
            "tratteggio",
            "Tratteggio",
            Tratteggio,
            summary="Upright lines that ignore the forms and mix to the fill; for losses in any painting.",
            source=_BRANDI,
        ),
        Entry(
            "selezione",
            "Selezione cromatica",
            Selezione,
            summary="Strokes that follow the forms around, in pure colours; where the picture can be continued.",
            source=_BALDINI,
        ),
        Entry(
            "astrazione",
            "Astrazione cromatica",
            Astrazione,
            summary="Crossing strokes of four colours that mix to the mean of the paint; where nothing is known.",
            source=_BALDINI,
        ),
        Entry(
            "neutral",
            "Neutral",
            Neutral,
            summary="One flat tone, darker and greyer than the paint; reconstructs nothing.",
            source=_BRANDI,
        ),
        Entry(
            "sottotono",
            "Sottotono",
            Sottotono,
            summary="The fill without detail, slightly recessed; also for cracks.",
            source=_BRANDI,
        ),
        Entry(
            "acqua-sporca",
            "Acqua sporca",
            AcquaSporca,
            summary="A dark glaze over what is left; for abrasion and worn ground.",
            source=_BRANDI,
        ),
        Entry(
            "puntinato",
            "Puntinato",
            Puntinato,
            summary="Small dots of colour that mix to the fill; for miniatures and fine paintings.",
            source=_BRANDI,
        ),
    ],
    preferred=("tratteggio",),
)
