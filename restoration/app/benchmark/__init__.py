"""The Benchmark page: how good each method is, on which damage, and at what cost."""
