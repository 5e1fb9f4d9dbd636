"""Training on paintings with damage; but for `drawing` and `sheet_cache` it needs only PyTorch, numpy and Pillow."""
