"""Social networks, read only: a folder each, with the same file names. In ``registry`` they are chosen by name."""
