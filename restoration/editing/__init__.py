"""Masks corrected by hand: strokes, operations on the whole mask, undo, and the steps as JSON."""
