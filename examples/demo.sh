#!/bin/sh
# Finds what is wrong with a small setup, fixes it, and shows the request, in a folder that is removed afterwards.
# Usage: demo.sh CONFIGLINT
set -eu
configlint=$(realpath "$1")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
export HOME="$folder" # a fix keeps a backup in the state folder
mkdir -p "$folder/project/.claude"
cd "$folder/project"

show() {
    echo "\$ configlint $*"
    "$configlint" "$@" || test $? -eq 1
    echo
}

cat >.claude/settings.json <<'END'
{
  "model": "claude-sonnet-4.6",
  "env": {
    "ANTHROPIC_BASE_URL": "https://openrouter.ai/api/v1"
  }
}
END
show check .claude/settings.json
show check --fix .claude/settings.json
show explain .claude/settings.json
echo "examples/ has more of these. In a project of your own: configlint check"
