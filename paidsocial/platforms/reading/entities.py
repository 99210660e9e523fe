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
_MAX_NAME, _MAX_ID = 1000, 100


@dataclass(slots=True)
class Entities:
    """The entities of a file in order of appearance; `part_of` says for each which of `parts` it belongs to.

    `at` are the columns of fields; `parts` are the raw cells of PART_FIELDS; `suspects` may be totals by their names.
    """

    at: Mapping[Field, int]
    id_prefix: str
    entities: list[Entity] = field(default_factory=list)
    part_of: list[int] = field(default_factory=list)
    parts: list[tuple[str, ...]] = field(default_factory=list)
    suspects: set[int] = field(default_factory=set)
    destroyed_ids: int = 0
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
        if text.casefold() in NOTHING:
            return None
        if name not in _IDS:
            return text[:_MAX_NAME]
        if DESTROYED.fullmatch(text):
            self.destroyed_ids += 1
            return None
        text = re.sub(r"\.0+\Z", "", text)
        if self.id_prefix:
            text = re.sub(rf"\A(?:{self.id_prefix})(?=\d)", "", text)
        return text if len(text) <= _MAX_ID else None

    def _is_suspect(self, entity: Entity) -> bool:
        names = [getattr(entity, name.value) for name in NAME_FIELDS if name in self.at]
        if not names:
            return False
        top = next((name for name in names if name), None)
        return top is None or is_total(top)
