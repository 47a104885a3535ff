//! Raised digits in the texts of an xlsx: the library joins 300 and a raised 1 to 3001, which is a footnote's mark behind 300;
//! here they become the digits that Unicode has for them. Lowered ones stay, as in PM2.5.

use quick_xml::events::{BytesText, Event};
use quick_xml::{Reader, Writer};

use super::package::{Package, attribute, with_part};

const PART: &str = "xl/sharedStrings.xml";

/// Most bytes of it that are looked at: no larger part is read either.
const LARGEST: u64 = 16 << 20;

/// The property of a run that raises it.
const RAISES: &str = "vertAlign";

/// The package with such digits as characters of their own; none where there are none.
pub(super) fn made_characters(package: &mut Package<'_>, bytes: &[u8]) -> Option<Vec<u8>> {
    let strings = package.text_within(PART, LARGEST)?;
    if !strings.contains(RAISES) {
        return None;
    }
    let strings = with_characters(&strings)?;
    with_part(bytes, PART, |_, into| into.write_all(&strings).ok())
}

fn with_characters(strings: &str) -> Option<Vec<u8>> {
    let mut reader = Reader::from_str(strings);
    let mut writer = Writer::new(Vec::with_capacity(strings.len()));
    let mut raised = false;
    loop {
        let mut event = reader.read_event().ok()?;
        if matches!(event, Event::Eof) {
            return Some(writer.into_inner());
        }
        if let Event::Start(element) | Event::Empty(element) = &event {
            match element.local_name().as_ref() {
                RAISES => raised = attribute(element, "val").is_some_and(|way| way == "superscript"),
                "r" | "si" => raised = false,
                _ => {}
            }
        }
        if let Event::Text(text) = &event
            && raised
        {
            event = Event::Text(BytesText::from_escaped(raise(text)));
        }
        writer.write_event(event).ok()?;
    }
}

/// Digits as raised ones.
fn raise(text: &str) -> String {
    const DIGITS: [char; 10] = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];
    let raise = |c: char| c.to_digit(10).and_then(|digit| DIGITS.get(digit as usize).copied());
    text.chars().map(|c| raise(c).unwrap_or(c)).collect()
}
