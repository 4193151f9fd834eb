"""Benchmarks: ratios of parcli to its peers, measured side by side in one run; see `python -m benchmarks --help`."""
