"""Grading: build the release, merge the answers into it, run it, compare outside the learner's process."""
