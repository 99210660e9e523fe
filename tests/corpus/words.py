"""What the platforms call their columns, read from `languages/`: one file per language, a section per platform."""

from __future__ import annotations

from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "languages"
LANGUAGES = tuple(sorted(path.stem for path in FOLDER.glob("*.txt")))

# Where a section does not have a word, the next one may.
_ELSEWHERE = {"gmv": ("tiktok",), "snapchat_old": ("snapchat",), "linkedin_new": ("linkedin",)}
_RENAMED = {  # LinkedIn's newer words are everybody's
    "campaign": ("all",),
    "campaign_id": ("all",),
    "ad_set": ("meta", "all"),
    "ad_set_id": ("meta", "all"),
    "status": ("all",),
}


@cache
def _sections(language: str) -> dict[str, dict[str, tuple[str, ...]]]:
    sections: dict[str, dict[str, tuple[str, ...]]] = {}
    here: dict[str, tuple[str, ...]] = {}
    for line in (FOLDER / f"{language}.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            here = sections.setdefault(line.strip("[]"), {})
        elif line and not line.startswith("#"):
            for pair in line.split(" | "):
                key, _, wordings = pair.partition("=")
                here[key.strip()] = tuple(wording.strip() for wording in wordings.split(" ~ "))
    return sections


def word(language: str, section: str, key: str, wording: int = 0) -> str:
    """A column's name; `wording` chooses among those of different times, the last where there are fewer."""
    sections = _sections(language)
    order = [section, *_ELSEWHERE.get(section, ()), "all"]
    if section == "linkedin_new" and section not in sections and key in _RENAMED:
        order = [*_RENAMED[key]]
    for name in order:
        found = sections.get(name, {}).get(key)
        if found:
            return found[min(wording, len(found) - 1)]
    raise KeyError(f"{language} has no word for {section}.{key}")
