"""From SVG to what is looked at: the small PNG of each picture, and a sheet of all of them.

An SVG ─▶ resvg ─▶ Pillow ─▶ a PNG of at most 64 colours, or a sheet on light and dark
"""

import io
import math
from collections.abc import Mapping
from pathlib import Path

import resvg_py
from PIL import Image, ImageDraw

SIZE = 96
"""Of the PNG: dunst shows it as large as it is, in 300 pixels for it and the words; Xfce makes it 48."""
COLOURS = 64
_ROW = 14
_PAPERS = ("#ffffff", "#222222")


def image(svg: str, size: int = SIZE) -> Image.Image:
    return Image.open(io.BytesIO(resvg_py.svg_to_bytes(svg_string=svg, width=size, height=size))).convert("RGBA")


def png(svg: str) -> bytes:
    found = io.BytesIO()
    few = image(svg).quantize(COLOURS, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    few.save(found, "PNG", optimize=True)
    return found.getvalue()


def sheet(pictures: Mapping[str, str], path: Path, sizes: tuple[int, ...] = (64, 128)) -> None:
    """All of them in each of `sizes`, in the order of their names, on white and on a dark panel."""
    rows = math.ceil(len(pictures) / _ROW)
    width = _ROW * (max(sizes) + 10)
    height = sum(rows * (size + 10) for size in sizes)
    all_ = Image.new("RGB", (width, 2 * height))
    pen = ImageDraw.Draw(all_)
    top = 0
    for paper in _PAPERS:
        for size in sizes:
            pen.rectangle((0, top, width, top + rows * (size + 10)), fill=paper)
            for number, name in enumerate(sorted(pictures)):
                row, column = divmod(number, _ROW)
                drawn = image(pictures[name], size)
                all_.paste(drawn, (5 + column * (size + 10), top + 5 + row * (size + 10)), drawn)
            top += rows * (size + 10)
    all_.save(path)
