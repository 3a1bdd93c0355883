"""The icon's pixels."""

import pytest

from reminder.model.tray import Shape
from reminder.tray.pictures import pictures

SIZES = [24, 22, 16, 32, 48]
"""24 first: snixembed takes the first."""
PANELS = {"white": (255,) * 3, "light": (0xDD,) * 3, "dark": (0x33,) * 3, "black": (0,) * 3, "waybar's": (41, 128, 185)}
AT_LEAST = 3.0
"""To 1: what WCAG 2.2 asks of pictures that mean something (1.4.11)."""
Colour = tuple[int, ...]


def luminance(colour: Colour) -> float:
    """As WCAG 2.2 has it."""
    parts = [part / 255 for part in colour]
    red, green, blue = (it / 12.92 if it <= 0.04045 else ((it + 0.055) / 1.055) ** 2.4 for it in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: Colour, other: Colour) -> float:
    dark, light = sorted(map(luminance, (one, other)))
    return (light + 0.05) / (dark + 0.05)


def on(panel: Colour, argb: bytes) -> Colour:
    """A pixel of this kind there."""
    alpha, *colour = argb
    return tuple((part * alpha + below * (255 - alpha)) // 255 for part, below in zip(colour, panel, strict=True))


@pytest.mark.parametrize("shape", Shape)
def test_every_shape_is_there_in_the_sizes_of_all_panels(shape: Shape) -> None:
    found = pictures(shape)
    assert [it.size for it in found] == SIZES
    for it in found:
        assert len(it.opaque) == len(it.ink) == it.size**2
        assert (it.opaque[0], max(it.opaque), max(it.ink)) == (0, 255, 255)


@pytest.mark.parametrize("shape", Shape)
@pytest.mark.parametrize("panel", PANELS.values(), ids=PANELS)
def test_every_shape_is_seen_on_every_panel(shape: Shape, panel: Colour) -> None:
    """Its ink on its paper, and one of the two on the panel."""
    it = pictures(shape)[-1]
    paper = next(n for n, (opaque, ink) in enumerate(zip(it.opaque, it.ink, strict=True)) if opaque > 200 and not ink)
    paper_there = on(panel, it.argb()[4 * paper : 4 * paper + 4])
    assert contrast(it.colour, paper_there) >= AT_LEAST
    assert max(contrast(colour, panel) for colour in (it.colour, paper_there)) >= AT_LEAST


def test_no_two_shapes_look_alike_without_colour() -> None:
    """For whoever does not tell these colours apart: at the smallest size six pixels and more differ."""
    inks = [next(it.ink for it in pictures(shape) if it.size == 16) for shape in Shape]
    for number, one in enumerate(inks):
        for other in inks[number + 1 :]:
            assert sum(abs(a - b) for a, b in zip(one, other, strict=True)) / 255 >= 6


def test_a_pixel_is_alpha_and_its_colour_in_the_order_of_the_network() -> None:
    it = pictures(Shape.PAUSED)[0]
    inked = it.ink.index(255)
    assert it.argb()[4 * inked : 4 * inked + 4] == bytes([255, *it.colour])
    assert len(it.argb()) == 4 * it.size**2
