"""The damage map: a page to print that shows where a painting is damaged, of which kind and how much, as SVG or PDF."""

from restoration.output.damage_map.pdf import encode_pdf
from restoration.output.damage_map.sheet import MapOptions, draw_damage_map
from restoration.output.damage_map.svg import encode_svg
from restoration.output.damage_map.title_block import TitleBlock

__all__ = ["MapOptions", "TitleBlock", "draw_damage_map", "encode_pdf", "encode_svg"]
