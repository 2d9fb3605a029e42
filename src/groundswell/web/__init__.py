"""Pages for members: sign-in and account, and the health of the instance."""
