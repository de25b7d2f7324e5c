"""What every network has: the same files, a spec that costs nothing to import, an answer to each question it offers."""

import ast
import re
import subprocess
import sys
import tomllib
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

import mooc
from mooc.core.facts.needs import NeedKind
from mooc.networks import registry
from mooc.networks.base import NetworkSpec
from mooc.simulation.played_network import TABLE
from tests.networks.toy.spec import SPEC as PIGEON

ROOT = Path(mooc.__file__).parents[1]
FILES = frozenset(
    {
        *("spec", "handles", "capabilities", "adapter", "asker", "client", "rate_limits", "urls"),
        *("posts", "profiles"),
    }
)
READS = frozenset({"snapshots", "author_posts", "single_post", "post_status"})
"""Whatever a network can be asked, these it is."""
READS_OF_FACTS = {
    NeedKind.ANSWERS: "replies",
    NeedKind.SHARES: "reposts",
    NeedKind.REPOSTS: "reposters",
    NeedKind.FOLLOWS: "followers",
    NeedKind.POST: "parents",
}
"""These only where it offers the fact."""
LIBRARIES = ("tweepy", "atproto", "atproto_client", "mastodon", "httpx", "django")
REPEATED = frozenset({NeedKind.STANDING})
"""Asked about in any case, so that a naive loop has no price of its own for it."""
UNANSWERED: dict[str, dict[NeedKind, str]] = {}
"""Network → fact → why nobody there can be asked for it."""
SPECS = [registry.SPECS[name] for name in registry.names()]
each = pytest.mark.parametrize("spec", [*SPECS, PIGEON], ids=[*registry.names(), PIGEON.name])
each_of_ours = pytest.mark.parametrize("spec", SPECS, ids=registry.names())
"""What does not hold of the one that is made up: hardly anything can be asked of it."""


def folder_of(spec: NetworkSpec[Any]) -> Path:
    return Path(str(import_module(spec.adapter.opener.partition(":")[0]).__file__)).parent


@each
def test_its_files_have_the_names_that_they_have_everywhere(spec: NetworkSpec[Any]) -> None:
    folder, offered = folder_of(spec), _offered(spec)
    reads = READS | {file for kind, file in READS_OF_FACTS.items() if kind in offered}
    assert FILES - {file.stem for file in folder.glob("*.py")} == frozenset()
    assert reads - {file.stem for file in (folder / "reads").glob("*.py")} == frozenset()


def _offered(spec: NetworkSpec[Any]) -> frozenset[NeedKind]:
    return frozenset[NeedKind]().union(*(read.needs for read in spec.capabilities.reads))


def test_the_line_in_the_registry_is_the_name_of_the_folder_and_of_the_spec() -> None:
    assert tuple(registry.SPECS) == tuple(spec.name for spec in registry.SPECS.values()) == registry.FOLDERS
    folders = {file.parent.name for file in (ROOT / "mooc" / "networks").glob("*/spec.py")}
    assert folders == set(registry.FOLDERS)


@pytest.mark.skipif(not (ROOT / "pyproject.toml").exists(), reason="the contracts are not part of this copy")
def test_the_import_contracts_name_them_all() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
    networks = sorted(f"mooc.networks.{name}" for name in registry.FOLDERS)
    lists = {contract["name"]: contract.get("protected_modules") or contract.get("modules") for contract in contracts}
    assert sorted(lists["Networks know nothing of each other"]) == networks
    assert sorted(lists["A network is known in its folder and in the registry alone"]) == networks


def test_to_know_the_networks_loads_none_of_their_libraries() -> None:
    asked = f"import sys, mooc.networks.registry; print([name for name in {LIBRARIES} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", asked], cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.stdout == "[]\n", done.stderr


@each
def test_each_question_that_it_offers_has_an_answer(spec: NetworkSpec[Any]) -> None:
    adapter = import_module(spec.adapter.opener.partition(":")[0])
    assert {read.name for read in spec.capabilities.reads} == adapter.ANSWERS.keys()


@each
def test_each_fact_has_the_price_that_a_naive_loop_would_pay(spec: NetworkSpec[Any]) -> None:
    assert _offered(spec) - REPEATED - spec.capabilities.naive.keys() <= {NeedKind.QUOTES}, (
        "quotes: X lists them with reposts"
    )


@each_of_ours
def test_each_fact_is_answered_for(spec: NetworkSpec[Any]) -> None:
    assert set(NeedKind) - _offered(spec) == UNANSWERED.get(spec.name, {}).keys(), (
        "a read in capabilities.py, or a reason"
    )


def test_each_fact_can_be_played_in_cases() -> None:
    assert set(NeedKind) == frozenset[NeedKind]().union(*(read.needs for read in TABLE))


@each
def test_addresses_are_those_of_the_handle(spec: NetworkSpec[Any]) -> None:
    handle = spec.handles.example.removeprefix("@")
    assert handle.split("@")[0] in spec.addresses.profile(handle)
    assert spec.addresses.compose("Hello #mooc & you", handle).endswith("?text=Hello%20%23mooc%20%26%20you")


@each
def test_its_examples_are_of_its_grammars(spec: NetworkSpec[Any]) -> None:
    network, _, handle = spec.grammar.example.partition(":")
    assert network == spec.name and re.fullmatch(spec.grammar.pattern, handle)
    assert spec.handles.parse(spec.handles.example, spec.settings())
    assert spec.handles.expected.keys() == {"fr", "en"}


@each
def test_what_is_opened_by_name_is_there(spec: NetworkSpec[Any]) -> None:
    ways = (spec.adapter.opener, *(way.opener for way in (spec.stream, spec.sign_in) if way), spec.handle_check)
    for module, _, name in (opener.partition(":") for opener in ways if opener):
        assert callable(getattr(import_module(module), name))


@each
def test_what_is_opened_lies_in_the_file_of_that_name(spec: NetworkSpec[Any]) -> None:
    openers = {
        "adapter": spec.adapter.opener,
        "stream": spec.stream.opener if spec.stream else "",
        "sign_in": spec.sign_in.opener if spec.sign_in else "",
        "handle_check": spec.handle_check,
    }
    for file, opener in openers.items():
        assert opener.partition(":")[0].rpartition(".")[2] == (file if opener else ""), opener


def _marks() -> re.Pattern[str]:
    """What gives a network away inside of a longer text: its name, how it is written, its host, its scheme."""
    pages = [(spec, spec.addresses.profile(spec.handles.example.removeprefix("@"))) for spec in SPECS]
    hosts = {urlsplit(page).netloc for _, page in pages}
    names = {word for spec in SPECS for word in (spec.name, spec.label) if len(word) > 1}
    schemes = {f"{scheme}://" for spec in SPECS for scheme in spec.link_schemes}
    return re.compile("|".join(rf"(?<!\w){re.escape(word)}" for word in sorted(hosts | names | schemes)), re.IGNORECASE)


def _compared(text: str) -> list[str]:
    """What names a network among the texts of a module that are no documentation."""
    tree, marks = ast.parse(text), _marks()
    told = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    nodes = (node for node in ast.walk(tree) if isinstance(node, ast.Constant) and id(node) not in told)
    texts = (node.value for node in nodes if isinstance(node.value, str))
    return [value for value in texts if value in registry.SPECS or marks.search(value)]


@pytest.mark.parametrize(
    ("line", "is_named"),
    [
        ('network == "x"', True),
        ('address.startswith("at://")', True),
        ('re.compile(r"https://bsky\\.app/|https://x.com/")', True),
        ('"Mastodon needs a server"', True),
        ('"https://example.org/x"', False),
    ],
)
def test_what_names_a_network_is_seen_inside_of_a_text_too(line: str, is_named: bool) -> None:
    assert bool(_compared(f"text = {line}")) is is_named


NAMED_IN_SIMULATIONS = {
    "mooc/simulation/worlds/world.py": ["x"],
    "mooc/simulation/classes/story.py": ["x"],
    "mooc/simulation/rehearsal/values.py": ["x"],
}
"""A world and a case happen on a network of their own making: on ``x`` where nothing else is written."""


def test_nobody_else_asks_which_network_it_is() -> None:
    """No network's name, host or scheme stands in a text outside of its folder and the registry."""
    files = [file.relative_to(ROOT) for room in ("mooc", "api", "workers") for file in (ROOT / room).rglob("*.py")]
    outside = [file for file in files if file.parts[:2] != ("mooc", "networks") and "migrations" not in file.parts]
    assert len(outside) > 300
    compared = {str(file): names for file in outside if (names := _compared((ROOT / file).read_text("utf-8")))}
    assert compared == NAMED_IN_SIMULATIONS


@each
def test_no_network_knows_another(spec: NetworkSpec[Any]) -> None:
    for file in folder_of(spec).rglob("*.py"):
        for other in registry.SPECS.keys() - {spec.name}:
            assert f"mooc.networks.{other}" not in file.read_text(encoding="utf-8"), file
