//! A lexical look at a template: every name, filter, test and operator with its place, so that all mistakes
//! are told at once and none waits for the data that would reach it.

mod marks;
mod operators;
mod pairs;
mod token;

use std::collections::BTreeSet;
use std::ops::Range;

use super::county::COUNTY;
pub(super) use marks::FULL_WIDTH;
use marks::{MOST_TOLD, look_at_marks, look_for_braces, look_for_single_braces, tears};
use operators::check_operator;
use pairs::{Pairs, Unpaired, count_branches};
use token::{Kind, Token, next_tag, tokens};

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
    /// Words between single braces, where a tag is meant.
    pub(super) single_braces: Vec<Range<usize>>,
    /// Macros: the names of the arguments that each must be given.
    pub(super) macros: Vec<(String, Vec<String>)>,
    /// Calls of what may be macros.
    pub(super) calls: Vec<MacroCall>,
    /// The first tag that is longer, or an `elif` more, than the engine bears.
    pub(super) too_long: Option<Range<usize>>,
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
        look_at_text(source, from..range.start, &mut scan);
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
        look_at_text(source, from..source.len(), &mut scan);
        // What is not closed hides statements, so that others seem not to pair.
        if !torn {
            scan.unpaired = pairs.unpaired();
        }
    }
    scan
}

/// Looks for braces in the text between tags that are meant for those of a tag.
fn look_at_text(source: &str, part: Range<usize>, scan: &mut Scan) {
    look_for_braces(source, part.clone(), &mut scan.full_width);
    look_for_single_braces(source, part, &mut scan.single_braces);
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

/// Sorts the words and operators of a tag.
fn look_at(tokens: &[Token<'_>], statement: bool, scan: &mut Scan) {
    let first = tokens.first().filter(|_| statement);
    let tag = first.map_or("", |token| token.text);
    let mut depth = 0_usize;
    let mut awaiting_in = tag == "for";
    for (index, token) in tokens.iter().enumerate() {
        match token.text {
            "(" | "[" | "{" => depth += 1,
            ")" | "]" | "}" => depth = depth.saturating_sub(1),
            _ => {}
        }
        match token.kind {
            Kind::Name if token.text == "in" && awaiting_in => awaiting_in = false,
            Kind::Name if token.text == "in" => check_operator(tokens, index, &mut scan.comparisons, false),
            Kind::Name => {
                let made = awaiting_in && token.text != "for" || makes(tokens, index, tag, depth);
                if made && !KEYWORDS.contains(&token.text) {
                    scan.bound.insert(token.text.to_owned());
                } else {
                    name(tokens, index, scan);
                }
            }
            Kind::Mark if COMPARISONS.contains(&token.text) => {
                check_operator(tokens, index, &mut scan.comparisons, false);
            }
            Kind::Mark if ARITHMETIC.contains(&token.text) => {
                check_operator(tokens, index, &mut scan.arithmetic, true);
            }
            Kind::Text => text(token, tag, scan),
            Kind::Mark | Kind::Number => {}
        }
    }
}

/// A text names what is included, or its words may be fields of rows.
fn text(token: &Token<'_>, tag: &str, scan: &mut Scan) {
    if matches!(tag, "include" | "import" | "from") {
        scan.includes.insert(token.text.trim_matches(['"', '\'']).to_owned());
        return;
    }
    let words = token.text.split(|c: char| !(c.is_alphanumeric() || c == '_'));
    let words = words.filter(|word| !word.is_empty());
    scan.fields.extend(words.map(str::to_owned));
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
fn name(tokens: &[Token<'_>], index: usize, scan: &mut Scan) {
    let token = &tokens[index];
    let found = (token.text.to_owned(), token.range.clone());
    let back = |by: usize| index.checked_sub(by).map_or("", |index| tokens[index].text);
    let (before, second_before) = (back(1), back(2));
    let after = tokens.get(index + 1).map_or("", |token| token.text);
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
