"""How large a file may be. Each limit is far above any real export and far below what would hurt."""

from __future__ import annotations

MAX_BYTES = 2 * 1024**3  # a text file on disk
MAX_WORKBOOK_BYTES = 200 * 1024**2  # an XLSX as it arrives
MAX_UNPACKED_BYTES = 1536 * 1024**2  # the same once unpacked
MAX_UNPACKED_RATIO = 400  # real workbooks pack 5 to 40 times; a bomb thousands of times
RATIO_COUNTS_FROM = 16 * 1024**2  # small parts may pack as well as they like
MAX_ENTRIES = 2_000  # parts of a workbook
MAX_SHEETS = 250  # sheets of a workbook that are looked through
MAX_WORKBOOK_MEMORY = 2 * 1024**3  # of the process that opens a workbook; one of 50 MB takes half of it
MAX_WORKBOOK_SECONDS = 120  # of its computing
CHUNK_CELLS = 500_000  # cells that are in memory at once as text
MAX_ROWS = 4_000_000  # each million takes about a third of a gigabyte of memory
MAX_COLUMNS = 2_000
MAX_MERGED = 200_000  # cells over several rows
MAX_CELL = 128 * 1024  # characters; also csv's own default
MAX_LINE = 8 * 1024**2  # bytes of a line, characters of a row
MAX_ENDLESS = 20  # cells without an end that are passed over
MAX_AMOUNT = 10**12  # units of money, or of what is counted in millionths, in one cell
MAX_COUNT = 10**15  # the same of what is counted whole
MAX_SUM = 4 * 10**18  # of a column, as it is stored: two such files still add up in 64 bits
LONGEST_NAMED = 200  # characters of a header in an option that is proposed: more, nobody could read or type
MAX_NAME = 255  # characters of a file name that we keep
SEARCHED_LINES = 60  # how far down a header usually stands
SEARCHED_FAR = 5_000  # how far down it is looked for where it does not
FEWEST_KNOWN = 2  # header names by which a row is taken for the header
SAMPLED_ROWS = 500  # rows that are looked at before reading in earnest
LISTED_SKIPS = 1_000  # skipped rows that a stored report names; the kept original has the others
