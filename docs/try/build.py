"""Builds the page on which a config can be pasted, with all that it needs: `make page`.

`python docs/try/build.py FOLDER` writes it to FOLDER. Python itself comes from the npm package pyodide.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
#: What configlint imports on this page; all of it is pure Python.
LIBRARIES = ("click", "tomlkit", "ruamel.yaml", "python-dotenv")
PYODIDE = "pyodide@314.0.7"
#: The files of the package that a page needs.
RUNTIME = ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip", "pyodide-lock.json")


def main(target: Path) -> None:
    """Write the page."""
    shutil.rmtree(target, ignore_errors=True)
    (target / "pyodide").mkdir(parents=True)
    for name in ("index.html", "page.css", "page.js", "worker.js"):
        shutil.copy(HERE / name, target)
    with tempfile.TemporaryDirectory() as temporary:
        work = Path(temporary)
        subprocess.run(["npm", "pack", "--silent", PYODIDE], cwd=work, check=True, stdout=subprocess.DEVNULL)
        with tarfile.open(next(work.glob("pyodide-*.tgz"))) as package:
            for name in RUNTIME:
                content = package.extractfile(f"package/{name}")
                assert content is not None
                (target / "pyodide" / name).write_bytes(content.read())
        packages = work / "packages"
        pip = [
            sys.executable,
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
            "--target",
            str(packages),
        ]
        subprocess.run([*pip, "--no-deps", "--no-compile", str(ROOT), *LIBRARIES], check=True)
        shutil.copy(HERE / "bridge.py", packages)
        shutil.make_archive(str(target / "packages"), "zip", packages)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
