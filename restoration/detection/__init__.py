"""Detectors: from a picture to the likelihood of damage at each pixel."""
