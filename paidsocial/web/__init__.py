"""The pages: one blueprint per screen. A view parses, checks access, calls one service and renders.

Every module here that names a `blueprint` is a screen and is served.
"""

from __future__ import annotations

import pkgutil
from importlib import import_module

from flask import Blueprint, Flask


def screens() -> list[Blueprint]:
    """The blueprints of all screens, by module name."""
    modules = sorted(module.name for module in pkgutil.iter_modules(__path__))
    found = (getattr(import_module(f"{__name__}.{name}"), "blueprint", None) for name in modules)
    return [blueprint for blueprint in found if isinstance(blueprint, Blueprint)]


def register_screens(app: Flask) -> None:
    """Serve every screen."""
    for blueprint in screens():
        app.register_blueprint(blueprint)
