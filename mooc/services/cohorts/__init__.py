"""Opening cohorts, letting people in and out, moving to another version of the course.

Not here: pairing: ``mooc.services.twinomes``.
"""
