"""GSettings, in which GNOME and its relatives keep what the person chose, read by the program that comes with them.

    read(schema, key) ─▶ `gsettings get` ─▶ the value, as GVariant writes it: "true"

The library would tell of changes by itself but takes far more memory than this program has; dconf, which stores the
settings, says on the session bus that one has changed.
"""

from reminder.system.child import output

PACKAGES = ("libglib2.0-bin", "glib2")
DCONF = "ca.desrt.dconf.Writer"


async def read(schema: str, key: str) -> str:
    """The value, and its default where it was never set. Raises Unavailable, also where there is no such setting."""
    said = await output("gsettings", "get", schema, key, packages=PACKAGES)
    return said.partition("\n")[0].strip()
