"""One way to draw a form field."""

from django import template
from django.forms import BoundField, CheckboxInput
from django.utils.safestring import SafeString

register = template.Library()


@register.inclusion_tag("web/field.html")
def field(bound: BoundField) -> dict[str, object]:
    """Label, control, hint and errors. The label says what a placeholder would only repeat."""
    bound.field.widget.attrs.pop("placeholder", None)
    return {
        "field": bound,
        "label": bound.label,
        "checkbox": isinstance(bound.field.widget, CheckboxInput),
        "control": _control(bound),
    }


def _control(bound: BoundField) -> SafeString:
    marks = [bound.auto_id + "_error"] if bound.errors else []
    marks += [bound.auto_id + "_hint"] if bound.help_text else []
    attrs: dict[str, str | bool] = {"aria-describedby": " ".join(marks)} if marks else {}
    if bound.errors:
        attrs["aria-invalid"] = "true"
    return bound.as_widget(attrs=attrs)
