"""The Explore page: originals, pairs with known damage, and ways to get more of both."""
