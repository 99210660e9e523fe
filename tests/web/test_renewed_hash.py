"""A password whose hash was made with other parameters than today's still signs in, and is hashed anew."""

from __future__ import annotations

from typing import Any

import argon2
import pytest
from flask import Flask
from flask_security.forms import LoginForm
from sqlalchemy import select
from sqlalchemy.orm import Session

from paidsocial.db import transaction
from paidsocial.models import Client, User
from paidsocial.services.access import Role
from tests.support.browser import PASSWORD, Browser
from tests.web.conftest import Cast


def test_an_older_hash_is_renewed_at_sign_in(app: Flask, cast: Cast, session: Session) -> None:
    older = argon2.PasswordHasher(time_cost=2, memory_cost=16, parallelism=1).hash(PASSWORD)
    with transaction(session):
        session.scalars(select(User).where(User.email == cast.email(Role.FINANCE))).one().password = older
    browser = Browser(app.test_client())
    assert browser.sign_in(cast.email(Role.FINANCE)).status == 302
    assert browser.get("/finance/").status == 200
    session.expire_all()
    session.rollback()
    assert session.scalars(select(User.password).where(User.email == cast.email(Role.FINANCE))).one() != older


def test_somebody_who_writes_while_a_hash_is_renewed_is_no_trouble(
    app: Flask, cast: Cast, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    older = argon2.PasswordHasher(time_cost=2, memory_cost=16, parallelism=1).hash(PASSWORD)
    with transaction(session):
        session.scalars(select(User).where(User.email == cast.email(Role.FINANCE))).one().password = older
    check = LoginForm.validate

    def slow(form: LoginForm, **more: Any) -> bool:
        good = check(form, **more)
        with transaction(session):  # the work in the background, say
            session.get_one(Client, cast.ours.id).name = "Tallybird Ltd"
        return bool(good)

    monkeypatch.setattr(LoginForm, "validate", slow)
    assert Browser(app.test_client()).sign_in(cast.email(Role.FINANCE)).status == 302
    session.rollback()
    session.expire_all()
    assert session.scalars(select(User.password).where(User.email == cast.email(Role.FINANCE))).one() != older
