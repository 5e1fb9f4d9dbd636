"""Inpainters: they fill the masked pixels of a picture."""
