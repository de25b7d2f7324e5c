"""Pages for who writes a course.

Not here: checking course files: ``mooc.lessonfiles``.
"""
