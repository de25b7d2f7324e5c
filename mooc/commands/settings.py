"""``mooc settings``: all settings, as the ``.env.example`` that lists them."""

import typer
from pydantic import SecretStr

from mooc.environment import ROOT, CommonSettings, model, variable_name

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
    text, fields = HEAD, model().model_fields
    for name in in_order():
        default = fields[name].default
        if isinstance(default, SecretStr):
            default = default.get_secret_value()
        if isinstance(default, bool):
            written = str(default).lower()
        elif isinstance(default, tuple):
            written = ",".join(map(str, default))
        else:
            written = str(default).replace(f"{ROOT}/", "")  # paths from the folder of the engine on
        text += f"\n# {fields[name].description}\n# {variable_name(name)}={written}\n"
    return text


def in_order() -> list[str]:
    """The fields as they are listed: a network's behind the choice of networks, or behind the field that it names."""
    common_fields, networks = list(CommonSettings.model_fields), dict[str, list[str]]()
    for field, info in model().model_fields.items():
        if field not in common_fields:
            extra = info.json_schema_extra if isinstance(info.json_schema_extra, dict) else {}
            networks.setdefault(str(extra.get("behind", NETWORKS)), []).append(field)
    return [each for field in common_fields for each in (field, *networks.get(field, ()))]
