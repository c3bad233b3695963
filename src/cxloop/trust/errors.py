"""The errors of the door: accounts, passwords, secrets, the audit log. They belong to the tree in `errors`."""

from __future__ import annotations

from typing import ClassVar

from cxloop.errors import CallerError
from cxloop.errors import Unknown as UnknownName


class UnknownAccount(UnknownName):
    """Nobody has this name."""

    code, field = "unknown_account", "account"
    texts: ClassVar = {"en": 'There is no account "{account}".', "ko": "“{account}” 계정이 없습니다."}
    hints: ClassVar = {
        "en": "`cxloop account list` lists them.",
        "ko": "`cxloop account list`로 목록을 볼 수 있습니다.",
    }


class AccountExists(CallerError):
    """Somebody has this name already."""

    code = "account_exists"
    http_status = 409
    texts: ClassVar = {"en": 'There is an account "{account}" already.', "ko": "“{account}” 계정이 이미 있습니다."}
    hints: ClassVar = {
        "en": "Give it a role here: cxloop account role {account} ROLE.",
        "ko": "이 작업 공간의 역할을 주세요: cxloop account role {account} ROLE",
    }


class WeakPassword(CallerError):
    """A password that is too easy to guess."""

    code = "weak_password"
    texts: ClassVar = {"en": "This password is too easy to guess.", "ko": "추측하기 쉬운 비밀번호입니다."}
    hints: ClassVar = {
        "en": "Use 12 to 256 characters, not the same few over and over, and not the account's name.",
        "ko": "12~256자로, 몇 글자만 되풀이하지 말고, 계정 이름과 다르게 쓰세요.",
    }


class WrongPassword(CallerError):
    """The same for a wrong password and for a name that nobody has."""

    code = "wrong_password"
    http_status = 401
    texts: ClassVar = {"en": "Name and password do not fit.", "ko": "이름과 비밀번호가 맞지 않습니다."}
    hints: ClassVar = {
        "en": "Try again, or ask for a link: cxloop account link NAME.",
        "ko": "다시 입력하거나 링크를 요청하세요: cxloop account link 이름",
    }


class TooManyTries(CallerError):
    """`seconds` is when the next try is allowed."""

    code = "too_many_tries"
    http_status = 429
    texts: ClassVar = {
        "en": "Too many tries. Wait {seconds} seconds.",
        "ko": "시도가 너무 많습니다. {seconds}초 뒤에 다시 하세요.",
    }
    hints: ClassVar = {
        "en": "A link signs in at once: cxloop account link NAME.",
        "ko": "링크로는 바로 로그인할 수 있습니다: cxloop account link 이름",
    }


class SignInFailed(CallerError):
    """What another system says of a person cannot be trusted."""

    code = "sign_in_failed"
    http_status = 401
    texts: ClassVar = {"en": "The sign-in was refused: {reason}.", "ko": "로그인이 거절되었습니다: {reason}."}
    hints: ClassVar = {"en": "Sign in once more from the start.", "ko": "처음부터 다시 로그인하세요."}


class PlaceholderSecret(CallerError):
    """A secret that stands in examples."""

    code = "placeholder_secret"
    texts: ClassVar = {
        "en": "{setting} holds a placeholder or a secret that anybody would guess.",
        "ko": "{setting} 값이 예시용이거나 누구나 추측할 수 있는 비밀입니다.",
    }
    hints: ClassVar = {
        "en": "Put a real secret there; nothing starts with this one.",
        "ko": "실제 비밀을 넣으세요. 이 값으로는 시작하지 않습니다.",
    }


class SettingMissing(CallerError):
    """One of several settings that belong together is not there."""

    code = "setting_missing"
    texts: ClassVar = {"en": "{setting} is not set.", "ko": "{setting}{setting:이} 설정되지 않았습니다."}
    hints: ClassVar = {
        "en": "Sign-in with another system needs all of: {needed}.",
        "ko": "다른 시스템으로 로그인하려면 모두 필요합니다: {needed}.",
    }


class SettingWrong(CallerError):
    """A setting that cannot be read."""

    code = "setting_wrong"
    texts: ClassVar = {"en": "{setting}: {reason}.", "ko": "{setting}: {reason}."}
    hints: ClassVar = {"en": "See the settings in the reference.", "ko": "참조 문서의 설정을 보세요."}


class BadAddress(CallerError):
    """A web address that nothing is sent to."""

    code = "bad_address"
    texts: ClassVar = {
        "en": "Nothing can be sent to {url}: {reason}.",
        "ko": "{url}{url:으로}는 보낼 수 없습니다: {reason}.",
    }
    hints: ClassVar = {
        "en": "Public addresses with https:// only; CXLOOP_WEBHOOK_HOSTS allows others by name.",
        "ko": "https://로 시작하는 공개 주소만 됩니다. 다른 호스트는 CXLOOP_WEBHOOK_HOSTS로 허용하세요.",
    }


class BadSignature(CallerError):
    """The same for a webhook that nobody has made and for a signature that is not its own."""

    code = "bad_signature"
    http_status = 401
    texts: ClassVar = {
        "en": "This is not signed with the secret of a webhook.",
        "ko": "웹훅의 비밀 값으로 서명되지 않았습니다.",
    }
    hints: ClassVar = {
        "en": "Give the sender the secret that cxloop webhook show ID --secret tells.",
        "ko": "보내는 쪽에 cxloop webhook show ID --secret의 값을 넣으세요.",
    }


class ShareGone(CallerError):
    """A link to an answer that opens nothing: it has ended, or never was."""

    code = "share_gone"
    http_status = 404
    texts: ClassVar = {"en": "This link does not open anything any more.", "ko": "더는 열리지 않는 링크입니다."}
    hints: ClassVar = {"en": "Ask whoever sent it for a new one.", "ko": "보낸 사람에게 새 링크를 부탁하세요."}


class AuditBroken(CallerError):
    """The audit log was changed, or does not fit its anchor."""

    code = "audit_broken"
    http_status = 500
    texts: ClassVar = {
        "en": "The audit log does not hold: at record {number} it is {what}.",
        "ko": "감사 기록이 맞지 않습니다. {number}번 기록: {what}.",
    }
    hints: ClassVar = {
        "en": "Somebody changed it, or put a backup back. Compare with an anchor kept elsewhere: --anchor FILE.",
        "ko": "누군가 바꾸었거나 백업을 되돌렸습니다. 따로 보관한 앵커와 비교하세요: --anchor 파일",
    }
