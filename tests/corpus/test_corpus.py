"""A seeded sample of the generated corpus: no file is read to other figures than it was written from."""

from __future__ import annotations

from itertools import islice

from tests.corpus.cases import DIMENSIONS, Case, design, possible
from tests.corpus.checking import BAD, Kind, Outcome, check
from tests.corpus.stored import Store
from tests.corpus.words import LANGUAGES, word
from tests.corpus.writing import write

SEED, EVERY, UNTIL = 1, 4, 1200


def sample() -> list[tuple[int, Case]]:
    """Every fourth of the cases that cover the pairs of values."""
    return [pair for pair in islice(enumerate(design(SEED)), UNTIL) if pair[0] % EVERY == 0]


def outcomes() -> dict[int, tuple[Case, Outcome]]:
    """What became of the sample's files."""
    found = {}
    for number, case in sample():
        written = write(case, SEED)
        if written is not None:
            found[number] = (case, check(written, case))
    return found


def test_no_file_is_read_to_other_figures() -> None:
    found = outcomes()
    told = {number: f"case {number}: {outcome.kind}: {outcome.why}" for number, (_, outcome) in found.items()}
    assert [told[number] for number, (_, outcome) in found.items() if outcome.kind in BAD] == []
    # In every language every header is known, and only what is truly open is asked.
    allowed = {Kind.RIGHT, Kind.ASKED}
    assert [told[number] for number, (_, outcome) in found.items() if outcome.kind not in allowed] == []
    # Once what was not known or was asked is said, every file in every language is read to its last digit.
    open_still = [told[number] for number, (_, outcome) in found.items() if outcome.settled is False]
    assert open_still == []


def test_the_command_stores_the_same_figures() -> None:
    wrong, imported = [], 0
    with Store() as store:
        for number, case in sample():
            if case["language"] != "en" or imported == 8:
                continue
            written = write(case, SEED)
            outcome = check(written, case) if written else None
            if written and outcome and outcome.kind is Kind.RIGHT:
                imported += 1
                outcome = store.check(written, outcome)
                wrong += [f"case {number}: {outcome.why}"] if outcome.kind is not Kind.RIGHT else []
    assert wrong == []
    assert imported == 8


def test_the_design_holds_every_value_and_only_possible_files() -> None:
    cases = list(islice(design(SEED), 600))
    assert all(map(possible, cases))
    assert {(name, value) for name, values in DIMENSIONS.items() for value in values} == {
        pair for case in cases for pair in case.items()
    }


def test_every_language_has_a_word_for_money_and_days_on_every_platform() -> None:
    sections = ("meta", "tiktok", "linkedin", "pinterest", "snapchat", "reddit", "x", "google")
    for language in LANGUAGES:
        for section in sections:
            words = {word(language, section, key) for key in ("spend", "day", "campaign", "impressions", "clicks")}
            assert len(words) == 5, (language, section)
    assert len(LANGUAGES) == 24
