"""How much is held of a profile, for figures beside tabs."""

from groundswell.creators import queries
from groundswell.creators.models import Post
from groundswell.workspaces.scope import Scope


def posts_held(scope: Scope, row: int) -> int:
    """How many posts are held of a profile, each once however many layers hold it.

    Raises:
        Missing: the scope sees no such profile.
    """
    layers = queries.profile_detail(scope, row).rows
    return Post.objects.filter(profile__in=layers).values("key").distinct().count()
