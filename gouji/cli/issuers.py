"""`gouji issuers …`: who is who, what a person says of names, and versions of one report."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from gouji.cli.base import Session, lang_option, listing_options, store_option, user_name
from gouji.cli.opened import open_for
from gouji.cli.years import roster_of, settings_of
from gouji.terminal import clean, echo, emit
from report.errors import UsageError

if TYPE_CHECKING:
    from gouji.corpus.register import Corpus, Versions
    from store import Placed, Store

_roster_option = click.option("--roster", type=click.Path(path_type=Path), metavar="CSV")
_who_option = click.option("--who", envvar="GOUJI_WHO", default=user_name, show_envvar=True)
_reason_option = click.option("--reason", default="", metavar="TEXT")


def named(session: Session, who: str) -> str:
    """Return the name of who decides; nobody decides without one."""
    if not who.strip():
        raise UsageError(session.say("issuers.who"))
    return who.strip()


@click.group()
@lang_option
def issuers() -> None:
    """See `gouji/messages/corpus.toml`."""


@issuers.command("list")
@_roster_option
@listing_options
@click.pass_obj
def list_(session: Session, roster: Path | None, store: str | None, as_json: bool) -> None:
    """See `gouji/messages/corpus.toml`."""
    from gouji.corpus.register import read_corpus

    with open_for(session, store) as opened:
        corpus = read_corpus(opened, roster_of(session, roster))
    for body in _bodies(corpus):
        if as_json:
            emit(body)
        else:
            _tell_body(session, body)
    for placed in corpus.unplaced:
        if as_json:
            emit(
                {
                    "body": None,
                    "names": [placed.issuer],
                    "record": placed.record,
                    "path": placed.path,
                }
            )
        else:
            name = clean(placed.issuer or placed.path)
            echo(session.say("issuers.unplaced", name=name, path=clean(placed.path)))
    for proposal in corpus.register.proposals():
        if as_json:
            emit({"proposal": proposal.why, "one": proposal.one, "other": proposal.other})
            continue
        why = session.say(f"issuers.why.{proposal.why}")
        one, other = clean(proposal.one), clean(proposal.other)
        echo(session.say("issuers.proposal", one=one, other=other, why=why))


def _bodies(corpus: Corpus) -> list[dict[str, Any]]:
    """Return each body with its names and years, and what its level and kind rest on."""
    groups: dict[str, list[Versions]] = {}
    for (key, _), versions in corpus.versions.items():
        groups.setdefault(key, []).append(versions)
    found = []
    for group in groups.values():
        reports: list[Placed] = [
            one for versions in group for one in (versions.current, *versions.others)
        ]
        names = sorted({one.issuer for one in reports}, key=lambda name: (-len(name), name))
        expected = corpus.register.expected(names[0])
        body = corpus.register.body(names[0])
        found.append(
            {
                "body": names[0] if expected is None else expected.name,
                "names": names,
                "years": sorted(versions.year for versions in group),
                "kind": body.kind,
                "levels": list(body.levels),
                "parent": None if expected is None else expected.parent or None,
                "because": list(body.because),
            }
        )
    return sorted(found, key=lambda one: str(one["body"]))


def _tell_body(session: Session, body: dict[str, Any]) -> None:
    levels = "/".join(session.say(f"level.{level}") for level in body["levels"])
    kind = session.say(f"bodykind.{body['kind'] or 'unknown'}")
    years = " ".join(str(year) for year in body["years"])
    mark = "、" if session.lang == "zh" else ", "
    said = session.say("issuers.roster")
    because = mark.join(said if word == "roster" else clean(word) for word in body["because"])
    told = f"{levels} {kind}".strip()
    echo(
        session.say(
            "issuers.line", name=clean(body["body"]), years=years, told=told, because=because
        )
    )
    if len(body["names"]) > 1:
        echo(session.say("issuers.names", names=mark.join(map(clean, body["names"]))))


def _say(
    session: Session,
    verdict: str,
    one: str,
    other: str,
    who: str,
    reason: str,
    store: str | None,
) -> None:
    from gouji.corpus.settle import settle_corpus
    from report.roster import roster_key

    if roster_key(one) == roster_key(other):
        raise UsageError(session.say("issuers.identical", one=clean(one), other=clean(other)))
    with open_for(session, store) as opened:
        opened.say_of_names(one, other, verdict, named(session, who), reason)
        done = settle_corpus(opened, settings_of(session, roster_of(session)))
    echo(
        session.say(
            f"issuers.said.{verdict}", one=clean(one), other=clean(other), changed=done.changed
        )
    )


@issuers.command()
@click.argument("one")
@click.argument("other")
@_who_option
@_reason_option
@store_option
@lang_option
@click.pass_obj
def same(session: Session, one: str, other: str, who: str, reason: str, store: str | None) -> None:
    """See `gouji/messages/corpus.toml`."""
    _say(session, "same", one, other, who, reason, store)


@issuers.command()
@click.argument("one")
@click.argument("other")
@_who_option
@_reason_option
@store_option
@lang_option
@click.pass_obj
def different(
    session: Session, one: str, other: str, who: str, reason: str, store: str | None
) -> None:
    """See `gouji/messages/corpus.toml`."""
    _say(session, "different", one, other, who, reason, store)


@issuers.command()
@_roster_option
@listing_options
@click.pass_obj
def versions(session: Session, roster: Path | None, store: str | None, as_json: bool) -> None:
    """See `gouji/messages/corpus.toml`."""
    from gouji.corpus.register import read_corpus

    with open_for(session, store) as opened:
        corpus = read_corpus(opened, roster_of(session, roster))
        several = [one for one in corpus.versions.values() if one.others]
        for one in several:
            for told in _version_json(opened, one):
                if as_json:
                    emit(told)
                else:
                    _tell_version(session, one, told)
    if not several and not as_json:
        echo(session.say("versions.none"))


def _version_json(store: Store, one: Versions) -> list[dict[str, Any]]:
    from gouji.corpus.register import differences

    keys = [one.current.key, *(other.key for other in one.others)]
    current, *others = store.outcomes_of(keys)
    return [
        {
            "issuer": one.current.issuer,
            "year": one.year,
            "current": {
                "record": current.id,
                "path": current.outcome.source.path,
                "chosen": one.chosen,
            },
            "other": {"record": other.id, "path": other.outcome.source.path},
            "differences": [
                {"key": each.key, "current": each.current, "other": each.other}
                for each in differences(current, other)
            ],
        }
        for other in others
    ]


def _tell_version(session: Session, one: Versions, told: dict[str, Any]) -> None:
    how = session.say("versions.chosen" if one.chosen else "versions.rule")
    issuer = clean(one.current.issuer)
    echo(
        session.say(
            "versions.head",
            issuer=issuer,
            year=one.year,
            record=told["current"]["record"],
            path=clean(told["current"]["path"]),
            how=how,
        )
    )
    other = told["other"]
    echo(
        session.say(
            "versions.other",
            record=other["record"],
            path=clean(other["path"]),
            count=len(told["differences"]),
        )
    )
    for each in told["differences"]:
        echo(f"    {each['key']}  {each['current']} | {each['other']}")


@issuers.command()
@click.argument("record")
@_who_option
@_reason_option
@store_option
@lang_option
@click.pass_obj
def choose(session: Session, record: str, who: str, reason: str, store: str | None) -> None:
    """See `gouji/messages/corpus.toml`."""
    from gouji.corpus.settle import settle_corpus

    with open_for(session, store) as opened:
        stored = opened.record(record)
        opened.say_of_version(stored.id, named(session, who), reason)
        done = settle_corpus(opened, settings_of(session, roster_of(session)))
    echo(
        session.say(
            "versions.said",
            record=stored.id,
            path=clean(stored.outcome.source.path),
            changed=done.changed,
        )
    )
