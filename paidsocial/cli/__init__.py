"""The command line. Each command calls one service; `common` holds what they share.

A command is imported only when it is called, so that `paidsocial --help` needs neither Flask nor numpy.
"""

from __future__ import annotations

from importlib import import_module

import click

# name: module:attribute. A command group (`plan`, `export`, `users`) is one entry.
_COMMANDS = {
    "accounts": "imports:accounts",
    "backtest": "backtest:backtest",
    "campaigns": "imports:campaigns",
    "connections": "connections:connections",
    "conversions": "conversions:conversions",
    "demo": "demo:demo",
    "doctor": "admin:doctor",
    "export": "exports:export",
    "forecast": "forecasts:forecast",
    "import": "imports:import_",
    "lift": "lift:lift",
    "migrate": "database:migrate",
    "pacing": "plans:pacing",
    "plan": "plans:plan",
    "push": "connections:push",
    "rates": "rates:rates",
    "recommend": "recommendations:recommend",
    "reports": "reports:reports",
    "sandbox": "sandbox:sandbox",
    "serve": "demo:serve",
    "sync": "connections:sync",
    "users": "admin:users",
    "weeks": "weeks:weeks",
    "work": "work:work",
    "worker": "work:worker",
}


class _LazyGroup(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - the signature is click's
        return sorted(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - the same
        target = _COMMANDS.get(cmd_name)
        if target is None:
            return None
        module, attribute = target.split(":")
        command: click.Command = getattr(import_module(f"paidsocial.cli.{module}"), attribute)
        return command


@click.group(cls=_LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="paidsocial")
def main() -> None:
    """Plan, pace, forecast and reallocate paid social budgets."""
