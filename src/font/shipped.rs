//! The fonts that ship with the program, and the chain in which they serve each role.

use super::Role;

/// A shipped font file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Shipped {
    Zhuque,
    Kaiti,
    UkaiSupplement,
    NotoSans,
    NotoSerif,
    NotoSerifBold,
    LiberationSerif,
    LiberationSerifBold,
}

impl Shipped {
    pub(super) const fn file_name(self) -> &'static str {
        match self {
            Self::Zhuque => "ZhuqueFangsong-Regular.ttf",
            Self::Kaiti => "gkai00mp.ttf",
            Self::UkaiSupplement => "GongwenUKai-Supplement.ttf",
            Self::NotoSans => "NotoSansCJKsc-Medium-subset.otf",
            Self::NotoSerif => "NotoSerifCJKsc-Regular-subset.otf",
            Self::NotoSerifBold => "NotoSerifCJKsc-Bold-subset.otf",
            Self::LiberationSerif => "LiberationSerif-Regular.ttf",
            Self::LiberationSerifBold => "LiberationSerif-Bold.ttf",
        }
    }
}

/// The shipped faces of a role, the one that gives it its look first. Noto Serif ends every chain: it has all
/// of GB 2312 and of the 8,105 通用规范汉字.
pub(super) const fn chain(role: Role) -> &'static [Shipped] {
    match role {
        Role::XiaoBiaoSong => &[Shipped::NotoSerifBold, Shipped::NotoSerif],
        Role::FangSong => &[Shipped::Zhuque, Shipped::NotoSerif],
        Role::KaiTi => &[
            Shipped::Kaiti,
            Shipped::UkaiSupplement,
            Shipped::Zhuque,
            Shipped::NotoSerif,
        ],
        Role::HeiTi => &[Shipped::NotoSans, Shipped::NotoSerif],
        Role::Song => &[Shipped::NotoSerif],
        Role::Latin => &[Shipped::LiberationSerif, Shipped::NotoSerif],
        Role::LatinBold => &[
            Shipped::LiberationSerifBold,
            Shipped::LiberationSerif,
            Shipped::NotoSerifBold,
            Shipped::NotoSerif,
        ],
    }
}
