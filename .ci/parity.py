"""Sets the Word files by LibreOffice and compares them with the PDFs: same pages, same first lines, same lines.

    python3 .ci/parity.py OUTPUT WORK [--require PAGES FIRST LINES]

OUTPUT is the output folder of a job with `latin = "same"`. Two defects of LibreOffice's import are mended on the way
through its own flat format: it ignores autoSpaceDE/DN and inverts overflowPunct. It sets all text with the shipped
KaitiM, whose widths are those of 仿宋_GB2312 (one em for Han and full-width marks, half an em for digits); the PDF's own
cells have these widths whatever its faces, so that it is taken as it is. (With digits in Times New Roman a third defect
shows: LibreOffice takes no tracking off the last character of a run of one script, a quarter of a point at each change
between Han and digits, so that lines that are full to the last point break elsewhere.)

On the further pages of a table the PDF has 续表1 where a word processor can only repeat the caption (TB-02): these two
are taken as the same. With --require, percentages below those given end with status 1."""

import argparse
import difflib
import os
import pathlib
import re
import subprocess
import sys
import xml.etree.ElementTree as ElementTree

PROJECT = pathlib.Path(__file__).resolve().parent.parent
CHINESE = ["方正小标宋简体", "仿宋_GB2312", "楷体_GB2312", "黑体", "宋体"]
# The bottom of the type area, 262 mm from the top: below it stands only the page number.
TYPE_AREA_BOTTOM = 262 / 25.4 * 72
# Words of one line may have faces of different ascent; lines of a table are 14.7 pt apart.
SAME_LINE = 6.0


def say(command, **more):
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, timeout=900, **more)
    if done.returncode != 0:
        sys.exit(f"{command[0]}: {done.stdout}{done.stderr}")
    return done.stdout


def fontconfig(work):
    """An environment in which only the shipped fonts exist."""
    path = work / "fonts.conf"
    path.write_text(f'<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>'
                    f"<dir>{PROJECT / 'fonts'}</dir><cachedir>{work / 'font-cache'}</cachedir></fontconfig>")
    return dict(os.environ, FONTCONFIG_FILE=str(path))


def convert(files, form, folder, work):
    say(["soffice", "--headless", f"-env:UserInstallation=file://{work}/office", "--convert-to", form,
         "--outdir", folder, *files], env=fontconfig(work))


def mend(fodt):
    text = fodt.read_text(encoding="utf-8")
    text = re.sub(r'style:text-autospace="[^"]*"', 'style:text-autospace="none"', text)
    text = re.sub(r'style:punctuation-wrap="[^"]*"', 'style:punctuation-wrap="simple"', text)
    for name in CHINESE:
        text = text.replace(name, "AR PL KaitiM GB")
    fodt.write_text(text.replace("Times New Roman", "AR PL KaitiM GB"), encoding="utf-8")


def words_of(page):
    for word in page.iter("{http://www.w3.org/1999/xhtml}word"):
        top, bottom = float(word.get("yMin")), float(word.get("yMax"))
        if top < TYPE_AREA_BOTTOM and word.text:
            yield (top + bottom) / 2, float(word.get("xMin")), word.text


def lines_of(pdf):
    """For each page the text of its lines from top to bottom, without blanks."""
    xhtml = re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", "", say(["pdftotext", "-bbox", pdf, "-"]))
    pages = []
    for page in ElementTree.fromstring(xhtml).iter("{http://www.w3.org/1999/xhtml}page"):
        lines, last = [], None
        for middle, left, text in sorted(words_of(page)):
            if last is None or middle - last > SAME_LINE:
                lines.append([])
                last = middle
            lines[-1].append((left, text))
        joined = ["".join(text for _, text in sorted(line)) for line in lines]
        pages.append([re.sub(r"\s+", "", line) for line in joined])
    return pages


def with_captions(ours, theirs):
    """Our pages with the caption for 续表1, as the other file has it."""
    captions = {re.match(r"表\d+", line)[0]: line for page in theirs for line in page if re.match(r"表\d+", line)}
    def worded(line):
        continued = re.fullmatch(r"续(表\d+)", line)
        return captions.get(continued[1], line) if continued else line
    return [[worded(line) for line in page] for page in ours]


def difference(ours, theirs):
    """Where two rows of lines differ."""
    matcher = difflib.SequenceMatcher(None, ours, theirs, autojunk=False)
    return [(ours[a:b], theirs[c:d]) for tag, a, b, c, d in matcher.get_opcodes() if tag != "equal"]


def cause(ours, theirs):
    if "".join(ours) == "".join(theirs):
        return "broken elsewhere"
    if sorted("".join(ours)) == sorted("".join(theirs)):
        return "cells of a table beside each other"
    return "text of only one (a head repeated on another page?)" if not ours or not theirs else "other text"


def compare(name, ours, theirs, sums):
    firsts = sum(bool(a and b and a[0] == b[0]) for a, b in zip(ours, theirs))
    flat, other = sum(ours, []), sum(theirs, [])
    misses = difference(flat, other)
    missed = sum(len(mine) for mine, _ in misses)
    sums["reports"] += 1
    sums["same pages"] += len(ours) == len(theirs)
    sums["pages"] += max(len(ours), len(theirs))
    sums["same firsts"] += firsts
    sums["lines"] += len(flat)
    sums["same lines"] += len(flat) - missed
    print(f"{name}: {len(ours)} pages, Word {len(theirs)}; first lines {firsts}; lines {len(flat) - missed}/{len(flat)}")
    for mine, yours in misses:
        print(f"  {cause(mine, yours)}:\n    PDF  {'¦'.join(mine)}\n    Word {'¦'.join(yours)}")
    for number, (a, b) in enumerate(zip(ours, theirs), 1):
        if a[:1] != b[:1]:
            print(f"  page {number} begins: PDF {''.join(a[:1])} ¦ Word {''.join(b[:1])}; lines {len(a)} and {len(b)}")


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("output", type=pathlib.Path)
    parser.add_argument("work", type=pathlib.Path)
    parser.add_argument("--require", type=float, nargs=3, metavar=("PAGES", "FIRST", "LINES"))
    return parser.parse_args()


def main():
    given = arguments()
    # Absolute, since LibreOffice finds its fonts from a folder of its own.
    given.work = given.work.resolve()
    given.work.mkdir(parents=True, exist_ok=True)
    reports = sorted(given.output.rglob("*.docx"))
    if not reports:
        sys.exit(f"{given.output} holds no Word files")
    # One folder for all, since LibreOffice is started once: numbers keep the names apart.
    copies = [given.work / f"{number:04}.docx" for number in range(len(reports))]
    for report, copy in zip(reports, copies):
        copy.write_bytes(report.read_bytes())
    convert(copies, "fodt", given.work, given.work)
    flat = [copy.with_suffix(".fodt") for copy in copies]
    for file in flat:
        mend(file)
    convert(flat, "pdf", given.work, given.work)
    sums = dict.fromkeys(["reports", "same pages", "pages", "same firsts", "lines", "same lines"], 0)
    for report, copy in zip(reports, copies):
        theirs = lines_of(copy.with_suffix(".pdf"))
        compare(report.stem, with_captions(lines_of(report.with_suffix(".pdf")), theirs), theirs, sums)
    pairs = [("same pages", "reports"), ("same firsts", "pages"), ("same lines", "lines")]
    shares = [100 * sums[part] / max(sums[whole], 1) for part, whole in pairs]
    print("\nsame number of pages {:.1f} %, same first lines {:.1f} %, same lines {:.1f} %".format(*shares))
    sys.exit(any(share < wanted for share, wanted in zip(shares, given.require or [])))


if __name__ == "__main__":
    main()
