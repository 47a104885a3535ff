//! Words that qualify a number, 近 超 余 以上 …: one table for the filters that print them and the lint that reads them
//! (spec §4).

use rust_decimal::Decimal;

/// Which side of the printed number the value stands on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    /// Below it: the number is rounded up.
    Below,
    /// Above it: the number is rounded down.
    Above,
    /// The number, or above.
    AtLeast,
    /// The number, or below.
    AtMost,
    /// Either side, or the number itself: 约, and 高达, which claims no side.
    Around,
}

impl Side {
    /// Whether a value stands on this side of a number.
    pub(super) fn holds(self, value: Decimal, number: Decimal) -> bool {
        match self {
            Self::Below => value < number,
            Self::Above => value > number,
            Self::AtLeast => value >= number,
            Self::AtMost => value <= number,
            Self::Around => true,
        }
    }

    /// Whether a cell whose word puts the value on this side of its number bears out a claim of that very number: 300多
    /// is above 300, and neither 300 at most nor below it.
    pub(super) const fn bears_out(self, claim: Self) -> bool {
        match claim {
            Self::Around => true,
            Self::Below => matches!(self, Self::Below),
            Self::Above => matches!(self, Self::Above),
            Self::AtLeast => !matches!(self, Self::Below | Self::AtMost),
            Self::AtMost => !matches!(self, Self::Above | Self::AtLeast),
        }
    }
}

/// Where the word stands in the phrase.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Position {
    /// `近3.5万元`.
    Before,
    /// `1720余吨`, `600余万元`, `1万余元`.
    Between,
    /// `86%以上`.
    After,
}

/// What a word claims.
#[derive(Debug, Clone, Copy)]
pub(super) struct Qualifier {
    pub(super) word: &'static str,
    pub(super) side: Side,
    pub(super) position: Position,
    /// How far the value may be from the printed number, in thousandths of it.
    pub(super) tolerance: i64,
}

const fn qualifier(word: &'static str, side: Side, position: Position, tolerance: i64) -> Qualifier {
    Qualifier {
        word,
        side,
        position,
        tolerance,
    }
}

/// All of them, the longer of two that end alike first.
pub(super) const QUALIFIERS: [Qualifier; 23] = [
    qualifier("高达", Side::Around, Position::Before, 0),
    qualifier("多达", Side::Around, Position::Before, 0),
    qualifier("将近", Side::Below, Position::Before, 50),
    qualifier("接近", Side::Below, Position::Before, 50),
    qualifier("近", Side::Below, Position::Before, 50),
    qualifier("超过", Side::Above, Position::Before, 50),
    qualifier("超", Side::Above, Position::Before, 50),
    qualifier("逾", Side::Above, Position::Before, 50),
    qualifier("突破", Side::Above, Position::Before, 1000),
    qualifier("不足", Side::Below, Position::Before, 100),
    qualifier("不到", Side::Below, Position::Before, 100),
    qualifier("大约", Side::Around, Position::Before, 25),
    qualifier("约", Side::Around, Position::Before, 25),
    qualifier("至少", Side::AtLeast, Position::Before, 50),
    qualifier("最多", Side::AtMost, Position::Before, 1000),
    qualifier("余", Side::Above, Position::Between, 100),
    qualifier("多", Side::Above, Position::Between, 100),
    qualifier("以上", Side::AtLeast, Position::After, 50),
    qualifier("以下", Side::AtMost, Position::After, 1000),
    qualifier("以内", Side::AtMost, Position::After, 1000),
    qualifier("左右", Side::Around, Position::After, 25),
    qualifier("上下", Side::Around, Position::After, 25),
    qualifier("之多", Side::Around, Position::After, 0),
];

/// Words that only end like a qualifier: 签约312户 are so many that have signed, and exactly so many.
const ENDING_ALIKE: [&str; 41] = [
    "签约", "节约", "预约", "违约", "履约", "集约", "合约", "契约", "条约", "公约", "制约", "特约", "解约", "续约",
    "毁约", "租约", "简约", "失约", "立约", "相约", "邀约", "民约", "乡约", "规约", "守约", "网约", "附近", "最近",
    "邻近", "临近", "就近", "新近", "靠近", "走近", "贴近", "亲近", "相近", "赶超", "反超", "高超", "村超",
];

/// Words that only begin like one that stands behind a number.
const BEGINNING_ALIKE: [&str; 6] = ["余下", "余额", "多元化", "多样", "上下游", "上下级"];

impl Qualifier {
    /// Whether the word makes the number itself a rough one: 约, 近, 左右; a bound, 以内 or 至少, does not, nor 之多.
    pub(super) const fn is_rough(&self) -> bool {
        match self.side {
            Side::Below | Side::Above | Side::Around => self.tolerance > 0,
            Side::AtLeast | Side::AtMost => false,
        }
    }
}

/// The qualifier of this word.
pub(super) fn find(word: &str) -> Option<&'static Qualifier> {
    QUALIFIERS.iter().find(|qualifier| qualifier.word == word)
}

/// The qualifier with which the text before a number ends; none of another word that ends alike.
pub(super) fn ending(text: &str) -> Option<&'static Qualifier> {
    let found = at(Position::Before).find(|qualifier| text.ends_with(qualifier.word))?;
    let longer = |word: &&str| word.len() > found.word.len() && text.ends_with(*word);
    (!ENDING_ALIKE.iter().any(longer)).then_some(found)
}

/// The qualifier of this place with which the text behind a number begins; none of another word that begins alike.
pub(super) fn beginning(text: &str, position: Position) -> Option<&'static Qualifier> {
    let is_other = BEGINNING_ALIKE.iter().any(|word| text.starts_with(word));
    at(position).find(|qualifier| !is_other && text.starts_with(qualifier.word))
}

/// The qualifier of a value as its cell has it: 近300户, 300多户, 300户左右.
pub(super) fn of_cell(text: &str) -> Option<&'static Qualifier> {
    let behind = text.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '-' | '.'));
    let scaled = behind.strip_prefix(['万', '亿']).unwrap_or(behind);
    let before = at(Position::Before).find(|qualifier| text.starts_with(qualifier.word));
    let between = || {
        [behind, scaled]
            .into_iter()
            .find_map(|rest| beginning(rest, Position::Between))
    };
    let after = || at(Position::After).find(|qualifier| text.ends_with(qualifier.word));
    before.or_else(between).or_else(after)
}

/// What follows 余 or 多 at the beginning of a text.
pub(super) fn behind_between(text: &str) -> Option<&str> {
    let qualifier = beginning(text, Position::Between)?;
    text.strip_prefix(qualifier.word)
}

/// Those that stand at this place of a phrase.
pub(super) fn at(position: Position) -> impl Iterator<Item = &'static Qualifier> {
    QUALIFIERS
        .iter()
        .filter(move |qualifier| qualifier.position == position)
}
