"""The scope menu of the top bar, fetched when it opens: clients to choose from and the chosen one's ad accounts."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode, urlsplit

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from paidsocial.services.access import Permission
from paidsocial.services.workspace import clients
from paidsocial.web import current, typed
from paidsocial.web.access import requires
from paidsocial.web.auth import local_address

blueprint = Blueprint("scope", __name__)


@blueprint.get("/scope")
@requires(Permission.VIEW)
def menu() -> ResponseReturnValue:
    """The menu's content. `back` is the page it hangs on; its links are that page in another scope."""
    back = urlsplit(local_address(request.args.get("back")) or "/")
    parameters = dict(parse_qsl(back.query))
    client_id = typed.whole(parameters.get("client"))

    def address(client: int | None, account: int | None = None) -> str:
        kept = {name: value for name, value in parameters.items() if name not in {"client", "account", "page"}}
        kept |= {"client": str(client)} if client is not None else {}
        kept |= {"account": str(account)} if account is not None else {}
        return back.path + (f"?{urlencode(kept)}" if kept else "")

    search = request.args.get("q", "")[:200]
    found = clients.scope_menu(current.session(), current.actor(), client_id=client_id, search=search)
    return render_template(
        "_scope_menu.html",
        found=found,
        address=address,
        client_id=client_id,
        account_id=parameters.get("account", ""),
        search=search,
        back=request.args.get("back", "/"),
    )
