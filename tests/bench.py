"""What a run of the command line costs, as ratios to a bare interpreter measured in the same run.

Run as `make bench`; a figure is the least CPU time (user and system) of many runs. yamllint and check-jsonschema,
linters that people have in their hooks, are measured for comparison.
"""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.keys import filled

ROUNDS = 20
MANY = 1_000
FILES = {
    ".claude/settings.json": '{"model": "opus", "env": {"ANTHROPIC_BASE_URL": "http://127.0.0.1:4000"}}\n',
    ".codex/config.toml": (
        'model = "gpt-5.4"\nmodel_provider = "relay"\n\n[model_providers.relay]\nname = "Relay"\n'
        'base_url = "https://relay.example.com/v1"\nenv_key = "RELAY_KEY"\nwire_api = "responses"\n'
        '[projects."/work"]\ntrust_level = "trusted"\n'  # in a project's own file providers would not count
    ),
    ".env": "OPENAI_BASE_URL=https://relay.example.com/v1\nOPENAI_MODEL=gpt-4o\n",
    ".aider.conf.yml": "model: openai/gpt-4o\nopenai-api-base: https://relay.example.com/v1\n",
}
#: A file with an error: the report has to be made, too.
WRONG = ("wrong.env", "OPENAI_BASE_URL=https://api.openai.com\nOPENAI_MODEL=gpt-4o\n")
#: A machine with five tools, as a folder that is home and project at once.
MACHINE = {
    ".claude/settings.json": '{"model": "opus", "env": {"ANTHROPIC_API_KEY": "{key:anthropic}"}}\n',
    ".codex/config.toml": (
        'model = "gpt-5.4"\nmodel_provider = "relay"\n\n[model_providers.relay]\nname = "Relay"\n'
        'base_url = "https://relay.example.com/v1"\nexperimental_bearer_token = "{key:relay}"\n'
    ),
    ".gemini/.env": "GEMINI_API_KEY={key:google}\n",
    ".aider.conf.yml": "model: openai/gpt-4o\nopenai-api-key: {key:openai}\n",
    "opencode.json": '{"provider": {"anthropic": {"options": {"apiKey": "{key:anthropic}"}}}}\n',
}
#: The most that each may cost, as a multiple of `python -c pass`.
LIMITS = {
    "--version": 5.0,
    "json": 5.0,
    "toml": 5.0,
    "env": 5.0,
    "yml": 6.0,
    "url": 6.0,
    "tools": 6.0,
    "doctor": 11.0,
}
#: The most that each further file in one process may cost, in the same unit.
PER_FILE_LIMITS = {"json": 0.07, "toml": 0.18, "env": 0.10, "yml": 0.13}
#: The most that the language server may take for an edit in a file of 200 lines, in the same unit.
EDIT_LIMITS = {".claude/settings.json": 0.5, ".codex/config.toml": 2.0, ".env": 0.9, "litellm/config.yaml": 3.0}
EDITS = 40
#: A tree of projects: how many files, how many of them are configuration, and what a walk may cost, as a multiple of
#: a walk that only counts.
TREE, CONFIGURATIONS, WALK_LIMIT = 10_000, 50, 4.0
COUNT = """
import os
def count(folder):
    return sum(count(entry.path) if entry.is_dir(follow_symlinks=False) else 1 for entry in os.scandir(folder))
count(".")
"""
IGNORED = "build/\ndist/\n*.pyc\n*.log\n/coverage\n.DS_Store\n*.egg-info/\n!keep.log\n/docs/_build/\n**/tmp/*.bin\n.coverage.*\n"


def main() -> int:
    """Print the figures. Return 1 when one is above its limit."""
    programs = Path(sys.executable).parent
    configlint = str(programs / "configlint")
    subprocess.run(
        [sys.executable, "-m", "compileall", "-q", str(Path(__file__).parents[1] / "configlint")], check=True
    )
    with tempfile.TemporaryDirectory() as folder:
        for name, text in FILES.items():
            path = Path(folder, name)
            path.parent.mkdir(exist_ok=True)
            path.write_text(text)
        Path(folder, WRONG[0]).write_text(WRONG[1])
        machine = Path(folder, "machine")
        for name, text in MACHINE.items():
            path = machine / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(filled(text))
        commands = {
            "pass": [sys.executable, "-c", "pass"],
            "--version": [configlint, "--version"],
            **{name.rpartition(".")[2]: [configlint, "check", "--quiet", name] for name in FILES},
            "url": [configlint, "url", "https://relay.example.com/v1"],
            "tools": [configlint, "tools"],
            "doctor": [configlint, "doctor"],
            "one with an error": [configlint, "check", WRONG[0]],
            "yamllint": [str(programs / "yamllint"), ".aider.conf.yml"],
            "check-jsonschema": [
                str(programs / "check-jsonschema"),
                "--builtin-schema",
                "vendor.github-workflows",
                ".aider.conf.yml",
            ],
        }
        places = {name: str(machine) if name == "doctor" else folder for name in commands}
        least = {name: min(cpu(command, places[name]) for _ in range(ROUNDS)) for name, command in commands.items()}
        too_slow = False
        for name, seconds in least.items():
            ratio, limit = seconds / least["pass"], LIMITS.get(name)
            too_slow |= limit is not None and ratio > limit
            print(f"{name:17} {ratio:6.2f} ×" + (f"  (at most {limit})" if limit else ""))
        for name, text in FILES.items():
            kind = name.rpartition(".")[2]
            half, whole = (
                min(cpu(command, folder, one_process=True) for _ in range(2))
                for n in (MANY // 2, MANY)
                for command in [[configlint, "check", *_copies(folder, name, text, n)]]
            )
            per_file = (whole - least[kind]) / MANY / least["pass"]
            too_slow |= per_file > PER_FILE_LIMITS[kind]
            growth = (whole - least[kind]) / max(half - least[kind], 1e-9)
            print(
                f"{kind + ' per file':17} {per_file:6.3f} ×  (at most {PER_FILE_LIMITS[kind]}); "
                f"twice the files cost {growth:.2f} times as much"
            )
        for name, most in EDIT_LIMITS.items():
            edit = _edit(name, folder) / least["pass"]
            too_slow |= edit > most
            print(f"an edit in {name:21} {edit:6.2f} ×  (at most {most})")
        walk = _walk(configlint, folder, least["pass"])
        too_slow |= walk > WALK_LIMIT
        print(f"a walk of {TREE} files {walk:.2f} × one that only counts them  (at most {WALK_LIMIT})")
    return 1 if too_slow else 0


def _edit(name: str, folder: str) -> float:
    """Return the CPU seconds that the language server takes for one edit in a file."""
    root = str(Path(__file__).parents[1])
    few, many = (
        min(cpu([sys.executable, "-m", "tests.bench_edits", name, str(edits)], folder, path=root) for _ in range(3))
        for edits in (EDITS, 2 * EDITS)
    )
    return (many - few) / EDITS


def _walk(configlint: str, folder: str, bare: float) -> float:
    """Return what it costs `check` to find files in a tree, as a multiple of a walk that only counts files."""
    top = Path(folder, "tree")
    (top / ".git").mkdir(parents=True)
    (top / ".gitignore").write_text(IGNORED)
    extensions = ["py", "ts", "md", "json", "yaml", "toml", "css", "go"]
    for number in range(TREE):
        path = top / f"part{number // 1000}" / f"module{number // 100}" / f"d{number // 10}" / f"file{number}"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.with_suffix(f".{extensions[number % len(extensions)]}").touch()
    name = ".claude/settings.json"
    configurations = [Path(f"part{number % 10}", f"app{number}", name) for number in range(CONFIGURATIONS)]
    for path in configurations:
        (top / path).parent.mkdir(parents=True)
        (top / path).write_text(FILES[name])

    def least(*command: str) -> float:
        return min(cpu([*command], str(top)) for _ in range(ROUNDS // 2))

    found = least(configlint, "check") - least(configlint, "check", *map(str, configurations))
    return found / (least(sys.executable, "-c", COUNT) - bare)


def cpu(
    command: list[str],
    folder: str,
    home: str | None = None,
    statuses: tuple[int, ...] = (0, 1),
    *,
    one_process: bool = False,
    path: str = "",
) -> float:
    """Run a command in a folder, where `statuses` mean that it succeeded, and return the CPU seconds it took.

    Python finds modules in `path`, too.

    With `one_process` it sees one core only, and so shares its work with no other process.
    """
    environment = {**os.environ, "HOME": home or folder, "PYTHONDONTWRITEBYTECODE": "", "PYTHONPATH": path}
    prefix = ["taskset", "-c", str(min(os.sched_getaffinity(0)))] if one_process and shutil.which("taskset") else []
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(
        [*prefix, *command],
        cwd=folder,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=False,
    )
    if done.returncode not in statuses:
        sys.exit(f"{' '.join(command[:3])} … failed")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _copies(folder: str, name: str, text: str, number: int) -> list[str]:
    """Write `number` copies of a file, each in its own project and with its own host, and return their paths."""
    paths = [Path(folder, "many", str(index), name) for index in range(number)]
    for index, path in enumerate(paths):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.replace("//relay.", f"//relay{index}."))
    return [str(path.relative_to(folder)) for path in paths]


if __name__ == "__main__":
    sys.exit(main())
