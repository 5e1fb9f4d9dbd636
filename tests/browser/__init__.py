"""One package, so that all these tests can share a browser."""
