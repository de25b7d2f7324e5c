"""What is not getting done, for who runs the machine and for facilitators.

Not here: the rows themselves: they lie with their subjects.
"""
