"""Opening cohorts, letting people in and out, moving to another version of the course.

Pairing: ``mooc.services.twinomes``.
"""
