"""Training on paintings with fresh damage; but for `drawing`, it asks for nothing beyond numpy and Pillow."""
