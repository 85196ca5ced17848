"""The demonstration: made-up places, people and businesses, and how they are run."""
