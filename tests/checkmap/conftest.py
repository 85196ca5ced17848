from tests.inspections.conftest import walk

__all__ = ["walk"]
