"""Sessions, passwords, cross-site defences and headers: what stands between a request and a page.

Flask-Security checks passwords (argon2), keeps sessions and signs one-time links; this file only says how.
"""

from __future__ import annotations

import secrets
from datetime import timedelta
from ipaddress import ip_address
from typing import Any

from flask import Flask, Response, redirect, request, url_for
from flask.sessions import SecureCookieSessionInterface
from flask.typing import ResponseReturnValue
from flask_login import user_logged_out
from flask_security import LoginForm, Security, SQLAlchemySessionUserDatastore, user_authenticated
from flask_security.utils import hash_password
from flask_wtf.csrf import CSRFProtect
from sqlalchemy import inspect, update
from werkzeug.local import LocalProxy

from paidsocial.config import Settings
from paidsocial.db import transaction
from paidsocial.errors import BadConfiguration
from paidsocial.keys import kept_key
from paidsocial.models import User
from paidsocial.services.workspace import sign_in
from paidsocial.web import current
from paidsocial.web.access import has_secret_query

LINK_LIFETIME = timedelta(days=3)
CONTENT_POLICY = (
    "default-src 'self'; "
    "img-src 'self' data:; "  # Tabler draws its select arrows and ticks from data: pictures
    "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": CONTENT_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}


def secret_key(settings: Settings) -> str:
    """The key that signs cookies and links: from the environment, or made once and kept in `home`, private."""
    if settings.secret_key is not None:
        return settings.secret_key
    key = kept_key(settings.home, "secret_key", "PAIDSOCIAL_SECRET_KEY", lambda: secrets.token_urlsafe(48))
    if len(key) < 32:
        path = settings.home / "secret_key"
        raise BadConfiguration(
            f"{path} holds no usable key; delete it to have a new one made (everyone signs in again)"
        )
    return key


def is_loopback(host: str) -> bool:
    """Whether a Host header names this very machine."""
    name = host.rsplit(":", 1)[0].strip("[]").lower() if not host.endswith("]") else host.strip("[]")
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return False


class _Cookies(SecureCookieSessionInterface):
    """Cookies travel over HTTPS only, except on plain HTTP to this very machine."""

    def get_cookie_secure(self, app: Flask) -> bool:
        """Whether this answer's session cookie is marked Secure."""
        return bool(super().get_cookie_secure(app)) or request.is_secure or not is_loopback(request.host)


class SignInForm(LoginForm):
    """Flask-Security's sign-in form, slowed down after repeated failures."""

    def validate(self, **kwargs: object) -> bool:
        """Refuse early, without touching the password, while the address or the account has to wait."""
        email, address = (self.email.data or "").strip().lower(), request.remote_addr or ""
        wait = sign_in.must_wait(current.session(), email=email, address=address, now=current.now())
        if wait is not None:
            minutes = max(1, round(wait.total_seconds() / 60))
            self.form_errors = [f"Too many failed tries. Try again in {minutes} minute{'' if minutes == 1 else 's'}."]
            return False
        if super().validate(**kwargs):
            _keep_changed_person()
            sign_in.forget_failures(current.session(), email=email)
            return True
        if request.method == "POST":
            sign_in.note_failure(current.session(), email=email, address=address, now=current.now())
        return False


def _keep_changed_person() -> None:
    """Store what Flask-Security changed of a person (a password, or its hash made anew as it was checked) in a
    transaction that writes from its beginning: one that began by reading is refused by SQLite where somebody else wrote
    meanwhile."""
    session = current.session()
    changed = {
        person.id: values for person in session.dirty if isinstance(person, User) and (values := _changes(person))
    }
    session.rollback()
    if changed:
        with transaction(session):
            for id_, values in changed.items():
                session.execute(update(User).where(User.id == id_).values(values))


def _changes(person: User) -> dict[str, Any]:
    state = inspect(person)
    columns = (state.attrs[column.key] for column in state.mapper.column_attrs)
    return {attribute.key: attribute.value for attribute in columns if attribute.history.has_changes()}


def _signed_in(_sender: object, user: User, **_more: object) -> None:
    user_id = user.id
    _keep_changed_person()
    sign_in.record(current.session(), user_id=user_id, address=request.remote_addr or "", now=current.now())


def _ask_to_sign_in(*_args: object, **_more: object) -> ResponseReturnValue:
    """A stranger at a page that is not public: to the sign-in page, and back afterwards."""
    if current.is_fragment():
        return Response(status=401, headers={"HX-Redirect": url_for("security.login")})
    if request.accept_mimetypes.best_match(["text/html", "application/json"], "text/html") == "application/json":
        return {"error": {"code": "sign_in", "message": "Sign in first."}}, 401
    wanted = request.full_path.rstrip("?") if request.method == "GET" else None
    if has_secret_query(request.endpoint):
        wanted = request.path
    return redirect(url_for("security.login", next=wanted if wanted != "/" else None))


def _headers(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if request.is_secure:
        response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    if request.endpoint != "static":
        response.headers.setdefault("Cache-Control", "private, no-store")
    return response


def hash_of(password: str) -> str:
    """The argon2 hash of a new password."""
    return str(hash_password(password))


def init_app(app: Flask, settings: Settings) -> None:
    """Configure sessions, CSRF, Flask-Security and headers."""
    app.config.from_mapping(
        SECRET_KEY=secret_key(settings),
        MAX_CONTENT_LENGTH=settings.max_upload_bytes,
        MAX_FORM_MEMORY_SIZE=8 * 1024 * 1024,
        MAX_FORM_PARTS=5_000,
        SESSION_COOKIE_NAME="paidsocial",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.behind_https,
        PERMANENT_SESSION_LIFETIME=timedelta(hours=12),
        REMEMBER_COOKIE_NAME="paidsocial_remember",
        REMEMBER_COOKIE_HTTPONLY=True,
        REMEMBER_COOKIE_SAMESITE="Lax",
        REMEMBER_COOKIE_SECURE=settings.behind_https,
        REMEMBER_COOKIE_DURATION=timedelta(days=14),
        WTF_CSRF_TIME_LIMIT=None,  # as long as the session; a form left open over lunch still works
        SECURITY_PASSWORD_HASH="argon2",  # noqa: S106 - the name of a scheme
        SECURITY_PASSWORD_SCHEMES=["argon2"],
        SECURITY_PASSWORD_SINGLE_HASH={"argon2"},  # a database's backup suffices to sign in; no second secret
        SECURITY_PASSWORD_LENGTH_MIN=12,
        SECURITY_LOGIN_URL="/sign-in",
        SECURITY_LOGOUT_URL="/sign-out",
        SECURITY_CHANGE_URL="/password",
        SECURITY_VERIFY_URL="/verify",
        SECURITY_CHANGEABLE=True,
        SECURITY_SEND_PASSWORD_CHANGE_EMAIL=False,
        SECURITY_SEND_PASSWORD_RESET_NOTICE_EMAIL=False,
        SECURITY_RESET_PASSWORD_WITHIN=LINK_LIFETIME,
        SECURITY_RETURN_GENERIC_RESPONSES=True,
        SECURITY_JOIN_USER_ROLES=False,
        SECURITY_CACHE_CONTROL=None,  # `_headers` below says it for every page
        SECURITY_LOGOUT_CSRF=False,  # CSRFProtect below already checks every form
        SECURITY_API_ENABLED_METHODS=["session"],
        SECURITY_LOGIN_USER_TEMPLATE="auth/sign_in.html",
        SECURITY_CHANGE_PASSWORD_TEMPLATE="auth/change_password.html",  # noqa: S106 - a template
        SECURITY_VERIFY_TEMPLATE="auth/verify.html",
        SECURITY_POST_CHANGE_VIEW="/you",
        SECURITY_POST_LOGOUT_VIEW="/sign-in",
        SECURITY_DATETIME_FACTORY=current.now,
        SECURITY_MSG_GENERIC_AUTHN_FAILED=("The e-mail address or the password is wrong.", "error"),
        SECURITY_MSG_PASSWORD_CHANGE=("Your password was changed. Other devices have to sign in again.", "done"),
        SECURITY_MSG_DISABLED_ACCOUNT=("This account is switched off; ask an administrator.", "error"),
        SECURITY_MSG_PASSWORD_INVALID_LENGTH=("Use at least %(length)s characters.", "error"),
        SECURITY_MSG_INVALID_PASSWORD=("That is not your present password.", "error"),
        SECURITY_MSG_RETYPE_PASSWORD_MISMATCH=("The two new passwords differ.", "error"),
    )
    app.session_interface = _Cookies()
    CSRFProtect(app)
    # It wants a scoped session and a roles table: the proxy is one session per request; roles are in services.access.
    datastore = SQLAlchemySessionUserDatastore(LocalProxy(current.session), User, None)  # type: ignore[arg-type]  # Flask-Security takes any session and no role model
    security = Security(app, datastore, login_form=SignInForm)
    security.unauthn_handler(_ask_to_sign_in)  # type: ignore[arg-type]  # it may answer whatever a view may
    app.login_manager.unauthorized_handler(_ask_to_sign_in)  # type: ignore[attr-defined]  # set by Flask-Security
    user_authenticated.connect(_signed_in, app)
    user_logged_out.connect(_signed_out, app)
    app.after_request(_headers)


def _signed_out(_sender: object, user: User, **_more: object) -> None:
    sign_in.record_sign_out(current.session(), user_id=user.id, now=current.now())
