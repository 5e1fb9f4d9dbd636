"""The Benchmark page: how good every method is, on what, and at what price."""
