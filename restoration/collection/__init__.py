"""A collection on disk: the originals, the synthetic pairs made of them, and the catalogue of both."""
