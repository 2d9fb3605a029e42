import json
import re
from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.core import mail
from django.core.mail import EmailMessage
from django.test import Client
from django.utils.http import urlencode

from groundswell.kernel.clock import now
from groundswell.tasks.models import Job
from groundswell.tasks.worker import work_once
from groundswell.workspaces import actions, queries
from groundswell.workspaces.models import AuditLine, Member, Person, Role, Workspace
from tests.factories.people import PASSWORD, Cast

NEW_PASSWORD = "another quiet harbour"


def sign_in(client: Client, email: str, password: str = PASSWORD) -> Any:
    return client.post("/account/login/", {"login": email, "password": password})


def page(response: Any) -> str:
    """The page without what differs each time it is asked for."""
    body = re.sub(r"\s+", " ", response.content.decode())
    return re.sub(r'(name="csrf-token" content=)"\w+"', r"\1", body)


def invite(cast: Cast, email: str, role: str = "analyst") -> str:
    return actions.invite(cast.scope("owner"), email, role, link_for="/invitation/{}/".format).link


def code_for(secret: str, which: int = 0) -> str:
    """One of the three codes that are good now: 0 is half a minute old, 1 that of now."""
    counter = list(totp.yield_hotp_counters_from_time())[which]
    return totp.format_hotp_value(totp.hotp_value(secret, counter))


def posted() -> list[EmailMessage]:
    """All mail so far, after the worker has done its round."""
    while work_once("postman", timedelta(minutes=1)):
        pass
    return mail.outbox


def confirm(client: Client, address: str) -> Any:
    """Ask for an address that wants proof first, give the proof, and follow to it."""
    response = client.get(address)
    assert response.status_code == 302
    return client.post(response.url, {"password": PASSWORD}, follow=True)


# ------------------------------------------------------------------ signing up


def test_the_first_person_of_an_empty_instance_becomes_its_owner(client: Client, db: None) -> None:
    assert client.get("/").url == "/account/signup/"
    assert "You are the first one here" in page(client.get("/account/signup/"))
    form = {
        "email": "First@Example.com",
        "name": "Ada",
        "password1": PASSWORD,
        "password2": PASSWORD,
    }
    response = client.post("/account/signup/", form, follow=True)
    assert response.redirect_chain[-1][0] == "/w/default/"
    assert "Your account" in page(client.get("/account/"))
    person = Person.objects.get()
    assert (person.email, person.name) == ("first@example.com", "Ada")
    assert queries.places_of(person)[0].role == Role.OWNER
    assert EmailAddress.objects.get().verified
    assert not posted()
    assert Workspace.objects.get().slug == "default"
    other = Client()
    assert other.get("/").url == "/account/login/"
    assert "by invitation" in page(other.get("/account/signup/"))
    second = other.post("/account/signup/", form | {"email": "second@example.com"})
    assert "by invitation" in page(second)
    assert Person.objects.count() == 1


def test_who_is_invited_makes_an_account_with_that_address_only(client: Client, cast: Cast) -> None:
    link = invite(cast, "new@example.com")
    shown = page(client.get(link))
    assert "Join Fernhill Botanics" in shown
    assert "Owner Quill invites you as analyst" in shown
    assert client.post(link).url == "/account/signup/"
    form = {"email": "other@example.com", "name": "Nia", "password1": PASSWORD,
            "password2": PASSWORD}  # fmt: skip
    response = client.post("/account/signup/", form, follow=True)
    assert "Fernhill Botanics" in page(response)
    person = Person.objects.get(name="Nia")
    assert person.email == "new@example.com"
    assert Member.objects.get(person=person).role == Role.ANALYST
    assert not Person.objects.filter(email="other@example.com").exists()
    assert client.get(link).status_code == 409
    # the session's token is spent: nobody else signs up through it
    client.logout()
    assert "by invitation" in page(client.get("/account/signup/"))


def test_a_weak_password_makes_no_account(client: Client, cast: Cast) -> None:
    client.post(invite(cast, "new@example.com"))
    form = {"name": "Nia", "password1": "password12", "password2": "password12"}
    response = client.post("/account/signup/", form)
    assert "too common" in page(response)
    assert not Person.objects.filter(email="new@example.com").exists()


def test_a_sign_up_whose_invitation_ends_meanwhile_leaves_nothing(
    client: Client, cast: Cast
) -> None:
    client.post(invite(cast, "new@example.com"))
    assert client.get("/account/signup/").status_code == 200
    owner = cast.scope("owner")
    actions.revoke_invitation(owner, queries.open_invitations(owner)[0].uid)
    form = {"email": "new@example.com", "name": "N", "password1": PASSWORD, "password2": PASSWORD}
    assert "by invitation" in page(client.post("/account/signup/", form))
    assert not Person.objects.filter(email="new@example.com").exists()


def test_who_has_an_account_signs_in_and_joins(client: Client, cast: Cast) -> None:
    link = invite(cast, cast["stranger"].email, "viewer")
    assert "Sign in and join" in page(client.get(link))
    login = client.post(link).url
    assert login == f"/account/login/?{urlencode({'next': link})}"
    back = client.post(login, {"login": cast["stranger"].email, "password": PASSWORD})
    assert back.url == link
    assert "Join</button>" in page(client.get(link))
    assert "You are now a member of Fernhill Botanics." in page(client.post(link, follow=True))
    assert cast.member("stranger").role == Role.VIEWER
    assert client.post(link).status_code == 409


def test_an_invitation_is_not_for_who_is_signed_in_as_somebody_else(
    client: Client, cast: Cast
) -> None:
    link = invite(cast, "new@example.com")
    client.force_login(cast["stranger"])
    assert "You are signed in as stanley@rivalry.example" in page(client.get(link))
    assert client.post(link).status_code == 403
    assert client.get("/invitation/guessed/").status_code == 404


# ------------------------------------------------------------------ signing in


def test_signing_in_leaves_a_line_in_the_trail(client: Client, cast: Cast) -> None:
    assert sign_in(client, "OWNER@fernhill.example").url == "/"
    line = AuditLine.objects.get(verb="person.signed_in")
    assert (line.workspace_id, line.actor) == (None, f"person:{cast['owner'].pk}")
    assert client.get("/").url == "/w/fernhill/"


@pytest.mark.parametrize("email", ["owner@fernhill.example", "nobody@example.com"])
def test_a_wrong_password_and_an_unknown_address_look_the_same(
    client: Client, cast: Cast, email: str
) -> None:
    answer = page(sign_in(client, email, "wrong wrong wrong"))
    assert "This address and password do not belong together." in answer
    assert not client.session.get("_auth_user_id")


def test_failed_tries_are_limited_by_account_even_with_the_right_password(
    client: Client, cast: Cast
) -> None:
    for _ in range(5):
        answer = page(sign_in(client, "owner@fernhill.example", "wrong wrong wrong"))
        assert "do not belong together" in answer
    answer = page(sign_in(client, "owner@fernhill.example"))
    assert "Too many failed tries" in answer
    assert not client.session.get("_auth_user_id")
    assert sign_in(Client(), "manager@fernhill.example").status_code == 302


def test_failed_tries_are_limited_by_address_over_many_accounts(client: Client, cast: Cast) -> None:
    for n in range(10):
        sign_in(client, f"guess{n}@example.com", "wrong wrong wrong")
    assert "Too many failed tries" in page(sign_in(client, "owner@fernhill.example"))


def test_sign_in_is_limited_by_address(client: Client, cast: Cast) -> None:
    codes = [client.post("/account/login/", {"login": "x"}).status_code for _ in range(31)]
    assert codes == [200] * 30 + [429]
    assert "Too many tries" in page(client.post("/account/login/", {"login": "x"}))


def test_password_resets_are_limited_and_tell_nobody_who_has_an_account(
    client: Client, cast: Cast
) -> None:
    answers = [
        client.post("/account/password/reset/", {"email": email}, follow=True)
        for email in ("owner@fernhill.example", "nobody@example.com")
    ]
    assert page(answers[0]) == page(answers[1])
    assert [message.to for message in posted()] == [["owner@fernhill.example"]]
    for _ in range(2):
        client.post("/account/password/reset/", {"email": "owner@fernhill.example"})
    assert len(posted()) == 3
    blocked = client.post("/account/password/reset/", {"email": "owner@fernhill.example"})
    assert blocked.status_code == 429
    assert len(posted()) == 3


def test_a_mail_waits_encrypted_and_survives_a_mail_server_that_is_out(
    client: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    def out(_self: EmailMessage) -> None:
        raise ConnectionRefusedError

    with monkeypatch.context() as patch:
        patch.setattr(EmailMessage, "send", out)
        form = {"email": "owner@fernhill.example"}
        assert client.post("/account/password/reset/", form).status_code == 302
        assert "owner" not in str(Job.objects.get(name="web.account_mail").payload)
        posted()
    assert not mail.outbox
    Job.objects.update(due_at=now())
    assert [message.subject for message in posted()] == ["Reset your password"]


def test_a_password_is_reset_by_mail_once(client: Client, cast: Cast) -> None:
    client.post("/account/password/reset/", {"email": "owner@fernhill.example"})
    link = re.search(r"https?://[^/]+(/account/password/reset/key/\S+)", posted()[0].body)
    assert link
    form = client.get(link[1]).url
    passwords = {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
    assert "is saved" in page(client.post(form, passwords, follow=True))
    assert sign_in(Client(), "owner@fernhill.example").status_code == 200
    assert sign_in(Client(), "owner@fernhill.example", NEW_PASSWORD).status_code == 302
    assert "does not work any more" in page(Client().get(link[1], follow=True))
    assert AuditLine.objects.filter(verb="person.password_reset").count() == 1


# ------------------------------------------------------------------ second factor


@pytest.mark.django_db(transaction=True)  # allauth reports a new factor when it is committed
def test_totp_and_a_recovery_code_from_setting_up_to_turning_off(
    client: Client, cast: Cast
) -> None:
    sign_in(client, "owner@fernhill.example")
    response = confirm(client, "/account/2fa/totp/activate/")
    secret = response.context["form"].secret
    assert f"<code>{secret}</code>" in page(response)
    assert "data:image/svg+xml" in page(response)
    wrong = client.post("/account/2fa/totp/activate/", {"code": "000000"})
    assert "This code is wrong" in page(wrong)
    secret = wrong.context["form"].secret
    done = client.post("/account/2fa/totp/activate/", {"code": code_for(secret)}, follow=True)
    codes = re.findall(r"<code>(\d{8})</code>", page(done))
    assert len(codes) == 10
    subjects = [message.subject for message in posted()]
    assert subjects == ["Two-step sign-in is on"]
    stored = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert secret not in stored

    second = Client()
    assert sign_in(second, "owner@fernhill.example").url == "/account/2fa/authenticate/"
    assert second.get("/account/").status_code == 302, "the password alone opens nothing"
    assert "This code is wrong" in page(
        second.post("/account/2fa/authenticate/", {"code": "00000000"})
    )
    assert second.post("/account/2fa/authenticate/", {"code": codes[3]}).url == "/"
    assert second.get("/account/").status_code == 200

    third = Client()
    sign_in(third, "owner@fernhill.example")
    again = third.post("/account/2fa/authenticate/", {"code": codes[3]})
    assert "This code is wrong" in page(again), "a recovery code works once"
    assert "9 of 10 left" in page(second.get("/account/2fa/"))

    off = "/account/2fa/totp/deactivate/"
    prove = second.get(off).url
    assert "/account/2fa/reauthenticate/" in page(second.get(prove)), "a code is proof too"
    prove = f"/account/2fa/reauthenticate/?{urlencode({'next': off})}"
    answer = second.post(prove, {"code": codes[4]}, follow=True)
    assert "Turn off two-step sign-in?" in page(answer)
    second.post(off)
    assert not Authenticator.objects.filter(user=cast["owner"]).exists()
    assert sign_in(Client(), "owner@fernhill.example").url == "/"
    assert {"person.second_factor_added", "person.second_factor_removed"} <= set(
        AuditLine.objects.filter(actor=f"person:{cast['owner'].pk}").values_list("verb", flat=True)
    )


def test_a_totp_code_signs_in_and_cannot_be_replayed(client: Client, cast: Cast) -> None:
    sign_in(client, "owner@fernhill.example")
    secret = confirm(client, "/account/2fa/totp/activate/").context["form"].secret
    client.post("/account/2fa/totp/activate/", {"code": code_for(secret)})
    code = code_for(secret, 1)
    own = Client()
    sign_in(own, "owner@fernhill.example")
    assert own.post("/account/2fa/authenticate/", {"code": code}).url == "/"
    thief = Client()
    sign_in(thief, "owner@fernhill.example")
    answer = thief.post("/account/2fa/authenticate/", {"code": code})
    assert answer.status_code == 200
    assert "This code is wrong" in page(answer)


def test_who_lost_both_factors_is_let_back_in_by_the_operator(client: Client, cast: Cast) -> None:
    sign_in(client, "owner@fernhill.example")
    secret = confirm(client, "/account/2fa/totp/activate/").context["form"].secret
    client.post("/account/2fa/totp/activate/", {"code": code_for(secret)})
    from groundswell.workspaces.audit import INSTANCE
    from groundswell.workspaces.scope import Scope

    assert actions.reset_second_factor(Scope.operator(INSTANCE), cast["owner"]) == 2
    assert sign_in(Client(), "owner@fernhill.example").url == "/"


# ------------------------------------------------------------------ one's own account


def test_the_name_can_be_changed(client: Client, cast: Cast) -> None:
    client.force_login(cast["viewer"])
    assert "Your account is saved." in page(client.post("/account/", {"name": "Vera"}, follow=True))
    assert Person.objects.get(pk=cast["viewer"].pk).name == "Vera"
    assert client.post("/account/", {"name": ""}).status_code == 422


def test_numbers_dates_and_theme_are_ones_own(client: Client, cast: Cast) -> None:
    client.force_login(cast["viewer"])
    client.post("/account/", {"name": "Vera", "locale": "de_CH", "theme": "dark"})
    person = Person.objects.get(pk=cast["viewer"].pk)
    assert (person.locale, person.theme) == ("de_CH", "dark")
    body = page(client.get("/account/"))
    assert 'data-theme="dark"' in body
    assert 'lang="de-CH"' in body
    wrong = client.post("/account/", {"name": "Vera", "locale": "xx_YY", "theme": "dark"})
    assert wrong.status_code == 422


def test_the_account_stands_in_the_frame_of_the_workspace_last_seen(
    client: Client, cast: Cast
) -> None:
    other = actions.create_workspace(cast["viewer"], "Aardvark", slug="aardvark")
    client.force_login(cast["viewer"])
    assert "Aardvark" in page(client.get("/account/")), "the first by name, before any visit"
    client.get("/w/fernhill/settings/")
    assert 'href="/w/fernhill/settings/members/"' in page(client.get("/account/"))
    assert client.get("/").url == "/w/fernhill/"
    assert 'href="/w/fernhill/settings/keys/"' not in page(client.get("/account/")), "owners only"
    client.get(f"/w/{other.slug}/settings/")
    assert 'href="/w/aardvark/settings/keys/"' in page(client.get("/account/"))


def test_who_is_in_no_workspace_still_has_an_account(client: Client, cast: Cast) -> None:
    person = Person.objects.create(email="alone@example.com", name="Alone")
    client.force_login(person)
    assert client.get("/").url == "/account/"
    assert "You are in no workspace" in page(client.get("/account/"))


def test_a_new_address_counts_once_it_is_confirmed(client: Client, cast: Cast) -> None:
    sign_in(client, "viewer@fernhill.example")
    change = {"email": "vera@example.com", "action_add": ""}
    asked = client.post("/account/email/", change)
    assert "reauthenticate" in asked.url
    client.post(asked.url, {"password": PASSWORD}, follow=True)
    assert Person.objects.get(pk=cast["viewer"].pk).email == "viewer@fernhill.example"
    link = next(
        found[1]
        for message in posted()
        if (found := re.search(r"https?://[^/]+(/account/confirm-email/\S+)", message.body))
    )
    assert "Confirm vera@example.com" in page(client.get(link))
    client.post(link)
    assert Person.objects.get(pk=cast["viewer"].pk).email == "vera@example.com"
    assert sign_in(Client(), "vera@example.com").url == "/"


def test_an_address_protected_by_a_second_factor_can_be_changed_too(
    client: Client, cast: Cast
) -> None:
    secret = totp.generate_totp_secret()
    sign_in(client, "viewer@fernhill.example")
    totp.TOTP.activate(cast["viewer"], secret)
    change = {"email": "vera@example.com", "action_add": ""}
    client.post("/account/email/", change)
    prove = f"/account/2fa/reauthenticate/?{urlencode({'next': '/account/email/'})}"
    answer = client.post(prove, {"code": code_for(secret)}, follow=True)
    assert "vera@example.com waits for confirmation" in page(answer)


def test_changing_the_password_needs_the_old_one_and_ends_other_sessions(
    client: Client, cast: Cast
) -> None:
    other = Client()
    sign_in(other, "viewer@fernhill.example")
    sign_in(client, "viewer@fernhill.example")
    form = {"oldpassword": "wrong", "password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
    assert "not your current password" in page(client.post("/account/password/change/", form))
    client.post("/account/password/change/", form | {"oldpassword": PASSWORD})
    assert client.get("/account/").status_code == 200
    assert other.get("/account/").status_code == 302


def test_sessions_are_listed_and_ended(client: Client, cast: Cast) -> None:
    firefox = "Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0"
    other = Client(headers={"User-Agent": firefox})
    sign_in(other, "viewer@fernhill.example")
    sign_in(client, "viewer@fernhill.example")
    assert "Firefox on Windows" in page(client.get("/account/sessions/"))
    client.post("/account/sessions/")
    assert other.get("/account/").status_code == 302
    assert client.get("/account/").status_code == 200


def test_leaving_a_workspace(client: Client, cast: Cast) -> None:
    client.force_login(cast["viewer"])
    assert "no longer a member" in page(client.post("/account/leave/fernhill/", follow=True))
    client.force_login(cast["owner"])
    answer = client.post("/account/leave/fernhill/")
    assert answer.status_code == 409
    assert "needs at least one owner" in page(answer)


def test_my_data_can_be_taken_out_and_erased(client: Client, cast: Cast) -> None:
    sign_in(client, "viewer@fernhill.example")
    data = json.loads(confirm(client, "/account/export/").content)
    assert data["workspaces"]["Person"][0]["email"] == "viewer@fernhill.example"
    assert "Fernhill Botanics" in page(client.get("/account/erase/"))
    assert client.post("/account/erase/", {"email": "no@example.com"}).status_code == 422
    answer = client.post("/account/erase/", {"email": "viewer@fernhill.example"})
    assert "Your account is erased" in page(answer)
    assert client.get("/account/").status_code == 302
    assert sign_in(Client(), "viewer@fernhill.example").status_code == 200


def test_pages_load_nothing_from_elsewhere_and_no_inline_script(client: Client, cast: Cast) -> None:
    client.force_login(cast["owner"])
    for address in (
        "/account/",
        "/account/email/",
        "/account/2fa/",
        "/account/sessions/",
        "/nowhere",
    ):
        response = client.get(address)
        policy = dict(
            part.strip().split(" ", 1) for part in response["Content-Security-Policy"].split(";")
        )
        assert "unsafe" not in policy.get("script-src", policy["default-src"])
        body = page(response)
        assert not re.search(r"(src|href)=\"(https?:)?//", body)
        for script in re.findall(r"<script[^>]*>", body):
            assert "src=" in script or 'type="application/json"' in script
        assert not re.search(r" on[a-z]+=", body)
    assert "There is nothing here" in page(client.get("/nowhere"))
