"""What can be done to the catalog; every action takes the scope first and is one transaction."""

from groundswell.creators.actions.profiles import Outcome, Recorded, record_profiles
from groundswell.creators.actions.sources import ensure_source

__all__ = ["Outcome", "Recorded", "ensure_source", "record_profiles"]
