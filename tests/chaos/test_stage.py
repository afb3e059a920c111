"""What the seed decides on the stage, too."""

from http.client import HTTPConnection

from outside import free_port

from .stage import TOKEN, _played_dixa


def faults(folder, seed):
    """Which of some calls the played Dixa fails."""
    folder.mkdir()
    with _played_dixa(port := free_port(), folder, seed=seed) as dixa:
        dixa.behave(rate_limited=False)
        dixa.on(None, "server_error", probability=0.5, status=503, committed=False)
        for _ in range(30):
            connection = HTTPConnection("127.0.0.1", port, timeout=10)
            connection.request("GET", "/beta/organization", headers={"Authorization": TOKEN})
            connection.getresponse().read()
            connection.close()
        return [call.fault for call in dixa.calls("organization")]


def test_the_seed_decides_which_calls_dixa_fails(tmp_path):
    first, again, other = (
        faults(tmp_path / f"{number}", seed) for number, seed in enumerate([3, 3, 4])
    )

    assert first == again != other
