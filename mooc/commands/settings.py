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
    return HEAD + "".join(map(_lines, in_order()))


def in_order() -> list[str]:
    """The fields as they are listed: a network's behind the choice of networks, or behind the field that it names."""
    own, networks = list(CommonSettings.model_fields), dict[str, list[str]]()
    for field, info in model().model_fields.items():
        if field not in own:
            extra = info.json_schema_extra if isinstance(info.json_schema_extra, dict) else {}
            networks.setdefault(str(extra.get("behind", NETWORKS)), []).append(field)
    return [each for field in own for each in (field, *networks.get(field, ()))]


def _lines(field: str) -> str:
    info = model().model_fields[field]
    return f"\n# {info.description}\n# {variable(field)}={_shown(info.default)}\n"


def _shown(value: object) -> str:
    """A default as it is written in the environment; paths from the folder of the engine on."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple):
        return ",".join(map(str, value))
    text = value.get_secret_value() if isinstance(value, SecretStr) else str(value)
    return text.replace(f"{ROOT}/", "")
