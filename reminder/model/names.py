"""The names that people and files give: those of reminders, of kinds of tips, and of tips."""


def is_name(text: str) -> bool:
    """Of lower-case letters, digits and hyphens."""
    return bool(text) and set(text) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
