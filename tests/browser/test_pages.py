"""Every page that needs no argument, for each role: no complaint, nothing too wide, nothing inaccessible."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from paidsocial.services.access import Role
from tests.browser.conftest import PHONE, WIDE, Person, Stage

ROLES = tuple(Role)


def links(person: Person) -> list[str]:
    """The addresses of the rail."""
    return [str(link.get_attribute("href")) for link in person.page.locator(".rail a.rail-link").all()]


@pytest.mark.parametrize("role", ROLES)
def test_every_page_of_the_rail_is_sound(person: Callable[[Role], Person], role: Role) -> None:
    someone = person(role)
    addresses = links(someone)
    assert addresses
    for address in addresses:
        someone.go(address)
        # An administrator sees every page; the others' pages are the same ones on a phone.
        someone.look(widths=(WIDE, PHONE) if role is Role.ADMINISTRATOR else (WIDE,))


def test_a_campaign_and_an_ad_set_are_sound(person: Callable[[Role], Person], stage: Stage) -> None:
    someone = person(Role.VIEWER)
    for campaign in stage.company.campaigns[:2]:
        someone.go(f"/campaigns/{campaign.id}")
        someone.look(widths=(WIDE, PHONE))
    someone.page.locator("#ad-sets tbody a").first.click()
    someone.page.wait_for_url("**/campaigns/ad-sets/**")
    someone.look(widths=(WIDE, PHONE))
