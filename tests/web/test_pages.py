"""Each page as a browser shows it: nobody is kept out of it, and it keeps to its own policy."""

import pytest
from support.browser import NARROW, WIDE, Window, barriers

PAGES = ("today", "settings", "history")


@pytest.mark.desktop
@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_page_keeps_nobody_out(window: Window, name: str, scheme: str) -> None:
    for size in (WIDE, NARROW):
        with window.open(name, size, color_scheme=scheme) as page:
            assert barriers(page) == []
