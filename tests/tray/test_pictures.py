"""The icon's pixels."""

import pytest

from reminder.model.tray import Shape
from reminder.tray.pictures import pictures

SIZES = [24, 22, 16, 32, 48]
"""24 first: snixembed takes the first."""
PANELS = {"white": 255, "light": 0xDD, "dark": 0x33, "black": 0}
AT_LEAST = 3.0
"""To 1: what WCAG 2.2 asks of pictures that mean something (1.4.11)."""


def luminance(*colour: int) -> float:
    """As WCAG 2.2 has it."""
    parts = [part / 255 for part in colour]
    red, green, blue = (it / 12.92 if it <= 0.04045 else ((it + 0.055) / 1.055) ** 2.4 for it in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("shape", Shape)
def test_every_shape_is_there_in_the_sizes_of_all_panels(shape: Shape) -> None:
    found = pictures(shape)
    assert [it.size for it in found] == SIZES
    for it in found:
        assert len(it.mask) == it.size**2
        assert it.mask[0] == 0
        assert max(it.mask) == 255


@pytest.mark.parametrize("shape", Shape)
@pytest.mark.parametrize("panel", PANELS)
def test_every_shape_is_seen_on_light_and_on_dark(shape: Shape, panel: str) -> None:
    [colour] = {it.colour for it in pictures(shape)}
    light, dark = sorted((luminance(*colour), luminance(*[PANELS[panel]] * 3)), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= AT_LEAST


def test_no_two_shapes_look_alike_without_colour() -> None:
    """For whoever does not tell these colours apart: at the smallest size eight pixels and more differ."""
    masks = [next(it.mask for it in pictures(shape) if it.size == 16) for shape in Shape]
    for number, one in enumerate(masks):
        for other in masks[number + 1 :]:
            assert sum(abs(a - b) for a, b in zip(one, other, strict=True)) / 255 >= 8


def test_a_pixel_is_alpha_and_its_colour_in_the_order_of_the_network() -> None:
    it = pictures(Shape.PAUSED)[0]
    middle = it.mask.index(255)
    assert it.argb()[4 * middle : 4 * middle + 4] == bytes([255, 0x7C, 0x7C, 0x7C])
    assert len(it.argb()) == 4 * it.size**2
