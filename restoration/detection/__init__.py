"""Detectors: they give the likelihood and the kind of damage at each pixel of a picture."""
