"""Looking whether posts still stand of which the text is kept, and letting go of what must go.

Not here: the timetable: ``mooc.core.planning``.
"""
