"""Slips for portable printers: profiles, emitters, segments and a simulated printer."""
