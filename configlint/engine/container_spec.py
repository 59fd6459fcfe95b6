"""How a profile describes files that set up containers, or that set variables for programs run elsewhere."""

from __future__ import annotations

from configlint.engine.language import Pattern
from configlint.records import Record


class Containers(Record):
    """Where a file sets variables of containers: at paths of tables or lists, or in the whole file.

    The other fields are keys beside them: whose `network` the container uses, the `ports` that it publishes, its
    `image`, further `hosts` that it knows, the files that its variables come from (`env_files`) and that it sees
    (`mounts`), what it takes over (`extends`), and other names that it has (`aliases`). `include` is a key of the file:
    others that belong to it. `command` has the arguments of the program; one of `own_programs` says that it is not that
    of the image. `translated` are variables which say that a program makes `localhost` the host itself.
    `is_isolated` says that localhost is not the host there, `encoded` (`Secret.data`) which kind has base64 where.
    `keys` is where to keep a key instead, with NAME for its variable.
    """

    environment: tuple[Pattern, ...] = ()
    is_whole_file: bool = False
    is_isolated: bool = False
    encoded: str = ""
    network: str = ""
    ports: str = ""
    image: str = ""
    hosts: str = ""
    env_files: str = ""
    mounts: str = ""
    extends: str = ""
    include: str = ""
    aliases: tuple[str, ...] = ()
    translated: tuple[str, ...] = ()
    command: str = ""
    own_programs: tuple[str, ...] = ()
    keys: str = ""
