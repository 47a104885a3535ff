//! The font table: each typeface by its official name, with the names under which it may be installed instead.

use std::collections::BTreeSet;

use crate::font::Role;
use crate::style::Stylesheet;

use super::embedded::EmbeddedFonts;
use super::xml::Xml;

/// `word/fontTable.xml`.
pub(super) fn part(style: &Stylesheet, embedded: &EmbeddedFonts) -> Vec<u8> {
    let mut xml = Xml::part();
    xml.start("w:fonts").attribute("xmlns:w", super::order::WORD);
    if !embedded.is_empty() {
        xml.attribute("xmlns:r", super::order::RELATIONSHIP);
    }
    let mut written = BTreeSet::new();
    for role in roles(style) {
        let official = official(role);
        // A face that rides along stands in the table under its own family, by which Word then finds it for the official
        // name too.
        let families: Vec<&str> = embedded.families(official).collect();
        for name in [official].iter().chain(&families) {
            if written.insert(*name) {
                font(&mut xml, (role, name), &families, embedded);
            }
        }
    }
    xml.finish()
}

/// The roles of the typefaces that a stylesheet uses.
pub(super) fn roles(style: &Stylesheet) -> BTreeSet<Role> {
    let styles = style.paragraph_styles();
    let mut roles: BTreeSet<Role> = styles.iter().flat_map(|style| [style.role, style.latin]).collect();
    roles.insert(style.page_number.role);
    roles
}

/// The name under which Word files ask for a role's typeface.
pub(super) fn official(role: Role) -> &'static str {
    role.names().first().copied().unwrap_or(role.name())
}

fn font(xml: &mut Xml, (role, name): (Role, &str), families: &[&str], embedded: &EmbeddedFonts) {
    let latin = matches!(role, Role::Latin | Role::LatinBold);
    xml.start("w:font").attribute("w:name", name);
    if name == official(role) {
        let mut others = role.names().get(1..).unwrap_or_default().to_vec();
        let unknown: BTreeSet<&str> = families
            .iter()
            .copied()
            .filter(|family| !role.names().contains(family))
            .collect();
        others.extend(unknown);
        if !others.is_empty() {
            xml.value("w:altName", others.join(","));
        }
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
    for (element, bold) in [("w:embedRegular", false), ("w:embedBold", true)] {
        if let Some((relationship, guid)) = embedded.face(name, bold) {
            xml.start(element)
                .attribute("r:id", relationship)
                .attribute("w:fontKey", guid)
                .end();
        }
    }
    xml.end();
}
