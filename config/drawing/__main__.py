"""Draws the pictures of the tips: `python config/drawing`.

poses.toml ─▶ picture() ─▶ ID.svg ─▶ render.png() ─▶ ID.png
"""

import argparse
import tomllib
from pathlib import Path

from picture import picture

_HERE = Path(__file__).resolve().parent


def main() -> None:
    parser = argparse.ArgumentParser(prog="python config/drawing", description="Draw the pictures of the tips.")
    parser.add_argument("--to", type=Path, default=_HERE.with_name("pictures"), metavar="FOLDER", help="where to")
    parser.add_argument("--poses", type=Path, default=_HERE / "poses.toml", metavar="FILE", help="of these")
    parser.add_argument("--svg", action="store_true", help="only these, which take nothing to be installed")
    parser.add_argument("--sheet", type=Path, metavar="FILE", help="and a sheet of all, 64 and 128 pixels wide")
    args = parser.parse_args()
    poses = tomllib.loads(args.poses.read_text("utf-8"))
    try:
        pictures = {name: picture(name, pose) for name, pose in poses.items()}
    except ValueError as wrong:
        parser.error(str(wrong))
    args.to.mkdir(exist_ok=True)
    for name, svg in pictures.items():
        (args.to / f"{name}.svg").write_text(svg, "utf-8", newline="\n")
    if not args.svg:
        import render

        for name, svg in pictures.items():
            (args.to / f"{name}.png").write_bytes(render.png(svg))
        if args.sheet:
            render.sheet(pictures, args.sheet)


if __name__ == "__main__":
    main()
