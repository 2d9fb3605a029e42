"""How allauth is bent to this house: who may sign up, and how secrets are kept."""

import json
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest

from groundswell.kernel.errors import GroundswellError
from groundswell.kernel.secrets import decrypt, encrypt
from groundswell.tasks.queue import enqueue
from groundswell.workspaces import queries
from groundswell.workspaces.queries import OpenInvitation

MAIL_JOB = "web.account_mail"
MAIL_PURPOSE = "web.account-mail"
_SESSION_TOKEN = "invitation"  # noqa: S105 - the name of a session entry
_TOTP_PURPOSE = "web.second-factor"


class AccountAdapter(DefaultAccountAdapter):
    """Opens sign-up to who was invited, and to the first person of an empty instance."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": "This address and password do not belong together.",
        "too_many_login_attempts": "Too many failed tries. Wait five minutes, then try again.",
        "rate_limited": "Too many tries. Wait a minute, then try again.",
        "incorrect_password": "This is not the password of this account.",
        "enter_current_password": "This is not your current password.",
        "email_taken": "Another account has this address.",
        "same_as_current": "This is what you have now.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Whether this visitor may make an account."""
        return invitation_of(request) is not None or not queries.has_people()

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Leave a mail to the worker: a mail server that is out neither breaks the page nor loses it.

        The mail may hold a link that opens the account, so it waits encrypted.
        """
        message = self.render_mail(template_prefix, email, {"email": email, **context})
        mail = {"subject": message.subject, "body": message.body, "to": message.to}
        enqueue(MAIL_JOB, {"sealed": encrypt(MAIL_PURPOSE, json.dumps(mail))})


class SecondFactorAdapter(DefaultMFAAdapter):
    """Keeps the secrets of second factors encrypted."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": "This code is wrong, or its time is over.",
    }

    def encrypt(self, text: str) -> str:
        """What is written to the database."""
        return encrypt(_TOTP_PURPOSE, text)

    def decrypt(self, encrypted_text: str) -> str:
        """What was read from the database."""
        return decrypt(_TOTP_PURPOSE, encrypted_text)


def remember_invitation(request: HttpRequest, token: str) -> None:
    """Keep the token while its holder makes an account."""
    request.session[_SESSION_TOKEN] = token


def token_of(request: HttpRequest) -> str | None:
    """The token that this visitor came with, if any."""
    token = request.session.get(_SESSION_TOKEN)
    return token if isinstance(token, str) else None


def forget_invitation(request: HttpRequest) -> None:
    """Drop the token: it was used."""
    request.session.pop(_SESSION_TOKEN, None)


def invitation_of(request: HttpRequest) -> OpenInvitation | None:
    """The invitation that this visitor came with, as long as it is open and for a new person."""
    token = token_of(request)
    if token is None:
        return None
    try:
        found = queries.invitation_behind(token)
    except GroundswellError:
        forget_invitation(request)
        return None
    return None if found.has_account else found
