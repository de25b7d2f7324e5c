"""What is not getting done, for who runs the machine and for facilitators.

Not here: the rows themselves, which lie with their subjects; their back-off and parking, which ``queue`` decides.
"""
