//! The font table: each typeface by its official name, with the names under which it may be installed instead.

use std::collections::BTreeSet;

use crate::font::Role;
use crate::style::Stylesheet;

use super::xml::Xml;

/// `word/fontTable.xml`.
pub(super) fn part(style: &Stylesheet) -> Vec<u8> {
    let mut roles: BTreeSet<Role> = style
        .paragraph_styles()
        .iter()
        .flat_map(|style| [style.role, style.latin])
        .collect();
    roles.insert(style.page_number.role);
    let mut xml = Xml::part();
    xml.start("w:fonts").attribute("xmlns:w", super::order::WORD);
    let mut written = BTreeSet::new();
    for role in roles {
        if written.insert(official(role)) {
            font(&mut xml, role);
        }
    }
    xml.finish()
}

/// The name under which Word files ask for a role's typeface.
pub(super) fn official(role: Role) -> &'static str {
    role.names().first().copied().unwrap_or(role.name())
}

fn font(xml: &mut Xml, role: Role) {
    let latin = matches!(role, Role::Latin | Role::LatinBold);
    xml.start("w:font").attribute("w:name", official(role));
    let others = role.names().get(1..).unwrap_or_default();
    if !others.is_empty() {
        xml.value("w:altName", others.join(","));
    }
    // 86 is the character set of GB 2312; without it Word takes a missing font's stand-in from another script.
    xml.value("w:charset", if latin { "00" } else { "86" });
    let family = match role {
        Role::FangSong | Role::HeiTi | Role::KaiTi => "modern",
        Role::XiaoBiaoSong => "script",
        Role::Song => "auto",
        Role::Latin | Role::LatinBold => "roman",
    };
    xml.value("w:family", family);
    xml.value("w:pitch", "variable");
    xml.end();
}
