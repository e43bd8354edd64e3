"""Says what a figure is a figure of: metric, rows and columns of the form."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from itertools import pairwise

from extractor.claims.meaning import (
    TOTAL,
    Counted,
    Local,
    Meaning,
    State,
    channel,
    doubted_unless,
    named,
)
from extractor.claims.narrowed import is_narrowed, is_told_apart, unknown
from extractor.claims.others import DISPUTES, decision, dispute, document
from extractor.claims.scope import enclosed
from extractor.claims.sentences import Figure, Sentence
from report.form import table_forms
from report.lexicon_data import load_metrics
from report.structure_words import load_structure
from report.words import Word

_DOCUMENTS = frozenset(("normative_documents", "rules"))
_ONE_KIND = ("direct_suit", "suit_after_reconsideration")
_OF_PARTS = frozenset(("result", "outcome", "applicant", "channel", "carry"))
_CLAUSE_END = re.compile(r"[,;:()]")
_YEAR = re.compile(r"(?:19|20)\d\d")
_DONE = frozenset(("answer", "handle", "closed"))
_UNDONE_OR_DONE = frozenset(("pending", "closed", "answer"))
_NARROWED = frozenset(("flow", "", "outcome"))
_OF_DOCUMENTS = frozenset(("granted", "granted_bare", "refused"))
_OF_REQUESTS = frozenset(("outcome", "carry"))


def local_words(sentence: Sentence, figure: Figure) -> Local:
    """Return the words that say what a figure counts."""
    own = sentence.between(figure.seg, figure.start)
    behind = _until_open(sentence, figure)
    if not own and behind:
        listed = sentence.prose.text.startswith(load_structure().joints.respectively, figure.end)
        return Local(tuple(behind), (), listed)
    if not own:
        own = _clause_before(sentence, figure)
        if sentence.leads(figure) and sentence.prose.text[figure.end : figure.right].strip():
            # 3件维持、1件另行处理: what follows is its own kind, not that of the one before.
            own = [w for w in own if w.kind not in _OF_PARTS]
    return Local(tuple(own), tuple(behind))


def _until_open(sentence: Sentence, figure: Figure) -> list[Word]:
    right = figure.right
    if sentence.prose.text.startswith(load_structure().joints.respectively, figure.end):
        right = clause_end(sentence, figure.end)
    words = sentence.between(figure.end, right)
    return [w for w in words if w.start - figure.end <= 24]


def clause_end(sentence: Sentence, start: int) -> int:
    """Return where the clause ends that an offset lies in."""
    found = _CLAUSE_END.search(sentence.prose.text, start, sentence.end)
    return found.start() if found is not None else sentence.end


def _clause_before(sentence: Sentence, figure: Figure) -> list[Word]:
    """Return the words of the nearest earlier clause that has any, up to the last figure."""
    words = sentence.between(figure.limit, figure.seg)
    if not words:
        return []
    text = sentence.prose.text
    last = words[-1]
    start = max((text.rfind(c, figure.limit, last.start) for c in ",;:("), default=-1) + 1
    return [w for w in words if w.start >= start]


def find_frame(sentence: Sentence, figure: Figure, local: Local, state: State) -> tuple[str, bool]:
    """Return what is being counted at a figure, and whether its sentence says so."""
    near = [w for w in (*local.words, *local.behind) if w.kind in ("object", "foreign")]
    before = [w for w in near if w.end <= figure.start]
    after = [w for w in near if w.start >= figure.end]
    if before or after:
        return _frame_of(before[-1] if before else _narrower(after)), True
    text = sentence.prose.text
    earlier = [
        w
        for w in sentence.words
        if w.end <= figure.seg
        and _names(sentence, w, figure)
        and not (w.cls.frame in _DOCUMENTS and enclosed(text[w.end : figure.start]))
    ]
    if earlier:
        return _frame_of(earlier[-1]), True
    same = {w.cls.frame for w in (*local.words, *local.behind) if w.kind == "same"} - {""}
    if same and state.frame not in same and not (state.strong and state.frame):
        return same.pop(), False
    return state.frame, state.strong or state.frame in same


def _narrower(words: Sequence[Word]) -> Word:
    """Return the first word, or the suits of one kind it goes on to name."""
    return next((w for w in words if w.kind == "object" and w.id.endswith(_ONE_KIND)), words[0])


def _names(sentence: Sentence, word: Word, figure: Figure) -> bool:
    """An earlier word says what is counted; a foreign one among parts only its own part."""
    if word.kind == "object":
        return True
    return word.kind == "foreign" and not sentence.is_marked(
        sentence.start, min(word.start, figure.start), "among"
    )


def _frame_of(word: Word) -> str:
    return "foreign" if word.kind == "foreign" else word.cls.frame


def counted(sentence: Sentence, figure: Figure, local: Local, state: State) -> Counted:
    """Return what a figure counts; more than one where verbs are joined (受理、办结)."""
    frame, strong = find_frame(sentence, figure, local, state)
    alone = not frame and _stands_alone(sentence, figure, local)
    if alone:
        frame = "requests"
    found = _in_frame(sentence, local, frame, state, figure)
    strong = strong or (frame == "requests" and _is_of_requests(sentence, local))
    strong = strong or (bool(frame) and frame == state.before and _goes_on(sentence, local, frame))
    told = [w for w in local.words if w.kind == "object" and w.end == figure.start]
    sure = strong and (figure.quantity.unit != load_structure().units.items or bool(told))
    # 其余30件按时办结: what was done with the rest is not all that was done.
    rest = sentence.is_marked(figure.seg, figure.start, "rest_of")
    sure = sure and (not alone or _tells_of_requests(sentence))
    sure = sure and local.sure and not (rest and any(m.kind == "flow" for m in found))
    sure = sure and not any(is_told_apart(sentence, m.rows, m.columns) for m in found)
    if sure and any(m.certain and m.kind in _NARROWED and m.table for m in found):
        sure = not is_narrowed(sentence, figure, (*local.words, *local.behind))
    return Counted(tuple(doubted_unless(sure, m) for m in found), "" if alone else frame)


def _is_of_requests(sentence: Sentence, local: Local) -> bool:
    """Return whether the words at a figure can only be of requests, without naming them.

    What is carried to the next year is; so are the reasons of the form, and several
    outcomes told one after the other. 公开 or 不予公开 alone may be said of documents.
    """
    if any(
        w.kind == "outcome" and len(w.cls.rows) == 1 and "." in w.cls.rows[0] for w in local.words
    ):
        return not any(w.kind == "foreign" for w in sentence.words)
    if any(w.kind == "carry" and w.cls.rows and w.id != "carried_bare" for w in local.words):
        return True
    if not any(w.kind == "outcome" and w.cls.rows for w in local.words):
        return False
    if any(w.kind == "foreign" for w in sentence.words):
        return False
    return len({w.id for w in sentence.words if w.kind == "outcome" and w.cls.rows}) > 1


def _stands_alone(sentence: Sentence, figure: Figure, local: Local) -> bool:
    """Return whether what became of requests is told before any word for them: 结转下年度3件.

    Nothing but known words may stand before it in its sentence: 调处纠纷20件，结转下年度3件
    is of other things.
    """
    if any(w.kind == "foreign" for w in sentence.words):
        return False
    told = [w for w in local.words if w.kind in _OF_REQUESTS and w.cls.rows]
    if not told or all(w.id == "carried_bare" for w in told):
        return False
    ends = [sentence.start, *(f.end for f in sentence.figures if f.end <= figure.start)]
    starts = [*(f.start for f in sentence.figures if f.end <= figure.start), figure.start]
    return not any(unknown(sentence, a, b) for a, b in zip(ends, starts, strict=True))


def _tells_of_requests(sentence: Sentence) -> bool:
    """Return whether several outcomes are told, one of them such as only requests have.

    Documents are released or not as well, but none of them in part, and none is withheld for
    want of it. What is left for next year alone may be left of anything.
    """
    told = {w.id for w in sentence.words if w.kind == "outcome" and w.cls.rows}
    return len(told) > 1 and not told <= _OF_DOCUMENTS


def _goes_on(sentence: Sentence, local: Local, frame: str) -> bool:
    """Return whether a sentence goes on with what the one before counted.

    What became of requests, and what is left of them, is told of nothing else; words for
    any handling are only beside such words.
    """
    if any(w.kind == "foreign" for w in sentence.words):
        return False
    own = {w.kind for w in local.words if w.kind != "outcome" or w.cls.rows}
    if own & _OF_REQUESTS:
        return True
    around = {w.kind for w in sentence.words if w.cls.frame in ("", frame)}
    return "verb" in own and bool(around & _OF_REQUESTS)


def _in_frame(
    sentence: Sentence, local: Local, frame: str, state: State, figure: Figure
) -> tuple[Meaning, ...]:
    units, unit = load_structure().units, figure.quantity.unit or ""
    if frame == "requests" and unit in units.requests:
        return _request(sentence, local, state, figure)
    if frame in DISPUTES and unit in units.requests:
        if any(w.kind == "carry" for w in (*local.words, *_attributes_behind(local))):
            return (Meaning(),)  # The form asks how many of the year's cases there are, no more.
        return (dispute(sentence, local, frame, figure.start),)
    if frame in ("normative_documents", "rules") and unit in units.requests | units.documents:
        return (document(sentence, local, frame),)
    if local.words and local.words[-1].id == "disclosed":
        return (Meaning("disclosed", "disclosed"),)
    if frame == "fee" and unit == units.money:
        return (Meaning("fee", "fee"),)
    if frame in ("licensing", "penalties", "coercion", "charges"):
        return (decision(local, frame, unit),)
    return (Meaning(),)


# ---- requests ---------------------------------------------------------------------------
def _request(sentence: Sentence, local: Local, state: State, figure: Figure) -> tuple[Meaning, ...]:
    words = [*local.words, *_attributes_behind(local)]
    pending = [w for w in (*words, *local.behind) if w.id == "pending"]
    if pending and not any(w.kind in ("carry", "outcome") for w in words):
        return (named("carried_forward", kind="flow", certain=False),)
    for kind in ("carry", "outcome"):
        of_kind = [w for w in words if w.kind == kind]
        if of_kind:
            if kind == "carry":
                carried = _carried(sentence, of_kind[-1], state)
                sure = not _split(sentence, local, figure)
                sure = sure and not _of_those_done(sentence, local, figure)
                return (doubted_unless(sure, carried),)
            outcome = _outcome(sentence, of_kind, local.listed)
            return (doubted_unless(not _is_entered(sentence, figure), outcome),)
    verbs = [w for w in words if w.kind == "verb"]
    channels = [w for w in words if w.kind == "channel"]
    applicants = [w for w in words if w.kind == "applicant"]
    if applicants:
        columns = tuple(
            dict.fromkeys(c for w in _joined(sentence, applicants) for c in w.cls.columns)
        )
        # 其中7件为法人和自然人提出: a part that names all applicants means some of them.
        part = sentence.is_marked(figure.seg, figure.start, "among")
        sure = not (part and set(columns) >= _applicants())
        return (named("received", columns=columns, kind="applicant", certain=sure),)
    if channels and not _counts_all(sentence, local, channels):
        return (channel(channels[-1]),)
    one = len({w.id for w in channels}) == 1
    return tuple(doubted_unless(not one, m) for m in _by_verb(local, verbs, sentence))


@cache
def _applicants() -> frozenset[str]:
    """Return the columns of all applicants, that of their total left out."""
    return frozenset(table_forms("requests")[-1].columns) - set(TOTAL)


def _attributes_behind(local: Local) -> list[Word]:
    """Words directly behind a figure count when the words before it only name the object."""
    if any(w.kind not in ("object", "same", "foreign") for w in local.words):
        return []
    return [w for w in local.behind if w.kind in ("carry", "outcome", "verb", "applicant")]


def _counts_all(sentence: Sentence, local: Local, channels: Sequence[Word]) -> bool:
    """共 between the channel and the figure, or several channels, mean the whole."""
    start = channels[-1].end
    end = max(w.end for w in local.words)
    several = len({w.id for w in channels}) > 1
    return (
        several
        or sentence.is_marked(start, end + 2, "in_all")
        or any(
            load_structure().figures.in_all in sentence.prose.text[w.start : w.end]
            for w in local.words
            if w.id == "receive"
        )
    )


def _joined(sentence: Sentence, words: Sequence[Word]) -> list[Word]:
    """Return the last words of a run joined by 、 or 和: A、B和C."""
    run = [words[-1]]
    for word in reversed(words[:-1]):
        if (
            sentence.prose.text[word.end : run[0].start].strip("“”")
            not in load_structure().joints.between
        ):
            break
        run.insert(0, word)
    return run


def _carried(sentence: Sentence, word: Word, state: State) -> Meaning:
    if word.id != "carried_year":
        metric = "carried_forward" if word.id == "carried_bare" else word.id
        return named(metric, kind="flow", certain=word.id != "carried_bare")
    text = sentence.prose.text[word.start : word.end]
    found = _YEAR.search(text)
    if found is None or state.year is None:
        return Meaning(kind="flow")
    metric = "carried_forward" if int(found[0]) > state.year else "carried_over"
    return named(metric, kind="flow")


def _split(sentence: Sentence, local: Local, figure: Figure) -> bool:
    """Return whether only what is done of those carried, or not yet, is counted.

    上年结转未结 says so, 办结上年结转, and 上年结转2件已办结; not 上年结转2件均已办结.
    """
    carried = [w for w in local.words if w.kind == "carry"]
    if not carried:
        return False
    behind = [w.start for w in local.words if w.id in _UNDONE_OR_DONE]
    before = [w.end for w in local.words if w.id in _DONE]
    done = load_structure().joints.done
    told = any(
        w.id in _DONE and sentence.prose.text[figure.end : w.start] in done for w in local.behind
    )
    return told or any(at >= carried[-1].end for at in behind) or carried[0].start in before


def _is_entered(sentence: Sentence, figure: Figure) -> bool:
    """Return whether only those told before are said to be entered under an outcome."""
    text = sentence.prose.text
    start = text.rfind(";", sentence.start, figure.start) + 1 or sentence.start
    return load_structure().statements.entered.search(text, start, figure.start) is not None


def _of_those_done(sentence: Sentence, local: Local, figure: Figure) -> bool:
    """Return whether those carried are told as a part of those done: 办结14件，其中上年结转2件."""
    carried = next((w for w in local.words if w.kind == "carry"), None)
    if carried is None or carried.id == "carried_forward":
        return False
    text = sentence.prose.text
    lists = load_structure().lists
    opened = text[figure.seg : carried.start].strip("(,").startswith(lists.part)
    opened = opened or sentence.is_marked(figure.seg, carried.start, "among", "includes")
    before = [w for w in sentence.between(figure.limit, figure.seg) if w.kind == "verb"]
    before = before or [w for w in sentence.words if w.kind == "verb" and w.end <= figure.seg]
    return opened and bool(before) and before[-1].id in _DONE


def _holds(group: Word, reason: Word) -> bool:
    """Return whether a word names the group of another's row: 不掌握而无法提供 is the reason."""
    stems = {row.removesuffix("*") for row in group.cls.rows if row.endswith("*")}
    rows = reason.cls.rows
    return any(row not in group.cls.rows and row.startswith(tuple(stems)) for row in rows)


def _outcome(sentence: Sentence, outcomes: Sequence[Word], listed: bool) -> Meaning:
    run = list(outcomes) if listed else _joined(sentence, outcomes)
    run = [w for w in run if not any(_holds(w, other) for other in run)]
    if any(a.end == b.start for a, b in pairwise(run)):
        # A reason and its group run together: 因国家秘密不予公开 is the reason.
        named_rows = [w for w in run if w.cls.rows] or run
        run = [min(named_rows, key=lambda w: len(w.cls.rows) + 99 * ("*" in "".join(w.cls.rows)))]
    rows = tuple(dict.fromkeys(row for w in run for row in w.cls.rows))
    if not rows or any(not w.cls.rows for w in run):
        id_ = run[-1].id
        return Meaning(
            *((id_, id_) if id_ == "withdrawn" else ("other", f"other.{id_}")), kind="outcome"
        )
    metrics = load_metrics()
    metric = run[0].id if len(run) == 1 and run[0].id in metrics else "reason"
    name = "+".join(w.id for w in run)
    name = metric if metric == name else f"{metric}.{name}"
    return replace(named(metric, rows, kind="outcome"), name=name)


def _by_verb(local: Local, verbs: Sequence[Word], sentence: Sentence) -> tuple[Meaning, ...]:
    if not verbs:
        has_object = any(w.kind == "object" for w in (*local.words, *local.behind))
        bare = named("requests", kind="flow", certain=False)
        return (bare,) if has_object else (Meaning(kind="unnamed"),)
    ids = {"receive": "received", "answer": "answered", "handle": "handled", "due": "due"}
    told = [w for w in verbs if w.id in ids and not _is_negated(sentence, w)]
    if not told and any(w.id in ids for w in verbs):
        return (Meaning(),)
    told = told or list(verbs)
    run = [w for w in _joined(sentence, told) if w.id in ids]
    names = list(dict.fromkeys(ids[w.id] for w in run))
    if names and names[0] == "handled" and "answered" in names:
        names.remove("handled")
    if names == ["handled"] and sentence.is_marked(sentence.start, verbs[-1].start, "plus"):
        names = ["due"]
    if names == ["received"] and _answered_behind(local):
        names = ["received_answered"]
    return tuple(named(name, kind="flow") for name in names) or (Meaning(),)


def _is_negated(sentence: Sentence, word: Word) -> bool:
    """Return whether a verb is denied: 1件因故未收到材料 tells of no request received."""
    denials = load_structure().statements.denials
    return sentence.prose.text[max(sentence.start, word.start - 3) : word.start].endswith(denials)


def _answered_behind(local: Local) -> bool:
    return any(w.id in ("answer", "handle") for w in local.behind)
