#!/usr/bin/env python3
"""The same reports by this program and by what the registries carry: CPU time a report and the ratios.

    pip install typst docxtpl
    scripts/compare.py PROGRAM PROJECT [COUNT]

PROJECT comes from `make_province` (100 townships). gongwen makes PDF, DOCX and trace of each report from its workbooks.
The others get finished words: the paragraphs, headings and rows of gongwen's own Word files, so that they need neither
read nor compute anything. Typst sets them in the same fonts, size and page in one warm process; docxtpl fills a
template of the same paragraphs; LibreOffice turns the Word files into PDF in one process."""

import pathlib
import resource
import subprocess
import sys
import tempfile
import time

import typst
from docx import Document
from docxtpl import DocxTemplate

TYPST = """#set page(paper: "a4", margin: (top: 37mm, bottom: 35mm, left: 28mm, right: 26mm), numbering: "— 1 —")
#set text(font: ("Zhuque Fangsong (technical preview)", "Noto Serif CJK SC"), size: 16pt, lang: "zh")
#set par(first-line-indent: (amount: 2em, all: true), leading: 12.95pt, justify: true)
"""


def children():
    """CPU seconds of all finished child processes."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def content(path):
    """The text of a Word file: its paragraphs, and the rows of its first table."""
    document = Document(path)
    rows = [[cell.text for cell in row.cells] for table in document.tables for row in table.rows]
    return [(paragraph.style.name, paragraph.text) for paragraph in document.paragraphs if paragraph.text], rows


def escape(text):
    return "".join("\\" + letter if letter in "\\#$*_`<>@[]~=-+/" else letter for letter in text)


def typst_source(paragraphs, rows):
    lines = [TYPST]
    for number, (_, text) in enumerate(paragraphs):
        lines.append(f'#align(center, text(size: 22pt, weight: "bold")[{escape(text)}])' if number == 0 else escape(text))
        lines.append("")
    if rows:
        cells = ", ".join(f"[{escape(cell)}]" for row in rows for cell in row)
        lines.append(f"#table(columns: {len(rows[0])}, {cells})")
    return "\n".join(lines)


def by_gongwen(program, project, output, count):
    before = children()
    command = [program, "build", str(project), "--out", str(output), "--limit", str(count)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return children() - before


def by_typst(reports, fonts, folder):
    sources = [typst_source(*report) for report in reports]
    paths = []
    for number, source in enumerate(sources):
        paths.append(folder / f"{number}.typ")
        paths[-1].write_text(source)
    # One compiler for all, so that fonts are loaded once; the first report warms it.
    compiler = typst.Compiler(input=str(paths[0]), font_paths=[str(fonts)])
    compiler.compile(output=str(folder / "warm.pdf"))
    start = time.process_time()
    for number, path in enumerate(paths):
        compiler.compile(input=str(path), output=str(folder / f"{number}.pdf"))
    return time.process_time() - start


def docx_template(reports, path):
    document = Document()
    document.add_paragraph("{%p for text in paragraphs %}")
    document.add_paragraph("{{ text }}")
    document.add_paragraph("{%p endfor %}")
    columns = len(reports[0][1][0]) if reports[0][1] else 1
    table = document.add_table(rows=3, cols=columns)
    table.rows[0].cells[0].text = "{%tr for row in rows %}"
    for column in range(columns):
        table.rows[1].cells[column].text = f"{{{{ row[{column}] }}}}"
    table.rows[2].cells[0].text = "{%tr endfor %}"
    document.save(path)


def by_docxtpl(reports, folder):
    path = folder / "template.docx"
    docx_template(reports, path)
    start = time.process_time()
    for number, (paragraphs, rows) in enumerate(reports):
        template = DocxTemplate(path)
        template.render({"paragraphs": [text for _, text in paragraphs], "rows": rows})
        template.save(folder / f"{number}.docx")
    return time.process_time() - start


def by_libreoffice(files, folder):
    before = children()
    command = ["soffice", "--headless", f"-env:UserInstallation=file://{folder}/profile", "--convert-to", "pdf", "--outdir"]
    subprocess.run([*command, str(folder), *map(str, files)], check=True, stdout=subprocess.DEVNULL,
                   stderr=subprocess.DEVNULL)
    return children() - before


def main():
    program, project = sys.argv[1], pathlib.Path(sys.argv[2])
    count = int(sys.argv[3]) if len(sys.argv) > 3 else 100
    fonts = pathlib.Path(__file__).resolve().parent.parent / "fonts"
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        output = folder / "output"
        own = by_gongwen(program, project, output, count)
        files = sorted(output.rglob("*.docx"))
        reports = [content(path) for path in files]
        letters = sum(len(text) for paragraphs, rows in reports for text in
                      [text for _, text in paragraphs] + [cell for row in rows for cell in row]) / len(files)
        print(f"{len(files)} reports of {letters:.0f} characters; CPU ms a report")
        results = [
            ("gongwen: workbooks → PDF + DOCX + trace", own),
            ("typst (PyPI), one warm process: PDF", by_typst(reports, fonts, folder)),
            ("docxtpl (PyPI): DOCX", by_docxtpl(reports, folder)),
            ("LibreOffice, one process: DOCX → PDF", by_libreoffice(files, folder)),
        ]
        for name, seconds in results:
            print(f"{name:45} {seconds * 1000 / len(files):8.1f}   {seconds / own:6.1f} times gongwen's")


if __name__ == "__main__":
    main()
