"""Build hook of the wheel: German must show where gettext is not installed."""

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CatalogueBuildHook(BuildHookInterface):
    """Compiles the catalogues before a wheel or an editable install and adds them to what is shipped."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        sys.path.insert(0, str(Path(self.root) / "tools"))
        try:
            from compile_catalogues import compile_catalogues  # noqa: PLC0415
        finally:
            sys.path.pop(0)

        compile_catalogues(Path(self.root))
        # Compiled files are ignored by git and would otherwise be left out.
        build_data["artifacts"].append("*.mo")
