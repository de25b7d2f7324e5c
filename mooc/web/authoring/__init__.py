"""Pages for who writes a course.

Checking course files: ``mooc.lessonfiles``.
"""
