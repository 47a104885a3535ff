//! A diagnostic as text for a terminal: code and message, the places, the line with a caret, the advice.

use unicode_width::UnicodeWidthStr;

use super::{Catalogue, Diagnostic, Location, Severity};

/// Longest excerpt of a source line, in terminal columns on either side of the place.
const EXCERPT_REACH: usize = 60;

/// The whole diagnostic as lines of plain text, the last one ended by a newline.
///
/// ```text
/// 错误 E-TPL-NAME：模板中的名称“粮食面积”没有定义
///   → 模板.md:12:8
///     12 │ 全镇{{ 粮食面积 }}
///        │        ^^^^^^^^
///   办法：最接近的名称是“粮食播种面积”
/// ```
pub fn render(diagnostic: &Diagnostic, catalogue: &Catalogue) -> String {
    let severity = match diagnostic.severity() {
        Severity::Error => catalogue.text("severity-error", &[]),
        Severity::Warning => catalogue.text("severity-warning", &[]),
        Severity::Note => catalogue.text("severity-note", &[]),
    };
    let township = diagnostic
        .township
        .as_ref()
        .map_or_else(String::new, |township| format!("[{township}] "));
    let head = [
        ("severity", severity),
        ("code", diagnostic.code.to_string()),
        ("message", township + &catalogue.message(diagnostic)),
    ];
    let mut lines = vec![catalogue.text("diagnostic-head", &head)];
    for location in &diagnostic.locations {
        lines.extend(location_lines(location));
    }
    let help = catalogue.help(diagnostic);
    if !help.is_empty() {
        lines.push(format!("  {}", catalogue.text("diagnostic-help", &[("help", help)])));
    }
    lines.push(String::new());
    lines.join("\n")
}

fn location_lines(location: &Location) -> Vec<String> {
    match location {
        Location::File(file) => vec![format!("  → {file}")],
        Location::Sheet { file, sheet } => vec![format!("  → {file} › {sheet}")],
        Location::Cell(place) => vec![format!("  → {place}")],
        Location::Text {
            place,
            length,
            line_text,
        } => {
            let mut lines = vec![format!("  → {place}")];
            lines.extend(excerpt(place.line, place.column, *length, line_text));
            lines
        }
    }
}

/// The line itself and carets under the place, both cut to what fits a terminal. Carets count terminal
/// columns, in which a Han character takes two.
fn excerpt(line: u32, column: u32, length: u32, text: &str) -> [String; 2] {
    let characters: Vec<char> = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let start = (column as usize - 1).min(characters.len());
    let end = (start + length as usize).min(characters.len());
    let first = start.saturating_sub(EXCERPT_REACH / 2);
    let last = characters.len().min(end + EXCERPT_REACH / 2);
    let cut = |cut: bool| if cut { "…" } else { "" };
    let (cut_before, cut_after) = (cut(first > 0), cut(last < characters.len()));
    let before: String = characters[first..start].iter().collect();
    let before = format!("{cut_before}{before}");
    let marked: String = characters[start..end].iter().collect();
    let after: String = characters[end..last].iter().collect();
    let number = line.to_string();
    let gutter = " ".repeat(number.len());
    [
        format!("    {number} │ {before}{marked}{after}{cut_after}"),
        format!(
            "    {gutter} │ {}{}",
            " ".repeat(before.width()),
            "^".repeat(marked.width().max(1))
        ),
    ]
}
