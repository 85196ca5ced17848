"""监管对象名录库 in the console: the list, one subject whole, and what its keeper does with it."""
