"""Inpainters: from a picture and a mask to the same picture with the mask filled."""
