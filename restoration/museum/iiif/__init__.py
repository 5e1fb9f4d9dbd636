"""Pictures on IIIF servers: an address becomes canvases, and a region of one becomes a file."""
