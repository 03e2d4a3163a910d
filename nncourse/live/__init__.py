"""Live figures and questions in the notebook.

from nncourse import figures
from nncourse.live import live, predict, quiz

live(figures.perceptron.venue, threshold=3)
"""

from .engine import LiveFigure, live
from .question import predict, quiz

__all__ = ["LiveFigure", "live", "predict", "quiz"]
