"""Writing files so that nothing is lost: at any moment, either the old file is there or the new one, and whole."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable
from contextlib import suppress

from configlint.files import contents

#: How the names of files start and end that are on their way; the number of the process is between.
_START, _END = ".configlint-", ".tmp"


class FileChangedError(OSError):
    """The file does not hold what it held when it was read."""

    def __init__(self, path: str) -> None:
        super().__init__(errno.EBUSY, "changed since it was read; nothing was written", path)


def write(path: str, data: bytes, expected: bytes | None, *, mode: int | None = None) -> None:
    """Put `data` into the file at `path`, all at once. Its owner and mode stay, and so does a symbolic link to it.

    `expected` is what the file must hold now, None for a file that must not be there yet. `mode` is the mode to give
    the file; default: its own, and for a new one that of any new file. A hard link to the file keeps the old content.
    Raises FileChangedError, or OSError when it cannot be done; then nothing has changed.
    """
    target = os.path.realpath(path)
    expect(target, expected)
    _write(target, data, mode, lambda: expect(target, expected))


def overwrite(path: str, data: bytes, *, mode: int | None = None) -> None:
    """Do the same as `write`, whatever the file holds now."""
    _write(os.path.realpath(path), data, mode, lambda: None)


def expect(path: str, content: bytes | None) -> None:
    """Raise FileChangedError when the file at `path` does not hold `content`; None means that there is no file."""
    try:
        found: bytes | None = contents.read(path, len(content or b"") + 1)
    except FileNotFoundError:
        found = None
    if found != content:
        raise FileChangedError(path)


def _clean(folder: str) -> None:
    """Remove what processes left in a folder that were killed while they wrote there."""
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.startswith(_START) and entry.name.endswith(_END):
                number = entry.name.removeprefix(_START).partition("-")[0]
                if number.isdecimal() and not _is_running(int(number)):
                    with suppress(OSError):
                        os.unlink(entry.path)


def _is_running(process: int) -> bool:
    if os.name == "nt":
        return True  # os.kill would end it
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def expect_writable(path: str) -> None:
    """Raise OSError when the file at `path` is not one that may be written."""
    _status(os.path.realpath(path))


def _write(target: str, data: bytes, mode: int | None, check: Callable[[], None]) -> None:
    import tempfile  # costs more than all else here

    status = _status(target)
    folder = os.path.dirname(target)
    _clean(folder)
    handle, temporary = tempfile.mkstemp(prefix=f"{_START}{os.getpid()}-", suffix=_END, dir=folder)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            _dress(file.fileno(), target, status, mode)
            os.fsync(file.fileno())
        check()  # once more, as close to the change as can be
        os.replace(temporary, target)
    except BaseException:
        with suppress(OSError):
            os.unlink(temporary)
        raise
    _sync_folder(os.path.dirname(target))


def _status(target: str) -> os.stat_result | None:
    """Return what is known of the file that will be replaced. Raises OSError where it must not be."""
    try:
        status = os.stat(target)
    except FileNotFoundError:
        return None
    if not stat.S_ISREG(status.st_mode):
        raise OSError(errno.EINVAL, "not a regular file", target)
    if not os.access(target, os.W_OK):
        # Its folder would let us replace it, but somebody meant it to stay as it is.
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), target)
    return status


def _dress(descriptor: int, target: str, status: os.stat_result | None, mode: int | None) -> None:
    """Give the new file the owner, the attributes and the mode that it should have."""
    if os.name == "nt":
        return  # rights come from the folder there
    if status is not None:
        mine = os.fstat(descriptor)
        if (mine.st_uid, mine.st_gid) != (status.st_uid, status.st_gid):
            os.fchown(descriptor, status.st_uid, status.st_gid)
        _copy_attributes(target, descriptor)
    if mode is None:
        mode = stat.S_IMODE(status.st_mode) if status is not None else 0o666 & ~umask()
    os.fchmod(descriptor, mode)  # last, because a new owner takes some of its bits away


def _copy_attributes(target: str, descriptor: int) -> None:
    """Copy extended attributes, access control lists among them, as far as the system lets us."""
    if not hasattr(os, "listxattr"):
        return
    with suppress(OSError):
        for name in os.listxattr(target):
            with suppress(OSError):
                os.setxattr(descriptor, name, os.getxattr(target, name))


def umask() -> int:
    """Return the permission bits that new files of this process do not get."""
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _sync_folder(folder: str) -> None:
    """Make sure that the new name outlives a power failure, where the system has a way to."""
    if os.name == "nt":
        return
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
