"""Requests and dollars: costs, caps, rate limits, and what is held back.

What a course will cost is worked out in ``mooc.core.forecast``.
"""
