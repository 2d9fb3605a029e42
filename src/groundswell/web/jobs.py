"""Jobs of the member pages, and those of discovery that pages begin."""

import json
from typing import TYPE_CHECKING

from django.core.mail import EmailMessage

from groundswell.discovery import gathering  # noqa: F401 - declares its job
from groundswell.kernel.secrets import decrypt
from groundswell.tasks.registry import job
from groundswell.web.accounts.adapters import MAIL_JOB, MAIL_PURPOSE
from groundswell.web.home import jobs as home  # noqa: F401 - declares its job

if TYPE_CHECKING:
    from groundswell.tasks.running import Run


@job(MAIL_JOB, retries=8, atomic=False)
def send_account_mail(run: "Run") -> None:
    """Send one mail about somebody's account; repeated where the mail server does not answer."""
    sealed = json.loads(decrypt(MAIL_PURPOSE, run.payload["sealed"]))
    EmailMessage(sealed["subject"], sealed["body"], None, sealed["to"]).send()
