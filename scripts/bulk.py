#!/usr/bin/env python3
"""Measures a whole job: reports a second, CPU time a report, peak memory, a second run, two threads against one.

    scripts/bulk.py PROGRAM PROJECT [THREADS]

PROJECT comes from `cargo run --release --example make_province -- 1000 PROJECT`."""

import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time


def run(arguments):
    """Wall time, CPU time and peak memory (MiB) of a command."""
    start = time.monotonic()
    process = subprocess.Popen(arguments, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0, f"{arguments} ended with {process.returncode}"
    return time.monotonic() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def put_aside(output, aside):
    """Makes room for a first run. Moved and not deleted: ext4 looks long for an inode while many were freed a moment
    ago, and that time would be counted as the program's."""
    if output.exists():
        output.rename(pathlib.Path(tempfile.mkdtemp(dir=aside)) / "output")


def main():
    program, project = sys.argv[1], pathlib.Path(sys.argv[2])
    threads = sys.argv[3] if len(sys.argv) > 3 else "2"
    with tempfile.TemporaryDirectory(dir=project.parent) as aside:
        measure([program, "build", str(project), "-j", threads], project / "output", aside)


def measure(command, output, aside):
    threads = command[-1]
    put_aside(output, aside)
    wall, cpu, memory = run(command)
    manifest = json.loads((output / "manifest.json").read_bytes())
    count = len(manifest["reports"])
    pages = sum(report["pages"] for report in manifest["reports"]) / count
    size = sum(file["size"] for report in manifest["reports"] for file in report["files"]) / count / 1024
    print(f"{count} reports of {pages:.1f} pages, {size:.0f} KiB each (PDF, DOCX, trace)")
    print(f"first run, {threads} threads: {wall:.1f} s, {count / wall:.1f} reports/s, {cpu * 1000 / count:.1f} CPU ms a report, "
          f"peak {memory:.0f} MiB")
    again, cpu_again, memory_again = run(command)
    print(f"second run, nothing changed: {again:.2f} s, {wall / again:.0f} times faster, {cpu_again:.2f} CPU s, "
          f"peak {memory_again:.0f} MiB")
    if threads != "1":
        put_aside(output, aside)
        alone, _, _ = run([*command[:-1], "1"])
        print(f"one thread: {alone:.1f} s; {threads} threads are {alone / wall:.2f} times as fast")


if __name__ == "__main__":
    main()
