"""The LaunchAgent: its text, what launchctl is told, and the switch macOS keeps elsewhere."""

import plistlib
from pathlib import Path, PurePosixPath

import pytest
from support.login_fakes import FakeRun

from reminder.autostart.base import Program, State
from reminder.autostart.launchd import LaunchAgent


def test_the_whole_property_list() -> None:
    assert (
        LaunchAgent(Path("LaunchAgents"), 501).render(Program(PurePosixPath("/Users/ann/.local/bin/reminder")))
        == """\
<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
	<key>Label</key>
	<string>reminder.login</string>
	<key>ProgramArguments</key>
	<array>
		<string>/Users/ann/.local/bin/reminder</string>
		<string>run</string>
	</array>
	<key>RunAtLoad</key>
	<true/>
	<key>KeepAlive</key>
	<dict>
		<key>SuccessfulExit</key>
		<false/>
	</dict>
	<key>ProcessType</key>
	<string>Interactive</string>
	<key>LimitLoadToSessionType</key>
	<string>Aqua</string>
</dict>
</plist>
"""
    )


@pytest.mark.parametrize("path", ["/Users/Ann Lee/reminder", "/a\"b'c/reminder", "/100%/$HOME/<&>/zoë\\/reminder"])
def test_every_path_comes_back_as_it_was(path: str) -> None:
    text = LaunchAgent(Path("LaunchAgents"), 501).render(Program(PurePosixPath(path)))
    assert plistlib.loads(text.encode())["ProgramArguments"] == [path, "run"]


def test_brings_the_open_session_into_line(program: Program, tmp_path: Path) -> None:
    launchctl = FakeRun()
    agent = LaunchAgent(tmp_path, 501, launchctl)
    agent.enable(program)
    load = ["launchctl enable gui/501/reminder.login", f"launchctl bootstrap gui/501 {agent.path}"]
    assert launchctl.commands == ["launchctl bootout gui/501/reminder.login", *load]

    launchctl.commands.clear()
    agent.enable(program)
    assert launchctl.commands == load, "what runs is not ended to write the same again"

    launchctl.commands.clear()
    agent.disable()
    agent.disable()
    assert launchctl.commands == ["launchctl bootout gui/501/reminder.login"]


@pytest.mark.parametrize(
    ("printed", "state"),
    [
        ('\t"reminder.login" => disabled\n', State.DISABLED_BY_DESKTOP),
        ('\t"reminder.login" => true\n', State.DISABLED_BY_DESKTOP),
        ('\t"reminder.login" => enabled\n', State.ON),
        ('\t"another.reminder.login" => disabled\n', State.ON),
    ],
    ids=["now", "on older systems", "enabled", "another"],
)
def test_reads_the_switch_of_macos(program: Program, tmp_path: Path, printed: str, state: State) -> None:
    answers = {"launchctl print-disabled gui/501": f"disabled services = {{\n{printed}}}\n"}
    agent = LaunchAgent(tmp_path, 501, FakeRun(answers))
    agent.enable(program)
    assert agent.status().state is state


def test_knows_its_agent_after_apples_tools_made_it_binary(program: Program, tmp_path: Path) -> None:
    agent = LaunchAgent(tmp_path, 501, FakeRun())
    agent.enable(program)
    agent.path.write_bytes(plistlib.dumps(plistlib.loads(agent.path.read_bytes()), fmt=plistlib.FMT_BINARY))
    assert agent.status().state is State.ON


@pytest.mark.parametrize(
    "content",
    [b"", b"<?xml version='1.0'?><plist><dict>", b"bplist00broken", plistlib.dumps([]), plistlib.dumps({"Label": "x"})],
    ids=["empty", "cut off", "broken binary", "a list", "another label"],
)
def test_what_is_no_agent_of_ours_is_foreign(tmp_path: Path, content: bytes) -> None:
    agent = LaunchAgent(tmp_path, 501, FakeRun())
    agent.path.write_bytes(content)
    assert agent.status().state is State.FOREIGN
