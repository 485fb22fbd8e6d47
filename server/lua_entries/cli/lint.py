"""`lua-entries lint`: check a workspace and report."""

from __future__ import annotations

import argparse
import gc
import os
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

from lua_entries import __version__
from lua_entries.cache.store import opened_store
from lua_entries.cli.analysis import Analysis, Asked
from lua_entries.cli.arguments import PROGRAM, Parser, listed, one_of
from lua_entries.cli.baselines import Baselines
from lua_entries.cli.exits import EPILOG, Exit, UsageError
from lua_entries.cli.remembering import Memo
from lua_entries.cli.scope import Reported, named_paths, working_directory
from lua_entries.cli.terminal import complain, progress, put, put_file, use_colour
from lua_entries.files.paths import shown
from lua_entries.project.globs import namespace_matches
from lua_entries.report.context import Context, in_order, plural
from lua_entries.report.formats import FORMATS, renderer
from lua_entries.rules.finding import Finding, Severity

if TYPE_CHECKING:
    from lua_entries.cli.fixing import Fixing

STDIN = "-"
_LEVELS = [severity.label for severity in Severity]
_COLOURS = ("auto", "always", "never")
_LEAST = "least severity to"
_DESCRIPTION = """\
Checks the entries of a project and the Lua behind them. A PATH chooses what is
reported, never what is analysed: without one that is the working directory.
"""
_NOTHING = """\
{}: no index file found in `{}`
  an index file is `_index.yaml`, or other YAML with `namespace` and `entries` at its top level;
  name the directory of a project, and check `exclude` and the ignore files"""


def parser() -> Parser:
    """The options of the command."""
    made = Parser("lint", _DESCRIPTION, EPILOG)
    made.add_argument("paths", nargs="*", metavar="PATH", help="file or directory to report on; `-` reads stdin")
    checked = made.add_argument_group("what is checked")
    add = checked.add_argument
    add("--select", type=listed, action="extend", metavar="RULES", help="only these rules: names, codes, LE3 for LE3xx")
    add("--ignore", type=listed, action="extend", default=[], metavar="RULES", help="not these rules")
    add("--report-unknown", action="store_true", help="also report references that nothing here can prove")
    add("--config", metavar="FILE", help="use this configuration for all files")
    add("--exclude", action="append", default=[], metavar="GLOB", help="leave out these files and directories")
    add("--baseline", metavar="FILE", help="report only findings that are not in this file")
    add("--write-baseline", action="store_true", help="write what is found at or above --level to the baseline")
    add("--stdin-filename", metavar="FILE", help="the path that the text on stdin stands for")
    presented = made.add_argument_group("what is shown")
    add = presented.add_argument
    add(
        "--format", type=one_of(FORMATS), default="text", metavar="FORMAT", help=f"{', '.join(FORMATS)} (default: text)"
    )
    add("--level", type=one_of(_LEVELS), default="warning", metavar="LEVEL", help=f"{_LEAST} show (default: warning)")
    add("--namespace", action="append", default=[], metavar="GLOB", help="only findings in these namespaces")
    add("--statistics", action="store_true", help="count the findings of each rule, on stderr")
    add("--output", metavar="FILE", help="write the report to a file instead of stdout")
    add(
        "--color",
        type=one_of(_COLOURS),
        default="auto",
        metavar="WHEN",
        help=f"{', '.join(_COLOURS)} (default: auto, which heeds NO_COLOR and FORCE_COLOR)",
    )
    add("-q", "--quiet", action="store_true", help="findings only: no closing line, no progress")
    fixes = made.add_argument_group("what is mended")
    fixes.add_argument("--fix", action="store_true", help="carry out safe fixes of the findings that are shown")
    fixes.add_argument("--unsafe-fixes", action="store_true", help="with --fix or --diff: also fixes that need a look")
    fixes.add_argument("--diff", action="store_true", help="print what --fix would change, and change nothing")

    work = made.add_argument_group("how it works")
    work.add_argument(
        "--jobs", type=_jobs, default=0, metavar="N", help="use so many processes (default: all that help)"
    )
    work.add_argument("--no-cache", action="store_true", help="neither use nor keep what earlier runs found out")

    outcome = made.add_argument_group("how it ends")
    add = outcome.add_argument
    add("--fail-on", type=one_of(_LEVELS), default="error", metavar="LEVEL", help=f"{_LEAST} fail on (default: error)")
    add("--exit-zero", action="store_true", help="exit 0 even with findings")
    add("--watch", action="store_true", help="run again at every change, until interrupted")
    made.add_help_to(outcome)
    return made


def run(arguments: Sequence[str]) -> int:
    """Run the command and return the exit code."""
    options = parser().read(arguments)
    with _bulk_work():
        return _lint(options)


class Plan(NamedTuple):
    """What the options ask for."""

    options: argparse.Namespace
    asked: Asked
    baselines: Baselines


Look = Callable[[Asked, Callable[[str], None]], Analysis]
"""Finds out what was asked for; it is given what is told about the work."""


def _lint(options: argparse.Namespace) -> int:
    plan = _plan(options)
    if not options.watch:
        return _once(plan, _look(options))
    from lua_entries.cli.watch import watch

    return watch(plan.asked, plan.baselines.files, options, lambda look: _once(plan, look))


def _look(options: argparse.Namespace) -> Look:
    """Reads the workspace, or remembers what an earlier run found in it."""
    store = None if options.no_cache else opened_store()

    def look(asked: Asked, say: Callable[[str], None]) -> Analysis:
        remembers = store is not None and not (options.fix or options.diff or asked.overlay)
        known = Memo(store, asked).read() if store is not None and remembers else None
        if known is not None:
            return known
        from lua_entries.cli.checking import analyse  # imports all there is, so only where it must

        return analyse(asked, store, say)

    return look


def _plan(options: argparse.Namespace) -> Plan:
    """What the options ask for.

    Raises:
        UsageError: they contradict each other, or name what is not there.
    """
    cwd = working_directory()
    reported, overlay = _subjects(options, cwd)
    asked = Asked(
        cwd,
        reported,
        overlay,
        options.select,
        options.ignore,
        options.report_unknown,
        options.config,
        options.exclude,
        options.jobs,
    )
    if overlay and options.fix and not options.diff:
        raise UsageError("`--fix` cannot write to stdin", "`--diff` prints the changes")
    return Plan(options, asked, Baselines(options, cwd))


def _once(plan: Plan, look: Look) -> int:
    """Check, mend and report once; returns the exit code."""
    started = time.perf_counter()
    options, asked, baselines = plan
    cwd, reported = asked.cwd, asked.reported
    fail_on = Severity[options.fail_on.upper()]
    level = min(Severity[options.level.upper()], fail_on)
    fixing = _fixing(options)
    with progress(None if options.quiet else sys.stderr) as line:
        while True:
            analysis = look(asked, line.say)
            _require_namespaces(analysis, options.namespace)
            everything = list(_wanted(analysis, reported, options.namespace))
            if baselines.writes:
                break
            new = baselines.new(analysis)
            wanted = [finding for number, finding in everything if number in new]
            findings = in_order((finding for finding in wanted if finding.severity >= level), cwd)
            if fixing is None or analysis.crashed or not fixing.improve(analysis, findings):
                break
            asked = asked._replace(overlay={**plan.asked.overlay, **fixing.texts})
    if baselines.writes:
        numbers = [number for number, finding in enumerate(analysis.findings) if finding.severity >= level]
        left = numbers if analysis.crashed else baselines.write(analysis, numbers)
        wanted = findings = in_order((analysis.findings[number] for number in left), cwd)
    if fixing is not None and options.diff:
        put(fixing.diff(cwd))
        return Exit.FINDINGS if fixing.texts and not options.exit_zero else Exit.CLEAN
    if fixing is not None:
        _write_fixes(fixing, cwd, options.quiet)
    known = sum(finding.severity >= level for _, finding in everything) - len(findings)
    _write(findings, options, analysis, cwd, started, known)
    analysis.keep()
    if not options.quiet:
        if known and not baselines.writes:
            complain(f"{PROGRAM}: {plural(known, 'known finding')} not shown (baseline)")
        for note in baselines.notes:
            complain(f"{PROGRAM}: {note}")
    if options.select is not None and not findings and wanted and not options.quiet:
        complain(f"{PROGRAM}: {plural(len(wanted), 'finding')} below `--level {level.label}` not shown")
    for path in analysis.unread:
        complain(f"{PROGRAM}: `{shown(path, cwd)}` was not read: excluded, ignored, or neither entries nor Lua")
    if analysis.crashed:
        complain(f"{PROGRAM}: a rule failed, so findings may be missing; please report what LE999 says")
        return Exit.INTERNAL
    if not analysis.index_count and not reported.only_files:
        complain(_NOTHING.format(PROGRAM, analysis.directory))
        return Exit.NOTHING
    fails = any(finding.severity >= fail_on for finding in findings)
    return Exit.FINDINGS if fails and not options.exit_zero else Exit.CLEAN


def _subjects(options: argparse.Namespace, cwd: str) -> tuple[Reported, dict[str, str]]:
    """What is reported, and the unsaved text of the file that stdin stands for."""
    if STDIN not in options.paths:
        if options.stdin_filename is not None:
            raise UsageError("`--stdin-filename` without `-`", f"`{PROGRAM} lint - --stdin-filename FILE` reads stdin")
        return named_paths(options.paths, cwd), {}
    if len(options.paths) > 1:
        raise UsageError("`-` stands alone: other paths cannot be combined with stdin")
    if options.stdin_filename is None:
        raise UsageError("`-` needs `--stdin-filename FILE`", "the path decides which project the text belongs to")
    path = os.path.realpath(os.path.join(cwd, options.stdin_filename))
    if os.path.isdir(path):
        raise UsageError(f"`--stdin-filename`: `{options.stdin_filename}` is a directory")
    return Reported((path,), ()), {path: _stdin_text()}


def _stdin_text() -> str:
    if sys.stdin is None:
        raise UsageError("stdin is closed")
    try:
        return sys.stdin.buffer.read().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageError(f"stdin is not UTF-8 (byte {error.start})") from None


def _jobs(text: str) -> int:
    if not text.isdecimal() or not int(text):
        raise argparse.ArgumentTypeError(f"must be a number from 1 on, not `{text}`")
    return int(text)


def _fixing(options: argparse.Namespace) -> Fixing | None:
    if not (options.fix or options.diff):
        return None
    from lua_entries.cli.fixing import Fixing

    return Fixing(True, options.unsafe_fixes)


def _require_namespaces(analysis: Analysis, globs: Sequence[str]) -> None:
    known = analysis.all_namespaces
    for glob in globs:
        if known and not any(namespace_matches((glob,), namespace) for namespace in known):
            from lua_entries.project.config import did_you_mean

            hint = did_you_mean(glob, known) or f"namespaces here: {', '.join(known[:10])}"
            raise UsageError(f"`--namespace`: no namespace matches `{glob}`", hint)


def _wanted(analysis: Analysis, reported: Reported, globs: Sequence[str]) -> Iterator[tuple[int, Finding]]:
    """The findings that PATHs and namespaces choose, with their numbers."""
    both = zip(analysis.findings, analysis.namespaces, strict=True)
    for number, (finding, namespaces) in enumerate(both):
        if reported.wants(finding) and (not globs or any(namespace_matches(globs, name) for name in namespaces)):
            yield number, finding


def _write_fixes(fixing: Fixing, cwd: str, quiet: bool) -> None:
    """Write what was mended and say how much it was.

    Raises:
        UsageError: a file cannot be written; those before it are.
    """
    from lua_entries.files.write import WriteError, replace_text

    for path in sorted(fixing.texts):
        try:
            replace_text(path, fixing.originals[path], fixing.texts[path])
        except WriteError as error:
            raise UsageError(f"cannot fix `{shown(path, cwd)}`: {error}") from None
    if fixing.texts and not quiet:
        mended = plural(fixing.mended, "finding")
        complain(f"{PROGRAM}: mended {mended} in {plural(len(fixing.texts), 'file')}")


def _write(
    findings: Sequence[Finding], options: argparse.Namespace, analysis: Analysis, cwd: str, started: float, known: int
) -> None:
    file = None if options.output in (None, STDIN) else os.path.join(cwd, options.output)
    context = Context(
        directory=cwd,
        text=analysis.text,
        files=analysis.file_count,
        entries=analysis.entry_count,
        seconds=time.perf_counter() - started,
        version=__version__,
        catalog=analysis.catalog,
        colour=use_colour(options.color, sys.stdout if file is None else None, os.environ),
        quiet=options.quiet,
        known=known,
    )
    report = renderer(options.format)(findings, context)
    if file is None:
        put(report)
    else:
        put_file(file, report)
    if options.statistics:
        complain(statistics(findings))


def statistics(findings: Sequence[Finding]) -> str:
    """A table of how many findings each rule has, the most frequent first."""
    counted = Counter((finding.code, finding.rule) for finding in findings)
    rows = sorted(counted.items(), key=lambda item: (-item[1], item[0]))
    lines = [f"{count:>6}  {code}  {rule}" for (code, rule), count in rows]
    return "\n".join([*lines, f"{len(findings):>6}  in total"])


@contextmanager
def _bulk_work() -> Iterator[None]:
    """No garbage collection: the work makes many objects and no cycles, and the process ends after it."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
