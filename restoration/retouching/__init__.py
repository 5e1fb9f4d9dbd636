"""Visible reintegration: a fill is laid down in strokes, dots or flat tones, and is recognised near by."""
