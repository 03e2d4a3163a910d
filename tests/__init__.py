"""The tests of the course."""

from hypothesis import settings

# A slow machine is no fault of the mathematics.
settings.register_profile("course", deadline=None)
settings.load_profile("course")
