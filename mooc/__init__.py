"""Twinome: courses that people learn by doing, in the open, on the networks they really use."""
