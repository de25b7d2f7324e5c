"""From the bytes of a lesson file to a tree that remembers where each thing stands, or what is wrong with it.

Not here: what the fields of a course mean (``mooc.lessonfiles.rules``); the course (``mooc.lessonfiles.reading``).
"""
