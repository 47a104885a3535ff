//! What follows the text: 附件说明, attendance, 署名 and 成文日期 with the places of seals, 附注.

use std::ops::Range;
use std::sync::Arc;

use super::flow::{Collector, Fragment, Kind, baseline};
use super::frame::{ImageItem, Item};
use super::inline::{LineBox, Shaped, Span};
use super::structure::{ElementId, ElementKind};
use crate::geom::{Abs, Em, Point, Size};
use crate::report::{Inline, PictureFile, Report, Seal, SealKind, SealPlace, Signature, plain_text};
use crate::style::ParagraphStyle;

/// Appends all that stands between the text and the annexes.
pub(super) fn collect(report: &Report, collector: &mut Collector) {
    collector.annex_note(report);
    let attendance = collector.attendance(report);
    if let Some(signature) = &report.signature {
        collector.stick_last();
        collector.signature(signature, &report.seal_pictures);
    }
    if let Some(note) = &report.note {
        collector.stick_last();
        collector.said(&in_brackets(note), &collector.style.note);
    }
    collector.keep_attendance(attendance);
}

/// BODY-11: 附注 stands in brackets, which belong to its form and not to its words.
fn in_brackets(note: &[Inline]) -> Vec<Inline> {
    let mut content = vec![Inline::Text("（".to_owned())];
    content.extend(note.iter().cloned());
    content.push(Inline::Text("）".to_owned()));
    content
}

impl Collector<'_, '_> {
    /// PG-04: what stands last stays with what follows.
    fn stick_last(&mut self) {
        if let Some(last) = self.flow.children.last_mut() {
            last.sticky = true;
        }
    }

    /// BODY-09: `附件：` and the titles, numbered when there are several.
    fn annex_note(&mut self, report: &Report) {
        let style = &self.style.annex;
        let kept = report.keeps_annex_list();
        if !report.annexes.is_empty() {
            // BODY-10: the list is no text; some of that goes with it to the page of the signature.
            if kept {
                self.stick_last();
            }
            self.spaces(1, true);
        }
        let first = self.flow.children.len();
        for (index, annex) in report.annexes.iter().enumerate() {
            let (style, label) = match (report.annexes.len(), index) {
                (1, _) => (&style.single, "附件：".to_owned()),
                (_, 0) => (&style.first, "附件：1.".to_owned()),
                _ => (&style.further, format!("{}.", index + 1)),
            };
            let style = self.under_name(style, &label);
            self.flow.annex_names.push((style.cell() * style.left.get()).to_pt());
            let mut content = vec![Inline::Text(label)];
            content.extend(annex.title.iter().cloned());
            self.said(&content, &style);
        }
        let list = self.flow.children.iter_mut().skip(first);
        list.filter(|_| kept).for_each(|line| line.sticky = true);
    }

    /// BODY-09: further lines begin under the first character of the name, behind the label.
    fn under_name(&mut self, style: &ParagraphStyle, label: &str) -> ParagraphStyle {
        let content = [Inline::Text(label.to_owned())];
        let label = self.setter.shape(&[Span {
            content: &content,
            style,
            element: None,
        }]);
        let begin = style.left + style.first_line;
        let width = Em::from_length(label.full_width(), style.cell());
        ParagraphStyle {
            left: begin + width,
            first_line: -width,
            ..style.clone()
        }
    }

    /// MINU-02: the blank line and the lines; returns which children they are.
    fn attendance(&mut self, report: &Report) -> Range<usize> {
        let first = self.flow.children.len();
        if !report.attendance.is_empty() {
            self.spaces(1, false);
        }
        for line in &report.attendance {
            let label = [Inline::Text(format!("{}：", line.label))];
            let element = self.element(&label, ElementKind::Paragraph);
            let label = Span {
                content: &label,
                style: &self.style.attendance_label,
                element,
            };
            let names = Span {
                content: &line.names,
                style: &self.style.attendance,
                element,
            };
            self.set(&[label, names], &self.style.attendance, false);
        }
        first..self.flow.children.len()
    }

    /// PG-04: the lines of attendance go over to the next page together, and some of the text with them. Where no page
    /// has room for all that, no line stands alone there.
    fn keep_attendance(&mut self, lines: Range<usize>) {
        let children = &mut self.flow.children;
        let Some(above) = lines.start.checked_sub(1).filter(|_| !lines.is_empty()) else {
            return;
        };
        let stuck = children[..above].iter().rev().take_while(|child| child.sticky).count();
        let kept_with = children[above - stuck..].iter();
        let height: Abs = kept_with.map(|child| child.fragment.height).sum();
        let kept = height.fits(self.style.type_area().height);
        let from = if kept { above } else { lines.end.saturating_sub(2) };
        children[from..lines.end - 1]
            .iter_mut()
            .for_each(|child| child.sticky = true);
        self.flow.attendance_kept = kept;
    }

    fn signature(&mut self, signature: &Signature, pictures: &[PictureFile]) {
        match (&signature.seal, signature.issuers.as_slice()) {
            (Seal::Stamps(posts), _) => self.stamped(posts, &signature.date, pictures),
            (Seal::Reserved, [issuer]) => self.sealed(issuer, &signature.date, pictures),
            (Seal::Reserved, issuers) => self.jointly_sealed(issuers, &signature.date, pictures),
            (Seal::None, issuers) => self.unsealed(issuers, &signature.date),
        }
    }

    /// SIGN-03, SIGN-04: each body on its own line and the date under the last; without a seal.
    fn unsealed(&mut self, issuers: &[Vec<Inline>], date: &[Inline]) {
        let style = self.style;
        let names: Vec<Shaped> = issuers
            .iter()
            .map(|issuer| self.shape(issuer, &style.signature))
            .collect();
        let date = self.shape(date, &style.date);
        let widest = names.iter().map(Shaped::full_width).fold(Abs::ZERO, Abs::max);
        let (name_x, date_x) = self.signature_places(widest, date.full_width());
        self.spaces(style.signature.lines_before, true);
        for name in &names {
            for line in self.setter.lines(name, self.measure() - name_x, Abs::ZERO, false) {
                self.line_at(line, &style.signature, name_x, true);
            }
        }
        // A date is one line always (LB-07); its place leaves it the room, unless it is wider than the page.
        for line in self.setter.lines(&date, self.measure() - date_x, Abs::ZERO, false) {
            self.line_at(line, &style.date, date_x, false);
        }
    }

    /// SIGN-03: the name two cells from the right edge, the date two cells to the right of the name's beginning;
    /// a date longer than the name takes the two cells from the edge instead.
    fn signature_places(&self, name_width: Abs, date_width: Abs) -> (Abs, Abs) {
        let two_cells = self.style.signature.cell() * self.style.seal.plain_inset;
        let name = self.measure() - two_cells - name_width;
        let (name, date) = if date_width <= name_width {
            (name, name + two_cells)
        } else {
            let date = self.measure() - two_cells - date_width;
            (date - two_cells, date)
        };
        (name.max(Abs::ZERO), date.max(Abs::ZERO))
    }

    /// SIGN-01: the date four cells from the right edge, the name over its middle, the seal over both.
    fn sealed(&mut self, issuer: &[Inline], date: &[Inline], pictures: &[PictureFile]) {
        let style = self.style;
        let name = self.shape(issuer, &style.signature);
        let date = self.shape(date, &style.date);
        let middle = self.date_middle(date.full_width());
        // A name that would pass the edge takes the date with it to the left.
        let middle = middle.min(self.measure() - name.full_width() / 2.0);
        self.spaces(style.seal.lines_before, true);
        let pitch = style.signature.pitch;
        let mut fragment = Fragment::default();
        for (index, text) in [&name, &date].into_iter().enumerate() {
            let line = self.setter.spread(text, Abs::ZERO);
            self.put_centered(&mut fragment, line, middle, pitch * index as f64);
        }
        fragment.height = pitch * 2.0;
        let seal = self.seal_at(Point::new(middle, pitch));
        self.put_seal(&mut fragment, seal, issuer, pictures.first());
        self.push(fragment, Kind::Line, false, None);
    }

    /// SIGN-02: the names in columns, each under its own seal; the date under the last name. Rows are as far apart
    /// as seals that do not touch.
    fn jointly_sealed(&mut self, issuers: &[Vec<Inline>], date: &[Inline], pictures: &[PictureFile]) {
        let style = self.style;
        let widths: Vec<Abs> = issuers
            .iter()
            .map(|issuer| self.shape(issuer, &style.signature).full_width())
            .collect();
        let widest = widths.into_iter().fold(Abs::ZERO, Abs::max);
        let places = style.seal.places(issuers.len(), self.measure(), widest);
        let pitch = style.signature.pitch;
        let row_height = pitch * style.seal.lines_of_row(pitch) as f64;
        let mut fragment = Fragment::default();
        for (index, (issuer, place)) in issuers.iter().zip(&places).enumerate() {
            let top = row_height * place.row as f64;
            let name = self.squeezed_name(issuer, place.room);
            self.put_centered(&mut fragment, name, place.middle, top);
            let (mut middle, mut center) = (place.middle, top + pitch / 2.0);
            if index + 1 == issuers.len() {
                let date = self.shape(date, &style.date);
                let line = self.setter.spread(&date, Abs::ZERO);
                middle = middle.min(self.measure() - date.full_width() / 2.0);
                self.put_centered(&mut fragment, line, middle, top + pitch);
                center = top + pitch;
                fragment.height = top + pitch * 2.0;
            }
            let seal = self.seal_at(Point::new(middle, center));
            self.put_seal(&mut fragment, seal, issuer, pictures.get(index));
        }
        self.spaces(style.seal.lines_before, true);
        self.push(fragment, Kind::Line, false, None);
    }

    /// A name no wider than its column: longer ones are set in a smaller size, since they may not break.
    fn squeezed_name(&mut self, issuer: &[Inline], room: Abs) -> LineBox {
        let style = &self.style.signature;
        let text = self.shape(issuer, style);
        if text.full_width().fits(room) {
            return self.setter.spread(&text, Abs::ZERO);
        }
        let factor = room / text.full_width();
        let small = ParagraphStyle {
            size: style.size * factor,
            tracking: style.tracking * factor,
            ..style.clone()
        };
        let text = self.shape(issuer, &small);
        self.setter.spread(&text, Abs::ZERO)
    }

    /// SIGN-05: the posts before the places of their stamps, the date under the last.
    fn stamped(&mut self, posts: &[Vec<Inline>], date: &[Inline], pictures: &[PictureFile]) {
        let style = self.style;
        let cell = style.signature.cell();
        let pitch = style.signature.pitch;
        let inset = cell * style.seal.date_inset;
        let stamp = style.seal.stamp;
        let row = pitch * (stamp.height / pitch).ceil();
        let left = self.measure() - inset - stamp.width;
        let mut fragment = Fragment::default();
        for (index, post) in posts.iter().enumerate() {
            let middle = row * (index as f64 + 0.5);
            let text = self.shape(post, &style.signature);
            let line = self.setter.spread(&text, Abs::ZERO);
            let x = (left - cell * style.seal.stamp_gap - line.width).max(Abs::ZERO);
            let y = middle - pitch / 2.0 + baseline(&style.signature);
            fragment.place(line, Point::new(x, y));
            let place = SealPlace {
                page: 0,
                center: Point::new(left + stamp.width / 2.0, middle),
                size: stamp,
                kind: SealKind::Stamp,
            };
            self.put_seal(&mut fragment, place, post, pictures.get(index));
        }
        let date = self.shape(date, &style.date);
        let line = self.setter.spread(&date, Abs::ZERO);
        let x = (self.measure() - inset - line.width).max(Abs::ZERO);
        let below = row * posts.len() as f64 + pitch;
        fragment.place(line, Point::new(x, below + baseline(&style.date)));
        fragment.height = below + pitch;
        self.spaces(style.seal.lines_before_stamp, true);
        self.push(fragment, Kind::Line, false, None);
    }

    /// The middle of a date that ends four cells from the edge.
    fn date_middle(&self, width: Abs) -> Abs {
        let inset = self.style.date.cell() * self.style.seal.date_inset;
        (self.measure() - inset - width / 2.0).max(width / 2.0)
    }

    /// The place of a seal over the middle of name and date, which lie slightly under the seal's middle.
    fn seal_at(&self, middle: Point) -> SealPlace {
        let diameter = self.style.seal.diameter;
        SealPlace {
            page: 0,
            center: Point::new(middle.x, middle.y - self.style.seal.drop),
            size: Size::new(diameter, diameter),
            kind: SealKind::Seal,
        }
    }

    /// Notes the place of a seal, and puts its picture there, behind the words that it is pressed on, when there is one.
    fn put_seal(&mut self, fragment: &mut Fragment, place: SealPlace, whose: &[Inline], picture: Option<&PictureFile>) {
        fragment.seals.push(place);
        let Some(image) = picture.and_then(|picture| picture.image.as_ref()) else {
            return;
        };
        let word = match place.kind {
            SealKind::Seal => "印章",
            SealKind::Stamp => "签名章",
        };
        let said = ElementKind::Picture(format!("{}{word}", plain_text(whose)));
        let (origin, size) = place.drawn(image);
        let item = ImageItem {
            origin,
            size,
            image: Arc::clone(image),
            element: Some(self.flow.structure.add(said, ElementId::DOCUMENT)),
        };
        fragment.items.insert(0, Item::Image(item));
    }

    fn put_centered(&self, fragment: &mut Fragment, line: LineBox, middle: Abs, top: Abs) {
        let x = (middle - line.width / 2.0).max(Abs::ZERO);
        fragment.place(line, Point::new(x, top + baseline(&self.style.signature)));
    }
}
