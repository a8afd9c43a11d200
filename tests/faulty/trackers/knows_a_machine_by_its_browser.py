"""See the vice."""

from tests.faulty.fault import Fault

FAULT = Fault(
    name="knows-a-machine-by-its-browser",
    vice="The fingerprint is made of the user agent alone.",
    killed_by=("TRK-111",),
    tracker=(
        (
            """      navigator.language,
      screen.width + 'x' + screen.height,
      new Date().getTimezoneOffset(),
      canvasDataUrl(),
""",
            "",
        ),
    ),
)
