"""Training of the networks; except for `damage_drawing`, it needs only PyTorch, NumPy and Pillow."""
