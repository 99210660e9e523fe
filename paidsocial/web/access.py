"""Which pages are for whom. Every view carries a rule; a view without one answers nobody.

`requires(Permission.X)`, `signed_in` and `public` mark a view; `check_access` runs before every request.
Services check again where the data is fetched: this only keeps people from pages that are not for them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import current_app, request
from flask.typing import ResponseReturnValue

from paidsocial.services.access import Permission, require
from paidsocial.web import current

View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Rule:
    """Who may open a view: anyone (`public`), anyone signed in (`permission` None), or those with `permission`."""

    public: bool = False
    permission: Permission | None = None


PUBLIC, SIGNED_IN = Rule(public=True), Rule()

# Views that come with libraries carry no mark of ours.
OF_LIBRARIES = {
    "static": PUBLIC,
    "security.static": PUBLIC,
    "security.login": PUBLIC,
    "security.logout": PUBLIC,
    "security.verify": SIGNED_IN,
    "security.change_password": SIGNED_IN,
}


def requires(permission: Permission) -> Callable[[View], View]:
    """Mark a view as open to people whose role has `permission`. Put it below the route decorator."""

    def mark(view: View) -> View:
        view.access_rule = Rule(permission=permission)  # type: ignore[attr-defined]  # a mark on the function itself
        return view

    return mark


def signed_in(view: View) -> View:
    """Mark a view as open to everyone who is signed in."""
    view.access_rule = SIGNED_IN  # type: ignore[attr-defined]  # a mark on the function itself
    return view


def public(view: View) -> View:
    """Mark a view as open to anyone, signed in or not."""
    view.access_rule = PUBLIC  # type: ignore[attr-defined]  # a mark on the function itself
    return view


def secret_query(view: View) -> View:
    """Mark a view whose address carries what must not be repeated: a stranger's way to sign in does not name it."""
    view.secret_query = True  # type: ignore[attr-defined]  # a mark on the function itself
    return view


def has_secret_query(endpoint: str | None) -> bool:
    """Whether the query of this endpoint's address must not be repeated anywhere."""
    return bool(getattr(current_app.view_functions.get(endpoint or ""), "secret_query", False))


def rule_of(endpoint: str, view: Callable[..., Any]) -> Rule | None:
    """The rule of a view, None where it has none."""
    rule: Rule | None = OF_LIBRARIES.get(endpoint) or getattr(view, "access_rule", None)
    return rule


def check_access() -> ResponseReturnValue | None:
    """Before every request: send strangers to the sign-in page, refuse roles that may not (Forbidden)."""
    if request.endpoint is None:
        return None  # no such address: the error page says so
    rule = rule_of(request.endpoint, current_app.view_functions[request.endpoint])
    if rule is None:
        raise LookupError(f"{request.endpoint} has no access rule; mark it with requires(), signed_in or public")
    if rule.public:
        return None
    actor = current.actor_or_none()
    if actor is None:
        return current_app.login_manager.unauthorized()  # type: ignore[attr-defined,no-any-return]  # set by Flask-Login
    if rule.permission is not None:
        require(actor, rule.permission)
    return None


def may_open(endpoint: str) -> bool:
    """Whether the endpoint exists and the current person's role may open it; for links and menus."""
    view = current_app.view_functions.get(endpoint)
    if view is None:
        return False
    rule, actor = rule_of(endpoint, view), current.actor_or_none()
    if rule is None or actor is None:
        return rule == PUBLIC
    return rule.permission is None or actor.can(rule.permission)
