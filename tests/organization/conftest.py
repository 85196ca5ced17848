from tests.platforms.conftest import demo_app, platform

__all__ = ["demo_app", "platform"]
