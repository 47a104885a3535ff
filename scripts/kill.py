#!/usr/bin/env python3
"""Kills runs at random moments, the project now and then changed between them, and looks at what they leave.

    scripts/kill.py PROGRAM PROJECT [TIMES]

Builds two states of PROJECT undisturbed, that of its templates and one with a sentence more in each, then into another
folder again and again, each run of either state killed (SIGKILL) after a random time. After each kill: every file in the
output folder is whole, that is byte for byte one of an undisturbed run's, and manifest.json tells of no finished file that
is not there with these bytes. Then a last run of each state, not killed, must make the very same folder, and take none of
the program's own files for a person's."""

import json
import pathlib
import random
import shutil
import subprocess
import sys
import time

SENTENCE = "\n\n本报告由各部门数据汇总而成。\n"


def files(folder):
    """Every file of an output folder with its bytes; not what runs remember."""
    paths = (path for path in folder.rglob("*") if path.is_file())
    inside = ((path.relative_to(folder), path) for path in paths)
    return {str(name): path.read_bytes() for name, path in inside if name.parts[0] != ".gongwen"}


class Project:
    """A project that can be put into either of its two states."""

    def __init__(self, program, folder):
        self.command = [program, "build", str(folder), "--out"]
        self.templates = {path: path.read_text("utf-8") for path in folder.glob("*.md")}

    def put(self, state):
        for path, text in self.templates.items():
            path.write_text(text.rstrip("\n") + SENTENCE if state else text, "utf-8")

    def build(self, target):
        """What an undisturbed run makes, and how long it takes."""
        start = time.monotonic()
        done = subprocess.run([*self.command, str(target)], check=True, capture_output=True, text=True)
        assert "W-OUTPUT-CHANGED" not in done.stdout + done.stderr, "a file of the program's own is taken for a person's"
        return files(target), time.monotonic() - start

    def kill(self, target, after):
        """A run that is killed after so many seconds, if it has not ended by then."""
        process = subprocess.Popen([*self.command, str(target)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            process.wait(after)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def look(target, expected):
    """What a killed run has left: how many reports are told of as finished, and that all of it is true."""
    left = files(target) if target.exists() else {}
    manifest = json.loads(left.pop("manifest.json", b"{}"))
    for name, content in left.items():
        assert any(state.get(name) == content for state in expected), f"{name} is not whole"
    finished = [report for report in manifest.get("reports", []) if report["files"]]
    for file in (file for report in finished for file in report["files"]):
        states = [state for state in expected if state.get(file["path"]) == left.get(file["path"])]
        assert file["path"] in left and states, f"{file['path']} is told of and not there"
    return sum(name.endswith(".pdf") for name in left), len(finished)


def main():
    folder = pathlib.Path(sys.argv[2])
    times = int(sys.argv[3]) if len(sys.argv) > 3 else 50
    project = Project(sys.argv[1], folder)
    undisturbed, target = folder / "undisturbed", folder / "killed"
    random.seed(20231130)
    try:
        expected, took = [], 0
        for state in (0, 1):
            shutil.rmtree(undisturbed, ignore_errors=True)
            project.put(state)
            made, seconds = project.build(undisturbed)
            expected.append(made)
            took = max(took, seconds)
        shutil.rmtree(target, ignore_errors=True)
        for number in range(1, times + 1):
            state = random.randrange(2)
            project.put(state)
            # Moments over the whole of an undisturbed run, the first pass too.
            project.kill(target, random.uniform(0.0, took))
            made, told = look(target, expected)
            print(f"kill {number:2} in state {state}: {made} PDF files, all whole; {told} reports told of, all true")
        for state in (1, 0):
            project.put(state)
            assert project.build(target)[0] == expected[state], "the last run does not make the undisturbed folder"
    finally:
        project.put(0)
    print(f"{times} runs killed; the last ones made the undisturbed folders, byte for byte ({len(expected[0])} files)")


if __name__ == "__main__":
    main()
