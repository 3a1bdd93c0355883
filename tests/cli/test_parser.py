"""What can be typed."""

import shlex
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from reminder.cli.commands import COMMANDS, Command, plain
from reminder.cli.main import main
from reminder.cli.parser import parse


def every_command(commands: Mapping[str, Command] = COMMANDS, before: str = "") -> Iterator[tuple[str, Command]]:
    for name, command in commands.items():
        yield f"{before}{name}", command
        yield from every_command(command.commands or {}, f"{before}{name} ")


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("", {"runs": "running.overview"}),
        ("run", {"runs": "service.run", "now": False, "set": []}),
        ("run --now --set snooze.for=10m --set log.level=debug", {"set": ["snooze.for=10m", "log.level=debug"]}),
        ("start --json", {"runs": "service.start", "json": True}),
        ("stop", {"runs": "service.stop"}),
        ("restart", {"runs": "service.restart"}),
        ("status --follow --json", {"runs": "running.status", "follow": True, "json": True}),
        ("now", {"runs": "running.say", "command": "now", "words": []}),
        ("now posture", {"command": "now", "words": ["posture"]}),
        ("done", {"runs": "running.say", "command": "done", "json": False}),
        ("snooze 1 h 30 m --json", {"command": "snooze", "words": ["1", "h", "30", "m"], "json": True}),
        ("skip", {"command": "skip"}),
        ("pause", {"command": "pause", "words": []}),
        ("pause 1h30m", {"words": ["1h30m"]}),
        ("pause 1 h 30 m", {"words": ["1", "h", "30", "m"]}),
        ("pause until 14:00", {"words": ["until", "14:00"]}),
        ("pause until tomorrow", {"words": ["until", "tomorrow"]}),
        ("resume", {"command": "resume"}),
        ("every 30m", {"runs": "settings.every", "words": ["30m"]}),
        ("every 1h break", {"words": ["1h", "break"]}),
        ("config show", {"runs": "settings.show"}),
        ("config get snooze.for", {"runs": "settings.get", "key": "snooze.for"}),
        ("config set snooze.for 10m", {"runs": "settings.set_", "key": "snooze.for", "value": "10m"}),
        ("config unset snooze.for", {"runs": "settings.unset", "key": "snooze.for"}),
        ("config check", {"runs": "settings.check"}),
        ("config path", {"runs": "settings.path"}),
        ("tips", {"runs": "tips.tips", "about": None, "open": None}),
        ("tips --open sit-up", {"runs": "tips.tips", "open": "sit-up"}),
        ("tips --about neck --json", {"about": "neck", "json": True}),
        ("tips hide", {"runs": "tips.hide", "id": None}),
        ("tips hide sit-up", {"runs": "tips.hide", "id": "sit-up"}),
        ("tips unhide sit-up", {"runs": "tips.unhide", "id": "sit-up"}),
        ("preview", {"runs": "preview.preview", "day": None}),
        ("preview --day 2026-12-24", {"day": "2026-12-24"}),
        ("stats", {"runs": "stats.stats", "days": 7, "csv": False, "clear": False}),
        ("stats --days 30 --csv", {"days": 30, "csv": True}),
        ("checkin", {"runs": "checkin.checkin", "words": [], "course": None, "tip": None}),
        ("checkin neck=4 left-wrist=2 --feels dull", {"words": ["neck=4", "left-wrist=2"], "feels": "dull"}),
        ("checkin on 17:00", {"words": ["on", "17:00"]}),
        ("stats --clear", {"clear": True}),
        ("autostart on --systemd", {"runs": "autostart.autostart", "what": "on", "systemd": True, "write": False}),
        ("autostart on --write", {"what": "on", "systemd": False, "write": True}),
        ("autostart off", {"what": "off", "systemd": False}),
        ("autostart status", {"what": "status"}),
        ("doctor --test", {"runs": "doctor.doctor", "test": True}),
        ("completion bash", {"runs": "completion.completion", "shell": "bash"}),
    ],
)
def test_a_command_is_understood(typed: str, expected: dict[str, Any]) -> None:
    args = vars(parse(typed.split()))

    assert args.items() >= expected.items()


@pytest.mark.parametrize("command", ["", *(name for name, _ in every_command())])
@pytest.mark.parametrize("words", [[], ["30m"], ["until 14:00", ""], ["status", "on"], ["neck\n", "'"]])
def test_what_needs_no_parser_is_understood_as_by_the_parser(
    command: str, words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    argv = [*command.split(), *words]
    try:
        expected = vars(parse(argv))
    except SystemExit:
        expected = None

    assert (args := plain(argv)) is None or vars(args) == expected


@pytest.mark.parametrize("typed", ["", "status", "now break", "snooze 1h 30m", "config show", "tips", "stats", "run"])
def test_what_is_typed_most_needs_no_parser(typed: str) -> None:
    assert plain(typed.split())


def test_words_in_one_argument_are_words_all_the_same() -> None:
    assert parse(["pause", "until 14:00"]).words == ["until", "14:00"]


@pytest.mark.parametrize("command", [name for name, command in every_command() if command.json])
def test_whatever_answers_does_so_in_json_too(command: str) -> None:
    needed = {"config get": ["a"], "config set": ["a", "1"], "config unset": ["a"], "tips unhide": ["a"]}
    needed |= {"every": ["1m"], "autostart": ["on"]}

    assert parse([*command.split(), *needed.get(command, []), "--json"]).json


@pytest.mark.parametrize("command", [name for name, _ in every_command()])
def test_every_command_has_help_of_its_own(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main([*command.split(), "--help"])

    said = capsys.readouterr().out
    assert ended.value.code == 0
    assert said.startswith(f"usage: reminder {command} ")


def test_the_help_names_every_command_and_shows_examples_that_work(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])

    said = capsys.readouterr().out
    commands, _, examples = said.partition("examples:\n")
    for name in COMMANDS:
        assert f"\n    {name}" in commands
    lines = [line.split("  ")[1] for line in examples.splitlines() if line]
    assert len(lines) >= 5
    for line in lines:
        program, *words = line.split()
        assert (program, parse(words).command) == ("reminder", words[0])


@pytest.mark.parametrize(
    ("typed", "complaint"),
    [
        ("dance", "invalid choice: 'dance'"),
        ("done it", "unrecognized arguments: it"),
        ("config", "the following arguments are required: COMMAND"),
        ("every", "the following arguments are required"),
        ("autostart maybe", "invalid choice: 'maybe'"),
        ("stats --days many", "invalid int value: 'many'"),
        ("completion fish", "invalid choice: 'fish'"),
    ],
)
def test_a_mistake_is_told_on_standard_error_and_exits_2(
    typed: str, complaint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(typed.split())

    said = capsys.readouterr()
    assert ended.value.code == 2
    assert said.out == ""
    assert complaint in said.err


def test_the_version_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    from reminder import __version__

    with pytest.raises(SystemExit) as ended:
        main(["--version"])

    assert (ended.value.code, capsys.readouterr().out) == (0, f"reminder {__version__}\n")


@pytest.mark.parametrize("shell", ["bash", "zsh"])
def test_the_completion_is_of_the_shells_own_grammar(shell: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["completion", shell]) == 0
    script = capsys.readouterr().out

    assert "snooze" in script
    if not shutil.which(shell):
        pytest.skip(f"{shell} is not installed")
    checked = subprocess.run([shell, "-n"], input=script, text=True, capture_output=True)
    assert (checked.returncode, checked.stderr) == (0, "")


@pytest.mark.skipif(not shutil.which("bash"), reason="bash is not installed")
@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("reminder st", {"start", "stop", "status", "stats"}),
        ("reminder tips h", {"hide"}),
        ("reminder config set snooze.", {"snooze.for", "snooze.limit"}),
    ],
)
def test_bash_completes_what_was_begun(typed: str, offered: set[str], capsys: pytest.CaptureFixture[str]) -> None:
    main(["completion", "bash"])
    words = typed.split()
    script = f"""{capsys.readouterr().out}
COMP_WORDS=({" ".join(words)})
COMP_CWORD={len(words) - 1}
$(complete -p reminder | sed 's/.*-F \\([^ ]*\\).*/\\1/')
printf '%s\\n' "${{COMPREPLY[@]}}"
"""
    done = subprocess.run(["bash"], input=script, text=True, capture_output=True, check=True)

    assert set(done.stdout.split()) == offered


@pytest.mark.parametrize("typed", ["pause", "every", "config set", "snooze"])
def test_the_help_of_a_command_with_words_of_its_own_has_an_example(
    typed: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        parse([*typed.split(), "--help"])
    example = capsys.readouterr().out.splitlines()[-1]
    assert example.startswith(f"example: reminder {typed} ")
    assert parse(shlex.split(example)[2:])
