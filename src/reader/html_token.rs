//! A page as a row of tags and texts: forgiving as a browser, and never longer at work than the page is long.

/// A piece of a page.
#[derive(Debug, PartialEq)]
pub(super) enum Token<'t> {
    /// Words, with entities resolved.
    Text(String),
    /// A start tag: its name in lower case, and its attributes as they stand.
    Open { name: String, attributes: &'t str },
    /// An end tag.
    Close(String),
}

/// Elements whose content is no text of the page.
const UNSEEN: [&str; 4] = ["script", "style", "title", "xml"];

/// The pieces of a page.
pub(super) struct Tokens<'t> {
    rest: &'t str,
    /// Whether the page ended inside a comment, a tag or an element that must be closed.
    pub(super) cut_off: bool,
}

impl<'t> Tokens<'t> {
    pub(super) const fn new(text: &'t str) -> Self {
        Self {
            rest: text,
            cut_off: false,
        }
    }

    /// What stands before a mark; the rest begins behind it. Everything where the mark never comes.
    fn until(&mut self, mark: &str) -> &'t str {
        let found = self.rest.split_once(mark);
        self.cut_off |= found.is_none();
        let (before, behind) = found.unwrap_or((self.rest, ""));
        self.rest = behind;
        before
    }

    /// The tag that the rest begins with, behind its `<`.
    fn tag(&mut self) -> Option<Token<'t>> {
        if let Some(rest) = self.rest.strip_prefix("!--") {
            self.rest = rest;
            self.until("-->");
            return None;
        }
        let end = tag_end(self.rest);
        let (inside, behind) = self.rest.split_at(end);
        self.cut_off |= behind.is_empty();
        self.rest = behind.strip_prefix('>').unwrap_or(behind);
        let closing = inside.strip_prefix('/');
        let body = closing.unwrap_or(inside);
        let name_end = body
            .find(|c: char| c.is_ascii_whitespace() || c == '/')
            .unwrap_or(body.len());
        let (name, attributes) = body.split_at(name_end);
        let name = name.to_ascii_lowercase();
        if closing.is_some() {
            return Some(Token::Close(name));
        }
        if UNSEEN.contains(&name.as_str()) && !attributes.ends_with('/') {
            self.skip_to_end_of(&name);
            return None;
        }
        Some(Token::Open { name, attributes })
    }

    /// Passes over the content of an element, up to its end tag.
    fn skip_to_end_of(&mut self, name: &str) {
        loop {
            self.until("</");
            let ends = self
                .rest
                .get(..name.len())
                .is_none_or(|found| found.eq_ignore_ascii_case(name));
            if self.rest.is_empty() || ends {
                self.until(">");
                return;
            }
        }
    }
}

impl<'t> Iterator for Tokens<'t> {
    type Item = Token<'t>;

    fn next(&mut self) -> Option<Token<'t>> {
        while !self.rest.is_empty() {
            if let Some(behind) = self.rest.strip_prefix('<')
                && behind.starts_with(|c: char| c.is_ascii_alphabetic() || "/!?".contains(c))
            {
                self.rest = behind;
                if let Some(token) = self.tag() {
                    return Some(token);
                }
                continue;
            }
            // A `<` that begins no tag is a character like any other.
            let from = self.rest.chars().next().map_or(0, char::len_utf8);
            let end = self
                .rest
                .get(from..)
                .and_then(|tail| tail.find('<'))
                .map_or(self.rest.len(), |at| from + at);
            let (text, behind) = self.rest.split_at(end);
            self.rest = behind;
            return Some(Token::Text(resolved(text)));
        }
        None
    }
}

/// Where a tag ends: at the first `>` outside quotes, else at the first of all.
fn tag_end(text: &str) -> usize {
    /// How far quotes are believed; a lone quote must not swallow the page.
    const REACH: usize = 4_096;
    let mut quote = None;
    for (at, character) in text.char_indices().take(REACH) {
        match (quote, character) {
            (None, '>') => return at,
            (None, '"' | '\'') => quote = Some(character),
            (Some(open), _) if open == character => quote = None,
            _ => {}
        }
    }
    text.find('>').unwrap_or(text.len())
}

/// The value of an attribute, by its name in lower case.
pub(super) fn attribute(attributes: &str, wanted: &str) -> Option<String> {
    let mut rest = attributes;
    while let Some((name, behind)) = rest.split_once('=') {
        let name = name.trim_end().rsplit([' ', '\t', '\n', '\r', '"', '\'']).next()?;
        let behind = behind.trim_start();
        let (value, after) = match behind.chars().next() {
            Some(quote @ ('"' | '\'')) => behind.get(1..)?.split_once(quote)?,
            _ => behind.split_at(behind.find(|c: char| c.is_ascii_whitespace()).unwrap_or(behind.len())),
        };
        if name.eq_ignore_ascii_case(wanted) {
            return Some(value.to_owned());
        }
        rest = after;
    }
    None
}

/// Text with its entities resolved; what is no entity stays as it is.
fn resolved(text: &str) -> String {
    /// Longest entity that is looked for.
    const LENGTH: usize = 12;
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once('&') {
        out.push_str(before);
        let end = behind
            .char_indices()
            .take(LENGTH)
            .find(|(_, c)| *c == ';')
            .map(|(at, _)| at);
        let found = end.and_then(|end| Some((entity(behind.get(..end)?)?, behind.get(end + 1..)?)));
        match found {
            Some((character, after)) => {
                out.push(character);
                rest = after;
            }
            None => {
                out.push('&');
                rest = behind;
            }
        }
    }
    out + rest
}

/// The character of an entity's name or number.
fn entity(name: &str) -> Option<char> {
    const NAMED: &[(&str, char)] = &[
        ("nbsp", '\u{A0}'),
        ("ensp", '\u{2002}'),
        ("emsp", '\u{2003}'),
        ("lt", '<'),
        ("gt", '>'),
        ("amp", '&'),
        ("quot", '"'),
        ("apos", '\''),
        ("middot", '·'),
        ("mdash", '—'),
        ("ndash", '–'),
        ("times", '×'),
        ("plusmn", '±'),
        ("permil", '‰'),
        ("yen", '¥'),
        ("sup2", '²'),
        ("ldquo", '“'),
        ("rdquo", '”'),
    ];
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hexadecimal) => u32::from_str_radix(hexadecimal, 16).ok()?,
            None => number.parse().ok()?,
        };
        return char::from_u32(code);
    }
    NAMED
        .iter()
        .find(|(known, _)| *known == name)
        .map(|(_, character)| *character)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_texts_and_comments_are_told_apart() {
        let page = "<!DOCTYPE html><style>td{}</td></style><!-- <td>x</td> --><TD class=\"a>b\" colspan=2>3 < 4 &amp;&nbsp;&#19968;&bogus;</td>";
        let found: Vec<Token<'_>> = Tokens::new(page).collect();
        assert_eq!(found.len(), 5, "{found:?}");
        assert_eq!(
            found[1],
            Token::Open {
                name: "td".to_owned(),
                attributes: " class=\"a>b\" colspan=2"
            }
        );
        assert_eq!(found[2], Token::Text("3 ".to_owned()));
        assert_eq!(found[3], Token::Text("< 4 &\u{A0}一&bogus;".to_owned()));
    }

    #[test]
    fn attributes_are_found_by_name() {
        assert_eq!(
            attribute(" class=x colspan = '3' rowspan=2", "colspan").as_deref(),
            Some("3")
        );
        assert_eq!(attribute(" nowrap ROWSPAN=2", "rowspan").as_deref(), Some("2"));
        assert_eq!(attribute(" title=\"colspan=9\" x", "colspan"), None);
        assert_eq!(attribute(" colspan=\"3", "colspan"), None);
    }
}
