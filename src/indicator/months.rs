//! The months that a title, a sheet or a file names: 上半年, 前三季度, 1—9月, 三季度, 9月.

/// Months of a year, and how the text calls them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Months {
    pub(super) first: i8,
    pub(super) last: i8,
    pub(super) text: String,
}

impl Months {
    /// Whether they are more than those of another, and hold them.
    pub(super) const fn holds(&self, other: &Self) -> bool {
        let within = self.first <= other.first && other.last <= self.last;
        within && (self.first < other.first || other.last < self.last)
    }
}

/// Words for parts of the year, the longer ones first, and what may not follow them: 全年龄 is of no 全年.
const WORDS: [(&str, i8, i8, &str); 6] = [
    ("前三季度", 1, 9, ""),
    ("前3季度", 1, 9, ""),
    ("上半年", 1, 6, ""),
    ("下半年", 7, 12, ""),
    ("全年", 1, 12, "龄级"),
    ("年终", 1, 12, "奖"),
];

/// What such a word, a quarter or a month in characters begins with: every title, sheet and file is looked through for them.
const FIRSTS: &str = "前上下全年Qq一二三四五六七八九十";

/// Between the first and the last month of several.
const TO: [char; 10] = ['-', '—', '–', '~', '～', '至', '到', '－', '一', '―'];

/// Words behind a month by which a day in it is meant, or what begins or ends with it.
const OTHERWISE: [&str; 12] = [
    "末", "底", "初", "以来", "以前", "之前", "以后", "起", "上旬", "中旬", "下旬", "后",
];

/// Words before a month by which what begins or ends with it is meant, or no month at all: 附件1-3月报表.
const FROM: [char; 7] = ['自', '从', '截', '比', '较', '至', '件'];

/// Words behind a month by which a document is of it, and no figures are: 10月报送, 7月修订.
const OF_DOCUMENT: [&str; 16] = [
    "报送", "上报", "填报", "填表", "制表", "编制", "制发", "修订", "修改", "修正", "更新", "核定", "印发", "下发",
    "公布", "发布",
];

/// Words behind a month by which something happened in it: 8月洪灾.
const EVENTS: [&str; 14] = [
    "洪", "山洪", "暴雨", "特大", "强降", "旱", "干旱", "台风", "地震", "冰雹", "风雹", "雪灾", "寒潮", "火灾",
];

/// Whether what follows a month makes it that of a document: 7月修订.
pub(super) fn is_of_document(behind: &str) -> bool {
    let behind = behind.strip_prefix('份').unwrap_or(behind);
    OF_DOCUMENT.iter().any(|word| behind.starts_with(word))
}

/// Whether what follows a month makes it that of an event.
fn is_of_event(behind: &str) -> bool {
    EVENTS.iter().any(|word| behind.starts_with(word))
}

/// The different parts of a year that a text without blanks names, in its order.
pub(super) fn named(text: &str) -> Vec<Months> {
    let mut found: Vec<Months> = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let before = &text[..text.len() - rest.len()];
        let begins = first.is_ascii_digit() || FIRSTS.contains(first);
        let read = || word(rest).or_else(|| quarter(rest)).or_else(|| of_month(rest, before));
        let read = if begins { read() } else { None };
        let length = read.as_ref().map_or(first.len_utf8(), |months| months.text.len());
        let new = read.filter(|months| {
            !found
                .iter()
                .any(|one| (one.first, one.last) == (months.first, months.last))
        });
        found.extend(new);
        // A number that is no month is passed over whole: 2023年11月20日.
        let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        rest = &rest[length.max(digits)..];
    }
    found
}

/// The first and the last month of the one part of a year that a name is of, and the name without it; none where it names none
/// or several.
pub fn of_name(name: &str) -> Option<((i8, i8), String)> {
    match named(name).as_slice() {
        [only] => Some(((only.first, only.last), name.replacen(&only.text, "", 1))),
        _ => None,
    }
}

fn word(text: &str) -> Option<Months> {
    let (word, first, last, not) = WORDS.iter().find(|(word, ..)| text.starts_with(word))?;
    let behind = text[word.len()..].chars().next();
    let other = behind.is_some_and(|behind| not.contains(behind));
    (!other).then(|| Months {
        first: *first,
        last: *last,
        text: (*word).to_owned(),
    })
}

/// One quarter, or the first ones together: 第三季度, 1-3季度, Q3.
fn quarter(text: &str) -> Option<Months> {
    if let Some(number) = text
        .strip_prefix(['Q', 'q'])
        .and_then(|behind| digits(behind).filter(|(at, _)| *at == 1))
    {
        let (length, number) = number;
        return of_quarters(number, number, &text[..=length]);
    }
    let (length, first) = number(text)?;
    let mut end = length;
    let mut last = first;
    if let Some((length, to)) = text[end..].strip_prefix(TO).and_then(|behind| {
        let before = text.len() - behind.len();
        number(behind).map(|(length, to)| (before + length, to))
    }) {
        (end, last) = (length, to);
    }
    let behind = ["季度", "季报"].iter().find(|word| text[end..].starts_with(**word))?;
    of_quarters(first, last, &text[..end + behind.len()])
}

fn of_quarters(first: i8, last: i8, text: &str) -> Option<Months> {
    let known = (1..=4).contains(&first) && (first..=4).contains(&last);
    known.then(|| Months {
        first: first * 3 - 2,
        last: last * 3,
        text: text.to_owned(),
    })
}

/// A month, or the first to the last of several: 9月, 1—9月, 1月至9月, 一至九月.
fn of_month(text: &str, before: &str) -> Option<Months> {
    // Of 附件1-3月报表 and 12—9月 the end is no month of its own.
    let ends_range = before
        .strip_suffix(TO)
        .is_some_and(|before| before.ends_with(|c: char| c.is_ascii_digit()));
    if ends_range || before.ends_with(FROM) || before.ends_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let (length, first) = number(text)?;
    let behind = &text[length..];
    let to = behind
        .strip_prefix("月份")
        .or_else(|| behind.strip_prefix('月'))
        .unwrap_or(behind);
    let several = to.strip_prefix(TO).and_then(|behind| Some((behind, number(behind)?)));
    if let Some((to, (length, last))) = several
        && to[length..].starts_with('月')
        && first <= last
    {
        let end = text.len() - to.len() + length + '月'.len_utf8();
        return ends_so(&text[end..]).then(|| Months {
            first,
            last,
            text: text[..end].to_owned(),
        });
    }
    // 五月村 is a name: a single month is written in digits.
    let end = length + '月'.len_utf8();
    let is_month = text.starts_with(|c: char| c.is_ascii_digit()) && behind.starts_with('月');
    let of_figures = || ends_so(&text[end..]) && !is_of_document(&text[end..]) && !is_of_event(&text[end..]);
    (is_month && of_figures()).then(|| Months {
        first,
        last: first,
        text: text[..end].to_owned(),
    })
}

/// Whether what follows a month makes no other time of it.
fn ends_so(behind: &str) -> bool {
    let behind = behind.strip_prefix('份').unwrap_or(behind);
    !behind.starts_with(|c: char| c.is_ascii_digit()) && !OTHERWISE.iter().any(|word| behind.starts_with(word))
}

/// A number from 1 to 12 with which a text begins, in digits or characters, and its length.
fn number(text: &str) -> Option<(usize, i8)> {
    const CHARACTERS: [&str; 12] = [
        "十二", "十一", "十", "九", "八", "七", "六", "五", "四", "三", "二", "一",
    ];
    if let Some(found) = digits(text) {
        return Some(found);
    }
    let at = CHARACTERS.iter().position(|character| text.starts_with(character))?;
    Some((CHARACTERS[at].len(), 12 - i8::try_from(at).ok()?))
}

fn digits(text: &str) -> Option<(usize, i8)> {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let number = text[..end].parse().ok().filter(|number| (1..=12).contains(number))?;
    Some((end, number))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> String {
        let shown = named(text)
            .into_iter()
            .map(|months| format!("{}-{}", months.first, months.last));
        shown.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn parts_of_a_year_are_read_however_they_are_written() {
        for text in [
            "前三季度",
            "1-3季度",
            "1—9月",
            "1月至9月",
            "1-9月份",
            "一至九月",
            "2025年1～9月",
            "1月—9月报表",
        ] {
            assert_eq!(of(text), "1-9", "{text}");
        }
        for text in ["三季度", "第三季度", "2024年3季度", "2025Q3", "三季度报表"] {
            assert_eq!(of(text), "7-9", "{text}");
        }
        assert_eq!(of("上半年"), "1-6");
        assert_eq!(of("全年"), "1-12");
        assert_eq!(of("2025年9月"), "9-9");
        assert_eq!(of("一季度和二季度"), "1-3 4-6");
    }

    #[test]
    fn days_and_names_are_none() {
        for text in [
            "2023年11月20日",
            "6月末户籍人口",
            "截至6月",
            "自1月起",
            "五月村",
            "全年龄段",
            "十三五",
            "2025年",
            "12个月",
            "附件1-3月报表",
            "农业统计(10月报送)",
            "10月份上报",
            "2025年7月修订",
            "8月洪灾",
            "8月暴雨受灾情况",
        ] {
            assert_eq!(of(text), "", "{text}");
        }
        assert_eq!(of("1-9月报送表"), "1-9");
    }
}
