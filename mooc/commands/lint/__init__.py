"""``mooc lint``: what is wrong with the files of a course, and what nobody could meet on a network.

Not here: the rules themselves (``mooc.lessonfiles``).
"""
