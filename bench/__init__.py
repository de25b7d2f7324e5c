"""Benchmarks: ratios of two things that are measured in one run, since machines are noisy.

Not here: whether something is right: the tests say that.
"""
