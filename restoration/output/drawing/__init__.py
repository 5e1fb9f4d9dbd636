"""Pages to print, as data in mm, and the files that are written from them: SVG and PDF."""

from restoration.output.drawing.page import Drawing
from restoration.output.drawing.pdf import encode_pdf
from restoration.output.drawing.svg import encode_svg

__all__ = ["Drawing", "encode_pdf", "encode_svg"]
