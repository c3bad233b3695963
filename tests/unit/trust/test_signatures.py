"""A signature opens for the body, the moment and the webhook it was made for, and for nothing else."""

from __future__ import annotations

import hashlib
import hmac

import pytest

from cxloop.trust.signatures import TOLERANCE_SECONDS, genuine, secret_of, signature

SECRET, OTHER = secret_of(b"folder", "main", "1"), secret_of(b"folder", "main", "2")
BODY, NOW = '{"title":"결제"}'.encode(), 1_780_000_000


def mac(secret: str, body: bytes = BODY) -> str:
    return hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def standard(secret: str = SECRET, body: bytes = BODY, seconds: int = NOW, id: str = "msg_1") -> dict[str, str]:
    signed = signature(secret, id, seconds, body)
    return {"webhook-id": id, "webhook-timestamp": str(seconds), "webhook-signature": signed}


WAYS = {
    "standard": standard(), "github": {"x-hub-signature-256": f"sha256={mac(SECRET)}"},
    "jira": {"x-hub-signature": f"sha256={mac(SECRET)}"}, "linear": {"linear-signature": mac(SECRET)},
    "gitlab": {"x-gitlab-token": SECRET},
}  # fmt: skip


@pytest.mark.parametrize("way", WAYS)
def test_every_way_opens(way: str) -> None:
    assert genuine(SECRET, WAYS[way], BODY, NOW)
    assert not genuine(OTHER, WAYS[way], BODY, NOW)
    assert genuine(SECRET, WAYS[way], BODY + b" ", NOW) == (way == "gitlab"), "GitLab signs nothing"


@pytest.mark.parametrize(
    "headers",
    [
        {}, {"x-hub-signature-256": ""}, {"x-hub-signature-256": mac(SECRET)}, {"x-gitlab-token": ""},
        {"x-hub-signature": "sha1=" + hmac.new(SECRET.encode(), BODY, "sha1").hexdigest()},
        {"linear-signature": f"sha256={mac(SECRET)}"}, {"x-gitlab-token": SECRET[:-1]},
        {"x-gitlab-token": SECRET + "x"},
        {"x-gitlab-token": "비밀\udcff"}, {"linear-signature": mac(SECRET).upper()},
        standard() | {"webhook-signature": ""}, standard() | {"webhook-signature": "v1,"},
        standard() | {"webhook-signature": standard()["webhook-signature"].removeprefix("v1,")},
        standard() | {"webhook-id": "msg_2"}, standard() | {"webhook-timestamp": str(NOW + 1)},
        standard() | {"webhook-timestamp": "now"}, standard() | {"webhook-timestamp": ""},
        standard() | {"webhook-timestamp": "١"}, standard() | {"webhook-timestamp": "9" * 400},
        standard(seconds=NOW - TOLERANCE_SECONDS - 1), standard(seconds=NOW + TOLERANCE_SECONDS + 1), standard(OTHER),
        standard(body=b"{}"),
    ],
    ids=str,
)  # fmt: skip
def test_nothing_else_opens(headers: dict[str, str]) -> None:
    assert not genuine(SECRET, headers, BODY, NOW)


def test_a_sender_that_changes_its_secret_signs_twice() -> None:
    both = standard() | {
        "webhook-signature": f"{standard(OTHER)['webhook-signature']} v1a,x {standard()['webhook-signature']}"
    }
    assert genuine(SECRET, both, BODY, NOW)
    assert genuine(SECRET, standard(seconds=NOW - TOLERANCE_SECONDS), BODY, NOW)
