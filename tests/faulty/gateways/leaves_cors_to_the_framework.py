"""See the vice."""

from typing import Any

from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware

from reference.app import create_app
from tests.faulty.fault import Fault


def create_app_behind_cors(*parts: Any) -> FastAPI:
    """Put the framework's own CORS before the gateway, which no longer sees a preflight."""
    app = create_app(*parts)
    app.add_middleware(
        CORSMiddleware,
        allow_origin_regex=".*",
        allow_methods=["POST"],
        allow_headers=["Content-Type"],
        allow_credentials=True,
    )
    return app


FAULT = Fault(
    name="leaves-cors-to-the-framework",
    vice="The framework's CORS middleware answers preflights: every origin, its own lists, its own headers.",
    killed_by=(
        "GWY-108",
        "GWY-201",
        "GWY-202",
        "GWY-204",
        "GWY-205",
        "GWY-206",
        "GWY-207",
        "GWY-208",
        "GWY-209",
    ),
    replacements={"reference.assembly.create_app": create_app_behind_cors},
)
