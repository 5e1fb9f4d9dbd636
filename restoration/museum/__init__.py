"""Paintings from museums that give them away: search, data, photographs, and the folder that keeps them."""
