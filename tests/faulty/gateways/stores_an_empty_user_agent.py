"""See the vice."""

from reference.wire import Head
from tests.faulty.fault import Fault


def user_agent_or_empty(head: Head) -> str:
    return head.get("user-agent") or ""


FAULT = Fault(
    name="stores-an-empty-user-agent",
    vice="A missing user agent is an empty text, not Unknown.",
    killed_by=("GWY-839",),
    replacements={"reference.visitor.user_agent_of": user_agent_or_empty},
)
