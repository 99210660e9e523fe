"""Folders, archives and many files through `import`: one report, nothing fatal, and stopping loses nothing."""

from __future__ import annotations

import io
import json
import os
import signal
import struct
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from paidsocial.cli import bringing, main
from paidsocial.services.imports import FileOutcome
from tests.support import exports
from tests.support.importing import table

JUNE = table(("2026-06-01", "A", "10.5", 40), ("2026-06-02", "B", 40, 70))
JULY = table(("2026-07-01", "A", "11", 40))


def packed(*members: tuple[str, bytes]) -> bytes:
    """A ZIP archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return out.getvalue()


@pytest.fixture
def environment(database_url: str, tmp_path: Path) -> dict[str, str]:
    return {"PAIDSOCIAL_DATABASE_URL": database_url, "PAIDSOCIAL_HOME": str(tmp_path / "home"), "COLUMNS": "200"}


def document(environment: dict[str, str], *paths: Path, exit_code: int = 0) -> dict[str, Any]:
    """The report of an import in euros."""
    arguments = ["import", *map(str, paths), "--currency", "EUR", "--platform", "meta", "--json"]
    result = CliRunner().invoke(main, arguments, env=environment)
    assert result.exit_code == exit_code, result.output
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def test_a_folder_is_read_to_its_depths_in_order(environment: dict[str, str], tmp_path: Path) -> None:
    folder = tmp_path / "exports"
    (folder / "b").mkdir(parents=True)
    (folder / "b" / "july.csv").write_bytes(JULY)
    (folder / "a.csv").write_bytes(JUNE)
    (folder / ".hidden.csv").write_bytes(JUNE)
    (folder / "notes.pdf").write_bytes(b"%PDF")
    (folder / "bad.csv").write_bytes(b"just,some\nwords,here\n")
    (folder / "round").symlink_to(folder)

    found = document(environment, folder, exit_code=1)

    told = [(entry["file"], "error" in entry) for entry in found["files"]]
    assert told == [("exports/a.csv", False), ("exports/b/july.csv", False), ("exports/bad.csv", True)]
    assert {one["file"]: one["reason"] for one in found["passed_over"]} == {
        "exports/.hidden.csv": "A hidden file.",
        "exports/notes.pdf": "Not a table: its name ends neither in .csv, .tsv or .txt nor in .xlsx or .zip.",
    }
    assert "1 of 3 files were refused, the other 2 were taken" in found["error"]["message"]


def test_each_file_of_an_archive_is_one_of_its_own(environment: dict[str, str], tmp_path: Path) -> None:
    archive = tmp_path / "all.zip"
    book = exports.workbook([("date", "campaign", "spend"), ("2026-08-01", "A", "7")])
    members = (
        ("june.csv", JUNE),
        ("2026/../../../etc/july.csv", JULY),
        ("august.xlsx", book),
        ("inner.zip", packed(("june.csv", JUNE))),
        ("disguised.csv", packed(("june.csv", JUNE))),
        ("__MACOSX/._june.csv", b"\x00"),
        ("read me.md", b"# hello"),
    )
    archive.write_bytes(packed(*members))

    found = document(environment, archive, exit_code=1)

    days = {entry["file"]: entry.get("first_day") for entry in found["files"]}
    assert days == {
        "all.zip/2026/etc/july.csv": "2026-07-01",
        "all.zip/august.xlsx": "2026-08-01",
        "all.zip/disguised.csv": None,
        "all.zip/june.csv": "2026-06-01",
    }
    assert "archive inside an archive" in found["error"]["message"]
    assert {one["file"] for one in found["passed_over"]} == {"all.zip/inner.zip", "all.zip/read me.md"}
    assert not (tmp_path / "etc").exists()


def test_a_workbook_stays_one_file(environment: dict[str, str], tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    path.write_bytes(exports.workbook([("date", "campaign", "spend"), ("2026-08-01", "A", "7")]))
    assert [entry["file"] for entry in document(environment, path)["files"]] == ["book.xlsx"]


def _encrypted(data: bytes) -> bytes:
    """The archive with its only member said to be encrypted, in both of its headers."""
    changed = bytearray(data)
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = changed.index(mark) + place
        struct.pack_into("<H", changed, at, struct.unpack_from("<H", changed, at)[0] | 1)
    return bytes(changed)


def _liar(data: bytes) -> bytes:
    """The archive whose directory says that its only member has ten bytes."""
    changed = bytearray(data)
    struct.pack_into("<I", changed, changed.index(b"PK\x01\x02") + 24, 10)
    return bytes(changed)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (packed(*((f"{number}.csv", b"") for number in range(10_000))), "holds 10,000 files"),
        (packed(("bomb.csv", b"0" * (40 << 20))), "unpacks to far more than any export holds"),
        (_liar(packed(("liar.csv", JUNE * 2_000))), "damaged|far more"),
        (_encrypted(packed(("secret.csv", JUNE))), "encrypted"),
        (packed(), "empty"),
        (packed(("a.csv", JUNE))[:-30], "damaged"),
    ],
    ids=["ten thousand", "bomb", "liar", "encrypted", "empty", "cut"],
)
def test_archives_that_would_hurt_are_refused_in_a_sentence(
    environment: dict[str, str], tmp_path: Path, data: bytes, reason: str
) -> None:
    path = tmp_path / "bad.zip"
    path.write_bytes(data)
    result = CliRunner().invoke(main, ["import", str(path), "--currency", "EUR", "--json"], env=environment)
    found = json.loads(result.stdout)
    told = " ".join([json.dumps(found.get("error", "")), *(one["reason"] for one in found.get("passed_over", []))])
    assert any(word in told for word in reason.split("|")), told
    assert "rows" not in json.dumps(found.get("files", []))


@pytest.fixture
def heard() -> Iterator[None]:
    """Ctrl-C as at a terminal, also where the tests run in the background."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("heard")
def test_ctrl_c_keeps_what_is_done_and_the_same_command_goes_on(environment: dict[str, str], tmp_path: Path) -> None:
    folder = tmp_path / "many"
    folder.mkdir()
    count = 120  # more than are read in any pause of this process
    for number in range(count):
        day = date(2026, 1, 1) + timedelta(days=number)
        (folder / f"{number:03}.csv").write_bytes(table((day.isoformat(), "A", number + 1, 2 * number)))
    command = [
        Path(sys.executable).with_name("paidsocial"),
        "import",
        folder,
        "--currency",
        "EUR",
        "--platform",
        "meta",
    ]
    with subprocess.Popen(
        [*command, "--json"], env={**os.environ, **environment}, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        kept = tmp_path / "home" / "files"
        while process.poll() is None and len(list(kept.glob("??/*"))) < 3:
            time.sleep(0.005)
        process.send_signal(signal.SIGINT)
        out, errors = process.communicate()
    assert process.returncode == 130, errors
    stopped = json.loads(out)
    assert stopped["error"]["code"] == "stopped"
    assert 2 <= len(stopped["files"]) < count

    rest = document(environment, folder)["files"]
    assert len(rest) == count
    assert count > sum(entry["rows"]["inserted"] for entry in rest) >= count - len(stopped["files"]) - 1
    assert all(entry["rows"]["inserted"] + entry["rows"]["unchanged"] == 1 for entry in rest)


def test_a_refusal_names_the_likeliest_columns(environment: dict[str, str], tmp_path: Path) -> None:
    path = tmp_path / "meta.csv"
    path.write_bytes(
        table(("2026-06-01", "A", "1.50"), ("2026-06-02", "A", "2.25"), header=("Stichtag", "Zeile", "Mediavolumen"))
    )
    message = document(environment, path, exit_code=1)["error"]["message"]
    assert "--map day=Stichtag --map spend=Mediavolumen" in message


def test_the_conversion_of_an_account_is_shown_and_changed(environment: dict[str, str], tmp_path: Path) -> None:
    path = tmp_path / "meta.csv"
    header = ("Day", "Campaign name", "Amount spent (EUR)", "Purchases", "Results")
    path.write_bytes(table(("2026-06-01", "A", "10", 1, 100), header=header))
    document(environment, path)

    def told(*arguments: str) -> dict[str, Any]:
        result = CliRunner().invoke(main, ["conversions", "--account", "meta", *arguments, "--json"], env=environment)
        found: dict[str, Any] = json.loads(result.stdout)
        return found

    assert told() | {"account": ""} == {
        "account": "",
        "conversions": "Purchases",
        "candidates": ["Purchases", "Results"],
        "read_again": 0,
        "left": 0,
        "kept_as_they_are": [],
    }
    assert told("--use", "Results")["read_again"] == 1
    campaigns = json.loads(CliRunner().invoke(main, ["campaigns", "--json"], env=environment).stdout)["campaigns"]
    assert [one["conversions"] for one in campaigns] == ["100"]
    assert told("--use", "Nothing")["error"]["code"] == "bad_input"


def test_what_is_no_file_is_refused_and_waits_for_nobody(environment: dict[str, str], tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.csv"
    os.mkfifo(pipe)
    found = document(environment, pipe, Path("/dev/zero"), exit_code=1)
    assert [one["error"]["message"].partition(",")[0] for one in found["files"]] == ["It is a pipe or a device"] * 2


def test_a_name_in_no_encoding_is_shown_and_stored(environment: dict[str, str], tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"june\xff\x1b[31m.csv")
    path.write_bytes(JUNE)
    (report,) = document(environment, path)["files"]
    assert report["file"] == "june\ufffd[31m.csv"
    assert report["rows"]["inserted"] == 2


@pytest.mark.usefixtures("heard")
def test_ctrl_c_that_python_swallows_stops_before_the_next_file(
    environment: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in (1, 2):
        (tmp_path / f"{number}.csv").write_bytes(table((f"2026-06-0{number}", "A", number, 1)))
    read = bringing.import_file

    def interrupted(*arguments: Any, **more: Any) -> FileOutcome:
        with suppress(KeyboardInterrupt):  # as a callback of the garbage collector does
            os.kill(os.getpid(), signal.SIGINT)
        return read(*arguments, **more)

    monkeypatch.setattr(bringing, "import_file", interrupted)
    paths = [str(tmp_path / f"{number}.csv") for number in (1, 2)]
    result = CliRunner().invoke(
        main, ["import", *paths, "--currency", "EUR", "--platform", "meta", "--json"], env=environment
    )
    assert result.exit_code == 130
    assert [entry["file"] for entry in json.loads(result.stdout)["files"]] in ([], ["1.csv"])
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
