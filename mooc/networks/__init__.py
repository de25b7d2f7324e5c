"""Social networks, read only: a folder each, with the same file names. In ``registry`` they are chosen by name.

Not here: anything that writes to a network, or that knows a cohort or a course.
"""
