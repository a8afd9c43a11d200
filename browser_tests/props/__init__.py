"""What several scenarios bring along: pages, queues to begin with, and questions that more than one claim asks."""
