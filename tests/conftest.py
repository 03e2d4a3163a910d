"""The order of the tests."""


def pytest_collection_modifyitems(items):
    """The browser comes last: Playwright leaves an event loop running, in which no test can start one of its own.

    Side by side (`make test`) files are dealt out in this order: a worker that has opened a browser gets no other file.
    """
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)
