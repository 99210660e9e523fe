"""Many files through `paidsocial import`: each in turn, with progress; one report in the end."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Self

import click
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from sqlalchemy.orm import Session

from paidsocial.cli.common import actor, messages
from paidsocial.cli.understood import changed, own_totals, understood
from paidsocial.domain import wording
from paidsocial.errors import BadInput, PaidsocialError
from paidsocial.platforms.reading.numbers import amount_text
from paidsocial.platforms.registry import platform_of
from paidsocial.services.imports import ImportOptions, gathering, import_file
from paidsocial.services.imports.archives import PassedOver

_NAMED = 20
_STOPPED = "Stopped. What was taken is kept; run the same command again to go on with the rest."


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one file."""

    file: str
    reports: list[dict[str, Any]]
    error: PaidsocialError | None = None


@dataclass(slots=True)
class Done:
    """What became of all files: in turn, those that are no exports, and whether somebody stopped in between."""

    results: list[Result] = field(default_factory=list)
    passed_over: list[PassedOver] = field(default_factory=list)
    stopped: bool = False

    @property
    def refused(self) -> list[Result]:
        return [result for result in self.results if result.error is not None]


@dataclass(frozen=True, slots=True)
class Run:
    """One call of the command."""

    session: Session
    home: Path
    options: ImportOptions
    today: date | None
    dry_run: bool
    now: datetime

    def every(self, paths: Sequence[Path]) -> Done:
        """Each file in turn, with progress on standard error; Ctrl-C keeps what is done."""
        done = Done()
        found, done.passed_over = gathering.listed(paths)
        if not found:
            raise BadInput("There is no CSV, TSV, XLSX or zip in what was named.", field="files")
        with _progress() as progress, _Interrupt() as interrupt:
            task = progress.add_task("", total=len(found), rows="")

            def heard(**about: Any) -> None:
                interrupt.check()
                progress.update(task, **about)

            try:
                for number, (name, path) in enumerate(found):
                    heard(description=name, completed=number, rows="")
                    self._all_of(name, path, done, heard)
                progress.update(task, completed=len(found))
            except KeyboardInterrupt:
                done.stopped = True
        return done

    def _all_of(self, name: str, path: Path, done: Done, heard: Callable[..., None]) -> None:
        """A file, or each of an archive's; what cannot be opened is a result like any other."""
        try:
            for one in gathering.each(name, path):
                if isinstance(one, PassedOver):
                    done.passed_over.append(one)
                    continue
                heard(description=one.name)
                done.results.append(self._one(one, lambda rows: heard(rows=f"{rows:,} rows")))
        except PaidsocialError as error:
            done.results.append(Result(name, [], error))

    def _one(self, found: gathering.Found, heard: Callable[[int], None]) -> Result:
        """One file; a refusal is its result."""
        try:
            with found.stream as stream:
                outcome = import_file(
                    self.session,
                    actor(),
                    home=self.home,
                    stream=stream,
                    name=found.name,
                    options=self.options,
                    now=self.now,
                    today=self.today,
                    dry_run=self.dry_run,
                    progress=heard,
                )
        except PaidsocialError as error:
            return Result(found.name, [], error)
        except OSError as error:
            return Result(found.name, [], BadInput(f"It cannot be read: {error.strerror}.", field="files"))
        return Result(found.name, outcome.reports)


class _Interrupt:
    """Ctrl-C that is not lost where Python has to swallow it, as in a callback of its garbage collector."""

    def __init__(self) -> None:
        self._came = False
        self._before: Any = None

    def __enter__(self) -> Self:
        ignored = signal.getsignal(signal.SIGINT) is signal.SIG_IGN  # as for whatever a script starts behind it
        if threading.current_thread() is threading.main_thread() and not ignored:
            self._before = signal.signal(signal.SIGINT, self._hear)
        return self

    def __exit__(self, *_error: object) -> None:
        if self._before is not None:
            signal.signal(signal.SIGINT, self._before)

    def _hear(self, *_signal: object) -> None:
        self._came = True
        raise KeyboardInterrupt

    def check(self) -> None:
        """Raise KeyboardInterrupt where one came."""
        if self._came:
            raise KeyboardInterrupt


def _progress() -> Progress:
    return Progress(
        SpinnerColumn(),
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rows]}"),
        TimeElapsedColumn(),
        console=messages,
        transient=True,
        disable=not messages.is_terminal,
    )


def document_of(done: Done) -> dict[str, Any]:
    entries: list[dict[str, Any]] = []
    for result in done.results:
        entries += result.reports
        if result.error is not None:
            entries.append({"file": result.file, "error": {"code": result.error.code, "message": result.error.message}})
    document: dict[str, Any] = {"files": entries}
    if done.passed_over:
        document["passed_over"] = [{"file": one.name, "reason": one.reason} for one in done.passed_over]
    refused = done.refused
    if refused:
        first = refused[0]
        document["error"] = {
            "code": first.error.code if first.error else "refused",
            "message": f"{_refused_text(refused, len(done.results))} {first.file}: {first.error}",
        }
    if done.stopped:
        document["error"] = {"code": "stopped", "message": _STOPPED}
    return document


def _refused_text(refused: Sequence[Result], every: int) -> str:
    others = every - len(refused)
    taken = "the other was taken" if others == 1 else f"the other {others} were taken"
    return f"{len(refused)} of {every} files were refused, {taken if others else 'nothing was changed'}."


# -- for people --


def tell(done: Done, *, dry_run: bool) -> None:
    for result in done.results:
        for report in result.reports:
            _tell_part(report, dry_run=dry_run)
        if result.error is not None:
            click.echo(f"{result.file}: refused. {result.error.message}")
    for one in done.passed_over[:_NAMED]:
        click.echo(f"{one.name}: passed over. {one.reason}")
    if len(done.passed_over) > _NAMED:
        click.echo(f"… {len(done.passed_over) - _NAMED} more passed over; all of them with --json")
    if len(done.results) > 1:
        click.echo(_summary(done, dry_run=dry_run))
    if done.stopped:
        messages.print(_STOPPED)


def _summary(done: Done, *, dry_run: bool) -> str:
    """One sentence about many files."""
    every = [report for result in done.results for report in result.reports]
    rows = {name: sum(report["rows"][name] for report in every) for name in ("inserted", "revised", "unchanged")}
    held = sum(report["held"] is not None for report in every)
    counted = [
        f"{wording.count(len(done.results) - len(done.refused), 'file')} {'understood' if dry_run else 'taken'}",
        *([f"{len(done.refused)} refused"] if done.refused else []),
        *([f"{held} held"] if held else []),
        *([f"{len(done.passed_over)} passed over"] if done.passed_over else []),
    ]
    return f"{', '.join(counted)}: {', '.join(f'{number:,} rows {name}' for name, number in rows.items())}."


def _tell_part(report: dict[str, Any], *, dry_run: bool) -> None:
    rows, totals, held = report["rows"], report["totals"], report["held"]
    first, last = report["first_day"], report["last_day"]
    level = report["level"].replace("_", " ")
    grain = "by day" if report["grain"] == "day" else "totals without days"
    about = [platform_of(report["platform"]).name, report["account"], f"by {level}", grain]
    click.echo(f"{report['file']}: {', '.join(about)}, {first if first == last else f'{first} to {last}'}")
    for line in understood(report):
        click.echo(f"  {line}")
    click.echo(
        f"  spend {amount_text(Decimal(totals['spend']), report['currency'])}"
        + _other_totals(totals, report["currency"])
    )
    for line in own_totals(report):
        click.echo(f"  {line}")
    word = "would be " if dry_run else ""
    click.echo(
        f"  {rows['read']} rows read: {rows['inserted']} {word}inserted, {rows['revised']} {word}revised, "
        f"{rows['unchanged']} unchanged, {rows['skipped']} skipped"
    )
    if rows["skipped"]:
        every = wording.count(rows["read"] + rows["skipped"], "row")
        click.echo(f"  SKIPPED {rows['skipped']} of {every}, which could not be read:")
    for skipped in report["skipped"][:10]:
        click.echo(f"  line {skipped['line']} skipped: {skipped['reason']}")
    if len(report["skipped"]) > 10:
        click.echo(f"  … {rows['skipped'] - 10} more; all of them with --json")
    for line in changed(report):
        click.echo(f"  {line}")
    if held:
        click.echo(
            f"  HELD, nothing {'would be' if dry_run else 'was'} stored: {held['reason']}. Store it all the same with "
            f"{held['accept_with']}: {held['would_insert']} would be inserted, {held['would_revise']} revised."
        )
    for warning in report["warnings"]:
        click.echo(f"  note: {warning}")


def _other_totals(totals: dict[str, Any], currency: str) -> str:
    others = {name: amount for name, amount in totals.items() if name != "spend" and amount is not None}
    if "revenue" in others:
        others["revenue"] = amount_text(Decimal(others["revenue"]), currency)
    told = [f"{name} {amount}" for name, amount in others.items()]
    return "".join(f", {one}" for one in told)
