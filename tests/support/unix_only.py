"""What Unix has and Windows lacks: a test that asks for it is skipped there, and says why.

install() ─▶ in the place of each function that is missing, one that skips the test which calls it, and so for packages
why_not() ─▶ the reason, for the tests that are named here: what they are about is not to be had on Windows
left_out() ─▶ whole folders and files, which cannot even be imported there, nor what is of Linux on macOS
"""

import os
import sys
import time
from collections.abc import Callable
from importlib.abc import MetaPathFinder
from pathlib import Path
from typing import Any, NoReturn

import pytest

_FOLDERS = {
    "program": "these tests play with processes, signals, disks and desktops of Unix",
    "bench": "it is measured on Linux",
}

_OF_LINUX = {
    "linux": "the senses of Linux",
    "test_bus.py": "the buses are for Linux",
    "test_dbus.py": "the buses are for Linux",
    "test_plyer.py": "these use the part of plyer that is for Linux",
    "test_real_desktops.py": "these desktops are for Linux",
    "test_rivals.py": "looks at /proc",
    "test_wiring.py": "its parts meet on the buses of Linux",
}

_PACKAGES = {
    "dbus_fast": "the buses are for Linux",
    "inotify_simple": "inotify is for Linux",
}
_FUNCTIONS: tuple[tuple[Any, str, str], ...] = (
    (os, "mkfifo", "Windows has no pipes among its files"),
    (os, "getuid", "Windows has no numbers for users"),
    (os, "geteuid", "Windows has no numbers for users"),
    (time, "tzset", "Windows takes no time zone from a variable"),
)
_TESTS = {
    "the program listens at a pipe on Windows, which one client after the other opens": (
        "test_says_that_nothing_runs[a socket nobody listens on]",
        "test_a_program_that_keeps_silent_costs_one_deadline",
        "test_a_program_that_does_not_answer_properly_is_told",
        "test_follows_until_the_program_ends",
        "test_the_kernel_tells_the_uid_of_the_peer",
        "test_another_user_is_hung_up_on_without_an_answer",
        "test_a_dead_programs_socket_is_replaced",
        "test_a_follower_that_never_reads_is_cut_off",
        "test_a_hundred_silent_clients_disturb_no_other",
        "test_out_of_file_descriptors_one_client_is_answered_and_the_next_waits_without_spinning",
    ),
    "Windows has no modes; what is in a person's folder there is theirs": (
        "test_a_directory_that_others_can_enter_is_not_trusted",
        "test_a_directory_of_another_user_is_not_trusted",
        "test_the_directory_is_for_its_user_alone",
        "test_a_directory_that_others_can_enter_is_refused",
        "test_socket_and_directory_are_for_their_user_alone",
        "test_a_change_is_told[handles-made readable]",
        "test_a_replaced_file_has_the_new_text_and_the_old_mode",
        "test_only_its_owner_reads_it",
        "test_only_its_owner_reads_it_and_nothing_is_left_beside_it",
    ),
    "Windows deletes no file that is open, and keeps the name of a folder that is watched": (
        "test_a_lock_whose_file_was_deleted_holds_no_longer_and_keeps_others_off_the_state_until_it_is_released",
        "test_a_change_is_told[handles-folder made anew]",
        "test_a_program_whose_lock_was_deleted_gives_way",
        "test_a_log_that_was_deleted_is_begun_anew",
        "test_the_plan_comes_from_the_child_and_is_kept",
    ),
    "on Windows a program that takes over is another process": (
        "test_a_program_that_starts_itself_anew_has_the_lock_again",
        "test_a_successor_that_cannot_be_started_leaves_this_one_running",
    ),
    "the children of these tests are scripts of a shell": (
        "test_without_a_child_the_packaged_plan_serves_with_a_problem",
        "test_a_child_that_cannot_be_started_is_a_problem",
        "test_a_child_of_another_python_is_a_problem_that_a_restart_mends",
        "test_a_file_that_goes_while_it_is_read_is_missed_at_the_next_start",
        "test_a_reading_that_is_given_up_leaves_no_child",
        "test_what_could_not_be_read_is_to_be_read_again_ever_later",
    ),
    "a process ends by no signal on Windows": (
        "test_an_outcome_that_was_recorded_survives_a_kill",
        "test_killed_while_it_keeps_them_it_leaves_one_unfinished_file_and_no_more",
    ),
    "Windows has other places, and settings and state in one folder": (
        "test_any_change_needs_a_child[another home]",
        "test_any_change_needs_a_child[another folder]",
        "test_a_state_folder_that_cannot_be_written_costs_only_the_keeping",
        "test_listens_in_the_runtime_directory",
        "test_a_path_too_long_for_a_socket_is_told",
        "test_several_machines_with_one_home_have_a_program_each",
        "test_the_pid_that_a_container_with_the_same_home_has_written_is_nobodys_here",
        "test_the_first_change_makes_a_file_that_says_where_the_options_are_explained",
        "test_a_state_folder_that_cannot_be_written_keeps_nobody_from_their_settings",
        "test_a_part_that_is_not_chosen_stays_as_it_is",
        "test_where_the_settings_refuse_the_tips_go_again",
        "test_yes_takes_over_all_of_it",
        "test_of_several_yes_wants_a_name",
        "test_of_several_a_person_names_one",
        "test_what_was_exported_comes_back_but_for_commands",
        "test_it_joins_what_is_set_here",
        "test_one_that_is_cut_off_changes_nothing",
        "test_what_is_set_by_somebody_else_meanwhile_or_wrong_costs_nothing",
        "test_an_ini_comes_before_dconf_and_each_history_is_read",
        "test_where_the_state_cannot_be_locked_the_other_lock_has_to_do",
        "test_sessions_are_told_apart[one compositor, spelled otherwise]",
        "test_a_mistake_is_named_with_its_file_and_the_layer_below_serves"
        '[tips.files-["~nobody-here/tips.toml"]-not known here-[]]',
    ),
    "names of files and what stands in variables are text on Windows": (
        "test_what_is_no_text_is_kept_all_the_same[variable]",
        "test_what_is_no_text_is_kept_all_the_same[flag]",
    ),
    "Windows says the same in other words": (
        "test_a_log_that_cannot_be_written_says_why",
        "test_a_bad_value_is_refused_before_anything_is_written[missing file]",
        "test_what_cannot_be_read_is_left_where_it_is",
        "test_where_nothing_is_it_says_whom_it_looked_for",
    ),
    "rich takes a file on Windows for an old console, which has other colours and a column less": (
        "test_a_day_is_a_line_of_time_with_its_words_below",
        "test_colours_are_for_terminals_that_want_them",
    ),
    "entries, units and agents are for Linux and macOS": (
        "test_macos_has_its_agent",
        "test_systemd_finds_nothing_wrong",
        "test_glib_starts_that_very_program",
        "test_says_what_is_not_known_of_the_desktop",
        "test_says_on_what_it_depends",
    ),
    "on Windows a follower hangs up with the end of its process: nothing ends a thread that reads a pipe": (
        "test_a_follower_gets_every_answer_until_it_leaves",
    ),
    "on the loop of Windows what a call raises is told to nobody; the program's own raises nothing": (
        "test_a_bug_costs_its_client_the_answer_and_nobody_else",
    ),
}


def install() -> None:
    """For the whole run."""
    if sys.platform != "win32":
        return
    for module, name, reason in _FUNCTIONS:
        if not hasattr(module, name):
            setattr(module, name, _skipping(reason))
    sys.meta_path.append(_Absent())
    for name in ("symlink_to", "hardlink_to"):
        setattr(Path, name, _no_link)


class _Absent(MetaPathFinder):
    """Is asked last, for what was found nowhere else."""

    def find_spec(self, name: str, path: object, target: object = None) -> None:
        if name in _PACKAGES:
            pytest.skip(_PACKAGES[name], allow_module_level=True)


def why_not(test: pytest.Item) -> str:
    """Why this one cannot run here, or nothing."""
    if sys.platform != "win32":
        return ""
    names = test.name, getattr(test, "originalname", "")
    return next((reason for reason, tests in _TESTS.items() if not set(names).isdisjoint(tests)), "")


def left_out() -> dict[str, str]:
    """The folders and files, each with the reason."""
    return {**(_FOLDERS if sys.platform == "win32" else {}), **(_OF_LINUX if sys.platform != "linux" else {})}


def _no_link(*_: object, **__: object) -> NoReturn:
    """pytest makes one too, beside the folders of the tests, and can do without."""
    reason = "Windows lets few people make links"
    if sys._getframe(1).f_globals["__name__"].startswith("_pytest"):
        raise OSError(reason)
    pytest.skip(reason)


def _skipping(reason: str) -> Callable[..., NoReturn]:
    def skip(*_: object, **__: object) -> NoReturn:
        pytest.skip(reason)

    return skip
