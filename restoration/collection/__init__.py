"""A collection on disk: the originals and the synthetic pairs made from them."""
