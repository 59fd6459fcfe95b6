"""From documents to diagnostics."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial

from configlint.catalog.knowledge import Knowledge
from configlint.diagnostics.diagnostic import ERROR, NOTE, Diagnostic
from configlint.engine.host import Host
from configlint.lint.evaluate import Reported, diagnostic_of, evaluate
from configlint.lint.inputs import Input, groups, inside
from configlint.lint.shared_dotenv import agreed, shared_findings
from configlint.rules.context import Context
from configlint.rules.registry import COMMENT, REFUSAL, rule_of, rules_about
from configlint.secrets.redaction import Redactors

TYPE_CHECKING = False
if TYPE_CHECKING:
    from configlint.lint.container_env import ContainerEnvironment


def in_order(diagnostics: Iterable[Diagnostic], inputs: Sequence[Input]) -> list[Diagnostic]:
    """Return findings in the order of the documents, and in each by line."""
    order = {id(one.document): number for number, one in enumerate(inputs)}
    return sorted(diagnostics, key=lambda one: (order.get(id(one.document), 0), *one.rank))


def _as_severe_as_agreed(found: Sequence[Diagnostic], inputs: Sequence[Input]) -> Iterator[Diagnostic]:
    """Yield findings; what only some of the tools refuse that read a file, others of which take it, is a note."""
    readers = {id(one.document): {match.tool for match in one.matches if match.is_read} for one in inputs}
    for one in found:
        others = readers.get(id(one.document), set()) - {one.tool, *one.also}
        complaining = {
            tool
            for other in found
            if others and other.document is one.document and other.severity == ERROR
            for tool in (other.tool, *other.also)
        }
        is_disputed = rule_of(one.code).about == REFUSAL and not others <= complaining
        yield one.replace(severity=NOTE) if is_disputed else one


class Linter:
    """Checks documents on one machine. What `redactors` find out about keys is kept for the next check with them."""

    def __init__(self, host: Host, redactors: Redactors | None = None) -> None:
        self._host = host
        self._redactors = redactors or Redactors()
        self._contexts: dict[int, Context] = {}

    def context(self, knowledge: Knowledge) -> Context:
        """Return what rules may ask where this is known."""
        if id(knowledge) not in self._contexts:
            self._contexts[id(knowledge)] = Context(knowledge, self._redactors.of(knowledge), self._host)
        return self._contexts[id(knowledge)]

    def check(self, inputs: Sequence[Input]) -> list[Diagnostic]:
        """Check documents, together where one tool reads several of them. Each finding is reported once.

        A document is judged with what is known where it is, whatever is known where the others are.
        """
        found: dict[tuple[str, int, int], Diagnostic] = {}
        for one in self._findings(inputs):
            first = found.setdefault(one.key, one)
            if one.tool and one.tool not in (first.tool, *first.also):
                first = first.replace(also=(*first.also, one.tool))
            # What one tool needs may be wrong for another that reads the same value.
            found[one.key] = first if one.fix == first.fix else first.replace(fix=None)
        agreed_on = _as_severe_as_agreed(list(found.values()), inputs)
        return in_order(self._unsuppressed(agreed_on, inputs), inputs)

    def _findings(self, inputs: Sequence[Input]) -> Iterator[Diagnostic]:
        together = list(groups(inputs, self._host))
        grouped = {(id(document), match.tool) for group in together for document, match in group}
        for one in inputs:
            for reported in self._judge(one):
                # What is missing in one file may be in another one that is checked with it.
                if (
                    rule_of(reported.diagnostic.code).about != REFUSAL
                    or (id(one.document), reported.tool) not in grouped
                ):
                    yield reported.diagnostic
        knowledge_of = {id(one.document): one.knowledge for one in inputs}
        for group in together:
            for knowledge in dict.fromkeys(knowledge_of[id(document)] for document, _ in group):
                checked = [document for document, _ in group if knowledge_of[id(document)] is knowledge]
                for reported in evaluate(self.context(knowledge), group, checked):
                    yield reported.diagnostic
        for one in inputs:
            yield from shared_findings(self.context(one.knowledge), one, inputs)

    def _judge(self, item: Input) -> Iterator[Reported]:
        """Check one document for every tool that reads it."""
        context = self.context(item.knowledge)
        for match in item.matches:
            reports = list(evaluate(context, [(item.document, match)]))
            if reports:
                from configlint.lint.since import dated

                yield from dated(context, reports, item.document, match)
            profile = context.knowledge.profile(match.reader)
            if profile.containers is not None:
                from configlint.engine.containers import containers
                from configlint.lint.container_env import ContainerEnvironment

                for container in containers(item.document, profile):
                    yield from self._inside(context, ContainerEnvironment(container, item.path), container.image)
        if item.assumed:
            yield from agreed(context, item)

    def _inside(self, context: Context, environment: ContainerEnvironment, image: str) -> Iterator[Reported]:
        """Check what a container's variables come to for the programs in it: those of its image, or of this folder.

        What depends on more than the file is left out: the `.env` that represents it is none on this machine.
        """
        from configlint.lint.evidence import of_image

        evidence = of_image(context.knowledge, image)
        item = inside(environment.document, context.knowledge, self._host, evidence if evidence.tools else None)
        for one in self._judge(item) if item is not None else ():
            moved = environment.moved(one.diagnostic)
            if moved is not None and not rule_of(moved.code).depends:
                yield one.replace(diagnostic=moved)

    def _unsuppressed(self, found: Iterable[Diagnostic], inputs: Sequence[Input]) -> list[Diagnostic]:
        """Leave out what comments in the files suppress, and add what the rules say about those comments."""
        marked = [one for one in inputs if "configlint:" in one.document.text]
        if not marked:
            return list(found)
        from configlint.diagnostics import suppressions
        from configlint.rules.ignore import Comments

        by_document = suppressions.in_documents(one.document for one in marked)
        is_heard = partial(suppressions.is_heard, comments=by_document)
        heard = list(filter(is_heard, found))
        for item in marked:
            readers = [match for match in [*item.matches, *item.assumed] if match.is_read]
            known = self._host.environment is not None
            comments = Comments(item.document, by_document[id(item.document)], known)
            context = self.context(item.knowledge)
            for rule in rules_about(COMMENT) if readers else ():
                about = [diagnostic_of(context, rule, one, readers[0].tool) for one in rule.check(comments)]
                heard += filter(is_heard, about)
        return heard
