"""What a test that tries something over and over is given; see `conftest`."""

from collections import Counter
from collections.abc import Callable

HowMany = Callable[[int, int], int]
Tally = Counter[str]
