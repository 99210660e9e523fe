"""Text files damaged on their way, or made to hurt: the good rows are taken, the others named with their line."""

from __future__ import annotations

import pytest

from paidsocial.platforms.reading import ParsedPart, limits, own_name
from tests.support.reading import part_of, refusal

HEAD = "date,campaign,spend,impressions\n"
FIRST, LAST = "2026-06-01,A,1.50,10\n", "2026-06-03,C,3,30\n"
PLAIN = HEAD + FIRST + LAST


def names(part: ParsedPart) -> list[str | None]:
    """The campaigns in the order they came."""
    return [entity.campaign for entity in part.readings.entities]


def skipped(part: ParsedPart) -> dict[int, str]:
    """Why a line was not taken."""
    return {row.line: row.reason for row in part.skipped}


def between(row: str | bytes) -> bytes:
    """A table whose third line is this one."""
    return (HEAD + FIRST).encode() + (row.encode() if isinstance(row, str) else row) + LAST.encode()


# -- encodings --


@pytest.mark.parametrize("utf8_first", [True, False])
def test_a_file_in_two_encodings_is_read_line_by_line(utf8_first: bool) -> None:
    halves = [f"2026-06-0{day},Größe {day},1,1\n".encode(page) for day, page in ((1, "utf-8"), (2, "cp1252"))]
    part = part_of(HEAD.encode() + b"".join(halves if utf8_first else halves[::-1]))
    assert sorted(map(str, names(part))) == ["Größe 1", "Größe 2"]
    line = 3 if utf8_first else 2
    assert f"The file mixes encodings: line {line} is not UTF-8" in " ".join(part.warnings)


def test_a_code_page_of_another_script_is_not_taken_for_a_mixture() -> None:
    part = part_of((HEAD + "2026-06-01,Летняя распродажа,1,1\n2026-06-02,СЁ,1,1\n").encode("cp1251"))
    assert names(part) == ["Летняя распродажа", "СЁ"]
    assert "mixes" not in " ".join(part.warnings)


def test_a_few_bytes_in_no_encoding_spoil_no_other_line() -> None:
    rows = "".join(f"2026-06-0{day},Größe {day},1,1\n" for day in range(1, 6)).encode()
    part = part_of(HEAD.encode() + rows + b"2026-06-06,\x81\x8d\xff,1,1\n")
    assert names(part)[:5] == [f"Größe {day}" for day in range(1, 6)]
    assert "line 7 is not UTF-8" in " ".join(part.warnings)


def test_a_bad_byte_after_a_utf8_mark_costs_its_line_at_most() -> None:
    part = part_of(b"\xef\xbb\xbf" + between(b"2026-06-02,B\xff,2,20\n"))
    assert part.totals["spend"] == 6.5
    assert "line 3 is not UTF-8" in " ".join(part.warnings)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_a_stray_byte_at_the_end_is_left_out_and_said(encoding: str) -> None:
    part = part_of(PLAIN.rstrip("\n").encode(encoding) + b"\n")
    assert names(part) == ["A", "C"]
    assert part.totals["impressions"] == 40
    assert "ends in the middle of a character" in " ".join(part.warnings)


def test_a_stray_byte_in_between_is_refused_with_its_line() -> None:
    raw = PLAIN.encode("utf-16")
    place = raw.index("A,1.50".encode("utf-16-le"))
    assert "a byte too many or too few on line 2" in refusal(raw[:place] + b"x" + raw[place:])


def test_half_a_character_is_shown_as_damaged_and_the_row_is_kept() -> None:
    raw = between("2026-06-02,B?,2,20\n").decode().encode("utf-16-le").replace(b"?\x00", b"\x00\xd8")
    part = part_of(b"\xff\xfe" + raw)
    assert names(part) == ["A", "B\ufffd", "C"]
    assert "Line 3 holds a damaged character" in " ".join(part.warnings)


def test_text_that_breaks_off_within_a_letter_keeps_its_other_letters() -> None:
    part = part_of((HEAD + "2026-06-01,Größe,1,1\n2026-06-02,").encode() + b"\xc3")
    assert names(part) == ["Größe"]
    assert 3 in skipped(part)


# -- NUL bytes --


def test_nul_bytes_go_from_names_and_cost_a_row_only_in_a_figure() -> None:
    part = part_of(between(b"2026-06-02,B\x00b,2,20\n2026-06-02,D,2,2\x0000\n"))
    assert names(part) == ["A", "Bb", "C"]
    assert skipped(part) == {4: "impressions “2\ufffd00” is not a number"}
    assert "NUL bytes, the first on line 3" in " ".join(part.warnings)


def test_the_nul_bytes_of_a_file_not_written_to_its_end_are_no_row() -> None:
    part = part_of(PLAIN.encode() + bytes(500_000))
    assert names(part) == ["A", "C"]
    assert not part.skipped


def test_nothing_but_nul_bytes() -> None:
    assert "only NUL bytes" in refusal(bytes(100_000))


# -- rows that are none --


def test_a_cell_that_never_ends_costs_its_row_and_not_those_below() -> None:
    part = part_of(between('2026-06-02,"B,2,20\n') + LAST.encode() * 20_000)
    assert skipped(part) == {
        3: "has a cell that does not end within 128 KB; a quotation mark is probably missing there"
    }
    assert part.rows_read == 20_002


def test_many_cells_that_never_end_are_refused_with_the_first() -> None:
    rows = '2026-06-02,"B,2,20\n' + "x" * (limits.MAX_CELL + 1) + "\n"
    assert refusal(between(rows * 30)).startswith("Line 3 has a cell that does not end")


def test_a_row_far_too_wide_is_skipped_with_its_line() -> None:
    part = part_of(between("2026-06-02,B,2,20" + ",1" * 10_000 + "\n"))
    assert skipped(part) == {3: "has more than 2,000 cells where the header has 4"}
    assert part_of(between("2026-06-02,B,2,20" + "," * 10_000 + "\n")).rows_read == 3


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_line_without_an_end_is_refused_with_its_number(encoding: str) -> None:
    raw = (HEAD + FIRST + "1," * (limits.MAX_LINE // 2 + 1)).encode(encoding)
    assert "Line 3 is longer than 8 MB" in refusal(raw)


def test_a_row_that_goes_on_over_lines_without_an_end_stays_in_bounds() -> None:
    assert "A row that starts on line 3 goes on over more than 8 MB" in refusal(between('"' + 'x","x\n' * 3_000_000))


# -- figures nobody has --


def test_figures_too_large_to_be_added_up_are_skipped() -> None:
    part = part_of(between("2026-06-02,B,9000000000000,1\n2026-06-02,B,1,9000000000000000000\n"))
    assert list(skipped(part)) == [3, 4]
    assert part.totals["spend"] == 4.5


def test_a_column_that_adds_up_to_more_than_any_is_refused() -> None:
    assert "The spend of the file adds up to more than any ad account's" in refusal(
        between("2026-06-02,B,900000000000,1\n" * 6)
    )


# -- other kinds of file, and names --


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ('{"data": [{"date_start": "2026-06-01", "spend": "1"}]}', "JSON"),
        ('[\n {"date": "2026-06-01", "spend": 1}\n]', "JSON"),
        ("<!-- made by hand -->\n<html><body>", "a web page"),
    ],
)
def test_what_is_no_table_is_called_what_it_is(text: str, what: str) -> None:
    assert f"The file is {what}, not a table" in refusal(text.encode())


def test_a_header_in_brackets_is_no_json() -> None:
    assert part_of(("[2026 report]\n" + PLAIN).encode()).rows_read == 2


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd.csv", "passwd.csv"),
        ("C:\\x\\y.csv", "y.csv"),
        ("\u202egpj.csv", "gpj.csv"),
        ("a\nb\x1b[31m.csv", "a b[31m.csv"),
        ("bad\udcff.csv", "bad\ufffd.csv"),
        ("n" * 5_000 + ".csv", "n" * 251 + ".csv"),
    ],
)
def test_a_files_name_is_shown_without_what_could_hurt(name: str, shown: str) -> None:
    assert own_name(name) == shown
