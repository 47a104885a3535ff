//! Document settings: line breaking as the layout breaks, no Word of before 2013, nothing personal.

use crate::style::{PageNumberPosition, Profile, Stylesheet};

use super::xml::Xml;

/// What may not begin a line (spec: CJK typesetting §1): 点号, closing marks, connectors, ·, /, what follows a number.
/// Word allows a hundred characters here.
const NOT_AT_LINE_START: &str = "。，、；：？！．‼⁇⁈⁉”’）》〉」』】〕〗］｝–—～~·/／…⋯%‰％℃°′″)]},.:;?!々〻";
/// What may not end a line: opening marks, /, what precedes a number. Word allows fifty characters here.
const NOT_AT_LINE_END: &str = "“‘（《〈「『【〔〖［｛/／¥￥$№§＃([{";

/// `word/settings.xml`, its children in the order of the schema. `noted` says whether there are footnotes, `embedded`
/// whether faces ride along, which Word then keeps when it saves the file.
pub(super) fn part(style: &Stylesheet, noted: bool, embedded: bool) -> Vec<u8> {
    let mut xml = Xml::part();
    xml.start("w:settings").attribute("xmlns:w", super::order::WORD);
    xml.start("w:zoom").attribute("w:percent", 100).end();
    if embedded {
        xml.empty("w:embedTrueTypeFonts");
    }
    if style.mirror {
        xml.empty("w:mirrorMargins");
    }
    xml.value("w:defaultTabStop", style.body.size.to_twips() * 2);
    if style.page_number.position == PageNumberPosition::Outside {
        xml.empty("w:evenAndOddHeaders");
    }
    let control = match style.profile {
        Profile::Grid => "doNotCompress",
        Profile::Fine => "compressPunctuation",
    };
    xml.value("w:characterSpacingControl", control);
    kinsoku(&mut xml);
    if noted {
        super::footnotes::settings(&mut xml);
    }
    compatibility(&mut xml);
    xml.start("w:themeFontLang")
        .attribute("w:val", "en-US")
        .attribute("w:eastAsia", "zh-CN")
        .end();
    xml.value("w:decimalSymbol", ".").value("w:listSeparator", ",");
    xml.finish()
}

/// Our prohibitions instead of Word's, which let — and / begin a line.
fn kinsoku(xml: &mut Xml) {
    for (name, characters) in [
        ("w:noLineBreaksAfter", NOT_AT_LINE_END),
        ("w:noLineBreaksBefore", NOT_AT_LINE_START),
    ] {
        xml.start(name)
            .attribute("w:lang", "zh-CN")
            .attribute("w:val", characters)
            .end();
    }
}

/// DX-09: the layout rules of Word 2013 and later.
fn compatibility(xml: &mut Xml) {
    xml.start("w:compat");
    // A line that ends with a manual break is not stretched to the measure.
    xml.empty("w:doNotExpandShiftReturn");
    for (name, value) in [
        ("compatibilityMode", "15"),
        ("overrideTableStyleFontSizeAndJustification", "1"),
        ("enableOpenTypeFeatures", "1"),
        ("doNotFlipMirrorIndents", "1"),
        ("differentiateMultirowTableHeaders", "1"),
    ] {
        xml.start("w:compatSetting")
            .attribute("w:name", name)
            .attribute("w:uri", "http://schemas.microsoft.com/office/word")
            .attribute("w:val", value)
            .end();
    }
    xml.end();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prohibitions_keep_within_words_limits() {
        assert!(NOT_AT_LINE_START.chars().count() <= 100);
        assert!(NOT_AT_LINE_END.chars().count() <= 50);
    }
}
