//! `[document]`: the document's format and its elements outside the text, as the configuration says them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::report::{Direction, DocumentFormat};

/// The standard's formats (GB/T 9704 §10).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum FormatName {
    /// 内部材料: 总结, 计划, 公报; no red head.
    #[default]
    #[serde(alias = "内部材料")]
    Material,
    /// 文件 with a red head.
    #[serde(alias = "文件")]
    Official,
    /// 信函.
    #[serde(alias = "信函")]
    Letter,
    /// 命令（令）.
    #[serde(alias = "命令", alias = "令")]
    Order,
    /// 纪要.
    #[serde(alias = "纪要")]
    Minutes,
}

/// To whom a 文件 goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum DirectionName {
    /// 下行文.
    #[default]
    #[serde(alias = "下行文")]
    Downward,
    /// 平行文.
    #[serde(alias = "平行文")]
    Parallel,
    /// 上行文: with 签发人.
    #[serde(alias = "上行文")]
    Upward,
}

/// How a signature is sealed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum SealName {
    /// The place of each body's seal is kept free.
    #[serde(alias = "留位")]
    Reserved,
    /// No seal.
    #[serde(alias = "不盖章")]
    None,
}

/// `[document]`: the format, and elements that are the same in all townships' reports. Each text may hold
/// `{township}` and, as the template does, `{{ 名称 }}`; several names in one are separated by 、. A line of the
/// same name in the template takes its place.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct DocumentSettings {
    /// The format: what it requires and forbids is checked.
    pub format: FormatName,
    /// To whom a 文件 goes.
    pub direction: DirectionName,
    /// Whether the paper has the red parts already: they keep their places and are not printed.
    pub preprinted: bool,
    /// Whether the places of seals are kept free; in 文件 and 信函 they are unless this says `none`.
    pub seal: Option<SealName>,
    /// Whether 版记 stands on an even page, for duplex print.
    pub colophon_even: bool,
    /// Whether 主送机关 stand in 版记 instead of under the title.
    pub addressee_in_colophon: bool,
    /// Whether the annexes are not bound together with the text: each then begins with 发文字号 (ANNEX-05).
    pub annexes_apart: bool,
    /// 份号, padded to six digits.
    pub copy_number: Option<String>,
    /// 密级和保密期限: `机密★10年`.
    pub secrecy: Option<String>,
    /// 紧急程度: `特急` or `加急`.
    pub urgency: Option<String>,
    /// 发文机关标志: `{township}人民政府文件`; in a joint document all bodies, the lead first: `甲、乙文件`.
    pub letterhead: Option<String>,
    /// 发文字号 `鼎政发〔2023〕{{ 文号 }}号`, or in an order 令号 `第3号`.
    pub number: Option<String>,
    /// 签发人 of 上行文.
    pub signers: Option<String>,
    /// 主送机关.
    pub addressee: Option<String>,
    /// 署名: the issuing bodies.
    pub issuers: Option<String>,
    /// 成文日期: `2023年11月20日`.
    pub date: Option<String>,
    /// 签名章: the posts of those who sign, before the places of their stamps.
    pub stamps: Option<String>,
    /// Pictures of the seals or stamps, in the order of those who sign: `印章/{township}.png`. Without them their
    /// places are kept free.
    pub seal_pictures: Option<String>,
    /// 附注, without brackets.
    pub note: Option<String>,
    /// 出席 of a 纪要.
    pub attending: Option<String>,
    /// 请假 of a 纪要.
    pub excused: Option<String>,
    /// 列席 of a 纪要.
    pub observing: Option<String>,
    /// 抄送, without its last 。.
    pub copies: Option<String>,
    /// 印发机关.
    pub printer: Option<String>,
    /// 印发日期, without 印发.
    pub printed: Option<String>,
}

impl DocumentSettings {
    /// The format as the report has it.
    pub(super) fn report_format(&self) -> DocumentFormat {
        match self.format {
            FormatName::Material => DocumentFormat::Material,
            FormatName::Official => DocumentFormat::Official(match self.direction {
                DirectionName::Downward => Direction::Downward,
                DirectionName::Parallel => Direction::Parallel,
                DirectionName::Upward => Direction::Upward,
            }),
            FormatName::Letter => DocumentFormat::Letter,
            FormatName::Order => DocumentFormat::Order,
            FormatName::Minutes => DocumentFormat::Minutes,
        }
    }

    /// Whether places of seals are kept free.
    pub(super) fn sealed(&self) -> bool {
        let usual = matches!(self.format, FormatName::Official | FormatName::Letter);
        self.seal.map_or(usual, |seal| seal == SealName::Reserved)
    }
}

/// One element as `[document]` gives it: its key, its text, and where the text stands in the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ElementText {
    /// The key: `number`.
    pub key: String,
    /// The text.
    pub text: String,
    /// Line of the text, from one.
    pub line: u32,
    /// Column of the text, from one.
    pub column: u32,
}

/// The elements of `[document]` as the template would say them, each at the line and column at which the
/// configuration has it, so that whatever is told of it or traced to it names the right place.
pub fn elements_source(mut elements: Vec<ElementText>) -> String {
    elements.sort_by_key(|element| (element.line, element.column));
    let mut source = String::new();
    let mut line = 1;
    for element in elements {
        let Some(label) = super::elements::Key::of_setting(&element.key).map(super::elements::Key::name) else {
            continue;
        };
        if line >= element.line && !source.is_empty() {
            source.push('\n');
            line += 1;
        }
        while line < element.line {
            source.push('\n');
            line += 1;
        }
        source.push_str(label);
        source.push('：');
        let before = label.chars().count() + 2;
        source.extend(std::iter::repeat_n(
            ' ',
            (element.column as usize).saturating_sub(before),
        ));
        // As wide as the words that it stands for, so that the columns of what follows stay right.
        let text = element.text.replace("{township}", "{{  镇名  }}");
        source.push_str(&text.replace(['\n', '\r'], " "));
    }
    source
}
