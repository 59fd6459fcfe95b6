"""The one way to read a file: only regular ones, without waiting, and not more than was asked for."""

from __future__ import annotations

import errno
import os
import stat

#: As much is read at once; hardly any file that people write is larger.
_PIECE = 64 * 1024
_FLAGS = (
    os.O_RDONLY
    | getattr(os, "O_NONBLOCK", 0)  # opening a pipe would wait for whoever writes to it
    | getattr(os, "O_NOCTTY", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_BINARY", 0)
)


def read(path: str, max_bytes: int) -> bytes:
    """Return the content of a file, or its first `max_bytes` bytes if it is larger.

    Raises OSError where it cannot be read, and for what is not a regular file: a pipe or a device may have no end.
    """
    descriptor = os.open(path, _FLAGS)
    try:
        status = os.fstat(descriptor)
        expect_regular(status, path)
        size, pieces, left = status.st_size, [], max_bytes
        if 0 < size < min(max_bytes, _PIECE):
            pieces = [os.read(descriptor, size + 1)]
            if len(pieces[0]) == size:
                return pieces[0]  # nothing was added since; files that tell no size have to be read to their end
            left -= len(pieces[0])
        while left > 0 and (piece := os.read(descriptor, min(left, _PIECE))):
            pieces.append(piece)
            left -= len(piece)
        return b"".join(pieces)
    finally:
        os.close(descriptor)


class Files:
    """Files by absolute path: those on disk. Subclasses have them from elsewhere."""

    def exists(self, path: str) -> bool:
        """Return True if there is something at `path`."""
        return os.path.exists(path)

    def read(self, path: str, max_bytes: int) -> bytes:
        """Return the first `max_bytes` bytes of a file. Raises OSError."""
        return read(path, max_bytes)


#: The files of this machine.
DISK = Files()


def expect_regular(status: os.stat_result, path: str) -> None:
    """Raise OSError when the status of a file is not that of a regular file."""
    if stat.S_ISDIR(status.st_mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), path)
    if not stat.S_ISREG(status.st_mode):
        raise OSError(errno.EINVAL, "not a regular file", path)
