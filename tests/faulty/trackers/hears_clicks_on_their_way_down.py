"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="hears-clicks-on-their-way-down",
    vice="A click is heard before the page can stop it.",
    killed_by=("TRK-607",),
    tracker=(
        (
            """          intent_action: action,
        });
      }
    });""",
            """          intent_action: action,
        });
      }
    }, true);""",
        ),
    ),
)
