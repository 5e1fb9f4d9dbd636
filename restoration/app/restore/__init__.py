"""The Restore page: a painting, the mask of its damage, and the restored result."""
