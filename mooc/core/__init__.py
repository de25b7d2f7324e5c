"""The pure core: values in, values out. No clock, no database, no network, no files."""
