"""How requests are sent: with the token as it is, over connections that are kept."""


def test_the_token_is_sent_as_it_is_whatever_the_users_netrc_says(
    connect, dixa, tmp_path, monkeypatch
):
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login somebody password else\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))

    connect(token=dixa.token).get_organization()

    assert [call.status for call in dixa.calls()] == [200]


def test_a_connection_serves_many_requests(client, dixa):
    for _ in range(3):
        client.get_organization()

    [pool] = pools(client)
    assert (pool.num_connections, pool.num_requests) == (1, 3)


def test_a_connection_that_dixa_has_closed_meanwhile_is_made_anew(client, dixa):
    client.get_organization()
    with dixa.refusing():
        pass

    client.get_organization()

    assert [call.status for call in dixa.calls()] == [200, 200]


def pools(client):
    known = client._wire._session.get_adapter("http://").poolmanager.pools
    addresses = known.keys()
    return [known[address] for address in addresses]
