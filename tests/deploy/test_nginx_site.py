"""The nginx site, run as it is but for the addresses, the certificate and where it logs."""

import os
import re
import socket
import ssl
import subprocess
from collections import Counter
from contextlib import closing, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPSConnection
from pathlib import Path

import pytest

from service.sandbox.conversations import a_conversation
from service.sandbox.events import closed

pytestmark = pytest.mark.program
TOKEN = "a-survey-token-of-forty-three-characters-xx"
AROUND = """
daemon off;
{user}
pid {folder}/pid;
error_log {folder}/error.log;
events {{}}
http {{
    access_log {folder}/access.log;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/site.conf;
}}
"""


@dataclass(frozen=True)
class Nginx:
    """A running nginx: where it speaks plainly, where it speaks TLS, and its files."""

    plain: tuple[str, int]
    secure: tuple[str, int]
    folder: Path

    def ask(self, method, path, body=None, headers=None, *, source=("127.0.0.1", 0)):
        """What nginx answers over TLS: the status, the body and the headers."""
        trust = ssl.create_default_context(cafile=self.folder / "fullchain.pem")
        trust.check_hostname = False  # it is made out to the name that stands in the site
        connection = HTTPSConnection(*self.secure, timeout=30, context=trust, source_address=source)
        with closing(connection):
            connection.request(method, path, body, headers or {})
            answer = connection.getresponse()
            return answer.status, answer.read(), answer.headers

    def logged(self):
        """Every line in every log."""
        return "".join(path.read_text() for path in self.folder.glob("*.log"))


@pytest.fixture(scope="session")
def start_nginx(program, root, tmp_path_factory):
    """A context in which nginx runs in front of an address."""

    @contextmanager
    def start(upstream):
        folder = tmp_path_factory.mktemp("nginx")
        make_certificate(program("openssl"), folder)
        with listening() as plain, listening() as secure:
            write_site(root, folder, upstream, plain.getsockname(), secure.getsockname())
            inherited = (plain.fileno(), secure.fileno())
            process = subprocess.Popen(
                [program("nginx"), "-c", folder / "nginx.conf"],
                # nginx takes over open sockets that this variable names, as it does when upgraded.
                env={"NGINX": "".join(f"{fd};" for fd in inherited)},
                pass_fds=inherited,
                stderr=subprocess.DEVNULL,
            )
            try:
                yield Nginx(plain.getsockname(), secure.getsockname(), folder)
            finally:
                process.terminate()
                process.wait()

    return start


@pytest.fixture(scope="module")
def nginx(start_nginx, web):
    """nginx in front of a real web process."""
    with start_nginx(web.host) as running:
        yield running


def test_nginx_finds_nothing_to_say_about_the_site(program, nginx):
    tested = subprocess.run(
        [program("nginx"), "-t", "-q", "-c", nginx.folder / "nginx.conf"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (tested.returncode, tested.stderr) == (0, "")


def test_an_event_passes_byte_for_byte(nginx, web):
    event = closed(a_conversation())
    status, _, _ = nginx.ask("POST", "/webhooks/dixa", event.body, event.headers(web.secret))
    assert status == 202


def test_the_service_itself_says_that_a_body_is_too_large(nginx):
    status, body, _ = nginx.ask("POST", "/webhooks/dixa", b"x" * 300 * 1024)
    assert (status, body) == (413, b'{"error":"The body is larger than 262144 bytes."}\n')


def test_plain_http_is_sent_to_https(nginx):
    with closing(HTTPConnection(*nginx.plain, timeout=30)) as connection:
        connection.request("GET", f"/s/{TOKEN}", headers={"Host": "surveys.example.com"})
        answer = connection.getresponse()
    assert answer.status == 301
    assert answer.headers["Location"] == f"https://surveys.example.com/s/{TOKEN}"


def test_posts_to_surveys_are_limited_and_looking_is_not(nginx):
    looked = Counter(nginx.ask("GET", f"/s/{TOKEN}")[0] for _ in range(40))
    posted = Counter(nginx.ask("POST", f"/s/{TOKEN}")[0] for _ in range(40))
    assert looked[429] == 0
    assert posted[429] > 0


def test_a_mail_provider_unsubscribes_many_of_its_users_from_one_address(nginx):
    left = Counter(nginx.ask("POST", f"/s/{TOKEN}/unsubscribe")[0] for _ in range(60))
    assert left[429] == 0


@pytest.mark.parametrize("path", ["?/unsubscribe", "/change?x=/unsubscribe", "/unsubscribe/more"])
def test_nothing_else_passes_for_that(nginx, path):
    posted = Counter(nginx.ask("POST", f"/s/{TOKEN}{path}")[0] for _ in range(40))
    assert posted[429] > 0


def test_no_log_tells_the_way_to_a_survey(nginx, start_nginx):
    with start_nginx("127.0.0.1:1") as orphan:
        for server in (nginx, orphan):
            for method in ["GET", *["POST"] * 30]:
                server.ask(method, f"/s/{TOKEN}?rating=5")
            server.ask("POST", f"/s/{TOKEN}", b"x" * 100 * 1024)
        logged = nginx.logged() + orphan.logged()
    assert TOKEN not in logged
    assert " GET /s/- " in logged


@pytest.mark.parametrize("path", ["/readyz", "/metrics"])
def test_monitoring_is_for_this_machine_alone(nginx, path):
    inside, _, _ = nginx.ask("GET", path)
    outside, _, _ = nginx.ask("GET", path, source=("127.0.0.2", 0))
    assert inside != 403
    assert outside == 403


def test_while_the_service_is_away_everybody_is_told_to_come_again(start_nginx):
    with start_nginx("127.0.0.1:1") as nginx:
        status, _, headers = nginx.ask("POST", "/webhooks/dixa", b"{}")
    assert (status, headers["Retry-After"]) == (503, "10")


def listening():
    return socket.create_server(("127.0.0.1", 0))


def make_certificate(openssl, folder):
    request = [openssl, "req", "-x509", "-nodes", "-newkey", "ec"]
    curve = ["-pkeyopt", "ec_paramgen_curve:prime256v1"]
    files = ["-keyout", folder / "privkey.pem", "-out", folder / "fullchain.pem"]
    subject = ["-subj", "/CN=surveys.example.com", "-days", "1"]
    subprocess.run([*request, *curve, *files, *subject], check=True, capture_output=True)


def write_site(root, folder, upstream, plain, secure):
    site = (root / "deploy" / "nginx" / "rating-survey.conf").read_text()
    for here, there in {
        "server 127.0.0.1:8000;": f"server {upstream};",
        "listen 80;": f"listen 127.0.0.1:{plain[1]};",
        "listen 443 ssl;": f"listen 127.0.0.1:{secure[1]} ssl;",
        "/etc/ssl/surveys.example.com": str(folder),
        "/var/log/nginx": str(folder),
    }.items():
        assert here in site
        site = site.replace(here, there)
    site = re.sub(r"listen \[::\].*", "", site)
    (folder / "site.conf").write_text(site)
    user = "user root;" if os.geteuid() == 0 else ""
    (folder / "nginx.conf").write_text(AROUND.format(folder=folder, user=user))
