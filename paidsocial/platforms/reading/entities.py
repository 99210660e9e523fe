"""What rows are about: each campaign, ad set and ad once, by number, and whose they are."""

from __future__ import annotations

import re
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from typing import cast

from paidsocial.domain.readings import Entity
from paidsocial.platforms.base import Field
from paidsocial.platforms.reading.blocks import Block
from paidsocial.platforms.reading.cells import clean
from paidsocial.platforms.reading.numbers import NOTHING
from paidsocial.platforms.reading.totals import is_total

PART_FIELDS = (Field.PLATFORM, Field.ACCOUNT, Field.ACCOUNT_ID, Field.CURRENCY)
NAME_FIELDS = (Field.CAMPAIGN_ID, Field.CAMPAIGN, Field.AD_SET_ID, Field.AD_SET, Field.AD_ID, Field.AD)
DETAIL_FIELDS = (Field.OBJECTIVE, Field.STATUS)
DESTROYED = re.compile(r"\d(?:[.,]\d+)?[eE]\+?\d+")
_IDS = frozenset((Field.CAMPAIGN_ID, Field.AD_SET_ID, Field.AD_ID, Field.ACCOUNT_ID))
_NAME_OF = {Field.CAMPAIGN_ID: Field.CAMPAIGN, Field.AD_SET_ID: Field.AD_SET, Field.AD_ID: Field.AD}
_EXACT_DIGITS, _FEWEST_NOUGHTS = 15, 3
_ROUNDED = re.compile(r"\d{15}0+")
_MAX_NAME, _MAX_ID = 1000, 100


def is_word(text: str) -> bool:
    """Whether a campaign may be called that, though "NA" or "none" says nothing elsewhere."""
    return any(map(str.isalpha, text))


@dataclass(slots=True)
class Entities:
    """The entities of a file in order of appearance; `part_of` says for each which of `parts` it belongs to.

    `at` are the columns of fields; `parts` are the raw cells of PART_FIELDS; `suspects` may be totals by their names.
    `rounded`: fields whose ids a spreadsheet rounded to fifteen digits, known from a first pass.
    """

    at: Mapping[Field, int]
    id_prefix: str
    rounded: frozenset[Field] = frozenset()
    entities: list[Entity] = field(default_factory=list)
    part_of: list[int] = field(default_factory=list)
    parts: list[tuple[str, ...]] = field(default_factory=list)
    suspects: set[int] = field(default_factory=set)
    destroyed_ids: int = 0
    _long_ids: dict[Field, set[tuple[str, str]]] = field(default_factory=dict)  # each with a name
    _codes: dict[Hashable, int] = field(default_factory=dict)
    _canonical: dict[tuple[object, ...], int] = field(default_factory=dict)

    def coded(self, block: Block) -> list[int]:
        """For each row of a block the number of what it is about."""
        at = self.at
        places = [at[name] for name in (*PART_FIELDS, *NAME_FIELDS, *DETAIL_FIELDS) if name in at]
        if not places:
            if not self.entities:
                self._new_entity(())
            return [0] * len(block)
        keys = block.keys(places)
        codes = self._codes
        found = list(map(codes.get, keys))  # hashing a key is what costs, so that each is looked up once as a rule
        for place, code in enumerate(found):
            if code is None:
                key = keys[place]
                if key not in codes:
                    row = block.row(place)
                    codes[key] = self._new_entity(tuple(row[one] for one in places))
                found[place] = codes[key]
        return cast("list[int]", found)

    def _new_entity(self, key: tuple[str, ...]) -> int:
        at = self.at
        present = [name for name in (*PART_FIELDS, *NAME_FIELDS, *DETAIL_FIELDS) if name in at]
        cells = dict(zip(present, key, strict=True))
        part = tuple(clean(cells.get(name, "")) for name in PART_FIELDS)
        for name in _NAME_OF.keys() & cells.keys():
            if len(text := clean(cells[name])) > _EXACT_DIGITS and text.isdigit():
                self._long_ids.setdefault(name, set()).add((text, clean(cells.get(_NAME_OF[name], ""))))
        entity = Entity(
            **{name.value: self._name(name, cells.get(name, "")) for name in (*NAME_FIELDS, *DETAIL_FIELDS)}
        )
        # An id names its entity for good; a name may change within a file.
        identity = (
            part,
            entity.campaign_id or ("name", entity.campaign),
            entity.ad_set_id or ("name", entity.ad_set),
            entity.ad_id or ("name", entity.ad),
        )
        code = self._canonical.get(identity)
        if code is None:
            code = self._canonical[identity] = len(self.entities)
            self.entities.append(entity)
            self.part_of.append(self._part(part))
            if self._is_suspect(entity):
                self.suspects.add(code)
        return code

    def _part(self, part: tuple[str, ...]) -> int:
        if part not in self.parts:
            self.parts.append(part)
        return self.parts.index(part)

    def _name(self, name: Field, cell: str) -> str | None:
        text = clean(cell)
        if text.casefold() in NOTHING and not (name is Field.CAMPAIGN and is_word(text)):
            return None
        if name not in _IDS:
            return text[:_MAX_NAME]
        if DESTROYED.fullmatch(text):
            self.destroyed_ids += 1
            return None
        text = re.sub(r"\.0+\Z", "", text)
        if name in self.rounded and _ROUNDED.fullmatch(text):
            self.destroyed_ids += 1
            return None
        if self.id_prefix:
            text = re.sub(rf"\A(?:{self.id_prefix})(?=\d)", "", text)
        return text if len(text) <= _MAX_ID else None

    def _is_suspect(self, entity: Entity) -> bool:
        names = [getattr(entity, name.value) for name in NAME_FIELDS if name in self.at]
        if not names:
            return False
        top = next((name for name in names if name), None)
        return top is None or is_total(top) or top.casefold() in NOTHING

    def rounded_ids(self) -> frozenset[Field]:
        """The fields whose ids all end in noughts beyond the digits a spreadsheet keeps: by chance 1 in 1,000."""
        found = set()
        for name, ids in self._long_ids.items():
            noughts = sum(len(text) - _EXACT_DIGITS for text, _ in ids)
            if noughts >= _FEWEST_NOUGHTS and all(_ROUNDED.fullmatch(text) for text, _ in ids):
                found.add(name)
        return frozenset(found)
