"""Anybody's own data can be measured: the neutral format is read, what cannot be is left out and said."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path
from types import ModuleType

import pytest

BENCHMARKS = str(Path(__file__).resolve().parents[2] / "benchmarks")


@pytest.fixture
def data(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sys, "path", [*sys.path, BENCHMARKS])  # last: a script there has the package's name
    import forecasting_data  # noqa: PLC0415 - its folder is on the path only here

    yield forecasting_data
    for name in ("forecasting_data", "forecasting_decisions"):
        sys.modules.pop(name, None)


def written(folder: Path, name: str, lines: list[str]) -> None:
    (folder / f"{name}.csv").write_text("\n".join(["unit,group,day,spend,revenue,note", *lines]), encoding="utf-8")


def days(count: int, start: dt.date = dt.date(2025, 1, 1)) -> list[str]:
    return [f"u,g,{start + dt.timedelta(days=day)},10,20,x" for day in range(count)]


def test_a_set_is_read_and_rows_of_a_day_are_added(tmp_path: Path, data: ModuleType):
    written(tmp_path, "mine", [*days(90), "u,g,2025-01-01,5,1,again"])
    found, left_out = data.read(tmp_path, 84)
    assert list(found) == ["mine"]
    assert found["mine"].spend[0, :2].tolist() == [15.0, 10.0]
    assert len(left_out) == len(data.SETS)
    assert all("is not there" in line for line in left_out)


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        (days(20), "20 days, 84 are needed"),
        (["u,g,01/02/2025,1,2,"], "mine.csv, line 2: Invalid isoformat string: '01/02/2025'"),
        (["u,g,2025-01-01,,2,"], "mine.csv, line 2: no spend"),
        (["u,g,2025-01-01,-1,2,"], "negative"),
        ([], "no rows"),
    ],
)
def test_what_cannot_be_measured_is_left_out_and_said(tmp_path: Path, data: ModuleType, lines: list[str], reason: str):
    written(tmp_path, "mine", lines)
    found, left_out = data.read(tmp_path, 84)
    assert found == {}
    assert reason in next(line for line in left_out if line.startswith("mine"))
