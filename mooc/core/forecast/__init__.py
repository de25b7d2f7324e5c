"""What a course will ask of a network and cost, how each rule can be judged there, and what it cannot tell.

Not here: asking a network.
"""
