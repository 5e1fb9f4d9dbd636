"""A sample painting with known damage, made by code: the repository ships no picture that it did not make itself."""

from restoration.sample.store import SamplePainting, load_sample_painting, sample_as_painting

__all__ = ["SamplePainting", "load_sample_painting", "sample_as_painting"]
