"""Paintings from museums that give them away: found, described, downloaded and kept with their data."""
