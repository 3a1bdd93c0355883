"""What an installation takes and brings: files known by their hashes, and types for who imports the package."""

import tomllib
from collections import Counter
from importlib import metadata, resources
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.proof

ROOT = Path(__file__).parent.parent
LOCKED: list[dict[str, Any]] = tomllib.loads((ROOT / "uv.lock").read_text())["package"]


def test_each_file_of_the_lock_has_a_hash(tally: Counter[str]) -> None:
    for package in LOCKED:
        files = [*package.get("wheels", ()), *filter(None, [package.get("sdist")])]
        if package["name"] == "reminder":
            assert package["source"] == {"editable": "."}
            assert files == []
            continue
        assert "registry" in package["source"], package["name"]
        assert files, package["name"]
        for file in files:
            assert file["hash"].startswith("sha256:"), file
        tally["packages"] += 1
        tally["files"] += len(files)


def test_whatever_is_asked_for_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    [ours] = [package for package in LOCKED if package["name"] == "reminder"]
    locked = {entry["name"]: entry.get("specifier", "") for entry in ours["metadata"]["requires-dist"]}
    for wanted in project["dependencies"]:
        requirement, _, _ = wanted.partition(";")
        name = requirement.partition(">")[0].strip()
        assert locked[name] == requirement.strip().removeprefix(name), wanted


def test_a_type_checker_finds_the_types_that_are_promised() -> None:
    assert "Typing :: Typed" in metadata.metadata("reminder").get_all("Classifier", [])
    assert resources.files("reminder").joinpath("py.typed").is_file()
