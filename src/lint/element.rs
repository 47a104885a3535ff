//! The elements and formats of a 公文, as they are found in a finished file.

/// What a line or paragraph is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Element {
    /// 份号.
    Serial,
    /// 密级和保密期限.
    Secrecy,
    /// 紧急程度.
    Urgency,
    /// 发文机关标志.
    Mark,
    /// 发文字号; 令号.
    Number,
    /// 签发人.
    Signer,
    /// 标题.
    Title,
    /// Date or issuer under the title.
    Subtitle,
    /// 主送机关, 称谓.
    Addressee,
    /// A heading of level 1 to 4.
    Heading(u8),
    /// 正文.
    Body,
    /// A cell of a table.
    Table,
    /// Caption or unit line of a table.
    Caption,
    /// 附件说明.
    AnnexNote,
    /// 署名.
    Issuer,
    /// 成文日期.
    Date,
    /// 附注.
    Note,
    /// 出席, 请假, 列席 of 纪要.
    Attendance,
    /// 附件 with its number.
    AnnexLabel,
    /// The title of an 附件.
    AnnexTitle,
    /// 版记.
    Colophon,
    /// 目录.
    Contents,
    /// A footnote.
    Footnote,
    /// Page number.
    PageNumber,
}

/// The format of a 公文.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    /// Internal material: no red head.
    Internal,
    /// 文件.
    Document,
    /// 信函.
    Letter,
    /// 命令（令）.
    Order,
    /// 纪要.
    Minutes,
}
