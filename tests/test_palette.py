import colorspacious
import numpy as np
import pytest

from nncourse.palette import CLASS_TONES, DARK, LIGHT

THEMES = pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
BLINDNESS = pytest.mark.parametrize("kind", ["deuteranomaly", "protanomaly", "tritanomaly"])


def rgb(colour):
    """Red, green and blue from 0 to 1."""
    return np.array([int(colour[k : k + 2], 16) for k in (1, 3, 5)]) / 255


def contrast(first, second):
    """The contrast ratio of the Web Content Accessibility Guidelines 2.2."""

    def luminance(colour):
        c = rgb(colour)
        return np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4) @ [0.2126, 0.7152, 0.0722]

    low, high = sorted([luminance(first), luminance(second)])
    return (high + 0.05) / (low + 0.05)


def distance(first, second, kind):
    """How far apart two colours look (CAM02-UCS) to an eye that lacks one kind of cone."""
    space = {"name": "sRGB1+CVD", "cvd_type": kind, "severity": 100}
    seen = [np.clip(colorspacious.cspace_convert(rgb(c), space, "sRGB1"), 0, 1) for c in (first, second)]
    return colorspacious.deltaE(*seen, input_space="sRGB1")


def test_the_contrast_ratio_is_the_one_of_the_guidelines():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_both_themes_have_the_same_tones():
    assert LIGHT.keys() == DARK.keys()
    assert set(CLASS_TONES) <= LIGHT.keys()


@THEMES
@pytest.mark.parametrize(
    ("text", "ground"),
    [("ink", "page"), ("muted", "page"), ("on_colour", "negative"), ("on_colour", "positive")],
)
def test_text_is_readable_on_its_ground(theme, text, ground):
    assert contrast(theme[text], theme[ground]) >= 4.5


@THEMES
@pytest.mark.parametrize("tone", ["negative", "positive"])
def test_marks_stand_out_from_the_page(theme, tone):
    assert contrast(theme[tone], theme["page"]) >= 3


@THEMES
@pytest.mark.parametrize("end", [0, 1, 2])
def test_lines_and_words_stand_out_from_every_part_of_a_field(theme, end):
    assert contrast(theme["ink"], theme["field"][end]) >= 3


@THEMES
@BLINDNESS
def test_the_two_classes_differ_for_every_eye(theme, kind):
    assert distance(theme["negative"], theme["positive"], kind) >= 20


@THEMES
@BLINDNESS
def test_the_two_ends_of_a_field_differ_for_every_eye_and_from_the_middle(theme, kind):
    low, middle, high = theme["field"]
    assert distance(low, high, kind) >= 20
    assert min(distance(low, middle, kind), distance(high, middle, kind)) >= 10
