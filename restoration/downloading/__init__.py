"""Files from the web: asked for politely, checked, and never fetched twice."""
