"""The library installs and tests by itself, where the application cannot be imported."""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

import forecasting

PACKAGE = Path(forecasting.__file__).parent
TESTS = Path(__file__).parent
ALLOWED = {"forecasting", "numpy", "scipy", "sklearn"}
FAST = ("test_history.py", "test_curves.py", "test_roas.py")
WITHOUT_THE_APPLICATION = """
import sys
sys.modules["paidsocial"] = None

def pytest_sessionfinish(session):
    import forecasting
    assert forecasting.__file__.startswith({site!r}), forecasting.__file__
"""

pytestmark = pytest.mark.skipif(not (PACKAGE / "pyproject.toml").exists(), reason="installed, not a checkout")


def imported(path: Path) -> set[str]:
    """Top-level names of the modules a file imports."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found.update(alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.split(".")[0])
    return found - sys.stdlib_module_names


def test_the_library_imports_numpy_scipy_and_scikit_learn_only():
    for path in sorted(PACKAGE.rglob("*.py")):
        assert imported(path) <= ALLOWED, path.name


def test_its_tests_import_nothing_of_the_application():
    own = {f"tests.forecasting.{path.stem}" for path in TESTS.glob("*.py")}
    for path in sorted(TESTS.rglob("*.py")):
        assert imported(path) <= ALLOWED | {"pytest", "hypothesis", "tests"}, path.name
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("tests"):
                assert node.module in own, path.name


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built from a copy of the folder, without network."""
    source = tmp_path_factory.mktemp("source") / "forecasting"
    shutil.copytree(PACKAGE, source, ignore=shutil.ignore_patterns("__pycache__"))
    built = source.parent / "wheel"
    pip("wheel", source, "--wheel-dir", built)
    return next(built.glob("paidsocial_forecasting-*.whl"))


def pip(command: str, what: Path, *options: object) -> None:
    arguments = [
        sys.executable,
        "-m",
        "pip",
        command,
        what,
        "--no-deps",
        "--no-build-isolation",
        "--no-index",
        *options,
    ]
    done = subprocess.run([*map(str, arguments), "--quiet"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_wheel_holds_the_package_and_nothing_else(wheel: Path):
    names = set(zipfile.ZipFile(wheel).namelist())
    expected = {f"forecasting/{path.relative_to(PACKAGE).as_posix()}" for path in PACKAGE.rglob("*.py")} | {
        "forecasting/py.typed"
    }
    assert {name for name in names if ".dist-info/" not in name} == expected


def test_its_tests_pass_without_the_application(wheel: Path, tmp_path: Path):
    site, alone = tmp_path / "site", tmp_path / "alone"
    pip("install", wheel, "--target", site)
    (alone / "tests").mkdir(parents=True)
    shutil.copytree(TESTS, alone / "tests" / "forecasting", ignore=shutil.ignore_patterns("__pycache__"))
    (site / "without_the_application.py").write_text(WITHOUT_THE_APPLICATION.format(site=str(site)))
    command = [sys.executable, "-m", "pytest", "-q", "-c", str(PACKAGE / "pyproject.toml"), "--rootdir", str(alone)]
    command += ["-p", "without_the_application", "-p", "no:cacheprovider"]
    command += [str(alone / "tests" / "forecasting" / name) for name in FAST]
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, cwd=alone, env=os.environ | {"PYTHONPATH": str(site)}
    )
    assert done.returncode == 0, done.stdout + done.stderr
