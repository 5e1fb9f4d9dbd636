"""A sample painting with known damage, made by code: the repository ships no picture that it did not make."""

from restoration.sample.store import Sample, as_painting, sample_painting

__all__ = ["Sample", "as_painting", "sample_painting"]
