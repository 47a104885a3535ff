//! The roles of typefaces in a 公文 and the names under which users know them.

use serde::Serialize;

/// What a typeface is for (FONT-01 … FONT-05, FONT-07).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub enum Role {
    /// 小标宋: titles, 发文机关标志.
    XiaoBiaoSong,
    /// 仿宋: the body.
    FangSong,
    /// 楷体: headings of level 2.
    KaiTi,
    /// 黑体: headings of level 1, captions.
    HeiTi,
    /// 宋体: page numbers, and the last resort of every chain.
    Song,
    /// Latin letters and digits in the text (FONT-07).
    Latin,
    /// Latin letters and digits in the title.
    LatinBold,
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 7] = [
        Self::XiaoBiaoSong,
        Self::FangSong,
        Self::KaiTi,
        Self::HeiTi,
        Self::Song,
        Self::Latin,
        Self::LatinBold,
    ];

    /// The role's name as a user reads it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::XiaoBiaoSong => "小标宋",
            Self::FangSong => "仿宋",
            Self::KaiTi => "楷体",
            Self::HeiTi => "黑体",
            Self::Song => "宋体",
            Self::Latin => "西文",
            Self::LatinBold => "西文粗体",
        }
    }

    /// The names under which the role's typeface is installed, the official one first. They are matched
    /// against name ids 1, 4, 6 and 16 in every language, and the first is written into Word files.
    pub const fn names(self) -> &'static [&'static str] {
        match self {
            Self::XiaoBiaoSong => &[
                "方正小标宋简体",
                "FZXiaoBiaoSong-B05S",
                "方正小标宋_GBK",
                "FZXiaoBiaoSong-B05",
                "华文中宋",
                "STZhongsong",
            ],
            Self::FangSong => &[
                "仿宋_GB2312",
                "FangSong_GB2312",
                "仿宋",
                "FangSong",
                "方正仿宋_GBK",
                "FZFangSong-Z02",
                "华文仿宋",
                "STFangsong",
            ],
            Self::KaiTi => &[
                "楷体_GB2312",
                "KaiTi_GB2312",
                "楷体",
                "KaiTi",
                "方正楷体_GBK",
                "FZKai-Z03",
                "华文楷体",
                "STKaiti",
            ],
            Self::HeiTi => &["黑体", "SimHei", "方正黑体_GBK", "FZHei-B01", "STHeiti"],
            Self::Song => &["宋体", "SimSun", "方正书宋_GBK", "STSong"],
            Self::Latin | Self::LatinBold => &["Times New Roman"],
        }
    }
}
