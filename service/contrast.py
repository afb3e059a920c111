"""A brand's colour, made readable: as light or as dark as it takes.

Source: WCAG 2.2, "relative luminance" and success criterion 1.4.3.
"""

from dataclasses import dataclass

ENOUGH = 4.5
"""The contrast that text needs."""

PAPER = {"light": "#ffffff", "dark": "#161e26"}
"""What the page is drawn on; the same in `page.css`."""

OURS = "#0b5cad"
"""The accent where no brand has another; the same in `page.css`."""

_INK = ("#ffffff", "#0a1622")
_FARTHEST = {"light": "#000000", "dark": "#ffffff"}
_TINT = 0.1
_STEPS = 50
_GREY = 24
"""How far apart the channels of a colour may be that nobody would call a colour, of 255."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Accent:
    """One colour and what goes with it, each `#rrggbb`.

    Args:
        color: of buttons, borders and what is chosen.
        on_color: what is written on that.
        tint: the ground of what is chosen.
    """

    color: str
    on_color: str
    tint: str


def accent(color: str, scheme: str) -> Accent:
    """The accent nearest to a colour that can be read on the page.

    Black, white and what is nearly so turn over instead: between them, a button looks switched off.

    Args:
        color: `#rrggbb`.
        scheme: `light` or `dark`.
    """
    if _is_grey(color) and not _is_readable(_around(color, scheme)):
        color = _turned_over(color)
    shades = (mixed(color, _FARTHEST[scheme], step / _STEPS) for step in range(_STEPS + 1))
    return next(found for shade in shades if _is_readable(found := _around(shade, scheme)))


def contrast(one: str, other: str) -> float:
    """How far apart two colours are, from 1 to 21."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def mixed(color: str, other: str, share: float) -> str:
    """A colour with a share of another in it, from 0 to 1."""
    pairs = zip(_channels(color), _channels(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def _around(shade: str, scheme: str) -> Accent:
    return Accent(
        color=shade,
        on_color=max(_INK, key=lambda ink: contrast(ink, shade)),
        tint=mixed(PAPER[scheme], shade, _TINT),
    )


def _is_readable(found: Accent) -> bool:
    grounds = (found.tint, found.on_color)
    return all(contrast(found.color, ground) >= ENOUGH for ground in grounds)


def _is_grey(color: str) -> bool:
    return max(_channels(color)) - min(_channels(color)) < _GREY


def _turned_over(color: str) -> str:
    return "#" + "".join(f"{255 - channel:02x}" for channel in _channels(color))


def _luminance(color: str) -> float:
    red, green, blue = (_linear(channel / 255) for channel in _channels(color))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    is_near_black = channel <= 0.04045  # noqa: PLR2004 - a constant of sRGB, like those below
    return channel / 12.92 if is_near_black else ((channel + 0.055) / 1.055) ** 2.4


def _channels(color: str) -> tuple[int, int, int]:
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)
