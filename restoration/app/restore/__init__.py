"""The Restore page: a painting on the easel, its mask, its fill."""
