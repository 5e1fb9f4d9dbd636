"""The benchmark of detectors and inpainters: what is measured on which pictures, results, tables and figures."""
