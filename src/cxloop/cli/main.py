"""The entry point: reads the arguments, runs one command, and turns every failure into one clear message."""

from __future__ import annotations

import errno
import json
import os
import sys
import traceback
from collections.abc import Sequence
from typing import Any, Final

from cxloop.cli.options import hoisted, language_of
from cxloop.cli.words import printable, say
from cxloop.errors import CxloopError, DiskFull, InternalError

INTERRUPTED: Final = 130
PIPE_CLOSED: Final = 141


def main() -> None:
    sys.exit(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:
    """Runs the command line and gives the exit status: 0 fine, 2 the caller's mistake, 1 ours.

    >>> run(["version"])
    cxloop 0.1.0
    0
    """
    arguments = hoisted(arguments) or ["--help"]
    try:
        status = _run(arguments)
        sys.stdout.flush()
        return status
    except KeyboardInterrupt:
        print(say("interrupted", language_of(arguments)), file=sys.stderr)
        return INTERRUPTED
    except (BrokenPipeError, SystemExit):  # Typer makes the former into the latter
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return PIPE_CLOSED
    except Exception as error:
        return _failed(error, arguments)


def _run(arguments: list[str]) -> int:
    from typer import Abort
    from typer.exceptions import TyperException

    from cxloop.cli.commands import command_line

    language = language_of(arguments)
    try:
        status = command_line(language).main(arguments, prog_name="cxloop", standalone_mode=False)
    except Abort:
        raise KeyboardInterrupt from None
    except TyperException as error:
        return _usage(error, arguments)
    return status if isinstance(status, int) else 0


def _usage(error: Exception, arguments: Sequence[str]) -> int:
    language = language_of(arguments)
    context = getattr(error, "ctx", None)
    message = error.format_message() if hasattr(error, "format_message") else str(error)
    if not message or message.startswith("Usage:"):
        message = say("usage.command", language)
    else:
        message = say("usage.message", language, what=message)
    hint = say("usage.hint", language, command=context.command_path if context else "cxloop")
    _report({"code": "usage", "message": message, "hint": hint}, arguments)
    return 2


def _failed(error: Exception, arguments: Sequence[str]) -> int:
    if "--debug" in arguments:
        traceback.print_exc()
    known = _known(error)
    _report(known.to_dict(language_of(arguments)), arguments)
    return known.exit_status


def _known(error: Exception) -> CxloopError:
    if isinstance(error, CxloopError):
        return error
    if isinstance(error, OSError) and error.errno == errno.ENOSPC:
        return DiskFull(path=error.filename or "cxloop-data")
    return InternalError(what=f"{type(error).__name__}: {error}")


def _report(error: dict[str, Any], arguments: Sequence[str]) -> None:
    """One message on standard error; with --json the error as JSON on standard output as well."""
    if "--json" in arguments:
        print(json.dumps({"error": error}, ensure_ascii=False))
        sys.stdout.flush()
    said = f"{say('error', language_of(arguments))} [{error['code']}] {error['message']}"
    more = [error["hint"]] if error["hint"] else []
    more += [say("error.kept", language_of(arguments), **one) for one in error.get("kept", ())]
    for line in [said, *(f"  {text}" for text in more)]:
        print(printable(line), file=sys.stderr)
