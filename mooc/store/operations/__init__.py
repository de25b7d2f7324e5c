"""What is not getting done, for who runs the machine and for facilitators.

The rows themselves lie with their subjects.
"""
