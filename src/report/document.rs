//! The elements of GB/T 9704 round the text: 版头, 署名 and 成文日期, 附件, 版记.

use serde::Serialize;

use super::{Block, Inline, Report};

/// The document's format (GB/T 9704 §10).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub enum DocumentFormat {
    /// Internal material (总结, 计划, 公报): no red head, no 版记 (RPT-01).
    #[default]
    Material,
    /// 文件 with a red head (HEAD-01 … HEAD-10).
    Official(Direction),
    /// 信函格式 (LETT-01 … LETT-09).
    Letter,
    /// 命令（令）格式 (ORDR-01 … ORDR-03).
    Order,
    /// 纪要格式 (MINU-01 … MINU-03).
    Minutes,
}

/// To whom a 文件 goes (HEAD-06, HEAD-07).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub enum Direction {
    /// 下行文: to those below; 发文字号 in the middle.
    #[default]
    Downward,
    /// 平行文: to equals; looks like 下行文.
    Parallel,
    /// 上行文: to those above; 发文字号 at the left, 签发人 at the right.
    Upward,
}

/// 版头: what stands above the title.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Head {
    /// 份号: six digits (HEAD-01).
    pub copy_number: Option<Vec<Inline>>,
    /// 密级和保密期限: `机密★10年` (HEAD-02).
    pub secrecy: Option<Vec<Inline>>,
    /// 紧急程度: `特急` (HEAD-03).
    pub urgency: Option<Vec<Inline>>,
    /// 发文机关标志.
    pub letterhead: Letterhead,
    /// 发文字号 `鼎政发〔2023〕12号` (HEAD-06), or 令号 `第3号` (ORDR-02).
    pub number: Option<Vec<Inline>>,
    /// The names of those who sign 上行文, in the order of the bodies (HEAD-07, HEAD-08).
    pub signers: Vec<Vec<Inline>>,
    /// Whether the red parts are on the paper already: they keep their places and are not printed (HEAD-10).
    pub preprinted: bool,
}

/// 发文机关标志 (HEAD-04, HEAD-05, LETT-01, ORDR-01, MINU-01).
#[derive(Debug, Clone, Default, Serialize)]
pub struct Letterhead {
    /// The bodies' names, the lead first.
    pub bodies: Vec<Vec<Inline>>,
    /// 文件, where it stands beside the names of several bodies; in the name of one body it is part of that.
    pub word: Option<String>,
}

/// 署名 and 成文日期, with what is put on them.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Signature {
    /// The issuing bodies, the lead first (SIGN-02, SIGN-04).
    pub issuers: Vec<Vec<Inline>>,
    /// 成文日期 as printed: `2023年11月20日` (SIGN-06).
    pub date: Vec<Inline>,
    /// How it is sealed.
    pub seal: Seal,
}

/// What makes a signature valid.
#[derive(Debug, Clone, Default, Serialize)]
pub enum Seal {
    /// No seal (SIGN-03, SIGN-04).
    #[default]
    None,
    /// A seal for each body, put on later by hand or by a signing system: its place is kept free and told, and
    /// nothing is printed there (SIGN-01, SIGN-02, SIGN-08).
    Reserved,
    /// 签名章 of each who signs, likewise put on later; before its place stand these words, the post: `镇长`
    /// (SIGN-05). There is no 署名 then.
    Stamps(Vec<Vec<Inline>>),
}

/// One line of attendance of a 纪要: 出席, 请假 or 列席 with names (MINU-02).
#[derive(Debug, Clone, Serialize)]
pub struct Attendance {
    /// `出席`.
    pub label: String,
    /// The names.
    pub names: Vec<Inline>,
}

/// One 附件. Its title in 附件说明 and over the annex itself are the same text (BODY-09, ANNEX-03).
#[derive(Debug, Clone, Default, Serialize)]
pub struct Annex {
    /// The title, without breaks.
    pub title: Vec<Inline>,
    /// What it says, on pages of its own (ANNEX-01); nothing when it is bound by itself and only named in 附件说明.
    pub blocks: Vec<Block>,
}

/// 版记: the foot of the last page (COLO-01 … COLO-09).
#[derive(Debug, Clone, Default, Serialize)]
pub struct Colophon {
    /// 主送, moved here because it would push the text off the first page (BODY-04, COLO-04).
    pub addressee: Option<Vec<Inline>>,
    /// 抄送, without its end mark (COLO-03).
    pub copies: Option<Vec<Inline>>,
    /// 印发机关 (COLO-05).
    pub printer: Option<Vec<Inline>>,
    /// 印发日期, without 印发 (COLO-05).
    pub printed: Option<Vec<Inline>>,
    /// Whether it stands on an even page, for duplex print (COLO-07, COLO-08).
    pub even_page: bool,
}

impl Report {
    /// The report with 主送 in 版记, where it leaves the text no room on the first page (BODY-04, COLO-04); none without
    /// 主送 or 版记.
    pub fn with_addressee_in_colophon(&self) -> Option<Self> {
        let mut report = self.clone();
        let mut addressee = report.addressee.take()?;
        if let Some(Inline::Text(last)) = addressee.last_mut() {
            last.truncate(last.trim_end_matches('：').len());
        }
        report.colophon.as_mut()?.addressee = Some(addressee);
        Some(report)
    }

    /// BODY-10: whether some of the text goes with 附件说明 to the page of the signature. A long list would leave a page
    /// half empty.
    pub fn keeps_annex_list(&self) -> bool {
        /// Names of a list that is kept whole.
        const MOST: usize = 4;
        self.signature.is_some() && self.annexes.len() <= MOST
    }

    /// The first line of an annex, from zero: its label, and before it 发文字号 of what it belongs to where it is not
    /// bound together with that (ANNEX-02, ANNEX-05).
    pub fn annex_first_line(&self, index: usize) -> Vec<Inline> {
        let number = self.head.number.iter().flatten().filter(|_| self.annexes_apart);
        let mut line: Vec<Inline> = number.cloned().collect();
        line.push(Inline::Text(self.annex_label(index)));
        line
    }

    /// The label of an annex, from zero: `附件` when there is one only, else `附件2` (ANNEX-02).
    pub fn annex_label(&self, index: usize) -> String {
        if self.annexes.len() == 1 {
            "附件".to_owned()
        } else {
            format!("附件{}", index + 1)
        }
    }
}
