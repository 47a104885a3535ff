//! 署名 and 成文日期 with their seals and stamps (SIGN-01 … SIGN-07).

use docx_rs::{AlignmentType, LineSpacing, Paragraph, Run, Tab, TabValueType};

use super::body::{Builder, paragraph, runs, with_runs};
use super::text;
use crate::geom::{Abs, Point};
use crate::report::{Inline, PictureFile, Seal, SealKind, SealPlace, Signature, plain_text};
use crate::style::NamePlace;

impl Builder<'_> {
    /// 署名 and 成文日期, sealed or not.
    pub(super) fn signature(&mut self, signature: &Signature, pictures: &[PictureFile]) {
        match (&signature.seal, signature.issuers.as_slice()) {
            (Seal::Stamps(posts), _) => self.stamped(posts, signature, pictures),
            (Seal::Reserved, [_, _, ..]) => self.jointly_sealed(signature, pictures),
            (Seal::Reserved, _) => self.one_under_the_other(signature, pictures),
            (Seal::None, _) => self.one_under_the_other(signature, &[]),
        }
    }

    /// SIGN-01, SIGN-03, SIGN-04.
    fn one_under_the_other(&mut self, signature: &Signature, pictures: &[PictureFile]) {
        let widths = signature.issuers.iter().map(|name| text::width_in_characters(name));
        let widest = widths.fold(0.0, f64::max);
        let date = text::width_in_characters(&signature.date);
        let places = match &signature.seal {
            Seal::Reserved => {
                self.blanks(usize::from(self.style.seal.lines_before));
                self.sealed_places(widest, date)
            }
            Seal::None | Seal::Stamps(_) => self.unsealed_places(widest, date),
        };
        for issuer in &signature.issuers {
            let name = paragraph(self.style.signature.id, issuer);
            let name = match signature.issuers.len() {
                1 => name.indent(None, None, Some(self.characters_in_twips(places.0)), None),
                // SIGN-04: all begin where the longest does.
                _ => self.placed(name, self.style.characters as f64 - places.0 - widest),
            };
            // The blank lines before a seal are all the blank there is.
            let sealed = matches!(signature.seal, Seal::Reserved);
            self.add(if sealed { anchoring(name) } else { name });
        }
        let issuer = signature.issuers.last().map_or(&[][..], Vec::as_slice);
        let last = signature.issuers.len().saturating_sub(1);
        self.add_date(signature, places.1, (last, issuer), pictures);
    }

    /// SIGN-02: names beside each other after tabs, each with the middle of its column under its seal; the date under the
    /// last. Names wider than their column are smaller, as on the page.
    fn jointly_sealed(&mut self, signature: &Signature, pictures: &[PictureFile]) {
        let (style, seal) = (self.style, &self.style.seal);
        let count = signature.issuers.len();
        let widths = signature.issuers.iter().map(|name| text::width_in_characters(name));
        let widest = self.cell() * widths.fold(0.0, f64::max);
        let places = seal.places(count, style.type_area().width, widest);
        let lines = seal.lines_of_row(style.signature.pitch);
        self.blanks(usize::from(seal.lines_before));
        let mut index = 0;
        for row in places.chunk_by(|a, b| a.row == b.row) {
            if row[0].row > 0 {
                self.blanks(lines.saturating_sub(1));
            }
            let names = &signature.issuers[index..index + row.len()];
            let mut line = self.names_in_row(names, row);
            for issuer in names {
                if index + 1 < count {
                    let height = style.signature.pitch / 2.0 - seal.drop;
                    line = self.sealed_by(line, pictures.get(index), self.seal_of(index, issuer, height));
                }
                index += 1;
            }
            self.add(line);
        }
        let (Some(place), Some(issuer)) = (places.last(), signature.issuers.last()) else {
            return;
        };
        let half = text::width_in_characters(&signature.date) / 2.0;
        let middle = place.middle / self.cell();
        let left = middle.min(style.characters as f64 - half) - half;
        self.add_date(signature, left, (count - 1, issuer), pictures);
    }

    /// The names of one row. The first is placed by an indent, since a paragraph that begins with a tab is lost as soon as
    /// somebody aligns it (SIGN-07).
    fn names_in_row(&self, names: &[Vec<Inline>], row: &[NamePlace]) -> Paragraph {
        let mut line = anchoring(Paragraph::new().style(self.style.signature.id));
        let mut left = Abs::ZERO;
        for (index, (name, place)) in names.iter().zip(row).enumerate() {
            let width = self.cell() * text::width_in_characters(name);
            if index == 0 {
                left = place.middle - width.min(place.room) / 2.0;
            } else {
                let position = usize::try_from(place.middle.to_twips()).unwrap_or_default();
                let tab = Tab::new().val(TabValueType::Center).pos(position);
                line = line.add_tab(tab).add_run(Run::new().add_tab());
            }
            let size = self.style.signature.size * (place.room / width).min(1.0);
            let half_points = (size.to_pt() * 2.0).floor() as usize;
            let squeeze = |run: Run| {
                if width.fits(place.room) {
                    run
                } else {
                    run.size(half_points)
                }
            };
            line = with_runs(line, runs(name).into_iter().map(squeeze).collect());
        }
        let left = i32::try_from(left.to_twips()).unwrap_or_default();
        line.align(AlignmentType::Left).indent(Some(left), None, Some(0), None)
    }

    /// The date, placed from the left in 字, with the seal of whoever signs last: it lies on name and date, a little above
    /// the middle between them (SIGN-01).
    fn add_date(
        &mut self,
        signature: &Signature,
        left: f64,
        (index, issuer): (usize, &[Inline]),
        pictures: &[PictureFile],
    ) {
        let seal = self.seal_of(index, issuer, -self.style.seal.drop);
        let date = self.date(&signature.date, left);
        let date = self.sealed_by(date, pictures.get(index), seal);
        self.add(date);
    }

    /// Blank lines that stay with what follows.
    fn blanks(&mut self, count: usize) {
        for _ in 0..count {
            self.blank();
            self.keep_last();
        }
    }

    /// 一字 of the body.
    pub(super) fn cell(&self) -> Abs {
        self.style.type_area().width / self.style.characters.max(1) as f64
    }

    /// What is said of a seal, and its place: at the height asked for in its paragraph, and across where layout has it.
    fn seal_of(&self, index: usize, whose: &[Inline], height: Abs) -> (String, Option<SealPlace>) {
        let place = self.facts.seals.get(index).map(|place| SealPlace {
            center: Point::new(place.center.x - self.style.type_area_left(place.page), height),
            ..*place
        });
        let word = match place.map(|place| place.kind) {
            Some(SealKind::Stamp) => "签名章",
            Some(SealKind::Seal) | None => "印章",
        };
        (format!("{}{word}", plain_text(whose)), place)
    }

    /// SIGN-07. The date is placed from the left, by the name's width alone: its digits may be of any face.
    fn date(&self, date: &[Inline], left: f64) -> Paragraph {
        self.placed(paragraph(self.style.date.id, date), left)
    }

    /// A line that begins so many 字 from the left and, whatever its face is, does not break (SIGN-06): the right edge
    /// lies a 字 beyond that of 版心.
    fn placed(&self, line: Paragraph, left: f64) -> Paragraph {
        let (left, beyond) = (self.characters_in_twips(left), -self.characters_in_twips(1.0));
        line.align(AlignmentType::Left)
            .indent(Some(left), None, Some(beyond), None)
    }

    /// SIGN-03: the name ends two 字 from the right and the date begins two 字 after it begins; a longer date ends
    /// two 字 from the right instead, and the name stays two 字 before it. The blank at the name's right and at the
    /// date's left, in 字.
    fn unsealed_places(&self, name: f64, date: f64) -> (f64, f64) {
        let characters = self.style.characters as f64;
        let inset = self.style.seal.plain_inset;
        if date > name {
            (inset * 2.0 + date - name, characters - inset - date)
        } else {
            (inset, characters - name)
        }
    }

    /// SIGN-01: the date ends four 字 from the right, the name stands over its middle.
    fn sealed_places(&self, name: f64, date: f64) -> (f64, f64) {
        let inset = self.style.seal.date_inset;
        let right = (inset + (date - name) / 2.0).max(0.0);
        (right, self.style.characters as f64 - inset - date)
    }

    /// SIGN-05: the post before the place of the stamp.
    fn stamped(&mut self, posts: &[Vec<Inline>], signature: &Signature, pictures: &[PictureFile]) {
        let seal = &self.style.seal;
        let stamp = seal.stamp.width / self.cell();
        let right = self.characters_in_twips(seal.date_inset + stamp + seal.stamp_gap);
        let lines = (seal.stamp.height / self.style.signature.pitch).ceil() as usize;
        self.blanks(usize::from(seal.lines_before_stamp));
        for (index, words) in posts.iter().enumerate() {
            if index > 0 {
                self.blanks(lines.saturating_sub(1));
            }
            let post = anchoring(paragraph(self.style.signature.id, words));
            let middle = self.style.signature.pitch / 2.0;
            let post = self.sealed_by(post, pictures.get(index), self.seal_of(index, words, middle));
            self.add(post.indent(None, None, Some(right), None));
        }
        self.blanks(1);
        let inset = self.characters_in_twips(seal.date_inset);
        let date = paragraph(self.style.date.id, &signature.date);
        self.add(date.indent(None, None, Some(inset), None));
    }
}

/// A paragraph whose seals are placed from its text: blank lines go before it, and not its style's blank, from whose top
/// some programs count.
fn anchoring(paragraph: Paragraph) -> Paragraph {
    paragraph.line_spacing(LineSpacing::new().before(0))
}
