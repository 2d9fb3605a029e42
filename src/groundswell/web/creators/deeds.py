"""What was done with a creator, as sentences of the activity feed."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

_SAID = {
    "list.profiles-added": gettext_lazy("added to %(list)s"),
    "list.profiles-removed": gettext_lazy("taken off %(list)s"),
    "list.moved": gettext_lazy("moved to %(stage)s on %(list)s"),
    "list.moved-back": gettext_lazy("moved back on %(list)s"),
    "list.assigned": gettext_lazy("given to %(owner)s on %(list)s"),
    "list.entry-annotated": gettext_lazy("remark written on %(list)s"),
    "list.values-set": gettext_lazy("%(fields)s filled in on %(list)s"),
    "list.voted": gettext_lazy("voted on %(list)s"),
    "note.written": gettext_lazy("note written"),
    "note.edited": gettext_lazy("note edited"),
    "note.deleted": gettext_lazy("note deleted"),
    "profile.tagged": gettext_lazy("tagged %(tag)s"),
    "profile.untagged": gettext_lazy("tag %(tag)s taken off"),
    "share.commented": gettext_lazy("commented on %(list)s, through a share link"),
    "task.given": gettext_lazy("task written"),
    "task.done": gettext_lazy("task done"),
    "task.reopened": gettext_lazy("task opened again"),
    "task.deleted": gettext_lazy("task deleted"),
}


def sentence(verb: str, detail: Mapping[str, Any], name: str) -> str:
    """What a deed was; verbs without a sentence of their own are told by their words."""
    if verb == "list.assigned" and not detail.get("owner"):
        return _("given to nobody on %(list)s") % {"list": name}
    said = _SAID.get(verb)
    if said is None:
        return " ".join(reversed(verb.replace("-", " ").split(".", 1)))
    fields = detail.get("fields") or ()
    known = {
        "list": name,
        "stage": detail.get("stage", ""),
        "owner": detail.get("owner", ""),
        "tag": detail.get("tag", ""),
        "fields": ", ".join(fields) if isinstance(fields, list | tuple) else str(fields),
    }
    return str(said) % known
