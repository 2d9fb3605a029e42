"""The platforms a profile can be on."""

from django.db import models


class Platform(models.IntegerChoices):
    """Stored as a small number because the catalog has hundreds of millions of rows."""

    INSTAGRAM = 1, "Instagram"
    TIKTOK = 2, "TikTok"
    YOUTUBE = 3, "YouTube"
    FACEBOOK = 4, "Facebook"
    X = 5, "X"
    SNAPCHAT = 6, "Snapchat"
    PINTEREST = 7, "Pinterest"
    TWITCH = 8, "Twitch"
    LINKEDIN = 9, "LinkedIn"
    THREADS = 10, "Threads"
    BLUESKY = 11, "Bluesky"
    MASTODON = 12, "Mastodon"
    BLOG = 13, "Blog"
    PODCAST = 14, "Podcast"

    @property
    def slug(self) -> str:
        """The lower-case word used in queries, files and addresses: ``instagram``."""
        return self.name.lower()

    @classmethod
    def from_slug(cls, slug: str) -> "Platform":
        """The platform of a slug; KeyError for an unknown one."""
        return cls[slug.upper()]
