"""What a course must be beyond YAML: the shape of its fields, its names, its weeks, and its neighbours.

Not here: how a file is read (``mooc.lessonfiles.syntax``), and the words of what is wrong (``mooc.lessonfiles.codes``).
"""
