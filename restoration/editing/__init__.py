"""A mask corrected by hand: strokes and changes, kept in order over what a detector found, and drawn at full size."""
