"""Texts that try to be more than text: SQL, expressions, templates, commands, paths, headers, rules.

Each would do something that shows, were it ever run: write a file into a folder that stays empty else, make a table,
read a file that nobody is to read, or work out a number that stands nowhere.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator
from itertools import product
from typing import Final
from urllib.parse import quote

_SUM: Final = "48271*16807"
COMPUTED: Final = ("811290697", "811,290,697", "cxcanary", "<class '", "mappingproxy(", "root:x:0:", "uid=0(")
"""What no answer may hold: only whoever ran one of these texts could have written it."""
TABLE: Final = "cx_canary"
HEADER: Final = "x-canary"
LOGGED: Final = "CANARY-IN-THE-LOG"

_QUOTES: Final = ("", "'", '"', "`", ")", "')", "'))", "\\'", "1")
_SQL: Final = (
    "; create table cx_canary(a int); --",
    "; create table main.cx_canary as select 1; --",
    "; drop table keys; --",
    "; delete from accounts; --",
    f" union select {_SUM} --",
    f" || ({_SUM}) || ",
    "; update keys set purpose='read'; --",
    "; attach database '@file' as x; create table x.cx_canary(a); --",
    "; attach '@file' as x; --",
    "; copy (select 1) to '@file'; --",
    "; copy (select 1) to program 'touch @file'; --",
    "; vacuum into '@file'; --",
    " union select * from read_csv('@secret') --",
    " union select pg_read_file('@secret') --",
    "; pragma writable_schema=1; delete from sqlite_master; --",
    "; select writefile('@file', 'x'); --",
    "; export database '@file'; --",
    " or 1=1 /*",
    "; select lo_export(1, '@file'); --",
)
_PYTHON: Final = (
    "__import__('os').system('touch @file')",
    "open('@file','w').write('x')",
    f"eval('{_SUM}')",
    _SUM,
    "'cx'+'canary'",
    "exec('import os; os.system(\"touch @file\")')",
    "__import__('pathlib').Path('@file').touch()",
    "().__class__.__bases__",
    "[].__class__.__mro__",
    "print(open('@secret').read())",
    "globals()['__builtins__']",
    "(lambda: __import__('subprocess').run(['touch','@file']))()",
)
_AROUND: Final = (
    "{}",
    "${{{}}}",
    "#{{{}}}",
    "{{{{{}}}}}",
    "{{% print({}) %}}",
    "<%= {} %>",
    "'+{}+'",
    '"+str({})+"',
    "{{{}}}",
    "@({})",
)
_FORMATS: Final = (
    "{0.__class__}",
    "{step.__class__}",
    "{details.__class__}",
    "{option.__class__.__mro__}",
    "{reason.__class__}",
    "{}",
    "{0}",
    "{what.__class__.__init__.__globals__}",
    "{page.__class__}",
    "%s%s%s",
    "%(step)s",
    "%n",
    "{0!r:>40}",
    "$step",
    "${PATH}",
    "%PATH%",
    "{step",
    "step}",
    "}}{{",
    "{position.__class__}",
)
_TEMPLATES: Final = (
    f"{{{{{_SUM}}}}}",
    f"${{{_SUM}}}",
    f"#{{{_SUM}}}",
    f"<%= {_SUM} %>",
    f"{{% if {_SUM} > 5 %}}cx{{# #}}canary{{% endif %}}",
    "{{'cx'~'canary'}}",
    "{{config}}",
    "{{request.app.state.__class__}}",
    "{{cycler.__init__.__globals__.os.popen('touch @file').read()}}",
    "{{self.__init__.__globals__.__builtins__.open('@file','w')}}",
    "{% include '@secret' %}",
    "{{''.__class__.__mro__[1].__subclasses__()}}",
    f"[[${{{_SUM}}}]]",
    f"*{{{_SUM}}}",
    f"{{{{= {_SUM} }}}}",
    "{% import 'os' as os %}{{os}}",
    f"{{{{constructor.constructor('return {_SUM}')()}}}}",
)
_SHELL: Final = (
    "; touch @file",
    "| touch @file",
    "&& touch @file",
    "|| touch @file",
    "`touch @file`",
    "$(touch @file)",
    "\ntouch @file\n",
    "> @file",
    f"$(({_SUM}))",
    "; cat @secret",
    "; cat /etc/passwd",
    "; id",
    "& type @secret",
)
_LDAP: Final = (
    "*)(uid=*))(|(uid=*",
    "admin)(&)",
    "*()|%26'",
    "*)(objectClass=*",
    ")(cn=*))\x00",
    '{"$gt": ""}',
    '{"$where": "sleep(9)"}',
    "' or '1'='1",
)
_PATHS: Final = ("outside/secret.txt", "data/access.db", "etc/passwd", "data/audit.anchor", "touched")
_UP: Final = (
    "../",
    "../../",
    "../../../../../../",
    "..\\..\\",
    "....//....//",
    "%2e%2e%2f%2e%2e%2f",
    "..%252f..%252f",
    "..;/",
    "/",
    "file:///",
)
_LINES: Final = (
    f"\r\n{HEADER}: fired",
    f"%0d%0a{HEADER}:%20fired",
    f"\n{HEADER}: fired\n\n<html>",
    "\r\nSet-Cookie: canary=1",
    f"\n{LOGGED}",
    f"\r\n{LOGGED}",
    f"\u2028{LOGGED}",
    f"\x1b[2J\x1b]0;{LOGGED}\x07",
    f"嘊嘍{HEADER}: fired",
    "\r\n\r\nHTTP/1.1 200 OK\r\n\r\n",
)
_RULES: Final = (
    " or event is present or ",
    " or channel is present",
    ") or (event is present",
    "] or event is present",
    " = 1 or 1 = ",
    ', "x") or event in ("',
    " is present or x is missing",
    "\\",
    '\\" or event is present',
    "` is present or `a",
)
_XML: Final = (
    '<!DOCTYPE x [<!ENTITY e SYSTEM "file://@secret">]><a>&e;</a>',
    '<xi:include href="file://@secret"/>',
    "<![CDATA[&e;]]>",
    "=cmd|' /C touch @file'!A0",
    "=1+1",
    "@SUM(1+1)",
    "+cmd|'x'!A0",
    "-2+3",
    '=WEBSERVICE("file://@secret")',
    '!!python/object/apply:os.system ["touch @file"]',
    "- !!python/name:os.system",
    "javascript:alert(1)",
    "a\u202etxt.exe",
)


def corpus(file: str, secret: str) -> list[str]:
    """All of them, each once. file: what they try to write; secret: what they try to read."""
    made = dict.fromkeys(_all(file, secret))
    return [text.replace("@file", file).replace("@secret", secret) for text in made]


def _all(file: str, secret: str) -> Iterator[str]:
    sql = [before + after for after, before in product(_SQL, _QUOTES)]
    yield from sql
    yield from (around.format(code) for code, around in product(_PYTHON, _AROUND))
    yield from _FORMATS
    yield from (before + text for text, before in product(_TEMPLATES, ("", "a", '"', "'", "%7B")))
    yield from (before + text for text, before in product(_SHELL, ("", "a", "'", '"')))
    yield from _LDAP
    yield from (up + path for path, up in product(_PATHS, _UP))
    yield from (before + text for text, before in product(_LINES, ("", "a", '"')))
    yield from (
        before + text + after
        for text, (before, after) in product(_RULES, (("", ""), ('"', '"'), ("'", "'"), ("`", "`"), ("a", "")))
    )
    yield from _XML
    yield from (quote(text.replace("@file", file), safe="") for text in sql[::9])
    yield from (quote(quote(text.replace("@file", file), safe=""), safe="") for text in sql[::18])
    yield from (text.replace("'", "\uff07").replace('"', "\uff02") for text in sql[1::18])
    system = f"cos\nsystem\n(S'touch {file}'\ntR."
    yield from (base64.b64encode(system.encode()).decode(), system)
