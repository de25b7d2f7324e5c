"""From a scene to a verdict, a receipt, and sentences to the learner; who needs attention.

Not here: what is asked of networks, and when: ``mooc.core.planning``.
"""
