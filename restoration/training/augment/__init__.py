"""Augmentation: the changes that make each training example different from the others."""
