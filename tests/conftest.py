"""The order of the tests."""


def pytest_collection_modifyitems(items):
    """The browser comes last: Playwright leaves an event loop running, in which no test can start one of its own."""
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)
