"""Looking whether posts still stand of which the text is kept, and letting go of what must go.

The timetable is in ``mooc.core.planning``.
"""
