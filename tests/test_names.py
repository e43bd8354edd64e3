"""Our general top-level names are ours alone (ADR 0001), and each package says what it offers."""

from __future__ import annotations

import ast
import tomllib
from importlib import import_module
from importlib.metadata import packages_distributions

import pytest

from tests.conftest import ROOT


def top_level_packages() -> set[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return {name.partition(".")[0] for name in project["tool"]["setuptools"]["packages"]}


def test_every_package_of_the_checkout_is_listed():
    listed = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    found = {
        ".".join(init.parent.relative_to(ROOT).parts)
        for top in top_level_packages()
        for init in (ROOT / top).rglob("__init__.py")
    }
    assert found <= set(listed["tool"]["setuptools"]["packages"])


def test_no_other_distribution_owns_our_names():
    owners = packages_distributions()
    for name in top_level_packages():
        assert set(owners.get(name, ["gouji"])) == {"gouji"}, name


@pytest.mark.parametrize("name", ["eval", "extractor", "review", "store", "verify"])
def test_a_package_offers_what_it_lists_and_nothing_else(name: str):
    package = import_module(name)
    tree = ast.parse((ROOT / name / "__init__.py").read_text(encoding="utf-8"))
    own = [node for node in tree.body if isinstance(node, (ast.FunctionDef, ast.ClassDef))]
    if not own:
        imported = [a.name for n in tree.body if isinstance(n, ast.ImportFrom) for a in n.names]
        assert sorted(imported) == sorted(package.__all__)
    assert all(hasattr(package, offered) for offered in package.__all__)
