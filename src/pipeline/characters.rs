//! The characters that all reports of a job will print, as far as the template and the style tell.

use std::sync::Arc;

use crate::layout;
use crate::style::{ParagraphStyle, Stylesheet};
use crate::writer::pdf::Characters;

/// What the program prints by itself or out of values, whatever the template says: digits, numerals, growth. What
/// few reports need is left to these.
const FIXED: &str = "0123456789.,%-—−+（）()、，。：；％一二三四五六七八九十百千万亿第元个年月日增长下降比上年";
/// What page numbers consist of.
const PAGE_NUMBER: &str = "—0123456789 ";

/// The characters of a template and the fixed ones, by role.
pub fn of_template(template: &str, style: &Stylesheet) -> Characters {
    let mut characters = Characters::new();
    let mut add = |text: &str, style: &ParagraphStyle| {
        for character in text.chars().filter(|character| !character.is_control()) {
            let role = layout::role_of(character, style);
            characters.entry(role).or_default().insert(character);
        }
    };
    add(FIXED, &style.body);
    add("一二三四五六七八九十、（）", style.heading(1));
    add("一二三四五六七八九十、（）", style.heading(2));
    add("0123456789年月", &style.title);
    add("表　0123456789", &style.table.caption);
    add("续表0123456789", &style.table.continued);
    let page_number = ParagraphStyle {
        role: style.page_number.role,
        latin: style.page_number.role,
        ..style.body.clone()
    };
    add(PAGE_NUMBER, &page_number);
    let printed = printed(template);
    let mut lines = printed.lines().peekable();
    while let Some(line) = lines.next() {
        let is_head = lines
            .peek()
            .is_some_and(|next| next.starts_with("|:") || next.starts_with("|-"));
        add(line, style_of(line, is_head, style));
    }
    characters
}

/// The characters of names that stand in titles, by role.
pub(super) fn of_names(names: &[Arc<str>], style: &Stylesheet) -> Characters {
    let mut characters = Characters::new();
    for character in names.iter().flat_map(|name| name.chars()) {
        let role = layout::role_of(character, &style.title);
        characters.entry(role).or_default().insert(character);
    }
    characters
}

/// How a line of a template is set. One that begins in no known way, or ends in another, costs its document a few
/// characters of its own, nothing else.
fn style_of<'a>(line: &str, is_head: bool, style: &'a Stylesheet) -> &'a ParagraphStyle {
    let marks = line.chars().take_while(|character| *character == '#').count();
    match marks {
        0 if is_head => &style.table.header,
        0 if line.starts_with("表：") => &style.table.caption,
        0 => &style.body,
        1 => &style.title,
        level => style.heading(level as u8 - 1),
    }
}

/// A template without its expressions and comments; the words in quotes within them are kept, since they are
/// printed.
fn printed(template: &str) -> String {
    let mut printed = String::with_capacity(template.len());
    let mut rest = template;
    while let Some(start) = rest
        .find("{{")
        .into_iter()
        .chain(rest.find("{%"))
        .chain(rest.find("{#"))
        .min()
    {
        let (before, tag) = rest.split_at(start);
        printed.push_str(before);
        let closing = match tag.as_bytes()[1] {
            b'{' => "}}",
            b'%' => "%}",
            _ => "#}",
        };
        let end = tag.find(closing).map_or(tag.len(), |end| end + closing.len());
        let (tag, after) = tag.split_at(end);
        if closing != "#}" {
            tag.split(['"', '\''])
                .skip(1)
                .step_by(2)
                .for_each(|words| printed.push_str(words));
        }
        rest = after;
    }
    printed.push_str(rest);
    printed
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::font::Role;
    use crate::style::{StyleSettings, gb9704};

    #[test]
    fn expressions_and_comments_are_not_printed_but_their_words_are() {
        let text = "甲{{ 乙|增减(\"丙\") }}丁{# 戊 #}己{% if 庚 == '辛' %}壬{% endif %}癸{{ 未完";
        assert_eq!(printed(text), "甲丙丁己辛壬癸");
    }

    #[test]
    fn each_line_counts_for_the_typeface_that_sets_it() {
        let style = gb9704::stylesheet(&StyleSettings::default());
        let template = "# 题2\n\n## 章\n\n### 节\n\n文\n\n表：名\n\n| 头 |\n|:--|\n| 身 |\n";
        let characters = of_template(template, &style);
        let holds = |role: Role, character| characters[&role].contains(&character);
        assert!(holds(Role::XiaoBiaoSong, '题') && holds(Role::LatinBold, '2'));
        assert!(holds(Role::HeiTi, '章') && holds(Role::HeiTi, '名') && holds(Role::HeiTi, '头'));
        assert!(holds(Role::KaiTi, '节') && !holds(Role::KaiTi, '文'));
        assert!(holds(Role::FangSong, '文') && holds(Role::FangSong, '身') && !holds(Role::FangSong, '章'));
        assert!(holds(Role::Song, '—') && holds(Role::Latin, '7'));
    }
}
