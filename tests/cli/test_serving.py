import socket

import pytest

from paidsocial.cli.serving import address_text, check_port
from paidsocial.errors import BadInput


def test_a_taken_port_is_refused_with_the_way_out():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(BadInput, match=rf"127.0.0.1:{port} .*--port {port + 1}"):
            check_port("127.0.0.1", port)


def test_a_free_port_is_left_free():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    check_port("127.0.0.1", port)
    check_port("127.0.0.1", port)


def test_addresses_are_written_as_a_browser_takes_them():
    assert address_text("127.0.0.1", 8000) == "http://127.0.0.1:8000"
    assert address_text("::1", 8000) == "http://[::1]:8000"
