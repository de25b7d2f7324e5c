"""From a scene to a verdict, a receipt, and sentences to the learner; who needs attention.

What is asked of networks, and when, is in ``mooc.core.planning``.
"""
