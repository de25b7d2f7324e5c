"""The demo: a class is taught in two minutes, on this machine, on a network that is made up but really asked.

Not here: anything that the engine needs.
"""
