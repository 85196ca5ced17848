"""A printer for tests and the demo: refuses what a real one would garble, shows the paper."""

from backend.printing.simulator.paper import Paper, print_out
from backend.printing.simulator.reader import Garbled, Read, read

__all__ = ["Garbled", "Paper", "Read", "print_out", "read"]
