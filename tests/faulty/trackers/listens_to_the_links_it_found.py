"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="listens-to-the-links-it-found",
    vice="Only links that are there at the start are listened to.",
    killed_by=("TRK-607",),
    tracker=(
        (
            """    document.addEventListener('click', event => {
      const link = event.target.closest(selector);""",
            "    document.querySelectorAll(selector).forEach(link => link.addEventListener('click', () => {",
        ),
        (
            """          intent_action: action,
        });
      }
    });""",
            """          intent_action: action,
        });
      }
    }));""",
        ),
    ),
)
