"""Pictures as files and as arrays: reading, writing, colours and metadata; tiles, masks and overlays."""
