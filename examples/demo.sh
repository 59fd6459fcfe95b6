#!/bin/sh
# Checks every example: first the broken files, which must have findings, then their fixed twins, which must have none.
# Usage: demo.sh CONFIGLINT
set -eu
cd "$(dirname "$0")/.."
configlint=$1

for tool in examples/*/; do
    name=$(basename "$tool")
    echo "━━━ $name: as people write it"
    find "$tool"broken -type f | sort | xargs "$configlint" check --exit-zero --tool "$name"
    echo "━━━ $name: fixed"
    find "$tool"fixed -type f | sort | xargs "$configlint" check --tool "$name"
    echo
done

echo "━━━ what --fix would change"
"$configlint" check --diff examples/codex/broken || true
echo
echo "━━━ the same setup for Claude Code"
"$configlint" convert examples/codex/fixed/config.toml --to claude-code
echo "━━━ what codex would send with the fixed file"
"$configlint" explain --tool codex examples/codex/fixed/config.toml
