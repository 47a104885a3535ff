//! The classes of characters that line breaking and squeezing tell apart (CJK typesetting §1, CLREQ).

use crate::geom::Em;

/// What a character is to the line breaker.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// Han characters, `×` placeholders (LB-11) and whatever has no rule of its own.
    Han,
    /// Western digits, half or full width.
    Digit,
    /// Letters that make up words.
    Latin,
    /// The space between Western words; it vanishes at the end of a line.
    Space,
    /// Full-width 点号: never first on a line.
    Stop,
    /// Full-width closing marks: never first on a line.
    Close,
    /// Full-width opening marks: never last on a line.
    Open,
    /// 连接号 (– — ～ -): never first on a line.
    Connector,
    /// 间隔号 (·): half a cell, never first on a line.
    Interpunct,
    /// / and ／: neither first nor last.
    Solidus,
    /// A part of 破折号 (——): whole, never first on a line but of a paragraph's.
    Dash,
    /// A part of 省略号 (……): whole, never first on a line.
    Ellipsis,
    /// % ‰ ℃ and their like after digits: never first.
    Postfix,
    /// ¥ $ № and their like before digits: never last.
    Prefix,
    /// ASCII stops and closing marks: never first, never squeezed.
    AsciiClose,
    /// ASCII opening marks: never last, never squeezed.
    AsciiOpen,
    /// 々: never first.
    Iteration,
}

impl Class {
    /// Whether a line may begin with it (level "strict" of CLREQ).
    pub const fn may_begin_line(self) -> bool {
        matches!(
            self,
            Self::Han | Self::Digit | Self::Latin | Self::Open | Self::Prefix | Self::AsciiOpen
        )
    }

    /// Whether a line may end with it.
    pub const fn may_end_line(self) -> bool {
        !matches!(self, Self::Open | Self::AsciiOpen | Self::Prefix | Self::Solidus)
    }

    /// Whether it is part of a Western word or number.
    pub const fn is_alphanumeric(self) -> bool {
        matches!(self, Self::Digit | Self::Latin)
    }

    /// Whether the right half of its cell is blank (SP-01, SP-02).
    pub const fn blank_right(self) -> bool {
        matches!(self, Self::Stop | Self::Close)
    }

    /// Whether the left half of its cell is blank (SP-01, SP-03).
    pub const fn blank_left(self) -> bool {
        matches!(self, Self::Open)
    }
}

/// One character to be set: what it is and how wide.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cluster {
    /// The character.
    pub character: char,
    /// Its class in its surroundings.
    pub class: Class,
    /// Its cell, tracking included, before anything is squeezed or stretched.
    pub width: Em,
}

impl Cluster {
    /// The clusters of a text, the cells by `width`.
    pub fn of_text(text: &str, width: impl Fn(char) -> Em) -> Vec<Self> {
        let characters: Vec<char> = text.chars().collect();
        classify(&characters)
            .into_iter()
            .zip(characters)
            .map(|(class, character)| Self {
                character,
                class,
                width: width(character),
            })
            .collect()
    }
}

/// The class of each character among its neighbours.
pub fn classify(characters: &[char]) -> Vec<Class> {
    (0..characters.len())
        .map(|index| {
            let before = index.checked_sub(1).and_then(|before| characters.get(before)).copied();
            in_context(characters[index], before, characters.get(index + 1).copied())
        })
        .collect()
}

/// A dash alone connects, two are 破折号; an apostrophe or hyphen between letters belongs to the word.
fn in_context(character: char, before: Option<char>, after: Option<char>) -> Class {
    let letter = |neighbour: Option<char>| neighbour.is_some_and(is_letter);
    match character {
        '—' if before == Some('—') || after == Some('—') => Class::Dash,
        '’' | '\'' | '-' | '_' | '@' if letter(before) && after.is_some_and(|c| is_letter(c) || c.is_ascii_digit()) => {
            Class::Latin
        }
        _ => alone(character),
    }
}

/// The characters that never begin a line, for Word's `w:noLineBreaksBefore`, so that both break alike.
pub fn never_first() -> String {
    basic_plane()
        .filter(|c| !alone(*c).may_begin_line() && *c != ' ')
        .collect()
}

/// The characters that never end a line, for Word's `w:noLineBreaksAfter`.
pub fn never_last() -> String {
    basic_plane().filter(|c| !alone(*c).may_end_line()).collect()
}

fn basic_plane() -> impl Iterator<Item = char> {
    ('\u{20}'..='\u{FFFF}').filter(|character| !character.is_control())
}

/// Letters that form words: all that are not of an East Asian script.
fn is_letter(character: char) -> bool {
    character.is_ascii_alphabetic() || matches!(character, '\u{C0}'..='\u{24F}' if !matches!(character, '×' | '÷'))
}

/// The class of a character by itself.
fn alone(character: char) -> Class {
    match character {
        '0'..='9' | '０'..='９' => Class::Digit,
        ' ' => Class::Space,
        '。' | '，' | '、' | '；' | '：' | '？' | '！' | '．' | '‼' | '⁇' | '⁈' | '⁉' => Class::Stop,
        '”' | '’' | '）' | '》' | '〉' | '」' | '』' | '】' | '〕' | '〗' | '］' | '｝' | '﹂' | '﹄' => {
            Class::Close
        }
        '“' | '‘' | '（' | '《' | '〈' | '「' | '『' | '【' | '〔' | '〖' | '［' | '｛' | '﹁' | '﹃' => {
            Class::Open
        }
        '–' | '—' | '～' | '~' | '-' => Class::Connector,
        '·' | '‧' | '•' | '・' => Class::Interpunct,
        '/' | '／' => Class::Solidus,
        '⸺' => Class::Dash,
        '…' | '⋯' => Class::Ellipsis,
        '%' | '‰' | '％' | '℃' | '°' | '′' | '″' => Class::Postfix,
        '¥' | '￥' | '$' | '＄' | '№' | '§' | '＃' | '#' => Class::Prefix,
        ')' | ']' | '}' | ',' | '.' | ':' | ';' | '?' | '!' => Class::AsciiClose,
        '(' | '[' | '{' => Class::AsciiOpen,
        '々' | '〻' => Class::Iteration,
        '\u{A0}' => Class::Latin,
        letter if is_letter(letter) => Class::Latin,
        _ => Class::Han,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn classes(text: &str) -> Vec<Class> {
        classify(&text.chars().collect::<Vec<_>>())
    }

    #[test]
    fn one_dash_connects_and_two_interrupt() {
        assert_eq!(classes("1—6"), [Class::Digit, Class::Connector, Class::Digit]);
        assert_eq!(classes("标——共")[1..3], [Class::Dash, Class::Dash]);
    }

    #[test]
    fn a_hyphen_or_apostrophe_between_letters_is_part_of_the_word() {
        assert_eq!(classes("e-mail")[1], Class::Latin);
        assert_eq!(classes("don’t")[3], Class::Latin);
        assert_eq!(classes("“说’”")[2], Class::Close);
    }

    #[test]
    fn the_lists_for_word_hold_the_marks_of_the_table() {
        for mark in "。，、；：？！”’）》】〕—…·～/%℃".chars() {
            assert!(never_first().contains(mark), "{mark}");
        }
        assert_eq!(never_last(), "#$(/[{¥§‘“№〈《「『【〔〖﹁﹃＃＄（／［｛￥");
    }

    #[test]
    fn placeholders_count_as_han() {
        assert_eq!(classes("××镇"), [Class::Han; 3]);
    }
}
