"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="tells-both-thresholds-of-a-jump",
    vice="A jump to the foot sends two events.",
    killed_by=("TRK-614",),
    tracker=(
        (
            "          sendEvent('interaction', 'scroll_depth',",
            """          if (percent >= 90) sendEvent('interaction', 'scroll_depth', '50%', percent);
          sendEvent('interaction', 'scroll_depth',""",
        ),
    ),
)
