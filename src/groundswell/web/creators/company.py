"""Who is compared with a creator: peers of the same platform and size, and those most alike."""

from typing import Any

from groundswell.discovery import peers as peer_curves
from groundswell.discovery.peers import Peers
from groundswell.discovery.search import similar
from groundswell.kernel.errors import GroundswellError
from groundswell.web.creators.subject import Subject
from groundswell.workspaces.scope import Scope

ALIKE = 3


def peers_of(scope: Scope, subject: Subject) -> Peers | None:
    """Whom the profile is compared with; None where its size or the index is not known."""
    followers = subject.presence.followers
    if followers is None:
        return None
    try:
        found = peer_curves.curves(scope, subject.presence.slug, followers)
    except GroundswellError:
        return None
    return found if found.curves else None


def alike(scope: Scope, subject: Subject) -> list[dict[str, Any]]:
    """The creators most alike, other than this one; none where nothing can be compared."""
    try:
        found = similar(scope, subject.profile_uid, limit=ALIKE + len(subject.rows))
    except GroundswellError:
        return []
    return [one for one in found.results if one["creator"] != subject.uid][:ALIKE]
