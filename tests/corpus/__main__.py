"""The generated corpus as a named command:

    python -m tests.corpus [--cases 5000] [--first 0] [--seed 1] [--keep FOLDER] [--cli 25]

Writes each case's file in memory, reads it through the import's own door and compares every row. Prints the classes,
what was asked or not understood by platform and language, and the number of every case that ended wrong; `--keep`
writes those files. One case in `--cli` also goes through `paidsocial import --json` into a fresh database.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter, defaultdict
from itertools import islice
from pathlib import Path

from tests.corpus.cases import DIMENSIONS, design
from tests.corpus.checking import BAD, Kind, Outcome, check
from tests.corpus.forms import FORMS
from tests.corpus.stored import Store
from tests.corpus.words import LANGUAGES
from tests.corpus.writing import Written, write


def main() -> int:
    """Run the corpus; 1 where a case ended wrong."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=int, default=5000)
    parser.add_argument("--first", type=int, default=0, help="the first case")
    parser.add_argument("--only", type=int, help="one case alone, told in full")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, help="where to write the files of wrong cases")
    parser.add_argument(
        "--cli", type=int, default=25, help="one case in how many goes through the command line; 0: none"
    )
    options = parser.parse_args()
    first, last = options.first, options.first + options.cases
    if options.only is not None:
        first, last = options.only, options.only + 1
    report = _Report(options.keep)
    began = time.perf_counter()
    with Store() as store:
        for number, case in islice(enumerate(design(options.seed)), first, last):
            written = write(case, options.seed)
            if written is None:
                report.unwritable.append(number)
                continue
            outcome = check(written, case)
            if options.cli and number % options.cli == 0 and outcome.kind is Kind.RIGHT:
                report.stored += 1
                outcome = store.check(written, outcome)
            report.add(number, case, written, outcome)
            if options.only is not None:
                print(*(f"{name}: {value}" for name, value in case.items()), sep="\n")
                print(f"{outcome.kind}: {outcome.why} (settled: {outcome.settled})")
    report.print(time.perf_counter() - began)
    return 1 if any(report.kinds[kind] for kind in BAD) else 0


class _Report:
    def __init__(self, keep: Path | None) -> None:
        self.keep = keep
        self.kinds: Counter[Kind] = Counter()
        self.settled: Counter[Kind] = Counter()
        self.reasons: Counter[tuple[Kind, str]] = Counter()
        self.wrong: defaultdict[str, list[int]] = defaultdict(list)
        self.unsettled: defaultdict[str, list[int]] = defaultdict(list)
        self.needless: defaultdict[str, list[int]] = defaultdict(list)
        self.told: dict[str, str] = {}
        self.seen: Counter[tuple[str, str]] = Counter()
        self.unknown: Counter[tuple[str, str]] = Counter()
        self.unwritable: list[int] = []
        self.stored = 0
        self.values: set[tuple[str, str]] = set()

    def add(self, number: int, case: dict[str, str], written: Written, outcome: Outcome) -> None:
        self.kinds[outcome.kind] += 1
        self.values.update(case.items())
        place = (case["form"], case["language"])
        self.seen[place] += 1
        if outcome.kind in (Kind.NOT_UNDERSTOOD, Kind.PARTLY):
            self.unknown[place] += 1
        if outcome.kind in BAD:
            gist = _gist(outcome.why) if outcome.kind is Kind.WRONG else f"{case['language']}: {outcome.why}"
            self.wrong[gist].append(number)
            self.told.setdefault(gist, f"case {number}: {outcome.why}")
            if self.keep:
                self.keep.mkdir(parents=True, exist_ok=True)
                (self.keep / f"{number}-{written.name}").write_bytes(written.data)
            self.settled[outcome.kind] += bool(outcome.settled)
        elif outcome.kind is not Kind.RIGHT:
            self.reasons[outcome.kind, outcome.why] += 1
            self.settled[outcome.kind] += bool(outcome.settled)
            if outcome.kind in (Kind.ASKED_NEEDLESSLY, Kind.NOT_UNDERSTOOD):
                self.needless[f"{outcome.kind}: {outcome.why}"].append(number)
            if not outcome.settled:
                self.unsettled[outcome.why].append(number)

    def print(self, seconds: float) -> None:
        for kind in Kind:
            told = (
                f"; {self.settled[kind]:,} right once told"
                if kind not in (Kind.RIGHT, Kind.WRONG) and self.kinds[kind]
                else ""
            )
            print(f"{self.kinds[kind]:7,}  {kind}{told}")
        print(f"{self.stored:7,}  of the right ones imported and read back from a database too")
        for (kind, why), count in self.reasons.most_common(40):
            print(f"{count:9,}  {kind}: {why}")
        self._print_unknown()
        for why, numbers in self.needless.items():
            print(f"{why}: {len(numbers)}: {_few(numbers)}")
        for why, numbers in sorted(self.unsettled.items(), key=lambda item: -len(item[1])):
            print(f"still open once told ({why}): {len(numbers)}: {_few(numbers)}")
        for gist, numbers in sorted(self.wrong.items(), key=lambda item: -len(item[1])):
            print(f"WRONG, {gist}: {len(numbers)}: {_few(numbers)}")
            if not self.told[gist].endswith(gist.partition(": ")[2]):
                print(f"      {self.told[gist][:400]}")
        if self.unwritable:
            print(f"{len(self.unwritable)} cases cannot be written in their encoding: {_few(self.unwritable)}")
        every = {(name, value) for name, values in DIMENSIONS.items() for value in values}
        if every - self.values and sum(self.kinds.values()) >= 1000:
            print(f"never tried: {sorted(every - self.values)}")
        print(f"{sum(self.kinds.values()):,} cases in {seconds:.0f} s, {sum(self.kinds[kind] for kind in BAD)} wrong")

    def _print_unknown(self) -> None:
        """Not (wholly) understood of those tried, by form and language."""
        if not self.unknown:
            return
        print("not (wholly) understood / tried:")
        print(" " * 13 + "".join(f"{language:>8}" for language in LANGUAGES))
        for form in FORMS:
            cells = [
                f"{self.unknown[form, language]}/{self.seen[form, language]}" if self.seen[form, language] else ""
                for language in LANGUAGES
            ]
            if any(cells):
                print(f"{form:13}" + "".join(f"{cell:>8}" for cell in cells))


def _gist(why: str) -> str:
    """The kind of a wrong answer, without its figures."""
    words = why.split(";", maxsplit=1)[0].split()
    return " ".join(word for word in words[:6] if not any(char.isdigit() for char in word))


def _few(numbers: list[int]) -> str:
    return ", ".join(map(str, numbers[:15])) + (" …" if len(numbers) > 15 else "")


if __name__ == "__main__":
    sys.exit(main())
