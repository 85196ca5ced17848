"""Slips for portable printers: profiles, emitters, segments and a simulated printer."""

from backend.printing.problems import ImageMissing, PrintError
from backend.printing.profiles import Profile
from backend.printing.profiles import load as load_profiles
from backend.printing.raster import Bitmap, from_image, from_json, glyph
from backend.printing.segments import Segment, cut
from backend.printing.simulator.paper import print_out
from backend.printing.slips import commands, emit
from backend.printing.trial import Trial, try_out

__all__ = [
    "Bitmap",
    "ImageMissing",
    "PrintError",
    "Profile",
    "Segment",
    "Trial",
    "commands",
    "cut",
    "emit",
    "from_image",
    "from_json",
    "glyph",
    "load_profiles",
    "print_out",
    "try_out",
]
