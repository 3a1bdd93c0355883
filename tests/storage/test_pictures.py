import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from reminder.storage import paths, pictures
from reminder.web.situation import KINDS

TIPS = tomllib.loads(paths.packaged("tips.toml").read_text("utf-8"))["tips"]
SHARED = {
    "swap-what-hurts",
    "tend-to-it-early",
    "lighten-the-list",
    "keep-a-kind-no-ready",
    "step-back-from-stress",
    "plan-a-small-joy",
    "recall-a-good-moment",
}
"""Those that ask for a thought and not for a movement."""
DRAWING = Path(__file__).parents[2] / "config" / "drawing"


def drawing(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-B", DRAWING, "--svg", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("tip", TIPS, ids=lambda tip: tip["id"])
def test_each_tip_has_a_picture_and_each_exercise_its_own(tip: dict[str, str]) -> None:
    found = pictures.name(tip["id"], tip["about"])
    assert (found == tip["id"]) is (tip["id"] not in SHARED)
    for ending in (".svg", ".png"):
        file = pictures.file(tip["id"], tip["about"], ending)
        assert file
        assert file.is_file()


@pytest.mark.parametrize("kind", KINDS)
def test_a_tip_of_ones_own_has_the_picture_of_its_kind(kind: str) -> None:
    file = pictures.file("mine", kind)
    assert file
    assert file.is_file()


ICON = "../icons/hicolor/scalable/apps/reminder"


@pytest.mark.parametrize(("tip", "kind"), [("mine", "eyes"), ("", ""), (ICON, "eyes"), ("", ICON)])
def test_what_is_of_no_such_kind_has_none(tip: str, kind: str) -> None:
    assert pictures.file(tip, kind, ".svg") is None


def test_together_they_are_small() -> None:
    assert sum(file.stat().st_size for file in pictures.folder().iterdir()) < 400_000


def test_drawn_again_they_are_the_same(tmp_path: Path) -> None:
    assert drawing("--to", tmp_path).returncode == 0
    drawn = {file.name: file.read_bytes() for file in tmp_path.iterdir()}
    assert drawn == {file.name: file.read_bytes() for file in pictures.folder().glob("*.svg")}
    assert {Path(name).stem for name in drawn} == {file.stem for file in pictures.folder().glob("*.png")}


@pytest.mark.parametrize(
    ("pose", "why"),
    [
        ("legs = [0, 0]", "stand: unknown key legs"),
        ("leg = [0, 60]", "stand: the knee bends to -60 degrees, a person's from -5 to 145"),
        ("arm = [0, -40]", "stand: the elbow bends to -40 degrees, a person's from -3 to 150"),
    ],
)
def test_a_pose_that_nobody_can_take_is_refused_by_name(pose: str, why: str, tmp_path: Path) -> None:
    poses = tmp_path / "poses.toml"
    poses.write_text(f"[stand]\n{pose}\n")
    refused = drawing("--poses", poses, "--to", tmp_path / "pictures")
    assert refused.returncode == 2
    assert why in refused.stderr
    assert not (tmp_path / "pictures").exists()
