"""Peers: other people's inpainters, each in its own process, under the Python that has its packages."""
