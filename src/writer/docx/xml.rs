//! A writer of small XML parts: elements, attributes and escaped text.

use std::fmt::Display;

use super::text;

/// XML under construction. Element names come from this program, values may come from anywhere.
pub(super) struct Xml {
    out: String,
    open: Vec<&'static str>,
    /// Whether the last start tag still lacks its `>`, so that attributes can be added and an empty element closed.
    tag_open: bool,
}

impl Xml {
    /// A part with its declaration.
    pub(super) fn part() -> Self {
        Self {
            out: String::from("<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"),
            open: Vec::new(),
            tag_open: false,
        }
    }

    /// Begins an element.
    pub(super) fn start(&mut self, name: &'static str) -> &mut Self {
        self.finish_tag();
        self.out.push('<');
        self.out.push_str(name);
        self.open.push(name);
        self.tag_open = true;
        self
    }

    /// Adds an attribute to the element just begun.
    pub(super) fn attribute(&mut self, name: &str, value: impl Display) -> &mut Self {
        debug_assert!(self.tag_open, "attribute after content");
        let value = value.to_string();
        self.out.push(' ');
        self.out.push_str(name);
        self.out.push_str("=\"");
        self.out
            .push_str(&quick_xml::escape::escape(text::clean(&value).as_ref()));
        self.out.push('"');
        self
    }

    /// Ends the element begun last, or takes it back when nothing was put into it.
    pub(super) fn end_unless_empty(&mut self) -> &mut Self {
        match self.open.last() {
            Some(name) if self.tag_open && self.out.ends_with(&format!("<{name}")) => {
                self.out.truncate(self.out.len() - name.len() - 1);
                self.open.pop();
                self.tag_open = false;
                self
            }
            _ => self.end(),
        }
    }

    /// Ends the element begun last that is still open.
    pub(super) fn end(&mut self) -> &mut Self {
        let Some(name) = self.open.pop() else { return self };
        if self.tag_open {
            self.out.push_str("/>");
            self.tag_open = false;
        } else {
            self.out.push_str("</");
            self.out.push_str(name);
            self.out.push('>');
        }
        self
    }

    /// An element without attributes or content.
    pub(super) fn empty(&mut self, name: &'static str) -> &mut Self {
        self.start(name).end()
    }

    /// An element whose one attribute is `w:val`, as most of WordprocessingML is.
    pub(super) fn value(&mut self, name: &'static str, value: impl Display) -> &mut Self {
        self.start(name).attribute("w:val", value).end()
    }

    /// An element with text and no attributes.
    pub(super) fn text_element(&mut self, name: &'static str, content: &str) -> &mut Self {
        self.start(name).text(content).end()
    }

    /// Text inside the element begun last.
    pub(super) fn text(&mut self, content: &str) -> &mut Self {
        self.finish_tag();
        self.out
            .push_str(&quick_xml::escape::escape(text::clean(content).as_ref()));
        self
    }

    /// The part's bytes.
    pub(super) fn finish(mut self) -> Vec<u8> {
        while !self.open.is_empty() {
            self.end();
        }
        self.out.into_bytes()
    }

    fn finish_tag(&mut self) {
        if self.tag_open {
            self.out.push('>');
            self.tag_open = false;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hostile_values_stay_values() {
        let mut xml = Xml::part();
        xml.start("a").attribute("b", "\"<&>'\u{1}\u{FFFF}");
        xml.text("]]><!--&\u{0}");
        let text = String::from_utf8(xml.finish()).unwrap();
        assert!(
            text.ends_with("<a b=\"&quot;&lt;&amp;&gt;&apos;\">]]&gt;&lt;!--&amp;</a>"),
            "{text}"
        );
    }
}
