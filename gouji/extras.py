"""Packages that only some commands need: brought in when they are asked for."""

from __future__ import annotations

import importlib
from types import ModuleType

from report.errors import InstallationError
from report.messages import render


def need(package: str, extra: str) -> ModuleType:
    """Return a package that an extra of the installation brings.

    Raises:
        InstallationError: It is not installed; the message names the extra.
    """
    try:
        return importlib.import_module(package)
    except ImportError:
        name = package.partition(".")[0]
        raise InstallationError(render("package.missing", package=name, extra=extra)) from None
