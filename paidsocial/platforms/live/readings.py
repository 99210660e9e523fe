"""Rows of a platform's reply as the columns that the rest of the product compares and stores."""

from __future__ import annotations

from array import array
from datetime import date

from paidsocial.domain.money import MICROS
from paidsocial.domain.readings import UNKNOWN, Entity, Grain, Level, Readings
from paidsocial.platforms.live.http import unreadable

_KEY = 1 << 32


class Rows:
    """Collects daily rows of one ad account. Metrics not told are None for the whole; a missing one of a told is 0.

    A row that comes twice (a page was repeated) counts once; told differently the second time it is refused, because
    then nobody knows which of the two is right.
    """

    def __init__(self, platform: str, level: Level, metrics: frozenset[str]) -> None:
        self._platform, self._level = platform, level
        self._codes: dict[tuple[str | None, str | None, str | None], int] = {}
        self._entities: list[Entity] = []
        self._entity, self._day, self._spend = array("q"), array("q"), array("q")
        self._columns = {name: array("q") for name in sorted(metrics)}
        self._missing = [(name, UNKNOWN if name == "reach" else 0) for name in self._columns]
        self._place: dict[int, int] = {}  # entity and day: where its row stands

    def add(self, entity: Entity, day: date, spend: int, **figures: int | None) -> None:
        """One row: spend and revenue in micros, conversions in millionths. The ids make the entity.

        Raises PlatformError for the same day of the same entity with other figures.
        """
        key = (entity.campaign_id, entity.ad_set_id, entity.ad_id)
        code = self._codes.setdefault(key, len(self._entities))
        if code == len(self._entities):
            self._entities.append(entity)
        ordinal, count = day.toordinal(), len(self._spend)
        values = [missing if (value := figures.get(name)) is None else value for name, missing in self._missing]
        place = self._place.setdefault(code * _KEY + ordinal, count)
        if place < count:
            self._same(place, spend, values, entity, day)
            return
        self._entity.append(code)
        self._day.append(ordinal)
        self._spend.append(spend)
        for column, value in zip(self._columns.values(), values, strict=True):
            column.append(value)

    def _same(self, place: int, spend: int, values: list[int], entity: Entity, day: date) -> None:
        known = [column[place] for column in self._columns.values()]
        if (self._spend[place], known) != (spend, values):
            name = entity.ad or entity.ad_set or entity.ad_set_id or entity.campaign_id
            raise unreadable(self._platform, f"it told {day} of {name} twice, with different figures")

    def must_add_up(self, spend: int) -> None:
        """Raises PlatformError where the rows' spend is not the platform's own total: a page is missing."""
        found = sum(self._spend)
        if found != spend:
            raise unreadable(
                self._platform,
                f"its rows add up to {found / MICROS:.2f} and its own total is {spend / MICROS:.2f}; some are missing",
            )

    def must_number(self, count: int) -> None:
        """The same by the number of rows."""
        if len(self) != count:
            raise unreadable(self._platform, f"it sent {len(self)} rows where it counts {count}; some are missing")

    def __len__(self) -> int:
        return len(self._spend)

    def readings(self) -> Readings:
        """All rows so far."""
        return Readings(
            level=self._level,
            grain=Grain.DAY,
            entities=self._entities,
            entity=self._entity,
            first=self._day,
            last=array("q", self._day),
            spend=self._spend,
            impressions=self._columns.get("impressions"),
            reach=self._columns.get("reach"),
            clicks=self._columns.get("clicks"),
            conversions=self._columns.get("conversions"),
            revenue=self._columns.get("revenue"),
        )
