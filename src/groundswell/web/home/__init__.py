"""Home: queues of what needs the member, and what they were told."""
