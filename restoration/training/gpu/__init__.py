"""Training examples made on a graphics card, many at once."""
