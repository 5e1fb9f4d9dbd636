"""Damage filled with patches of sound paint: PatchMatch, from coarse to fine."""
