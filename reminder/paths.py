"""Where settings, state, history and log live, by the customs of each platform.

The control socket is not here: the client needs its path sooner than platformdirs can be imported.
"""

from pathlib import Path

_NAME = "reminder"


def config_file() -> Path:
    """The user's settings; need not exist."""
    from platformdirs import user_config_path

    return user_config_path(_NAME, appauthor=False) / "config.toml"


def site_file() -> Path:
    """The settings for everyone on this machine, in the first of the site's directories; need not exist."""
    from platformdirs import site_config_path

    return site_config_path(_NAME, appauthor=False) / "config.toml"


def state_dir() -> Path:
    """What the program keeps for itself; need not exist."""
    from platformdirs import user_state_path

    return user_state_path(_NAME, appauthor=False)


def state_file() -> Path:
    """Where the engine stands."""
    return state_dir() / "state.json"


def plan_file() -> Path:
    """The last settings that could be read, kept for the day they cannot."""
    return state_dir() / "plan.json"


def history_file() -> Path:
    """The outcomes, in SQLite."""
    return state_dir() / "history.db"


def log_file() -> Path:
    """The running program's log."""
    from platformdirs import user_log_path

    return user_log_path(_NAME, appauthor=False) / "reminder.log"


def packaged(name: str) -> Path:
    """A file of `config/`: inside the package where it was installed, beside it in a checkout."""
    package = Path(__file__).resolve().parent
    installed = package / "config" / name
    return installed if installed.exists() else package.parent / "config" / name


def icon() -> str:
    """The program's own picture as a desktop is told of it: its path, or a URI where that is no Unicode."""
    path = packaged("reminder.svg")
    try:
        str(path).encode()
    except UnicodeEncodeError:
        return path.as_uri()
    return str(path)
