"""Twinome: courses that people learn by doing, in the open, on the networks they really use.

Not here: loose modules (each subject has its room, see docs/architecture.md), the API (``api``), the actors
(``workers``), servers to try things on (``fixtures``).
"""
