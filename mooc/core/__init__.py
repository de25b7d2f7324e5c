"""The pure core: values in, values out; ``now`` and the random seed are arguments.

Not here: a clock, a database, a network, a file, a framework.
"""
