"""Real git repositories for tests: no configuration of the machine's or of another repository gets into them."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path


class Repository:
    """A repository in a folder, and git in it."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder

    @classmethod
    def new(cls, folder: Path) -> Repository:
        repository = cls(folder)
        repository.git("init", "--quiet", "--initial-branch=main")
        return repository

    @property
    def environment(self) -> dict[str, str]:
        return {
            **{name: value for name, value in os.environ.items() if not name.startswith("GIT_")},
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_CONFIG_SYSTEM": os.devnull,
            "GIT_CEILING_DIRECTORIES": str(self.folder.parent),
            **{f"GIT_{who}_{what}": "ann@example.com" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")},
        }

    def git(self, *arguments: str | bytes, ok: bool = True, **environment: str) -> subprocess.CompletedProcess[str]:
        return self.run("git", *arguments, ok=ok, cwd=None, **environment)

    def run(
        self, *command: str | bytes, ok: bool = True, cwd: Path | None = None, **environment: str
    ) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            command,
            cwd=cwd or self.folder,
            env={**self.environment, **environment},
            capture_output=True,
            text=True,
            errors="backslashreplace",
            check=False,
        )
        assert done.returncode == 0 or not ok, done.stdout + done.stderr
        return done

    def write(self, path: str | bytes, content: str | bytes) -> Path:
        target = self.folder / os.fsdecode(path)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content.encode() if isinstance(content, str) else content)
        return target

    def stage(self, path: str | bytes, content: str | bytes) -> None:
        self.write(path, content)
        self.git("add", "--", path)

    def commit(self, **files: str) -> None:
        for path, content in files.items():
            self.stage(path, content)
        self.git("commit", "--quiet", "--message", "x", "--allow-empty")
