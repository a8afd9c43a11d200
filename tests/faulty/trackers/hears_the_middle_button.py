"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="hears-the-middle-button",
    vice="A middle click is a conversion.",
    killed_by=("TRK-609",),
    tracker=(
        (
            """    document.addEventListener('click', event => {
      const link""",
            """    ['click', 'auxclick'].forEach(type => document.addEventListener(type, event => {
      const link""",
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
