"""Approved budget changes as a sheet to carry out by hand, CSV or XLSX: what to set, where, and what to mind.

No bulk-edit file in a platform's own import format is made: docs/decisions says why.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from decimal import Decimal

from sqlalchemy.orm import Session

from paidsocial.domain.platform_rules import PlatformRules
from paidsocial.errors import BadInput, NotFound
from paidsocial.services.access import Actor, Permission, require
from paidsocial.services.changes import change_views
from paidsocial.services.changes.change_views import ChangeView, Filter
from paidsocial.services.reallocation.recommendations import rules
from paidsocial.services.spreadsheets import Cell, Sheet, write_csv, write_xlsx

HEADINGS = (
    *("change", "platform", "account", "account_id", "campaign", "campaign_id", "ad_set", "ad_set_id", "budget"),
    *("currency", "from", "to", "difference", "not_before", "why", "applied", "really_set", "note"),
)
_RULES = ("platform", "what to mind", "standing", "source", "read on")


def sheet(session: Session, actor: Actor, kind: str, wanted: Filter | None = None) -> bytes:
    """The changes that wait to be carried out (all, or those wanted) as a file; `kind`: csv or xlsx.

    The last three columns are empty, for notes while working; results are marked on the page. Raises NotFound where
    none waits.
    """
    require(actor, Permission.VIEW)
    if kind not in {"csv", "xlsx"}:
        raise BadInput(f"“{kind}” is not a format; choose csv or xlsx.", field="format")
    changes = change_views.open_changes(session, actor, wanted)
    if not changes:
        raise NotFound("No approved change waits to be carried out.")
    target = io.BytesIO()
    if kind == "csv":
        write_csv(target, HEADINGS, _rows(changes))
    else:
        minded = Sheet("What to mind", _RULES, _minded(changes, rules()))
        write_xlsx(target, [Sheet("Changes", HEADINGS, _rows(changes)), minded])
    return target.getvalue()


def _rows(changes: Sequence[ChangeView]) -> Iterator[Sequence[Cell]]:
    for change in changes:
        difference = None if change.switch else change.change
        yield (
            change.id,
            change.platform,
            change.account_name,
            change.account_external_id,
            change.campaign_name,
            change.campaign_external_id,
            change.ad_set_name,
            change.ad_set_external_id,
            _what(change),
            change.after.currency,
            None if change.before is None or change.switch else Decimal(change.before.text),
            None if change.switch else Decimal(change.after.text),
            None if difference is None else Decimal(difference.text),
            change.starts_on,
            change.reason,
            None,
            None,
            None,
        )


def _what(change: ChangeView) -> str:
    level = "ad set" if change.ad_set_id else "campaign"
    return f"{change.switch} the {level}" if change.switch else f"{change.kind} budget of the {level}"


def _minded(changes: Sequence[ChangeView], known: PlatformRules) -> Iterator[Sequence[Cell]]:
    levels = {(change.platform, "ad_set" if change.ad_set_id else "campaign") for change in changes}
    told = set()
    for platform, level in sorted(levels):
        for rule in known.notes(platform, level):
            if rule.id not in told:
                told.add(rule.id)
                yield (platform, rule.text, rule.standing.value, rule.source, rule.read_on)
