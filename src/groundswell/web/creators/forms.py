"""Facts entered by hand: the right input for each kind, and back into the stored form.

A field that is left as it was changes nothing; one that is emptied takes back what was entered.
Which value a fact can have is decided by the catalog (`creators.actions.entering`).
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from groundswell.creators.facts import FACTS, Fact
from groundswell.creators.platforms import Platform
from groundswell.creators.queries import ProfileShown
from groundswell.discovery.codes import currency_code
from groundswell.kernel.money import exponent
from groundswell.ui.locales import locale

GROUPS: tuple[tuple[Any, tuple[str, ...]], ...] = (
    (gettext_lazy("Who"), (
        "name", "bio", "country", "city", "language", "languages", "gender", "age", "account_type",
        "category", "website", "contacts",
    )),
    (gettext_lazy("Size and rhythm"), ("followers", "following", "posts_count", "posts_per_week", "last_post_at")),
    (gettext_lazy("Performance"), ("er_followers", "er_views", "median_views", "growth_90d", "comment_reply_rate")),
    (gettext_lazy("Content"), ("topics", "hashtags", "mentions", "brands")),
    (gettext_lazy("Paid work"), ("price_min", "price_max", "price_currency", "brand_deals", "disclosure_rate")),
)  # fmt: skip
"""What people correct most; `FactsForm` takes any other fact beside them."""

_KINDS = ("email", "phone", "url", "agent")
_CODED: dict[str, Any] = {
    "country": "",
    "language": "",
    "price_currency": gettext_lazy("three letters, such as EUR"),
}
_LONG = frozenset({"bio", "keywords"})


class FactsForm(forms.Form):
    """The facts of a profile, filled with what is known."""

    def __init__(
        self, profile: ProfileShown, data: Mapping[str, Any] | None = None, *, also: str = ""
    ) -> None:
        """Make the form of a profile; ``also`` names one more fact."""
        self.profile = profile
        self.known = {name: fact.value for name, fact in profile.facts.items()}
        self.currency = str(self.known.get("price_currency") or "USD")
        super().__init__(
            data, initial={name: self._initial(FACTS[name]) for name in self._names(also)}
        )
        for name in self._names(also):
            self.fields[name] = field_of(FACTS[name], self.currency)

    def groups(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The fields under their headings."""
        placed = {name for _, names in GROUPS for name in names}
        found = [(str(title), [self[name] for name in names]) for title, names in GROUPS]
        other = [self[name] for name in self.fields if name not in placed]
        return [(_("Asked for"), other), *found] if other else found

    def entered(self) -> dict[str, Any]:
        """What was changed, in stored form; None takes back. The form has to be valid."""
        return {name: self._stored(FACTS[name]) for name in self.changed_data}

    def clean(self) -> dict[str, Any]:
        """Amounts belong together: a price needs its currency, the higher one is not below the lower."""
        data = super().clean() or {}
        if data.get("price_currency"):
            code = currency_code(str(data["price_currency"]).strip())
            if code is None:
                self.add_error(
                    "price_currency", _("This is no currency. Three letters, such as EUR.")
                )
            else:
                data["price_currency"] = code
        low, high = data.get("price_min"), data.get("price_max")
        if low is not None and high is not None and high < low:
            self.add_error("price_max", _("This is below the lower price."))
        if (low is not None or high is not None) and not data.get("price_currency"):
            self.add_error("price_currency", _("A price needs its currency."))
        return data

    @staticmethod
    def _names(also: str) -> list[str]:
        usual = [name for _, names in GROUPS for name in names]
        return [*usual, also] if also in FACTS and also not in usual else usual

    def _initial(self, fact: Fact) -> Any:
        value = self.known.get(fact.name)
        if value is None:
            return None
        return _SHOWN.get(fact.kind, lambda given, _currency: given)(value, self.currency)

    def _stored(self, fact: Fact) -> Any:
        value = self.cleaned_data[fact.name]
        if value in (None, "", []):
            return None
        currency = str(self.cleaned_data.get("price_currency") or self.currency)
        return _STORED.get(fact.kind, lambda given, _currency: given)(value, currency)


class Words(forms.CharField):
    """Words with commas between them, as a list."""

    def clean(self, value: Any) -> list[str]:
        """The words, each once, in lower case."""
        text = super().clean(value)
        words = (part.strip().lstrip("#@").lower() for part in text.replace("\n", ",").split(","))
        return list(dict.fromkeys(word for word in words if word))


class Contacts(forms.CharField):
    """One contact per line: ``email: a@b.example``, ``phone: +49 30 1``; a bare address will do."""

    def clean(self, value: Any) -> list[str]:
        """The contacts as ``kind:value``; names the line that is none."""
        lines = [line.strip() for line in super().clean(value).splitlines() if line.strip()]
        return [contact(line) for line in lines]


def contact(line: str) -> str:
    """A line as ``kind:value``.

    Raises:
        ValidationError: it is neither an e-mail address nor a number nor said what it is.
    """
    kind, colon, rest = line.partition(":")
    if colon and kind.strip().lower() in _KINDS and rest.strip():
        kind, rest = kind.strip().lower(), rest.strip()
    elif "@" in line and " " not in line:
        kind, rest = "email", line
    elif line.startswith(("+", "0")):
        kind, rest = "phone", line
    else:
        raise ValidationError(
            _("“%(line)s” is no contact. Write an e-mail address, a phone number, or “url: …”."),
            params={"line": line[:60]},
        )
    if kind == "email":
        forms.EmailField().clean(rest)
    return f"{kind}:{rest.lower() if kind == 'email' else rest}"


def field_of(fact: Fact, currency: str) -> forms.Field:
    """The input of a fact."""
    common: dict[str, Any] = {
        "label": fact.label, "required": False, "help_text": _hint(fact, currency),
    }  # fmt: skip
    choices = _choices(fact)
    if choices is not None:
        return forms.ChoiceField(choices=[("", _("not known")), *choices], **common)
    if fact.kind == "money":
        common |= {"decimal_places": exponent(currency)}
    if fact.name in _LONG:
        common |= {"widget": forms.Textarea(attrs={"rows": 3})}
    make, given = _INPUTS[fact.kind]
    made: forms.Field = make(**given, **common)
    return made


_INPUTS: dict[str, tuple[Any, dict[str, Any]]] = {
    "text": (forms.CharField, {"max_length": 4_000}),
    "code": (forms.CharField, {"max_length": 40}),
    "words": (Words, {"max_length": 4_000}),
    "contacts": (
        Contacts, {"max_length": 2_000, "widget": forms.Textarea(attrs={"rows": 2})},
    ),
    "count": (forms.IntegerField, {"min_value": 0, "max_value": 2**53}),
    "number": (forms.FloatField, {}),
    "rate": (forms.DecimalField, {"max_digits": 9, "decimal_places": 4}),
    "money": (forms.DecimalField, {"min_value": 0, "max_digits": 15}),
    "time": (
        forms.DateField,
        {"widget": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")},
    ),
}  # fmt: skip


def _choices(fact: Fact) -> list[tuple[str, str]] | None:
    """What can be chosen; None where it is written."""
    if fact.name == "country":
        return _countries()
    if fact.name == "language":
        return _languages()
    if fact.kind == "flag":
        return [("yes", _("yes")), ("no", _("no"))]
    return [(word, word.replace("_", " ")) for word in fact.choices] or None


def _hint(fact: Fact, currency: str) -> str:
    if fact.kind == "rate":
        return _("in per cent") + (f", {fact.unit}" if fact.unit else "")
    if fact.kind == "words":
        return _("with commas between them")
    if fact.kind == "contacts":
        return _("one per line")
    if fact.kind == "money":
        return _("in %(currency)s") % {"currency": currency}
    if fact.name in _CODED:
        return str(_CODED[fact.name])
    return fact.note if fact.kind in {"code", "text"} else fact.unit


def _countries() -> list[tuple[str, str]]:
    names = locale().territories
    found = [(code, name) for code, name in names.items() if len(code) == 2 and code.isalpha()]
    return sorted((one for one in found if one[0] not in _NO_COUNTRY), key=lambda one: one[1])


_NO_COUNTRY = frozenset({"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"})


def _languages() -> list[tuple[str, str]]:
    names = locale().languages
    found = [(code, name) for code, name in names.items() if code.isalpha() and len(code) in {2, 3}]
    return sorted(found, key=lambda one: one[1].lower())


def _minor(value: Any, currency: str) -> int:
    return int((Decimal(value) * _unit(currency)).to_integral_value())


def _major(value: int, currency: str) -> Decimal:
    return (Decimal(value) / _unit(currency)).quantize(1 / Decimal(_unit(currency)))


def _unit(currency: str) -> int:
    """How many minor units are one."""
    return int(10 ** exponent(currency))


def _percent(value: float, _currency: str) -> Decimal:
    # adding zero writes 5E+1 as 50
    return (Decimal(repr(value)) * 100).quantize(Decimal("0.0001")).normalize() + Decimal(0)


_SHOWN: dict[str, Any] = {
    "words": lambda value, _currency: ", ".join(value),
    "contacts": lambda value, _currency: "\n".join(value),
    "rate": _percent,
    "number": lambda value, _currency: int(value) if value == int(value) else round(value, 4),
    "money": _major,
    "time": lambda value, _currency: datetime.fromtimestamp(value, UTC).date(),
    "flag": lambda value, _currency: "yes" if value else "no",
}


def _noon(value: date, _currency: str) -> int:
    return int(datetime(value.year, value.month, value.day, 12, tzinfo=UTC).timestamp())


_STORED: dict[str, Any] = {
    "rate": lambda value, _currency: float(Decimal(value) / 100),
    "money": _minor,
    "time": _noon,
    "flag": lambda value, _currency: value == "yes",
}


class LinkForm(forms.Form):
    """A profile elsewhere that belongs to the creator."""

    handle = forms.CharField(
        max_length=500,
        label=gettext_lazy("Address or handle"),
        help_text=gettext_lazy("An address tells the platform by itself."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    platform = forms.ChoiceField(
        required=False,
        label=gettext_lazy("Platform"),
        choices=[
            ("", gettext_lazy("from the address")),
            *((one.slug, one.label) for one in Platform),
        ],
    )
    reason = forms.CharField(
        max_length=500,
        label=gettext_lazy("Why it is theirs"),
        help_text=gettext_lazy("For example: links to it in the bio"),
    )


class MergeForm(forms.Form):
    """Why two creators are the same."""

    other = forms.CharField(max_length=40, widget=forms.HiddenInput)
    reason = forms.CharField(
        max_length=500,
        label=gettext_lazy("Why they are the same"),
        help_text=gettext_lazy("For example: same face and name, each links to the other"),
    )


class EraseForm(forms.Form):
    """The name, typed, so that nobody erases by a slip."""

    def __init__(self, name: str, data: Mapping[str, Any] | None = None) -> None:
        """Make the form for a creator of this name."""
        super().__init__(data)
        self.name = name
        self.fields["typed"] = forms.CharField(
            label=_("Type %(name)s to erase them") % {"name": name},
            widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        )

    def clean_typed(self) -> str:
        """The name as it stands, case and spaces at the ends aside."""
        typed = str(self.cleaned_data["typed"])
        if typed.strip().casefold() != self.name.strip().casefold():
            raise ValidationError(_("This is not the name."))
        return typed
