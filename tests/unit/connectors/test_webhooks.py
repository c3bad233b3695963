"""Requests go to public addresses and to those that are allowed, and nowhere else, whatever a name stands for."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpcore
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from cxloop.connectors.webhooks import MOST_BYTES, HttpSender, resolved
from cxloop.trust.addresses import hosts_of
from cxloop.trust.errors import BadAddress, SettingWrong
from receiver import Receiver, receiving

NAMES = {
    "public.test": ["93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c"], "inner.test": ["127.0.0.1"],
    "mixed.test": ["93.184.215.14", "10.0.0.7"], "six.test": ["::1"], "metadata.test": ["169.254.169.254"],
    "mapped.test": ["::ffff:169.254.169.254"], "translated.test": ["64:ff9b::a9fe:a9fe"],
    "scoped.test": ["fe80::1%eth0"], "nobody.test": [],
}  # fmt: skip
HOSTILE = """
https://127.0.0.1/ https://127.1/ https://127.0.0.1./ https://2130706433/ https://0x7f000001/
https://0x7f.0.0.1/ https://0177.0.0.1/ https://017700000001/ https://0.0.0.0/ https://0/ https://[::]/
https://[::1]/ https://[0:0:0:0:0:0:0:1]/ https://[::ffff:127.0.0.1]/ https://[::ffff:7f00:1]/
https://[::127.0.0.1]/ https://[64:ff9b::7f00:1]/ https://[64:ff9b::10.0.0.1]/ https://[64:ff9b:1::1]/
https://[2002:7f00:1::]/ https://[2001:0:7f00:1::1]/ https://[fe80::1]/ https://[fe80::1%25eth0]/
https://[fc00::1]/ https://[fd00:ec2::254]/ https://[fec0::1]/ https://[ff02::1]/ https://[2001:db8::1]/
https://[3fff::1]/ https://10.0.0.1/ https://172.16.0.1/ https://192.168.1.1/ https://100.64.0.1/
https://169.254.169.254/latest/meta-data/ https://192.0.0.1/ https://192.0.2.1/ https://198.18.0.1/
https://224.0.0.1/ https://240.0.0.1/ https://255.255.255.255/ https://localhost/ https://LOCALHOST/
https://localhost./ https://localhost:9000/ https://inner.test/ https://six.test/ https://mixed.test/
https://metadata.test/ https://mapped.test/ https://translated.test/ https://scoped.test/
https://nobody.test/ https://public.test./ https://public.test@127.0.0.1/ https://user:pw@public.test/
https://127.0.0.1\\@public.test/ https://public.test#@127.0.0.1/ https://public.test:0/
https://public.test:99999/ https://public.test:443:80/ https://[public.test]/ https://１２７.0.0.1/
https://ⓛocalhost/ https://public。test/ https://%6cocalhost/ https://public.test%00.inner.test/
http://public.test/ ftp://public.test/ file:///etc/passwd gopher://public.test/ //public.test/
public.test javascript:alert(1) https:/public.test https:// https://public.test/\x00
https://public.test/\tx https://-public.test/ https://public..test/ https://public.test/"x
https://public.test:443/<x> HTTPS://[::1 https://8.8.8/ https://134744072/ https://1.2.3.0x4/
""".strip(" \n").replace("\n", " ").split(" ")  # fmt: skip


def looked_up(name: str, port: int) -> list[str]:
    return NAMES[name] if name in NAMES else resolved(name, port)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as made:
        yield made


@pytest.mark.parametrize("url", HOSTILE, ids=ascii)
def test_hostile_addresses(url: str) -> None:
    sender = HttpSender(hosts_of("other.test:9000"), looked_up, seconds=0.5)
    with pytest.raises(BadAddress):
        sender.check(url)
    assert sender.post(url, {}, b"").reason == "refused_address"


@pytest.mark.parametrize(
    "url",
    ["https://public.test/a?b=1", "https://PUBLIC.test:8443", "https://93.184.215.14/", "https://[2606:4700::1111]/"],
)
def test_public_addresses(url: str) -> None:
    HttpSender(frozenset(), looked_up).check(url)


def test_many_are_tried() -> None:
    assert len(HOSTILE) >= 30


def test_only_the_place_that_is_named_may_be_private(receiver: Receiver) -> None:
    sender = HttpSender(hosts_of(receiver.place))
    assert sender.post(receiver.url, {"x-a": "1"}, b"{}").reason == ""
    assert (receiver.got[0].headers["host"], receiver.got[0].headers["x-a"]) == (receiver.place, "1")
    for other in (f"http://127.0.0.1:{receiver.port}/", f"http://[::1]:{receiver.port}/", "http://localhost/"):
        assert sender.post(other, {}, b"").reason == "refused_address", other
    assert len(receiver.got) == 1
    for wrong in ("http://localhost", "a/b", "127.1", "a:b", "[::1", "u@a"):
        with pytest.raises(SettingWrong):
            hosts_of(wrong)
    assert hosts_of("") == hosts_of(" , ") == frozenset()


def test_a_name_that_stands_for_something_else_a_moment_later(receiver: Receiver, monkeypatch: Any) -> None:
    """It is judged at each sending, and the connection goes to what was judged."""
    answers = iter([["93.184.215.14"], ["127.0.0.1"], ["93.184.215.14"], ["127.0.0.1"]])
    sender = HttpSender(frozenset(), lambda name, port: next(answers), seconds=0.5)
    url = f"https://rebinding.test:{receiver.port}/"
    sender.check(url)
    assert sender.post(url, {}, b"").reason == "refused_address"
    connected: list[str] = []

    def connect(backend: Any, host: str, *more: Any) -> Any:  # so that nothing leaves this machine
        connected.append(host)
        raise httpcore.ConnectError

    monkeypatch.setattr(httpcore.SyncBackend, "connect_tcp", connect)
    assert sender.post(url, {}, b"").reason == "unreachable"
    assert connected == ["93.184.215.14"]
    assert next(answers) == ["127.0.0.1"], "the name was not asked for again"
    assert receiver.got == []


def test_no_redirect_is_followed(receiver: Receiver) -> None:
    sender = HttpSender(hosts_of(receiver.place))
    for status in (301, 302, 303, 307, 308):
        receiver.answers.append((status, {"location": f"http://localhost:{receiver.port}/elsewhere"}))
        sent = sender.post(receiver.url, {}, b"{}")
        assert (sent.status, sent.reason) == (status, "redirected")
    assert {one.path for one in receiver.got} == {"/hook"}


def test_no_proxy_is_asked(receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert HttpSender(hosts_of(receiver.place)).post(receiver.url, {}, b"{}").reason == ""


def test_a_receiver_that_is_slow_or_not_there(receiver: Receiver) -> None:
    receiver.holding.clear()
    assert HttpSender(hosts_of(receiver.place), seconds=0.3).post(receiver.url, {}, b"{}").reason == "timed_out"
    assert HttpSender(hosts_of("localhost:9")).post("http://localhost:9/", {}, b"{}").reason == "unreachable"


def test_one_that_trickles_ends_in_time() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        ending = threading.Event()

        def trickle() -> None:
            connection, _ = listening.accept()
            with connection:
                for sign in b"HTTP/1.1 200 OK\r\nx: " + b"y" * 80:
                    try:
                        connection.sendall(bytes([sign]))
                    except OSError:
                        return
                    if ending.wait(0.05):
                        return

        threading.Thread(target=trickle, daemon=True).start()
        place = f"127.0.0.1:{listening.getsockname()[1]}"
        sent = HttpSender(hosts_of(place), seconds=0.4).post(f"http://{place}/", {}, b"{}")
        ending.set()
    assert sent.reason == "timed_out"


def test_little_of_the_answer_is_read(receiver: Receiver) -> None:
    receiver.body = b"x" * (50 * MOST_BYTES)
    receiver.answers.append((500, {}))
    sent = HttpSender(hosts_of(receiver.place)).post(receiver.url, {}, b"{}")
    assert (sent.status, sent.reason) == (500, "answered")


@pytest.mark.parametrize(
    ("said", "seconds"),
    [("120", 120.0), ("Wed, 01 Jan 2020 00:00:00 GMT", 0.0), ("soon", None), ("-5", None), ("", None)],
)
def test_how_long_a_receiver_asks_to_wait(receiver: Receiver, said: str, seconds: float | None) -> None:
    receiver.answers.append((503, {"retry-after": said}))
    sent = HttpSender(hosts_of(receiver.place)).post(receiver.url, {}, b"{}")
    assert (sent.status, sent.retry_after_seconds) == (503, seconds)


def certified(folder: Path, name: str) -> Path:
    """A certificate for a name, that nobody but itself vouches for, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    owner = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder().subject_name(owner).issuer_name(owner).public_key(key.public_key())
        .serial_number(1).not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), True).sign(key, hashes.SHA256())
    )  # fmt: skip
    plain = serialization.NoEncryption()
    text = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    path = folder / f"{name}.pem"
    path.write_bytes(made.public_bytes(serialization.Encoding.PEM) + text)
    return path


def test_the_certificate_is_that_of_the_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    certificate = certified(tmp_path, "hooks.test")
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with receiving(certificate) as made:
        places = hosts_of(f"hooks.test:{made.port}, other.test:{made.port}")
        sender = HttpSender(places, lambda name, port: ["127.0.0.1"])
        assert sender.post(f"https://hooks.test:{made.port}/", {}, b"{}").reason == ""
        assert sender.post(f"https://other.test:{made.port}/", {}, b"{}").reason == "unreachable"
        monkeypatch.delenv("SSL_CERT_FILE")
        assert sender.post(f"https://hooks.test:{made.port}/", {}, b"{}").reason == "unreachable"
        assert len(made.got) == 1
