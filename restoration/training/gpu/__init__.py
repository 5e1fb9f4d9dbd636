"""Training examples rendered on the training device, many at once."""
