"""What the language server does for one edit in a file of 200 lines: `python -m tests.bench_edits NAME EDITS`."""

from __future__ import annotations

import sys
from pathlib import Path

from configlint.lsp import actions
from configlint.lsp.project import Project


def _codex() -> str:
    provider = '[model_providers.r{0}]\nname = "Relay {0}"\nbase_url = "https://relay{0}.example.com/v1"\nenv_key = "KEY_{0}"\n\n'
    return 'model = "gpt-5.4"\nmodel_provider = "r0"\n\n' + "".join(provider.format(number) for number in range(39))


def _claude_code() -> str:
    allowed = ",\n".join(f'      "Bash(command{number}:*)"' for number in range(188))
    return (
        '{\n  "model": "opus",\n  "env": {\n    "ANTHROPIC_BASE_URL": "https://relay.example.com"\n  },\n'
        f'  "permissions": {{\n    "allow": [\n{allowed}\n    ]\n  }}\n}}\n'
    )


def _dotenv() -> str:
    own = "".join(f"# setting {number}\nAPP_SETTING_{number}=value-{number}\n" for number in range(99))
    return f"OPENAI_BASE_URL=https://relay.example.com/v1\nOPENAI_MODEL=gpt-4o\n{own}"


def _litellm() -> str:
    model = (
        "  - model_name: m{0}\n    litellm_params:\n      model: openai/m{0}\n"
        "      api_base: https://relay.example.com/v1\n      api_key: os.environ/RELAY_KEY\n"
    )
    return "model_list:\n" + "".join(model.format(number) for number in range(40))


FILES = {
    ".claude/settings.json": _claude_code,
    ".codex/config.toml": _codex,
    ".env": _dotenv,
    "litellm/config.yaml": _litellm,
}


def main(name: str, edits: int) -> None:
    """Type into the first base URL of a file, `edits` times."""
    project, path, text = Project(), str(Path.cwd() / name), FILES[name]()
    for number in range(edits):
        project.open(path, text.replace("//relay", f"//relay{'x' * (number % 9)}", 1))
        actions.diagnostics(project.now, path)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
