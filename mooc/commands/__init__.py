"""The commands, one module each; ``app`` is its typer application."""
