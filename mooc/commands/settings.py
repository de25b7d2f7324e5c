"""``mooc settings``: all settings, as the ``.env.example`` that lists them."""

import typer
from pydantic import SecretStr

from mooc.environment import ROOT, CommonSettings, model, variable

app = typer.Typer()

NETWORKS = "preview"
"""Behind this field stand those of the networks."""
HEAD = """\
# All settings of the engine. Copy this file to .env, and take the # from the lines that you change.
# Written by `mooc settings`; what each means is said in mooc/environment.py.
"""


@app.command()
def settings() -> None:
    """Print every variable with its meaning and its default, as in .env.example."""
    typer.echo(example(), nl=False)


def example() -> str:
    """The text of ``.env.example``."""
    fields = model().model_fields
    lines = (
        f"\n# {fields[name].description}\n# {variable(name)}={_as_written(fields[name].default)}\n"
        for name in in_order()
    )
    return HEAD + "".join(lines)


def in_order() -> list[str]:
    """The fields as they are listed: a network's behind the choice of networks, or behind the field that it names."""
    common_fields, networks = list(CommonSettings.model_fields), dict[str, list[str]]()
    for field, info in model().model_fields.items():
        if field not in common_fields:
            extra = info.json_schema_extra if isinstance(info.json_schema_extra, dict) else {}
            networks.setdefault(str(extra.get("behind", NETWORKS)), []).append(field)
    return [each for field in common_fields for each in (field, *networks.get(field, ()))]


def _as_written(value: object) -> str:
    """A default as it is written in the environment; paths from the folder of the engine on."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple):
        return ",".join(map(str, value))
    text = value.get_secret_value() if isinstance(value, SecretStr) else str(value)
    return text.replace(f"{ROOT}/", "")
