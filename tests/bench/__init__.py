"""`make bench`: response times, memory, import time and package size, one JSON line each."""
