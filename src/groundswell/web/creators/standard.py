"""The tabs that the page comes with; other areas register theirs beside them."""

from django.utils.translation import gettext_lazy as _

from groundswell.web.creators import audience, content, history, notes, overview
from groundswell.web.creators.tabs import Tab, register

register(Tab("overview", _("Overview"), 10, "creators/overview.html", overview.build))
register(
    Tab(
        "content", _("Content"), 20, "creators/content.html", content.build, content.count,
        part="creators/_posts.html",
    )
)  # fmt: skip
register(Tab("audience", _("Audience"), 30, "creators/audience.html", audience.build))
register(
    Tab("history", _("History"), 80, "creators/history.html", history.build,
        part="creators/_facts.html")
)  # fmt: skip
register(Tab("notes", _("Notes"), 90, "creators/notes.html", notes.build, notes.count))
