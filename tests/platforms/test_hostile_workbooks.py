"""Workbooks made to hurt: small files that would fill the memory, or are no workbooks of the usual kind."""

from __future__ import annotations

import gc
import io
import os
import struct
import subprocess
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

import pytest

from paidsocial.platforms.reading import limits, parse, workbook
from tests.support.reading import part_of, refusal

OPEN_DOCUMENT = "http://schemas.openxmlformats.org/"
MAIN = f"{OPEN_DOCUMENT}spreadsheetml/2006/main"
HEAD = ("Date", "Campaign", "Spend", "Impressions")
ROWS = (HEAD, ("2026-06-01", "A", 1.5, 10), ("2026-06-02", "B", 2, 20))


def sheet(rows: Iterable[Sequence[object]], *, before: str = "", after: str = "") -> str:
    """A sheet's XML; a cell that is XML already is taken as it is."""
    cells = "".join("<row>" + "".join(map(_cell, row)) + "</row>" for row in rows)
    return f'<?xml version="1.0"?>{before}<worksheet xmlns="{MAIN}"><sheetData>{cells}{after}</sheetData></worksheet>'


def _cell(value: object) -> str:
    if isinstance(value, str):
        return value if value.startswith("<") else f'<c t="inlineStr"><is><t>{value}</t></is></c>'
    return f"<c><v>{value}</v></c>"


def book(xml: str, *, sheets: int = 1, **parts: str | bytes) -> bytes:
    """A workbook of one sheet (named so many times), with more parts by name."""
    relation = f"{OPEN_DOCUMENT}officeDocument/2006/relationships"
    package = f"{OPEN_DOCUMENT}package/2006"
    named = "".join(f'<sheet name="S{number}" sheetId="{number + 1}" r:id="r1"/>' for number in range(sheets))
    content = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types"/>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
        f'Type="{relation}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{relation}"><sheets>{named}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
        f'Type="{relation}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="r2" '
        f'Type="{relation}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": xml,
        **parts,
    }
    return packed(content)


def packed(content: dict[str, str | bytes]) -> bytes:
    """A ZIP."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as container:
        for name, data in content.items():
            container.writestr(name, data)
    return out.getvalue()


def test_these_workbooks_are_read_where_nothing_is_wrong() -> None:
    assert part_of(book(sheet(ROWS))).totals["spend"] == 3.5


def test_a_cell_at_the_end_of_the_sheet_fills_no_memory() -> None:
    assert "more memory or time" in refusal(
        book(sheet(ROWS, after='<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'))
    )


def test_one_long_text_named_a_thousand_times_fills_no_memory() -> None:
    text = "".join(chr(65 + place % 26) for place in range(1_000_000))
    rows = [HEAD, *[("2026-06-01", '<c t="s"><v>0</v></c>', 1, 1)] * 2_000]
    strings = f'<sst xmlns="{MAIN}"><si><t>{text}</t></si></sst>'
    assert "more memory or time" in refusal(book(sheet(rows), **{"xl/sharedStrings.xml": strings}))


def test_a_workbook_that_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "MAX_WORKBOOK_SECONDS", 1)
    rows = [("x",) * 20] * 20_000
    assert "more memory or time" in refusal(book(sheet(rows), sheets=100))


@pytest.mark.parametrize("entity", ['"' + "lol" * 10 + '"', 'SYSTEM "file:///etc/passwd"'])
def test_entities_are_never_made_into_text(entity: str) -> None:
    rows = [HEAD, ("2026-06-01", "x&a;", 1, 1)]
    assert "damaged" in refusal(book(sheet(rows, before=f"<!DOCTYPE x [<!ENTITY a {entity}>]>")))


def test_too_many_sheets_or_parts_are_named_with_the_way_out() -> None:
    assert "has 300 sheets; at most 250" in refusal(book(sheet(ROWS), sheets=300))
    parts: dict[str, str | bytes] = {f"xl/media/{number}.png": b"" for number in range(limits.MAX_ENTRIES)}
    assert "parts, more than any export's" in refusal(book(sheet(ROWS), **parts))


def test_columns_without_number() -> None:
    header = [*HEAD, *(f"c{number}" for number in range(3_000))]
    assert "more than 2,000 columns" in refusal(book(sheet([header, [*ROWS[1], *[1] * 3_000]])))
    part = part_of(book(sheet([*ROWS, [*ROWS[1], *[1] * 3_000]])))
    assert [(row.line, row.reason) for row in part.skipped] == [(4, "has more than 2,000 cells where the header has 4")]


def test_a_formula_is_what_it_last_gave_and_nothing_is_run_or_fetched() -> None:
    rows = (
        *ROWS,
        ("2026-06-03", "C", "<c><f>[1]Elsewhere!A1</f><v>12.5</v></c>", 1),
        ("2026-06-04", '<c t="str"><f>HYPERLINK("http://x","D")</f><v>D</v></c>', 1, 1),
        ("2026-06-05", "=cmd|' /C calc'!A0", 1, 1),
        ("2026-06-06", "F", '<c t="e"><f>1/0</f><v>#DIV/0!</v></c>', 1),
    )
    part = part_of(book(sheet(rows), **{"xl/vbaProject.bin": b"\xd0\xcf", "xl/externalLinks/link1.xml": "<x/>"}))
    assert [entity.campaign for entity in part.readings.entities][2:5] == ["C", "D", "=cmd|' /C calc'!A0"]
    assert part.totals["spend"] == 18


@pytest.mark.parametrize(
    ("parts", "what"),
    [
        ({"[Content_Types].xml": "", "xl/workbook.bin": b"\x00"}, "an Excel binary workbook"),
        ({"[Content_Types].xml": "", "word/document.xml": ""}, "a Word document"),
        ({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": ""}, "an OpenDocument file"),
    ],
)
def test_another_kind_of_document_is_called_what_it_is(parts: dict[str, str | bytes], what: str) -> None:
    assert f"The file is {what}" in refusal(packed(parts))


def test_an_encrypted_workbook_is_called_so() -> None:
    data = bytearray(book(sheet(ROWS)))
    at = -1
    while (at := data.find(b"PK\x01\x02", at + 1)) >= 0:
        struct.pack_into("<H", data, at + 8, 1)
    assert "The workbook is encrypted" in refusal(bytes(data))


def test_the_process_that_opened_it_is_gone_afterwards() -> None:
    part_of(book(sheet(ROWS)))
    gc.collect()
    children = subprocess.run(
        ["ps", "--ppid", str(os.getpid()), "-o", "args="], capture_output=True, text=True, check=False
    )
    assert "workbook_apart" not in children.stdout


def test_a_workbook_on_disk_and_one_in_memory_are_the_same(tmp_path: Path) -> None:
    path = tmp_path / "meta.xlsx"
    path.write_bytes(book(sheet(ROWS)))
    with path.open("rb") as stream:
        (part,) = parse(stream, path.name, today=date(2026, 6, 14)).parts
        assert not stream.closed
    assert part.totals == part_of(path.read_bytes()).totals
