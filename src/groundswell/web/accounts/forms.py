"""Forms of the account pages."""

from datetime import date
from functools import lru_cache
from typing import Any

from allauth.account.forms import SignupForm as AllauthSignupForm
from allauth.core import context
from babel import Locale
from babel.dates import format_date
from babel.numbers import format_decimal
from django import forms
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from groundswell.web.accounts.adapters import (
    AccountAdapter,
    forget_invitation,
    invitation_of,
    token_of,
)
from groundswell.workspaces import actions
from groundswell.workspaces.models import Person, Theme


class NameForm(forms.Form):
    """How a person is called."""

    name = forms.CharField(
        max_length=200, label="Name", widget=forms.TextInput(attrs={"autocomplete": "name"})
    )


class AccountForm(NameForm):
    """How a person is called, and how they read numbers, dates and colours."""

    locale = forms.ChoiceField(
        label=_("Numbers and dates"),
        required=False,
        help_text=_("The language of the pages stays."),
    )
    theme = forms.ChoiceField(
        label=_("Theme"), required=False, choices=Theme.choices, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["locale"].choices = formats_offered()  # type: ignore[attr-defined]


@lru_cache(maxsize=1)
def formats_offered() -> list[tuple[str, str]]:
    """Locales with what a number and a day look like in each, by their own names."""
    day, spoken = date(2026, 11, 3), []
    for code in _OFFERED:
        one = Locale.parse(code)
        example = f"{format_decimal(1284.5, locale=one)}, {format_date(day, 'medium', locale=one)}"
        spoken.append((code, f"{str(one.display_name).capitalize()}: {example}"))
    return [("", str(_("As the browser asks"))), *sorted(spoken, key=lambda row: row[1])]


_OFFERED = (
    "en_US", "en_GB", "en_AU", "en_CA", "en_IN", "de", "de_AT", "de_CH", "fr", "fr_CA", "fr_CH",
    "es", "es_MX", "it", "nl", "pt", "pt_BR", "pl", "cs", "sk", "hu", "ro", "bg", "el", "tr", "uk",
    "sv", "da", "nb", "fi", "et", "lv", "lt", "he", "ar", "hi", "id", "ms", "vi", "th", "ja", "ko",
    "zh_Hans_CN", "zh_Hant_TW",
)  # fmt: skip


class SignupForm(AllauthSignupForm):
    """A new account for who was invited (their address is fixed), or for the first person."""

    name = NameForm.base_fields["name"]
    field_order = ["email", "name", "password1", "password2"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        invited = invitation_of(context.request)
        if invited is not None:
            self.fields["email"].initial = invited.email
            self.fields["email"].disabled = True

    def save(self, request: HttpRequest) -> Person:
        """Make the person and let them in, or neither.

        The address counts as verified: the invitation was sent there, and on an empty instance
        there is nobody to take it from (mail is often not set up yet).
        """
        email = self.cleaned_data["email"]
        with transaction.atomic():
            AccountAdapter(request).stash_verified_email(request, email)
            person = super().save(request)
            assert isinstance(person, Person)
            person.name = self.cleaned_data["name"]
            person.save(update_fields=["name"])
            token = token_of(request)
            if token is None:
                actions.found_instance(person)
            else:
                actions.accept_invitation(person, token)
                forget_invitation(request)
        return person


class EraseForm(forms.Form):
    """The one confirmation that asks for typing: nothing brings the account back."""

    email = forms.EmailField(
        label="Your e-mail address",
        help_text="Typed by you, so that nobody erases an account by mistake.",
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, person: Person, *args: Any, **kwargs: Any) -> None:
        self.person = person
        super().__init__(*args, **kwargs)

    def clean_email(self) -> str:
        """The address of the account, typed as proof of intent."""
        email: str = self.cleaned_data["email"].strip().lower()
        if email != self.person.email:
            raise forms.ValidationError("This is not the address of this account.")
        return email
