"""Measuring detectors and inpainters: scores, runs over data, reports."""
