"""Homework: checks that try an answer, name the idea that slipped, and give hints."""

from .catalogue import feedback, fingerprint, hint, plain, show_inputs

__all__ = ["feedback", "fingerprint", "hint", "plain", "show_inputs"]
