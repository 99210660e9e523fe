"""The page on which a person lets an application in: the same for every simulated platform."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import Response, redirect, request
from markupsafe import Markup

from paidsocial.sandbox.server.state import APP_ID, Sandbox

_PAGE = Markup(
    '<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
    "<title>Allow access</title><style>body{{font:16px/1.5 system-ui;max-width:32rem;margin:12vh auto;padding:0 1rem}}"
    "a{{display:inline-block;padding:.5rem 1.2rem;background:#1b4f9c;color:#fff;border-radius:6px}}</style>"
    "<main><h1>{name} (simulated)</h1><p>paidsocial asks to read your ad accounts and to change their budgets.</p>"
    '<p>Permissions: {scopes}.</p><p><a href="{href}">Allow</a></p></main></html>'
)


def consent(
    sandbox: Sandbox,
    platform: str,
    name: str,
    *,
    scopes: tuple[str, ...],
    back: str,
    code_name: str = "code",
    app: str | None = None,
) -> Response:
    """Ask the person, who comes back to `back` with a code; `auto=1` in the query is somebody who always allows."""
    if app != APP_ID:
        return Response(f"{name}: this application is not known.", status=400, content_type="text/plain")
    code = sandbox.tokens.code(platform, scopes)
    joint = "&" if "?" in back else "?"
    href = f"{back}{joint}{urlencode({code_name: code, 'state': request.args.get('state', '')})}"
    if request.args.get("auto") == "1":
        return redirect(href)  # type: ignore[return-value]  # a werkzeug response is one
    return Response(_PAGE.format(name=name, scopes=", ".join(scopes), href=href), content_type="text/html")
