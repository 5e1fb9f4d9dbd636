"""Peers: other people's inpainters, each at work in its own process under the Python that has its packages."""
