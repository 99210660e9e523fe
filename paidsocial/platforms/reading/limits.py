"""How large a file may be. Each limit is far above any real export and far below what would hurt."""

from __future__ import annotations

MAX_BYTES = 2 * 1024**3  # a text file on disk
MAX_WORKBOOK_BYTES = 200 * 1024**2  # an XLSX as it arrives
MAX_UNPACKED_BYTES = 1536 * 1024**2  # the same once unpacked
MAX_UNPACKED_RATIO = 400  # real workbooks pack 5 to 40 times; a bomb thousands of times
RATIO_COUNTS_FROM = 16 * 1024**2  # small parts may pack as well as they like
MAX_ENTRIES = 2_000  # parts of a workbook
MAX_ROWS = 20_000_000
MAX_COLUMNS = 2_000
MAX_CELL = 128 * 1024  # characters; also csv's own default
MAX_NAME = 255  # characters of a file name that we keep
SEARCHED_LINES = 60  # how far down a header usually stands
SEARCHED_FAR = 5_000  # how far down it is looked for where it does not
FEWEST_KNOWN = 2  # header names by which a row is taken for the header
SAMPLED_ROWS = 500  # rows that are looked at before reading in earnest
LISTED_SKIPS = 1_000  # skipped rows named one by one; the rest are counted
