"""The program `gsettings` as far as `reminder keys` asks it, with a desktop's settings in memory."""

import ast

FOLDERS = {
    "org.gnome.settings-daemon.plugins.media-keys": "custom-keybindings",
    "org.cinnamon.desktop.keybindings": "custom-list",
}
EMPTY = {"name": "''", "command": "''"}


class GSettings:
    """`told` is every answer-less call, in order."""

    def __init__(self, schema: str, keys: dict[str, str] | None = None, forgets: bool = False) -> None:
        self.many = "cinnamon" in schema
        self.values: dict[str, dict[str, str]] = {schema: {FOLDERS[schema]: "@as []"} | (keys or {})}
        self.told: list[tuple[str, ...]] = []
        self._schema = schema
        self._forgets = forgets

    @property
    def list(self) -> list[str]:
        listed = self.values[self._schema][FOLDERS[self._schema]].removeprefix("@as ")
        found: list[str] = ast.literal_eval(listed)
        return found

    def ask(self, *words: str) -> str | None:
        assert words[0] == "gsettings"
        match words[1:]:
            case ("list-recursively",):
                plain = (schema for schema in self.values if ":" not in schema)
                return "".join(map(self._listed, plain))
            case "list-recursively", where:
                return self._listed(where)
            case "get", where, key:
                return self._of(where).get(key)
            case "set", where, key, value:
                self.told.append(words[1:])
                if not self._forgets:
                    self.values[where] = {**self._of(where), key: value}
                return ""
            case "reset-recursively", where:
                self.told.append(words[1:])
                self.values.pop(where, None)
                return ""
        return None

    def _of(self, where: str) -> dict[str, str]:
        empty = {**EMPTY, "binding": "@as []" if self.many else "''"}
        return self.values.get(where, empty if ":" in where else {})

    def _listed(self, where: str) -> str:
        schema = where.partition(":")[0]
        return "".join(f"{schema} {key} {value}\n" for key, value in self._of(where).items())


def absent(*words: str) -> None:
    """No such program."""
