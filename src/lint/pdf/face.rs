//! Which typeface of a 公文 a font is, told by its PostScript name.

use crate::font::Role;

/// Parts of font names, without blanks and marks, in lower case. The shipped faces stand among them. The first
/// that is found in a name decides, so that 小标宋 goes before 宋.
const NAMES: [(&str, Role); 28] = [
    ("xiaobiaosong", Role::XiaoBiaoSong),
    ("fzxbs", Role::XiaoBiaoSong),
    ("小标宋", Role::XiaoBiaoSong),
    ("zhongsong", Role::XiaoBiaoSong),
    ("中宋", Role::XiaoBiaoSong),
    ("notoserifcjkscbold", Role::XiaoBiaoSong),
    ("fangsong", Role::FangSong),
    ("fzfs", Role::FangSong),
    ("仿宋", Role::FangSong),
    ("kaiti", Role::KaiTi),
    ("gbzenkai", Role::KaiTi),
    ("ukai", Role::KaiTi),
    ("fzkt", Role::KaiTi),
    ("fzkai", Role::KaiTi),
    ("楷", Role::KaiTi),
    ("simhei", Role::HeiTi),
    ("heiti", Role::HeiTi),
    ("fzhei", Role::HeiTi),
    ("fzht", Role::HeiTi),
    ("黑体", Role::HeiTi),
    ("notosanscjk", Role::HeiTi),
    ("simsun", Role::Song),
    ("notoserifcjk", Role::Song),
    ("shusong", Role::Song),
    ("stsong", Role::Song),
    ("宋体", Role::Song),
    ("times", Role::Latin),
    ("liberationserif", Role::Latin),
];

/// The typeface; none for a font that no 公文 uses.
pub(super) fn role(name: &str) -> Option<Role> {
    let plain: String = name
        .chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect();
    NAMES
        .iter()
        .find(|(part, _)| plain.contains(part))
        .map(|(_, role)| *role)
}
