"""Neural networks as PyTorch modules, and their weights as bytes."""
