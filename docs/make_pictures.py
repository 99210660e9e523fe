"""Screenshots of the main pages, taken from the demo company: `python docs/make_pictures.py`.

They land in docs/pictures, once as on a desk (1440 pixels wide) and once as on a phone (390). The demo is built anew
for a fixed morning, so that the same code gives the same pictures. Needs the `test` extra and Chromium.

    python docs/make_pictures.py --only today,campaign --full --theme dark --out /tmp/look
"""

from __future__ import annotations

import argparse
import logging
import shutil
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import structlog
from argon2 import PasswordHasher
from playwright.sync_api import Browser, Page, sync_playwright
from werkzeug.serving import make_server

from paidsocial.config import Settings
from paidsocial.db import Database
from paidsocial.services import upgrade
from paidsocial.services.access import Role
from paidsocial.services.demo import build, story
from paidsocial.wiring import create_app

NOW = datetime(2026, 6, 16, 7, 40, tzinfo=UTC)
PICTURES = Path(__file__).parent / "pictures"
SIZES = {1440: 960, 390: 844}  # width: height of the visible part, in CSS pixels
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--no-first-run",
    "--font-render-hinting=none",
)

Act = Callable[[Page], None]


@dataclass(frozen=True, slots=True)
class Picture:
    """A page to show: its file's name, who looks at it, its address, and what they do before it is taken."""

    name: str
    role: Role
    address: str
    act: Act | None = None


def open_first(selector: str) -> Act:
    """Follow the first link that fits."""

    def act(page: Page) -> None:
        page.locator(selector).first.click()
        page.wait_for_load_state("networkidle")

    return act


def unfold(page: Page) -> None:
    """Show the ad sets of a campaign in the table."""
    page.locator(".unfold").nth(1).click()
    page.wait_for_load_state("networkidle")


PAGES = (
    Picture("today", Role.SPECIALIST, "/today/"),
    Picture("adjust", Role.SPECIALIST, "/today/", open_first("a:has-text('Adjust'), button:has-text('Adjust')")),
    Picture("campaigns", Role.SPECIALIST, "/campaigns/", unfold),
    Picture("campaign", Role.SPECIALIST, "/campaigns/1"),
    Picture("plan", Role.SPECIALIST, "/pacing/"),
    Picture("plan-line", Role.SPECIALIST, "/pacing/", open_first("tbody th a")),
    Picture("forecast", Role.SPECIALIST, "/forecast/"),
    Picture("reallocate", Role.SPECIALIST, "/reallocate/?client=2"),
    Picture("accuracy", Role.DIRECTOR, "/forecast/accuracy/?currency=EUR&now=1"),
    Picture("overview", Role.DIRECTOR, "/overview/"),
    Picture("approval", Role.DIRECTOR, "/changes/", open_first("#waiting a.strong")),
    Picture("changes", Role.SPECIALIST, "/changes/"),
    Picture("finance", Role.FINANCE, "/finance/?month=2026-05"),
    Picture("data", Role.SPECIALIST, "/data/"),
)


@contextmanager
def demo_site(home: Path) -> Iterator[str]:
    """The demo company of that morning, served on a free port."""
    database = Database(f"sqlite:///{home / 'demo.db'}")
    upgrade.ensure_current(database)
    with database.session() as session:
        build.build(
            session,
            home=home,
            now=NOW,
            password_hash=PasswordHasher().hash(story.PASSWORD),
            seed=build.SEED,
            progress=lambda done, total, what: print(f"\r{done}/{total} {what:40}", end="", flush=True),
        )
    print()
    database.dispose()
    settings = Settings(database_url=f"sqlite:///{home / 'demo.db'}", home=home, demo=True)
    app = create_app(settings, clock=lambda: NOW)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    server = make_server("127.0.0.1", 0, app, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        server.shutdown()
        app.extensions["paidsocial"].database.dispose()


def take(browser: Browser, site: str, picture: Picture, width: int, out: Path, *, full: bool, theme: str) -> Path:
    """One picture."""
    context = browser.new_context(
        viewport={"width": width, "height": SIZES[width]},
        color_scheme="dark" if theme == "dark" else "light",
        reduced_motion="reduce",
        locale="en-GB",
        timezone_id=story.TIME_ZONE,
    )
    page = context.new_page()
    page.goto(f"{site}/sign-in")
    page.locator(f"button[value={picture.role}]").click()
    page.wait_for_load_state("networkidle")
    answer = page.goto(site + picture.address)
    if answer is None or answer.status >= 400:
        raise SystemExit(f"{picture.address} did not open for the {picture.role}")
    page.wait_for_load_state("networkidle")
    if picture.act is not None:
        picture.act(page)
    page.wait_for_timeout(400)  # charts draw in a frame or two after the page is still
    path = out / f"{picture.name}-{width}.png"
    page.screenshot(path=path, full_page=full)
    context.close()
    return path


def main() -> None:
    """Build the demo, serve it, walk through it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", default="", help="names of pictures, with commas between")
    parser.add_argument("--out", type=Path, default=PICTURES)
    parser.add_argument("--full", action="store_true", help="whole pages, not only what is visible at first")
    parser.add_argument("--theme", choices=("light", "dark"), default="light")
    options = parser.parse_args()
    logging.disable(logging.WARNING)  # a line per request helps nobody here
    wanted = {name for name in options.only.split(",") if name}
    options.out.mkdir(parents=True, exist_ok=True)
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    with tempfile.TemporaryDirectory() as folder, demo_site(Path(folder)) as site, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=list(ARGUMENTS))
        for picture in PAGES:
            if wanted and picture.name not in wanted:
                continue
            for width in SIZES:
                path = take(browser, site, picture, width, options.out, full=options.full, theme=options.theme)
                print(f"{path.name}: {path.stat().st_size // 1024} KB")
        browser.close()


if __name__ == "__main__":
    main()
