"""What the pages call cadences, relations and the states of a set."""

from django.utils.translation import gettext as _

from groundswell.circle.models import Relation
from groundswell.circle.queries import SetLine
from groundswell.discovery.models import Cadence


def cadences() -> list[tuple[str, str]]:
    """How often one may be told, as choices of a form."""
    return [
        (Cadence.NEVER.value, _("No alert")),
        (Cadence.NOW.value, _("As soon as known")),
        (Cadence.DAILY.value, _("Every day")),
        (Cadence.WEEKLY.value, _("Every Monday")),
    ]


def relations() -> list[tuple[str, str, str]]:
    """Word, name and explanation of each relation."""
    return [
        (Relation.CUSTOMER.value, _("Customers"), _("who buy from you")),
        (Relation.EMPLOYEE.value, _("Employees"), _("who work for you")),
        (Relation.FOLLOWS_US.value, _("Followers"), _("who follow your own accounts")),
        (
            Relation.FOLLOWS_COMPETITOR.value,
            _("Followers of a competitor"),
            _("who follow somebody you compete with"),
        ),
    ]


def relation_of(line: SetLine) -> str:
    """What the people of a set are: ``Followers of Glossier``."""
    if line.row.competitor:
        return _("Followers of %(name)s") % {"name": line.row.competitor}
    return {word: name for word, name, _why in relations()}[line.row.relation]
