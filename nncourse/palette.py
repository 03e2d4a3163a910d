"""The colours of the course, for light and for dark pages.

Colour means sign, and never alone: class 0 and negative are blue with a circle, class 1 and positive brown-orange
with a triangle.  Contrast and the distance between the colours for three kinds of colour blindness are tested.
"""

LIGHT = {
    "page": "#fafaf8",
    "ink": "#1b1d20",
    "muted": "#62646a",
    "grid": "#d9d9de",
    "negative": "#0072b2",
    "positive": "#a64900",
    "on_colour": "#ffffff",  # text on a bar or a lit lamp
    "field": ("#6fb0d6", "#f7f7f7", "#d09a6c"),  # value: lowest, middle, highest
}

DARK = {
    "page": "#1c1f23",
    "ink": "#f1f1ef",
    "muted": "#a9abb1",
    "grid": "#3b3e44",
    "negative": "#5fa9e6",
    "positive": "#f08c4a",
    "on_colour": "#15171a",
    "field": ("#3b6b94", "#212428", "#8f5a34"),
}

CLASS_TONES = ("negative", "positive")
