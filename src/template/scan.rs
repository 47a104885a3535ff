//! A lexical look at a template: every name, filter, test and operator with its place, so that all mistakes
//! are told at once and none waits for the data that would reach it.

use std::collections::BTreeSet;
use std::ops::Range;

use super::county::COUNTY;

/// What a template uses.
#[derive(Debug, Clone, Default)]
pub(super) struct Scan {
    /// Names of values, with their places.
    pub(super) names: Vec<(String, Range<usize>)>,
    /// Filters.
    pub(super) filters: Vec<(String, Range<usize>)>,
    /// Tests: what follows `is`.
    pub(super) tests: Vec<(String, Range<usize>)>,
    /// Names that the template itself makes: loop variables, `set`, macros and their parameters.
    pub(super) bound: BTreeSet<String>,
    /// Names that are asked for with 有值 or 缺失, and may therefore be absent.
    pub(super) optional: BTreeSet<String>,
    /// Comparisons whose operands may be values, for which the engine's order means nothing.
    pub(super) comparisons: Vec<Range<usize>>,
    /// Fields of rows: what follows a dot, and the words of texts, which filters of rows take.
    pub(super) fields: BTreeSet<String>,
    /// Names of the county's values: what follows `全县.`.
    pub(super) county: Vec<(String, Range<usize>)>,
    /// Texts that it includes.
    pub(super) includes: BTreeSet<String>,
    /// Arithmetic on what may be values.
    pub(super) arithmetic: Vec<Range<usize>>,
    /// Statements that are not closed, by their keyword, and ends without a beginning.
    pub(super) unpaired: Vec<Unpaired>,
    /// Full-width marks where the engine knows only half-width ones.
    pub(super) full_width: Vec<Range<usize>>,
    /// Macros: the names of the arguments that each must be given.
    pub(super) macros: Vec<(String, Vec<String>)>,
    /// Calls of what may be macros.
    pub(super) calls: Vec<MacroCall>,
    /// The first tag that is longer, or an `elif` more, than the engine bears.
    pub(super) too_long: Option<Range<usize>>,
}

/// A statement without its end, or an end without its statement.
#[derive(Debug, Clone)]
pub(super) struct Unpaired {
    /// `if`, or `endif`.
    pub(super) keyword: String,
    /// The inside of its tag.
    pub(super) range: Range<usize>,
}

/// A call of what may be a macro.
#[derive(Debug, Clone)]
pub(super) struct MacroCall {
    /// What is called.
    pub(super) name: String,
    /// How many arguments it is given by position.
    pub(super) positional: usize,
    /// Those by name.
    pub(super) named: Vec<String>,
    /// Where the name stands.
    pub(super) range: Range<usize>,
}

impl Scan {
    /// Whether the engine would stumble over what has been told in better words.
    pub(super) fn is_broken(&self) -> bool {
        !self.unpaired.is_empty() || !self.full_width.is_empty()
    }
}

/// Words and marks in one tag: the engine goes one call deeper for each link of a chain such as `a|b|c`, and its stack
/// would end before the text.
pub(super) const MOST_TOKENS: usize = 1_000;
/// `elif` of one `if`, for the same reason.
pub(super) const MOST_BRANCHES: usize = 200;

#[derive(Debug, Clone, PartialEq)]
enum Kind {
    Name,
    Number,
    Text,
    Mark,
}

#[derive(Debug, Clone)]
struct Token<'a> {
    kind: Kind,
    text: &'a str,
    range: Range<usize>,
}

const KEYWORDS: &[&str] = &[
    "if",
    "elif",
    "else",
    "endif",
    "for",
    "endfor",
    "in",
    "not",
    "and",
    "or",
    "is",
    "true",
    "false",
    "none",
    "True",
    "False",
    "None",
    "set",
    "endset",
    "include",
    "ignore",
    "missing",
    "with",
    "endwith",
    "macro",
    "endmacro",
    "call",
    "endcall",
    "filter",
    "endfilter",
    "recursive",
    "loop",
    "caller",
    "raw",
    "endraw",
    "do",
    "block",
    "endblock",
    "extends",
    "import",
    "from",
    "as",
    "without",
    "context",
    "autoescape",
    "endautoescape",
    "super",
    "self",
];

const COMPARISONS: &[&str] = &["==", "!=", "<", ">", "<=", ">="];
const ARITHMETIC: &[&str] = &["+", "-", "*", "/", "//", "%", "**"];
const TWO_CHARACTER_MARKS: &[&str] = &["==", "!=", "<=", ">=", "//", "**"];

/// Scans a whole template.
pub(super) fn scan(source: &str) -> Scan {
    let mut scan = Scan::default();
    let mut from = 0;
    // The `elif` so far of each `if` that is open.
    let mut branches: Vec<usize> = Vec::new();
    let mut pairs = Pairs::default();
    let mut torn = false;
    while let Some((range, statement)) = next_tag(source, from) {
        let mut tokens = tokens(source, range.clone());
        look_for_braces(source, from..range.start, &mut scan.full_width);
        let ended = look_at_marks(&mut tokens, &mut scan.full_width);
        if scan.full_width.len() > MOST_TOLD {
            break;
        }
        if statement {
            count_branches(&tokens, &mut branches);
        }
        if tokens.len() > MOST_TOKENS || branches.last().is_some_and(|count| *count > MOST_BRANCHES) {
            scan.too_long = Some(range);
            break;
        }
        if statement && tokens.first().is_some_and(|token| token.text == "raw") {
            from = source[range.end..]
                .find("endraw")
                .map_or(source.len(), |end| range.end + end);
        } else {
            look_at(&tokens, statement, &mut scan);
            torn |= (0..tokens.len()).any(|index| tears(&tokens, index));
            if statement {
                pairs.take(&tokens, &range);
            }
            macros(&tokens, statement, &mut scan);
            from = ended.unwrap_or(range.end);
        }
    }
    if scan.too_long.is_none() {
        look_for_braces(source, from..source.len(), &mut scan.full_width);
        // What is not closed hides statements, so that others seem not to pair.
        if !torn {
            scan.unpaired = pairs.unpaired();
        }
    }
    scan
}

fn count_branches(tokens: &[Token<'_>], branches: &mut Vec<usize>) {
    match (tokens.first().map(|token| token.text), branches.last_mut()) {
        (Some("if"), _) => branches.push(0),
        (Some("elif"), Some(count)) => *count += 1,
        (Some("endif"), _) => {
            branches.pop();
        }
        _ => {}
    }
}

/// How deep statements may stand within each other, with room.
const DEEPEST: usize = 256;

/// Statements that have an end.
const PAIRED: [&str; 8] = ["if", "for", "macro", "filter", "with", "call", "autoescape", "block"];

/// The statements that are open, and what does not fit.
#[derive(Default)]
struct Pairs {
    open: Vec<Unpaired>,
    wrong: Vec<Unpaired>,
}

impl Pairs {
    fn take(&mut self, tokens: &[Token<'_>], range: &Range<usize>) {
        let Some(first) = tokens.first() else { return };
        let found = || Unpaired {
            keyword: first.text.to_owned(),
            range: range.clone(),
        };
        // `set 句` without a value takes the text that follows.
        let text_of_set = first.text == "set" && !tokens.iter().any(|token| token.text == "=");
        if PAIRED.contains(&first.text) || text_of_set {
            self.open.push(found());
        } else if let Some(opener) = first.text.strip_prefix("end") {
            // The engine lets statements stand within each other no deeper, so that no end is farther from its beginning.
            let near = self.open.len().saturating_sub(DEEPEST);
            let found_at = self.open[near..].iter().rposition(|open| open.keyword == opener);
            match found_at.map(|index| index + near) {
                Some(index) => {
                    self.wrong.extend(self.open.drain(index + 1..));
                    self.open.pop();
                }
                None if PAIRED.contains(&opener) || opener == "set" => self.wrong.push(found()),
                None => {}
            }
        }
    }

    fn unpaired(mut self) -> Vec<Unpaired> {
        self.wrong.append(&mut self.open);
        self.wrong.sort_by_key(|one| one.range.start);
        self.wrong
    }
}

/// So many full-width marks are told of one text.
const MOST_TOLD: usize = 20;

/// Full-width marks that Chinese input methods put in the place of the engine's.
pub(super) const FULL_WIDTH: [(char, char); 18] = [
    ('｛', '{'),
    ('｝', '}'),
    ('％', '%'),
    ('｜', '|'),
    ('“', '"'),
    ('”', '"'),
    ('‘', '\''),
    ('’', '\''),
    ('＂', '"'),
    ('（', '('),
    ('）', ')'),
    ('，', ','),
    ('：', ':'),
    ('＝', '='),
    ('＋', '+'),
    ('－', '-'),
    ('［', '['),
    ('］', ']'),
];

/// The first full-width mark in a tag; the words behind one that was to close it are not looked at. Returns where the tag
/// ends by such a one.
fn look_at_marks(tokens: &mut Vec<Token<'_>>, found: &mut Vec<Range<usize>>) -> Option<usize> {
    let index = full_width_mark(tokens)?;
    let range = tokens[index].range.clone();
    let closes = matches!(tokens[index].text, "｝" | "％");
    found.push(range.clone());
    if closes {
        tokens.truncate(index);
    }
    closes.then_some(range.end)
}

/// A mark of the text that follows is none of the tag's: it stands behind a brace that was to close it, or, as a comma
/// may, where no argument is.
fn full_width_mark(tokens: &[Token<'_>]) -> Option<usize> {
    let mut depth = 0_usize;
    for (index, token) in tokens.iter().enumerate() {
        if tears(tokens, index) || token.text == "}" && depth == 0 {
            return None;
        }
        let first = token.text.chars().next().filter(|_| token.kind == Kind::Mark);
        let full = first.is_some_and(|first| FULL_WIDTH.iter().any(|(full, _)| *full == first));
        let sure = first.is_some_and(|first| "｛｝％｜“”‘’＂（".contains(first));
        if full && (sure || depth > 0) {
            return Some(index);
        }
        if full {
            return None;
        }
        match token.text {
            "(" | "[" | "{" => depth += 1,
            ")" | "]" | "}" => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    None
}

/// Whether another tag begins inside of one, which then was never closed.
fn tears(tokens: &[Token<'_>], index: usize) -> bool {
    let next = tokens.get(index + 1);
    tokens[index].text == "{" && next.is_some_and(|next| matches!(next.text, "{" | "%"))
}

/// Full-width braces in the text that are meant for a tag's: `｛｛ 名称 ｝｝` would be printed as it stands. Comments are not
/// printed.
fn look_for_braces(source: &str, part: Range<usize>, found: &mut Vec<Range<usize>>) {
    let mut from = part.start;
    while let Some(text) = source.get(from..part.end) {
        let comment = text.find("{#");
        let text = &text[..comment.unwrap_or(text.len())];
        let mut last = 0;
        for (at, mark) in text.match_indices(['｛', '％', '［']) {
            let range = brace(text, at, mark).filter(|range| range.start >= last && found.len() <= MOST_TOLD);
            if let Some(range) = range {
                last = range.end;
                found.push(from + range.start..from + range.end);
            }
        }
        let end = comment.and_then(|open| Some(from + open + source.get(from + open..)?.find("#}")? + 2));
        let Some(end) = end else { return };
        from = end;
    }
}

/// The two marks at a place of a text that are meant to open a tag.
fn brace(text: &str, at: usize, mark: &str) -> Option<Range<usize>> {
    let end = at + mark.len();
    if text[..at].ends_with('{') {
        return Some(at - 1..end);
    }
    let next = text[end..].chars().next().filter(|_| mark == "｛")?;
    "｛{%％[［#".contains(next).then(|| at..end + next.len_utf8())
}

/// Macros that a tag makes, with the arguments that must be given, and what it calls.
fn macros(tokens: &[Token<'_>], statement: bool, scan: &mut Scan) {
    let text = |index: usize| tokens.get(index).map_or("", |token| token.text);
    let own = statement && text(0) == "macro";
    for (index, token) in tokens.iter().enumerate() {
        let before = index.checked_sub(1).map_or("", text);
        if token.kind != Kind::Name || text(index + 1) != "(" || matches!(before, "|" | "is" | "not") {
            continue;
        }
        let arguments = arguments(&tokens[index + 2..]);
        if own && index == 1 {
            let needed = arguments
                .iter()
                .filter(|(_, given)| !given)
                .map(|(name, _)| (*name).to_owned());
            scan.macros.push((token.text.to_owned(), needed.collect()));
        } else {
            let named = arguments
                .iter()
                .filter(|(_, given)| *given)
                .map(|(name, _)| (*name).to_owned());
            scan.calls.push(MacroCall {
                name: token.text.to_owned(),
                positional: arguments.iter().filter(|(_, given)| !given).count(),
                named: named.collect(),
                range: token.range.clone(),
            });
        }
    }
}

/// The arguments up to the bracket that closes: the first word of each, and whether = stands behind it.
fn arguments<'t>(tokens: &[Token<'t>]) -> Vec<(&'t str, bool)> {
    let mut arguments = Vec::new();
    let (mut depth, mut begins) = (0_usize, true);
    for (index, token) in tokens.iter().enumerate() {
        match token.text {
            ")" | "]" | "}" if depth == 0 => break,
            "," if depth == 0 => {
                begins = true;
                continue;
            }
            ")" | "]" | "}" => depth -= 1,
            "(" | "[" | "{" => depth += 1,
            _ => {}
        }
        if std::mem::take(&mut begins) {
            let named = tokens.get(index + 1).is_some_and(|next| next.text == "=");
            arguments.push((token.text, named));
        }
    }
    arguments
}

/// The inside of the next `{{ }}` or `{% %}` from an offset on, and whether it is a statement.
fn next_tag(source: &str, mut from: usize) -> Option<(Range<usize>, bool)> {
    loop {
        let open = from + source.get(from..)?.find('{')?;
        let inside = open + 2;
        match source.as_bytes().get(open + 1) {
            Some(b'#') => from = inside + source.get(inside..)?.find("#}")? + 2,
            Some(b'{') => return Some((inside..close(source, inside, "}}"), false)),
            Some(b'%') => return Some((inside..close(source, inside, "%}"), true)),
            _ => from = open + 1,
        }
    }
}

/// Where a tag ends: at its closing mark outside strings.
fn close(source: &str, from: usize, mark: &str) -> usize {
    let mut at = from;
    while let Some(rest) = source.get(at..).filter(|rest| !rest.starts_with(mark)) {
        let Some(first) = rest.chars().next() else { break };
        at += string_length(rest).unwrap_or(first.len_utf8());
    }
    at
}

/// How long the string is that a text begins with: up to the same quote, one behind a backslash not counted, as the
/// engine reads it.
fn string_length(text: &str) -> Option<usize> {
    let quote = text.chars().next().filter(|first| matches!(first, '"' | '\''))?;
    let mut escaped = false;
    let end = text.char_indices().skip(1).find(|(_, character)| {
        let ends = *character == quote && !escaped;
        escaped = *character == '\\' && !escaped;
        ends
    });
    Some(end.map_or(text.len(), |(at, _)| at + 1))
}

fn tokens(source: &str, range: Range<usize>) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut at = range.start;
    while at < range.end {
        let rest = &source[at..range.end];
        let Some(first) = rest.chars().next() else { break };
        let (kind, length) = if let Some(length) = string_length(rest) {
            (Kind::Text, length)
        } else if first.is_ascii_digit() {
            (
                Kind::Number,
                span(rest, |c| c.is_ascii_alphanumeric() || c == '.' || c == '_'),
            )
        } else if first.is_alphabetic() || first == '_' {
            (Kind::Name, span(rest, |c| c.is_alphanumeric() || c == '_'))
        } else if TWO_CHARACTER_MARKS.iter().any(|mark| rest.starts_with(mark)) {
            (Kind::Mark, 2)
        } else {
            (Kind::Mark, first.len_utf8())
        };
        if !first.is_whitespace() {
            tokens.push(Token {
                kind,
                text: &rest[..length],
                range: at..at + length,
            });
        }
        at += length;
    }
    // The marks of whitespace control are no operators.
    if tokens.first().is_some_and(|token| matches!(token.text, "-" | "+")) {
        tokens.remove(0);
    }
    if tokens.last().is_some_and(|token| matches!(token.text, "-" | "+")) {
        tokens.pop();
    }
    tokens
}

fn span(text: &str, belongs: impl Fn(char) -> bool) -> usize {
    text.find(|c| !belongs(c)).unwrap_or(text.len())
}

fn look_at(tokens: &[Token<'_>], statement: bool, scan: &mut Scan) {
    let tag = if statement {
        tokens.first().map_or("", |token| token.text)
    } else {
        ""
    };
    let mut depth = 0_usize;
    let mut awaiting_in = tag == "for";
    for (index, token) in tokens.iter().enumerate() {
        match token.text {
            "(" | "[" | "{" => depth += 1,
            ")" | "]" | "}" => depth = depth.saturating_sub(1),
            _ => {}
        }
        let before = index
            .checked_sub(1)
            .and_then(|index| tokens.get(index))
            .map_or("", |token| token.text);
        let after = tokens.get(index + 1).map_or("", |token| token.text);
        match token.kind {
            Kind::Name if token.text == "in" && awaiting_in => awaiting_in = false,
            Kind::Name if token.text == "in" => check_operator(tokens, index, &mut scan.comparisons, false),
            Kind::Name => {
                let made = awaiting_in && token.text != "for" || makes(tokens, index, tag, depth);
                if made && !KEYWORDS.contains(&token.text) {
                    scan.bound.insert(token.text.to_owned());
                } else {
                    name(tokens, index, before, after, scan);
                }
            }
            Kind::Mark if COMPARISONS.contains(&token.text) => {
                check_operator(tokens, index, &mut scan.comparisons, false);
            }
            Kind::Mark if ARITHMETIC.contains(&token.text) => {
                check_operator(tokens, index, &mut scan.arithmetic, true);
            }
            Kind::Text if matches!(tag, "include" | "import" | "from") => {
                scan.includes.insert(token.text.trim_matches(['"', '\'']).to_owned());
            }
            Kind::Text => {
                let words = token.text.split(|c: char| !(c.is_alphanumeric() || c == '_'));
                scan.fields
                    .extend(words.filter(|word| !word.is_empty()).map(str::to_owned));
            }
            Kind::Mark | Kind::Number => {}
        }
    }
}

/// Whether a name of a tag is one that the tag makes.
fn makes(tokens: &[Token<'_>], index: usize, tag: &str, depth: usize) -> bool {
    let after = tokens.get(index + 1).map_or("", |token| token.text);
    match tag {
        // What a text of macros gives its user: `from "宏.md" import 甲 as 乙`, `import "宏.md" as 宏`.
        "from" | "import" => index > 1,
        "macro" => index > 0,
        // `set 句`, whose text is what follows; `set 年 = …`, and `with 年 = …`.
        "set" if index == 1 => true,
        _ => after == "=" && depth == 0,
    }
}

/// Sorts a name that the template does not make: field, filter, test, argument's name, or value.
fn name(tokens: &[Token<'_>], index: usize, before: &str, after: &str, scan: &mut Scan) {
    let token = &tokens[index];
    let found = (token.text.to_owned(), token.range.clone());
    let second_before = index.checked_sub(2).map_or("", |index| tokens[index].text);
    let filter_block = before == "filter" && index == 1;
    if before == "|" || filter_block {
        scan.filters.push(found);
    } else if (before == "is" && token.text != "not") || (before == "not" && second_before == "is") {
        if matches!(token.text, "有值" | "缺失" | "present" | "missing") {
            let asked = tokens[..index]
                .iter()
                .rposition(|token| !matches!(token.text, "is" | "not"));
            let field = asked.is_some_and(|asked| asked > 0 && tokens[asked - 1].text == ".");
            let asked = asked.filter(|_| !field).map(|asked| tokens[asked].text.to_owned());
            scan.optional.extend(asked);
        }
        scan.tests.push(found);
    } else if before == "." && second_before == COUNTY {
        scan.county.push(found);
    } else if before == "." {
        scan.fields.insert(found.0);
    } else if after != "=" && !KEYWORDS.contains(&token.text) {
        scan.names.push(found);
    }
}

/// Notes an operator that has an operand which may be a value. `loose` operators fail by themselves on
/// values, so that names which the template made may pass.
fn check_operator(tokens: &[Token<'_>], index: usize, found: &mut Vec<Range<usize>>, loose: bool) {
    let left = index.checked_sub(1).and_then(|left| tokens.get(left));
    let sign = left.is_none_or(|left| left.kind == Kind::Mark && !matches!(left.text, ")" | "]"));
    if sign && loose {
        return;
    }
    let left_start = chain_start(tokens, index);
    let left_plain =
        left_start.is_some_and(|start| plain(&tokens[start])) || (loose && left.is_some_and(|left| left.text == ")"));
    let right = tokens.get(index + 1);
    let right = right
        .filter(|token| token.text != "-")
        .or_else(|| tokens.get(index + 2));
    let right_plain = right.is_some_and(|token| plain(token) || (loose && token.text == "("));
    if !left_plain || !right_plain {
        let start = left_start.map_or(tokens[index].range.start, |start| tokens[start].range.start);
        let end = right.map_or(tokens[index].range.end, |token| token.range.end);
        found.push(start..end);
    }
}

/// The first token of the `a.b.c` that ends before an operator.
fn chain_start(tokens: &[Token<'_>], operator: usize) -> Option<usize> {
    let mut start = operator.checked_sub(1)?;
    while start >= 2 && tokens[start - 1].text == "." {
        start -= 2;
    }
    Some(start)
}

/// Whether a token is surely no value of a workbook: a literal, 年, the loop's counters.
fn plain(token: &Token<'_>) -> bool {
    match token.kind {
        Kind::Number | Kind::Text => true,
        Kind::Name => matches!(token.text, "年" | "loop" | "true" | "false"),
        Kind::Mark => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(found: &[(String, Range<usize>)]) -> Vec<&str> {
        found.iter().map(|(name, _)| name.as_str()).collect()
    }

    #[test]
    fn names_filters_and_tests_are_told_apart() {
        let scan =
            scan("{{ 产值|超(9.5, 位数=余) }}{% if 甲.乙 is not 有值 and 丙 is 上升 %}{# {{ 丁 }} #}{% endif %}");
        assert_eq!(words(&scan.names), ["产值", "余", "甲", "丙"]);
        assert_eq!(words(&scan.filters), ["超"]);
        assert_eq!(words(&scan.tests), ["有值", "上升"]);
    }

    #[test]
    fn names_made_by_the_template_are_bound() {
        let scan = scan(
            "{% for 村 in 各村 %}{{ 村.名 }}{% endfor %}{% set 句 = 年 + 1 %}{{ 句 }}{% macro 甲(乙) %}{% endmacro %}",
        );
        assert_eq!(
            scan.bound.iter().map(String::as_str).collect::<Vec<_>>(),
            ["乙", "句", "村", "甲"]
        );
        assert_eq!(words(&scan.names), ["各村", "村", "年", "句"]);
        assert!(scan.arithmetic.is_empty());
    }

    #[test]
    fn operators_on_values_are_noted() {
        let source = "{% if 面积 > 3 and loop.index == 1 %}{{ 甲 / 乙 }}{{ 年 - 1 }}{% endif %}";
        let scan = scan(source);
        let noted = |ranges: &[Range<usize>]| ranges.iter().map(|range| &source[range.clone()]).collect::<Vec<_>>();
        assert_eq!(noted(&scan.comparisons), ["面积 > 3"]);
        assert_eq!(noted(&scan.arithmetic), ["甲 / 乙"]);
    }
}
