"""Forms of the account pages."""

from typing import Any

from allauth.account.forms import SignupForm as AllauthSignupForm
from allauth.core import context
from django import forms
from django.db import transaction
from django.http import HttpRequest

from groundswell.web.accounts.adapters import (
    AccountAdapter,
    forget_invitation,
    invitation_of,
    token_of,
)
from groundswell.workspaces import actions
from groundswell.workspaces.models import Person


class NameForm(forms.Form):
    """How a person is called."""

    name = forms.CharField(
        max_length=200, label="Name", widget=forms.TextInput(attrs={"autocomplete": "name"})
    )


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
