"""The damage map: a page to print that shows where a painting is damaged, of which kind and how much."""

from restoration.output.damage_map.sheet import MapOptions, draw_damage_map
from restoration.output.damage_map.title_block import TitleBlock

__all__ = ["MapOptions", "TitleBlock", "draw_damage_map"]
