"""Our general top-level names are ours alone in this environment (ADR 0001)."""

from __future__ import annotations

import tomllib
from importlib.metadata import packages_distributions

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
