"""The hostile texts put wherever text can go, and looked for where they are data."""

from __future__ import annotations

import contextlib
import csv
import io
import itertools
import json
import random
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote, urlencode

import cxloop
from cxloop.api.routes import ROUTES
from cxloop.cli.main import run
from cxloop.errors import BadRule, CxloopError
from cxloop.model.rule import All, Compare, In, parse
from hostile.bodies import NFC
from hostile.canaries import Canaries
from hostile.operations import described
from hostile.serving import Running

_NEEDED: Final = {
    "/api/v1/funnel": {"step": ["방문", "검색"]},
    "/api/v1/funnel/customers": {"step": ["방문", "검색"], "number": 1},
    "/api/v1/behind": {"of": "step", "what": "방문"},
    "/api/v1/differences": {"compare": "channel = app"},
    "/api/v1/edge": {"source": "방문", "target": "검색"},
    "/api/v1/step": {"name": "방문"},
    "/api/v1/journey": {"name": "고객-0"},
}


class Injecting:
    """One running server, its data folder, and the texts. every: how many are put into each place, by turns."""

    def __init__(self, server: Running, canaries: Canaries, texts: list[str], every: int) -> None:
        self.server, self.canaries, self.texts = server, canaries, texts
        self.data, self.every = server.data, every
        self._turn = itertools.cycle(random.Random(1).sample(texts, len(texts)))  # of every kind in every place
        self.put: Counter[str] = Counter()

    def some(self, place: str) -> Iterator[str]:
        """The next texts for a place."""
        for _ in range(self.every):
            self.put[place] += 1
            yield next(self._turn)

    def ask(self, method: str, path: str, said: str, body: bytes | None = None, **headers: str) -> Any:
        reply = self.server.ask(method, path, {**self.server.as_admin, **headers}, body)
        return self.canaries.hear(reply, said)

    def cells(self) -> None:
        """Names of columns and values of cells in files; all of them, since a file costs as much as a row."""
        path = self.canaries.folder / "cells.csv"
        _write(
            path,
            ["who", "when", "what", "where", "note", "said"],
            [[text, "2026-02-03T10:00:00", text, text, text, text] for text in self.texts],
        )
        workspace = cxloop.open(self.data)
        report = workspace.import_(path, customer="who", times=["when"], event="what", channel="where", text="said")
        self.put["cells"] = len(self.texts) * 5
        rows = workspace.table.read(["event", "customer", "channel", "text", "properties", "batch"]).to_pylist()
        rows = [row for row in rows if row["batch"] == 2]
        assert len(rows) == report.imported
        for name in ("event", "customer", "channel", "text"):
            _same(f"{name} of a file", self.texts, [row[name] for row in rows])
        _same("a cell", self.texts, [json.loads(row["properties"])["note"] for row in rows])

    def columns(self) -> None:
        for begin in range(0, len(self.texts), 60):
            names = self.texts[begin : begin + 60]
            path = self.canaries.folder / "columns.csv"
            _write(
                path,
                ["who", "when", "what", *names],
                [["u", "2026-02-03T11:00:00", "columns", *(f"v{at}" for at in range(len(names)))]],
            )
            workspace = cxloop.open(self.data)
            workspace.import_(path, customer="who", times=["when"], event="what")
            path.unlink()
            self.put["columns"] += len(names)
            number = workspace.imports()[-1]["number"]
            rows = workspace.table.read(["properties", "batch"]).to_pylist()
            found = next(json.loads(row["properties"]) for row in rows if row["batch"] == number)
            assert list(found.values()) == [f"v{at}" for at in range(len(names))]
            _same("a column", {name.strip() for name in names}, list(found))  # blanks around a title mean nothing

    def messages(self) -> None:
        """Every text of a message: accepted and as it was, or in quarantine as it was."""
        refused: dict[str, str] = {}
        for begin in range(0, len(self.texts), 50):
            texts = self.texts[begin : begin + 50]
            items = [_message(number, text) for number, text in enumerate(texts, begin)]
            reply = self.ask(
                "POST", "/v1/batch", str(texts), json.dumps({"batch": items}).encode(), **self.server.as_sender
            )
            assert reply.status == 200, reply
            refused |= {f"i-{begin + one['index']}": one["code"] for one in reply.plain.get("refused", ())}
        self.server.settled()
        workspace = cxloop.open(self.data)
        rows = {
            row["event_id"]: row
            for row in workspace.table.read(["event_id", "event", "customer", "channel", "properties"]).to_pylist()
        }
        kept = {one.message_id: json.loads(one.raw) for one in workspace.filings.refused(limit=100_000)}
        for number, text in enumerate(self.texts):
            self.put["messages"] += 7
            id, sent = f"i-{number}", _message(number, text)
            if id in refused:
                assert kept[id] == sent, text
                continue
            row = rows[id]
            assert (row["event"], row["customer"], row["channel"]) == (text, text, text)
            assert json.loads(row["properties"]) == sent["properties"]
        assert set(refused.values()) <= {"control_characters"}, Counter(refused.values())

    def rules(self) -> None:
        """A text in a rule, quoted as the rule language has it, is that text and holds for the events of that name."""
        for text in self.texts:
            inside = text.replace("\\", "\\\\").replace('"', '\\"')
            assert parse(f'event = "{inside}" and value in ("{inside}")') == All(
                (Compare("event", "=", text), In("value", (text,)))
            )
            for plain in (
                text,
                f"event = {text}",
                f'event = "{text}"',
                f"event = '{text}'",
                f"`{text}` = 1",
                f"a in ({text})",
            ):
                with contextlib.suppress(BadRule):
                    parse(plain)
        self.put["rules read"] = 7 * len(self.texts)
        table = cxloop.open(self.data).table.read(["event", "channel"])
        events, channels = (Counter(table[name].to_pylist()) for name in ("event", "channel"))
        for text in self.some("rules"):
            inside = text.replace("\\", "\\\\").replace('"', '\\"')
            found = self.ask("GET", "/api/v1/overview?" + urlencode({"where": f'event = "{inside}"'}), text)
            if found.status == 200:
                assert found.plain["events"] == events[text], (text, found.plain["events"], events[text])
            else:
                code = "no_events" if events[text] else "unknown_step"
                assert found.plain["code"] in ("no_events", code), (text, found)
            found = self.ask("GET", "/api/v1/overview?" + urlencode({"channel": text}), text)
            assert found.plain.get("events", 0) == channels[text], (text, found, channels[text])
            for plain in (text, f"event = {text}", f'event = "{text}"', f"`{text}` = 1", f"event in ({text})"):
                self.ask("GET", "/api/v1/overview?" + urlencode({"where": plain}), text)

    def parameters(self) -> None:
        """Every parameter of every JSON operation, and of every page."""
        for path, operations in described()["paths"].items():
            for method, operation in operations.items():
                if path.endswith("/stream"):
                    continue
                for each in operation["parameters"]:
                    for text in self.some(f"{method} {path} {each['name']}"):
                        self.canaries.hear(self._parameter(method, path, each, text), text)
        pages = [
            row for row in ROUTES if row.audience == "page" and row.method == "GET" and row.path != "/sign-in/callback"
        ]
        for page in pages:
            for text in self.some(f"page {page.path}"):
                said = quote(text, safe="")
                path = page.path.replace("{name:path}", said).replace("{pain}", said)
                query = "&".join(
                    f"{name}={said}"
                    for name in ("step", "where", "name", "source", "zone", "next", "key", "touchpoint")
                )
                self.ask("GET", f"{path}?{query}", text)

    def _parameter(self, method: str, path: str, each: dict[str, Any], text: str) -> Any:
        query = dict(_NEEDED.get(path, {}))
        if each["in"] == "path":
            path = path.replace(f"{{{each['name']}}}", quote(text, safe=""))
        else:
            query[each["name"]] = [text, *query.get(each["name"], [])][:2] if each["name"] == "step" else text
        path = path.replace("{number}", "1").replace("{pain}", "1")
        return self.server.ask(method.upper(), f"{path}?{urlencode(query, doseq=True)}", self.server.as_admin)

    def forms(self) -> None:
        """What people fill in, and what browsers say by themselves."""
        forms = {
            "/workspace": ("workspace", "next"),
            "/purpose": ("purpose", "next"),
            "/preferences": ("language", "theme", "next"),
        }
        for path, names in forms.items():
            for text in self.some(f"form {path}"):
                form = urlencode(dict.fromkeys(names, text)).encode()
                self.ask("POST", path, text, form, **{"content-type": "application/x-www-form-urlencoded"})
        for text in itertools.islice(self.some("form /sign-in"), 20):  # it counts tries
            form = urlencode({"name": text, "password": text}).encode()
            self.ask("POST", "/sign-in", text, form, **{"content-type": "application/x-www-form-urlencoded"})
        for text in self.some("headers"):
            said = quote(text) if not text.isprintable() or not text.isascii() else text.strip()
            for name in ("accept-language", "authorization", "user-agent", "referer", "x-forwarded-for", "accept"):
                self.ask("GET", "/api/v1/fields", text, **{name: f"Bearer {said}" if name == "authorization" else said})
            self.ask("POST", "/v1/track", text, b"{}", authorization=f"Bearer {said}")

    def quarantine(self) -> None:
        """A text in the place of a message, and in a message."""
        waiting = self.ask("GET", "/api/v1/quarantine?limit=1000", str(self.texts)).plain["messages"]
        number = next(one["number"] for one in waiting)
        path = f"/api/v1/quarantine/{number}"
        kind = {"content-type": "application/json"}
        for text in self.some("quarantine"):
            reply = self.ask("POST", f"{path}/fix", text, json.dumps({"message": text}).encode(), **kind)
            assert reply.status == 400, reply
            message = json.dumps({"type": "track", "event": "fixed", "userId": "u", "properties": {text: text}})
            reply = self.ask("POST", f"{path}/fix", text, json.dumps({"message": message}).encode(), **kind)
            assert (reply.status, reply.plain["message"]) == (200, message)
        reply = self.ask("POST", f"/api/v1/quarantine/replay?number={number}", text)
        assert reply.plain == {"replayed": 1, "refused": 0}
        self.server.settled()
        rows = cxloop.open(self.data).table.read(["event", "properties"]).to_pylist()
        assert [json.loads(row["properties"]) for row in rows if row["event"] == "fixed"] == [{text: text}]

    def answers(self) -> None:
        """Texts come back as they are from every question that shows them."""
        told = self.ask("GET", "/api/v1/catalogue?purpose=test", str(self.texts)).plain
        names = {one["event"] for one in told["events"]} if "events" in told else set()
        for text in self.some("answers"):
            query = urlencode({"name": text, "purpose": "test"})
            found = self.ask("GET", f"/api/v1/journey?{query}", text)
            if text.strip() == text and text.isprintable():
                assert found.status == 200, (text, found)
                assert text in {one["event"] for one in found.plain["events"]}, (text, found)
                assert text in names, text

    def commands(self) -> int:
        """Names of keys, of workspaces, steps and rules on the command line; how many keys were made."""
        made = []
        for text in self.some("key names"):
            if "\x00" not in text:  # no command line can hold it
                status, _ = self.command(text, "key", "create", f"--name={text}")
                assert status == 0
                made.append(text)
        listed = {one["name"] for one in json.loads(self.command("", "key", "list")[1])["keys"]}
        assert set(made) <= listed
        for text in self.some("workspace names"):
            status, told = self.command(text, "overview", f"--workspace={text}")
            assert status == 2, (text, told)
        for text in self.some("options"):
            self.command(text, "funnel", "방문", text, f"--where={text}", f"--breakdown={text}")
            self.command(text, "pains", f"--outcome={text}")
            self.command(text, "journey", text)
            self.command(text, "import", text, f"--customer={text}", f"--time={text}")
        return len(made)

    def workspaces(self) -> None:
        """A workspace of such a name is a folder of that name, or is refused."""
        homes, refused = self.canaries.secret.parent / "homes", dict[str, str]()
        paths = [text for text in self.texts if set(text) & set("/\\\0")]
        self.put["workspaces"] = len(paths)
        for text in [*paths, *itertools.islice(self.some("workspaces"), 10)]:
            try:
                assert cxloop.open(homes, text).state.imports() == []
            except CxloopError as error:
                refused[text] = error.code
            else:
                assert (homes / text / "state.db").exists(), text
        assert set(refused.values()) <= {"bad_option", "folder_unusable"}, refused
        made = {one.name for one in homes.iterdir() if one.is_dir()} if homes.exists() else set()
        assert made <= set(self.texts), made

    def command(self, said: str, *words: str) -> tuple[int, str]:
        out, errors = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(errors):
            status = run(["--data", str(self.data), *words, "--json"])
        assert status in (0, 2), (words, errors.getvalue())
        self.canaries.read(out.getvalue() + errors.getvalue(), said or str(self.texts))
        return status, out.getvalue()


def _message(number: int, text: str) -> dict[str, Any]:
    return {
        "type": "track",
        "messageId": f"i-{number}",
        "event": text,
        "userId": text,
        "channel": text,
        "anonymousId": f"a{text}"[:255],
        "properties": {text: text, "text": text, "case": text, "plan": [text, {"한글": NFC + text}]},
        "context": {"library": {"name": text}, "traits": {text: text}},
    }


def _same(what: str, sent: Iterable[str], got: Iterable[str]) -> None:
    lost, made = Counter(sent) - Counter(got), Counter(got) - Counter(sent)
    assert not lost, f"{what}: {list(lost)[:5]} came back as {list(made)[:5]}"


def _write(path: Path, head: list[str], rows: list[list[str]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file, quoting=csv.QUOTE_ALL).writerows([head, *rows])
