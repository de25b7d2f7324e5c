"""What all operations share: who asks, parts of lists, problems, types of values, what words mean.

Not here: operations, which lie in the rooms by subject.
"""
