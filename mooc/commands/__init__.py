"""The commands, one module each, which ``mooc.cli`` finds by name; a command with commands of its own is a folder.

Not here: anything that a page or the API needs, too: that stands in services and store.
"""
