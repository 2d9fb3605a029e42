"""Forms of the settings: what can be chosen; the actions decide whether it makes sense."""

from functools import lru_cache
from typing import Any
from zoneinfo import available_timezones

from babel.numbers import get_currency_name, list_currencies
from django import forms
from django.utils.translation import gettext_lazy as _

from groundswell.creators.models import Source
from groundswell.kernel.errors import GroundswellError, Status
from groundswell.ui.locales import locale
from groundswell.workspaces import rules
from groundswell.workspaces.models import Role
from groundswell.workspaces.scope import Right
from groundswell.workspaces.webhooks.kinds import KINDS


def tell(form: forms.Form, refusal: GroundswellError) -> None:
    """Put a refusal under the field that it names; raise on what no other input would mend."""
    if refusal.status in {Status.MISSING, Status.BROKEN}:
        raise refusal
    words = " ".join(filter(None, (refusal.sentence, refusal.hint)))
    form.add_error(refusal.field if refusal.field in form.fields else None, words)


class WorkspaceForm(forms.Form):
    """What the workspace is called, and how it counts."""

    name = forms.CharField(label=_("Name"), max_length=200)
    slug = forms.CharField(
        label=_("Address"),
        max_length=48,
        help_text=_(
            "Stands in every link: /w/address/. Links that were shared before stop working."
        ),
    )
    currency = forms.ChoiceField(
        label=_("Currency"), help_text=_("Prices and sums are shown in it.")
    )
    time_zone = forms.ChoiceField(label=_("Time zone"))
    tier_scheme = forms.CharField(widget=forms.HiddenInput, required=False)
    benchmark_preset = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["currency"].choices = currencies(str(locale()))  # type: ignore[attr-defined]
        self.fields["time_zone"].choices = [(one, one.replace("_", " ")) for one in zones()]  # type: ignore[attr-defined]

    def values(self) -> dict[str, str]:
        """What was said; a scheme that was not sent stays."""
        return {name: value for name, value in self.cleaned_data.items() if value}


class BrandForm(forms.Form):
    """What a brand is called."""

    name = forms.CharField(label=_("Name"), max_length=200)


class InviteForm(forms.Form):
    """Whom to invite, and as what."""

    email = forms.CharField(
        label=_("E-mail"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    role = forms.ChoiceField(
        label=_("Role"),
        choices=[(role.value, role.label) for role in Role],
        initial=Role.VIEWER,
    )


class KeyForm(forms.Form):
    """What a key is for, what it may do, how long it lasts."""

    name = forms.CharField(
        label=_("Name"), max_length=200, help_text=_("What it is for, such as “Weekly report”.")
    )
    rights = forms.MultipleChoiceField(
        label=_("May"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[(right.value, rules.MEANING_OF_RIGHT[right]) for right in Right],
        initial=[Right.READ.value],
    )
    days = forms.TypedChoiceField(
        label=_("Ends"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[
            ("30", _("after 30 days")),
            ("90", _("after 90 days")),
            ("365", _("after a year")),
            ("", _("never")),
        ],
        initial="365",
    )


class WebhookForm(forms.Form):
    """Where to, and which events."""

    name = forms.CharField(label=_("Name"), max_length=200)
    url = forms.CharField(
        label=_("Address"),
        max_length=2000,
        help_text=_("Must begin with https://. We send a POST with JSON."),
        widget=forms.URLInput(attrs={"placeholder": "https://", "autocomplete": "off"}),
    )
    kinds = forms.MultipleChoiceField(
        label=_("Events"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kinds"].choices = [(kind.name, kind.says) for kind in KINDS.values()]  # type: ignore[attr-defined]


class TermsForm(forms.Form):
    """What a source lets us do with its facts."""

    may_show = forms.BooleanField(
        label=_("Show to other workspaces"),
        required=False,
        help_text=_("Otherwise its facts stay in the workspace that brought them."),
    )
    may_mix = forms.BooleanField(
        label=_("Mix with facts of other sources"),
        required=False,
        help_text=_("Otherwise its facts stand alone and never decide a shared value."),
    )
    may_derive = forms.BooleanField(
        label=_("Compute from its facts"),
        required=False,
        help_text=_("Otherwise no rate, estimate or score is made of them."),
    )
    keep_days = forms.IntegerField(
        label=_("Keep for"),
        required=False,
        min_value=1,
        max_value=36_500,
        help_text=_(
            "Days after a fact was seen; empty for as long as we like. Then it is deleted."
        ),
    )
    terms_as_of = forms.DateField(
        label=_("Terms read on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    terms_note = forms.CharField(
        label=_("Where they stand"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    @classmethod
    def of(cls, source: Source) -> "TermsForm":
        """The form with the terms as they are."""
        return cls(initial={name: getattr(source, name) for name in cls.base_fields})


@lru_cache(maxsize=16)
def currencies(spoken: str) -> list[tuple[str, str]]:
    """Codes and names of all currencies in a language, by code."""
    return [
        (code, f"{code}  {get_currency_name(code, locale=spoken)}")
        for code in sorted(list_currencies(spoken))
    ]


@lru_cache(maxsize=1)
def zones() -> list[str]:
    """All time zones that a person might mean."""
    known = available_timezones()
    return [
        "UTC",
        *sorted(
            one for one in known if "/" in one and not one.startswith(("Etc/", "posix/", "right/"))
        ),
    ]
