"""One way to draw a form field, and to say it in our words."""

from django import template
from django.contrib.auth.password_validation import (
    MinimumLengthValidator,
    get_default_password_validators,
)
from django.forms import BoundField, CheckboxInput, CheckboxSelectMultiple, RadioSelect
from django.utils.safestring import SafeString

register = template.Library()

# allauth's forms bring their own labels; these are ours, by the name of the field
_LABELS = {
    "login": "E-mail",
    "email": "E-mail",
    "remember": "Stay signed in on this device",
    "password2": "The same once more",
    "code": "Code",
}


@register.inclusion_tag("web/field.html")
def field(bound: BoundField) -> dict[str, object]:
    """Label, control, hint and errors. The label says what a placeholder would only repeat."""
    widget = bound.field.widget
    if bound.name in _LABELS or bound.name.startswith("password"):
        widget.attrs.pop("placeholder", None)
    hint = _password_hint() if bound.name == "password1" else bound.help_text
    described = _marks(bound, hinted=bool(hint))
    group = isinstance(widget, CheckboxSelectMultiple | RadioSelect)
    if group:
        widget.attrs["class"] = "gs-ck"
    return {
        "field": bound,
        "label": _LABELS.get(bound.name) or _sentence(str(bound.label)),
        "hint": hint,
        "checkbox": isinstance(widget, CheckboxInput),
        "group": group,
        "described": described,
        "control": "" if group else _control(bound, described),
    }


def _sentence(label: str) -> str:
    """Allauth's labels are Titles Like This; ours are sentences already."""
    return label.capitalize() if " " in label and label.istitle() else label


@register.filter
def browser(user_agent: str) -> str:
    """``Firefox on Windows`` from what a browser says of itself; its own words where unknown."""
    # the order matters: most browsers also claim to be Chrome and Safari
    names = {"Edg": "Edge", "OPR": "Opera", "Firefox": "Firefox", "Chrome": "Chrome",
             "CriOS": "Chrome", "FxiOS": "Firefox", "Safari": "Safari"}  # fmt: skip
    systems = {"iPhone": "iPhone", "iPad": "iPad", "Android": "Android", "Windows": "Windows",
               "Mac OS X": "macOS", "CrOS": "ChromeOS", "Linux": "Linux"}  # fmt: skip
    name = next((word for sign, word in names.items() if sign in user_agent), None)
    system = next((word for sign, word in systems.items() if sign in user_agent), None)
    if name and system:
        return f"{name} on {system}"
    return name or user_agent[:60] or "unknown"


def _password_hint() -> str:
    lengths = [
        validator.min_length
        for validator in get_default_password_validators()
        if isinstance(validator, MinimumLengthValidator)
    ]
    return (
        f"At least {max(lengths, default=1)} characters; nothing common, not your name or address."
    )


def _marks(bound: BoundField, *, hinted: bool) -> str:
    marks = [bound.auto_id + "_error"] if bound.errors else []
    return " ".join([*marks, bound.auto_id + "_hint"] if hinted else marks)


def _control(bound: BoundField, described: str) -> SafeString:
    look = "gs-ck" if isinstance(bound.field.widget, CheckboxInput) else "gs-inp"
    attrs: dict[str, str | bool] = {"class": look}
    if described:
        attrs["aria-describedby"] = described
    if bound.errors:
        attrs["aria-invalid"] = "true"
    return bound.as_widget(attrs=attrs)
