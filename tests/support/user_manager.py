"""The user manager of systemd, of which only the environment is asked."""

from dbus_fast import Message, Variant
from support.bus_service import Answer, Service


class UserManager(Service):
    """Knows what the desktop has told it at its beginning."""

    names = ("org.freedesktop.systemd1",)

    def __init__(self, **environment: str) -> None:
        super().__init__()
        self.environment = environment

    def truth(self, call: Message) -> Answer:
        match call.path, call.member, call.body:
            case "/org/freedesktop/systemd1", "Get", ["org.freedesktop.systemd1.Manager", "Environment"]:
                return "v", Variant("as", [f"{name}={value}" for name, value in self.environment.items()])
        return None
