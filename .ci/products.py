"""Looks at the finished files from outside: PDFs with qpdf and poppler, Word files with the Open XML SDK's
validator and LibreOffice. Ends with a line that counts what held and what did not."""

import json
import os
import pathlib
import re
import subprocess
import sys
import zipfile

output, work = (pathlib.Path(argument) for argument in sys.argv[1:3])
passed, failed = 0, []


def check(name, condition, detail=""):
    global passed
    if condition:
        passed += 1
    else:
        failed.append(name)
        print(f"FAILED {name} {detail}")


# The faces that the Word files name, and those of fonts/ that stand in for them.
STAND_INS = {
    "仿宋_GB2312": "Zhuque Fangsong (technical preview)",
    "楷体_GB2312": "AR PL KaitiM GB",
    "黑体": "Noto Sans CJK SC",
    "宋体": "Noto Serif CJK SC",
    "方正小标宋简体": "Noto Serif CJK SC",
    "Times New Roman": "Liberation Serif",
}


def font_configuration():
    """A fontconfig file by which LibreOffice sets the Word files with the faces of fonts/."""
    rules = "".join(
        f'<match target="pattern"><test name="family"><string>{name}</string></test>'
        f'<edit name="family" mode="assign" binding="strong"><string>{face}</string></edit></match>'
        for name, face in STAND_INS.items()
    )
    path = work / "fonts.conf"
    path.write_text(
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">'
        f'<fontconfig><dir>{pathlib.Path("fonts").resolve()}</dir><cachedir>{work}/font-cache</cachedir>{rules}</fontconfig>'
    )
    return path


environment = {**os.environ, "FONTCONFIG_FILE": str(font_configuration())}


def run(*command):
    done = subprocess.run(
        [str(part) for part in command], capture_output=True, text=True, timeout=600, env=environment
    )
    return done.returncode, done.stdout + done.stderr


def plain(text):
    return re.sub(r"\s+", "", text)


def pages_of(pdf):
    return int(re.search(r"Pages:\s+(\d+)", run("pdfinfo", pdf)[1]).group(1))


def check_pdf(pdf, figures, count):
    status, said = run("qpdf", "--check", pdf)
    check(f"qpdf {pdf.name}", status == 0, said)
    lines = run("pdffonts", pdf)[1].splitlines()[2:]
    # name, type, encoding, then emb sub uni as yes or no, then the object
    flags = [re.findall(r"\b(yes|no)\b", line)[-3:] for line in lines]
    check(f"fonts {pdf.name}", lines and all(flag == ["yes", "yes", "yes"] for flag in flags), "\n".join(lines))
    # Page numbers stand between the two halves of a figure that runs over a page.
    pages = run("pdftotext", "-raw", pdf, "-")[1].split("\f")
    text = plain("".join(re.sub(r"\n— \d+ —\s*$", "", page) for page in pages))
    missing = [figure["text"] for figure in figures if plain(figure["text"]) not in text]
    check(f"figures in {pdf.name}", not missing, str(missing[:5]))
    check(f"pages {pdf.name}", pages_of(pdf) == count)
    check(f"size {pdf.name}", pdf.stat().st_size < 700_000, str(pdf.stat().st_size))


def check_docx(docx, figures):
    validator = work / "npm/node_modules/.bin/ooxml-validator"
    answer = json.loads(subprocess.run([validator, docx], capture_output=True, text=True, timeout=600).stdout)
    check(f"schema {docx.name}", answer["ok"], json.dumps(answer["errors"][:3], ensure_ascii=False))
    with zipfile.ZipFile(docx) as package:
        xml = package.read("word/document.xml").decode()
    text = plain(re.sub(r"<[^>]+>", "", xml)).replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">")
    missing = [figure["text"] for figure in figures if plain(figure["text"]) not in text]
    check(f"figures in {docx.name}", not missing, str(missing[:5]))
    status, said = run("soffice", "--headless", f"-env:UserInstallation=file://{work}/office", "--convert-to", "pdf",
                       "--outdir", work / "office-pdf" / docx.parent.name, docx)
    converted = work / "office-pdf" / docx.parent.name / (docx.stem + ".pdf")
    check(f"LibreOffice {docx.name}", status == 0 and converted.exists(), said)
    if converted.exists():
        print(f"{docx.name}: LibreOffice sets {pages_of(converted)} pages, the PDF has {pages_of(docx.with_suffix('.pdf'))}")


manifest = json.loads((output / "manifest.json").read_text())
check("three reports", [report["status"] for report in manifest["reports"]] == ["ok"] * 3)
for report in manifest["reports"]:
    by_type = {path["path"].rsplit(".", 1)[1]: output / path["path"] for path in report["files"]}
    trace = json.loads(by_type["json"].read_text())
    figures = trace["figures"]
    check(f"trace {report['township']}", len(figures) == report["figures"] > 0)
    unsourced = [figure["text"] for figure in figures if not figure["sources"]]
    check(f"sources {report['township']}", not unsourced, str(unsourced[:5]))
    check_pdf(by_type["pdf"], figures, report["pages"])
    check_docx(by_type["docx"], figures)

print(f"\n{passed} passed, {len(failed)} failed")
sys.exit(1 if failed else 0)
