"""Networks: the only rooms, with those that train or use them, that know PyTorch."""
