"""What can be done to the catalog; every action takes the scope first and is one transaction."""

from groundswell.creators.actions.audiences import record_audiences
from groundswell.creators.actions.entering import Entered, enter_fact, enter_facts
from groundswell.creators.actions.erasing import erase_creator, export_creator
from groundswell.creators.actions.joining import (
    Joined,
    join_creators,
    link_profile,
    part_creators,
)
from groundswell.creators.actions.merging import merge_creators, unmerge
from groundswell.creators.actions.posts import record_posts
from groundswell.creators.actions.profiles import Outcome, Recorded, record_profiles
from groundswell.creators.actions.recalling import record_past
from groundswell.creators.actions.sources import ensure_source
from groundswell.creators.actions.terms import change_terms
from groundswell.creators.actions.withdrawal import Withdrawn, withdraw_batch

__all__ = [
    "Entered",
    "Joined",
    "Outcome",
    "Recorded",
    "Withdrawn",
    "change_terms",
    "ensure_source",
    "enter_fact",
    "enter_facts",
    "erase_creator",
    "export_creator",
    "join_creators",
    "link_profile",
    "merge_creators",
    "part_creators",
    "record_audiences",
    "record_past",
    "record_posts",
    "record_profiles",
    "unmerge",
    "withdraw_batch",
]
