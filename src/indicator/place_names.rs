//! Names of villages and townships as they are printed: a table writes 鼎 新 村 to make all names of one length.

use std::borrow::Cow;

/// Words that, with nothing but each other, head a column of such names.
const HEADS: [&str; 9] = ["村委会", "居委会", "社区", "街道", "乡", "镇", "村", "居", "苏木"];
/// What stands beside them there: 行政村名称, 村（社区）, 所属乡镇.
const BESIDE: [&str; 18] = [
    "行政", "名称", "所属", "所在", "名", "别", "各", "及", "和", "或", "(", ")", "（", "）", "、", "/", "・", "·",
];
/// The ends of such names.
const ENDS: [&str; 10] = [
    "村",
    "社区",
    "镇",
    "乡",
    "街道",
    "居委会",
    "村委会",
    "苏木",
    "嘎查",
    "人民政府",
];

/// Longest such name, in characters; longer words are no name.
const LONGEST: usize = 24;

/// A text without the blanks between Han characters where it is such a name: its column's head says so, or it ends as one
/// and names the row. Of a list of names the blanks stay.
pub(super) fn folded<'t>(text: &'t str, head: &str, names_row: bool) -> Cow<'t, str> {
    if !text.contains(char::is_whitespace) || text.chars().count() > LONGEST {
        return Cow::Borrowed(text);
    }
    let folded = without_blanks(text);
    let is_name = heads_names(head) || names_row && ends_as_name(&folded);
    match is_name && !is_list(text) {
        true => Cow::Owned(folded),
        false => Cow::Borrowed(text),
    }
}

/// Whether a header says that names of villages or townships stand below it.
fn heads_names(head: &str) -> bool {
    let without = |head: String, words: &[&str]| words.iter().fold(head, |rest, word| rest.replace(word, ""));
    let head: String = head.chars().filter(|c| !c.is_whitespace()).collect();
    let bare = without(head, &BESIDE);
    !bare.is_empty() && without(bare, &HEADS).is_empty()
}

fn ends_as_name(text: &str) -> bool {
    let bare = text.split(['(', '（']).next().unwrap_or(text);
    ENDS.iter().any(|end| bare.ends_with(end))
}

/// Whether several names may stand there, with blanks between: 城东 城西 are two, 鼎 新 村 and 黄土坡 社区 one.
fn is_list(text: &str) -> bool {
    // A note in brackets is of the name before it.
    let names = text.split(['(', '（']).next().unwrap_or(text);
    let parts: Vec<&str> = names.split_whitespace().collect();
    let long = parts.iter().filter(|part| part.chars().count() > 1).count();
    let ended = parts.last().is_some_and(|last| ENDS.contains(last));
    long > 1 && !(long == 2 && ended)
}

/// A text without the blanks that stand between two Han characters.
fn without_blanks(text: &str) -> String {
    let is_han = |c: char| matches!(c, '\u{3400}'..='\u{9FFF}' | '\u{20000}'..='\u{3FFFF}');
    let mut folded = String::with_capacity(text.len());
    let mut blanks = String::new();
    for character in text.trim().chars() {
        if character.is_whitespace() {
            blanks.push(character);
            continue;
        }
        if !(folded.ends_with(is_han) && is_han(character)) {
            folded.push_str(&blanks);
        }
        blanks.clear();
        folded.push(character);
    }
    folded
}

#[cfg(test)]
mod tests {
    use super::folded;

    #[test]
    fn blanks_within_a_name_go_and_those_between_names_stay() {
        for (text, head, names_row, printed) in [
            ("土 桥村", "村名", true, "土桥村"),
            ("鼎　新　村", "村（社区）", true, "鼎新村"),
            ("土 桥", "行政村名称", false, "土桥"),
            ("青 山\n镇", "所属乡镇", false, "青山镇"),
            ("土 桥村", "单位", true, "土桥村"),
            ("土 桥村（含 原鲤鱼村）", "村名", true, "土桥村（含原鲤鱼村）"),
            ("李家村 （含原鲤鱼村）", "村名", true, "李家村 （含原鲤鱼村）"),
            ("土桥村 李家村", "村名", true, "土桥村 李家村"),
            ("村 东路", "项目名称", true, "村 东路"),
            ("张 三 李四", "村干部", false, "张 三 李四"),
            ("新 A 村", "村名", true, "新 A 村"),
            ("道路硬化 二期", "项目名称", true, "道路硬化 二期"),
            ("新建 土桥村", "项目", false, "新建 土桥村"),
        ] {
            assert_eq!(folded(text, head, names_row), printed, "{text} {head}");
        }
    }
}
