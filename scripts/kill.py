#!/usr/bin/env python3
"""Kills runs at random moments and looks at what they leave.

    scripts/kill.py PROGRAM PROJECT [TIMES]

Builds PROJECT once undisturbed, then into a fresh folder again and again, each run killed (SIGKILL) after a random time.
After each kill: every file in the output folder is whole, that is byte for byte one of the undisturbed run's, and
manifest.json tells of no file that is not there with these bytes. Then a last run, not killed, must make the very same
folder."""

import json
import pathlib
import random
import shutil
import subprocess
import sys
import time


def files(folder):
    """Every file of an output folder with its bytes; not what runs remember."""
    paths = (path for path in folder.rglob("*") if path.is_file())
    inside = ((path.relative_to(folder), path) for path in paths)
    return {str(name): path.read_bytes() for name, path in inside if name.parts[0] != ".gongwen"}


def main():
    program, project = sys.argv[1], pathlib.Path(sys.argv[2])
    times = int(sys.argv[3]) if len(sys.argv) > 3 else 50
    whole, target = project / "undisturbed", project / "killed"
    for folder in (whole, target):
        shutil.rmtree(folder, ignore_errors=True)
    command = [program, "build", str(project), "--out"]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    start = time.monotonic()
    subprocess.run([*command, str(whole)], check=True, **quiet)
    took = time.monotonic() - start
    expected = files(whole)
    random.seed(20231130)
    for number in range(1, times + 1):
        # Moments over the whole of an undisturbed run, the first pass too.
        process = subprocess.Popen([*command, str(target)], **quiet)
        try:
            process.wait(random.uniform(0.0, took))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        left = files(target) if target.exists() else {}
        manifest = json.loads(left.pop("manifest.json", b"{}"))
        for name, content in left.items():
            assert expected[name] == content, f"kill {number}: {name} is not whole"
        for report in manifest.get("reports", []):
            for file in report["files"]:
                found = left.get(file["path"])
                assert found is not None and found == expected[file["path"]], f"kill {number}: {file['path']} is not there"
        made = sum(name.endswith(".pdf") for name in left)
        told = len(manifest.get("reports", []))
        print(f"kill {number:2}: {made} PDF files, all whole; the manifest tells of {told} reports, all true")
        if len(left) == len(expected) - 1 and number < times:
            # Nothing is left to be killed at: begin again.
            shutil.rmtree(target)
    subprocess.run([*command, str(target)], check=True, **quiet)
    assert files(target) == expected, "the last run does not make the undisturbed folder"
    print(f"{times} runs killed; the last one made the undisturbed folder, byte for byte ({len(expected)} files)")


if __name__ == "__main__":
    main()
