"""What to say about a key that was found, and what to do about it."""

from __future__ import annotations

from configlint.files.example_files import is_example
from configlint.files.text import one_line
from configlint.secrets.scanner import CODE, RULE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from configlint.engine.model import Profile
    from configlint.secrets.key_fields import Reader
    from configlint.secrets.scanner import Finding

#: As many digits of a commit's id are shown.
_COMMIT = 10


def message(finding: Finding) -> str:
    """Say whose key it is and of what kind, with its masked form, its fingerprint and the commit that brought it."""
    what = f"{finding.provider} {finding.kind}" if finding.provider else finding.kind
    commit = f", commit {finding.commit[:_COMMIT]}" if finding.commit else ""
    return f"{what[0].upper()}{what[1:]} {finding.masked} (fingerprint {finding.fingerprint}{commit})"


def help_for(finding: Finding, reader: Reader | None) -> str:
    """Say what to do: give the key up, and where to keep the next one.

    `reader` is the tool that reads the file, None for any other file.
    """
    where = f" at {finding.provider}" if finding.provider else ""
    return f"{_unheard(finding)}Revoke it{where} if it was committed or shared; {_keep(finding, reader)}"


def _unheard(finding: Finding) -> str:
    """Say why a comment that names the rule does not count."""
    own = finding.source.suppressions
    comments = own.naming(CODE, RULE, finding.line) if own is not None else []
    if not comments:
        return ""
    if comments[0].reason:
        return f"The comment in line {comments[0].line} is new and about the whole file: commit it first. "
    return f"The comment in line {comments[0].line} does not count, because it gives no reason. "


def _keep(finding: Finding, reader: Reader | None) -> str:
    name = finding.source.name
    if is_example(finding.path):
        return "write a placeholder here"
    if name.lower().startswith(".env") or name.lower().endswith(".env"):
        name = one_line(name)
        return f"keep {name} out of git: name it in .gitignore, and git rm --cached it"
    known = _known_variable(finding)
    variable = known or _made_up_variable(finding)
    if reader is not None and not reader.profile.is_fallback:
        from configlint.secrets import key_fields

        profile = reader.profile
        for_server = _is_for_server(finding, profile)
        if written := key_fields.reference(reader, variable, for_server=for_server):
            return written
        read = key_fields.variable_read(profile, finding.field, known)
        if read and profile.containers is None:
            return f"{profile.name} takes it from its environment: export {read} in the shell, and leave it out here"
    return f"keep the new one in a variable such as {variable}, or in a file that git ignores"


def _is_for_server(finding: Finding, profile: Profile) -> bool:
    """Return True if the key is in the entry of an MCP server."""
    at = finding.route
    return profile.mcp is not None and at[: len(profile.mcp.servers)] == profile.mcp.servers


def _known_variable(finding: Finding) -> str:
    """Return the variable that the key is assigned to, or its provider's usual one, or an empty string."""
    if finding.field.isupper() and finding.field.isidentifier():
        return finding.field
    return next(iter(finding.variables), "")


def _made_up_variable(finding: Finding) -> str:
    if finding.kind.startswith("password"):
        return "DB_PASSWORD"
    words = "".join(ch if ch.isascii() and ch.isalnum() else " " for ch in finding.provider or "my").split()
    return "_".join((*words, "API", "KEY")).upper()
