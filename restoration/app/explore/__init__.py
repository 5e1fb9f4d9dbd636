"""The dataset explorer: originals, pairs with known damage, and more of both."""
