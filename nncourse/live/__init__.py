"""Live figures and questions in the notebook.

from nncourse import figures
from nncourse.live import beside, live, predict, present, quiz

live(figures.perceptron.venue, threshold=3)
"""

from .classroom import beside, present
from .engine import LiveFigure, live
from .question import predict, quiz, warm_up

__all__ = ["LiveFigure", "beside", "live", "predict", "present", "quiz", "warm_up"]
