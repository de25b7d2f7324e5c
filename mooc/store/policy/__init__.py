"""The permission matrix, its resources, and its rules as conditions of queries: what a person may not read, no query
returns. The rules of a subject stand in a module of its name; ``policy`` asks them.

Not here: queries of its own.
"""
