"""Downloads from the web: polite, checked, resumable, and each file only once."""
