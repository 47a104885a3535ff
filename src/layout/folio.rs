//! What is written on pages that stand: their numbers, and 草稿 on those of a draft.

use super::flow::Fragment;
use super::frame::{FillItem, Item, PagedDocument};
use super::inline::{Setter, Shaped, Span};
use super::page::repeated;
use crate::font::Role;
use crate::geom::{Abs, Em, Point, Size};
use crate::report::Inline;
use crate::style::{Align, IDEOGRAPHIC_ASCENT, PageNumberPosition, ParagraphStyle, Sheet, Stylesheet};

/// Writes `— 1 —` on every page (PNUM-01 … PNUM-04), in one pass when the pages stand.
pub(super) fn number(document: &mut PagedDocument, style: &Stylesheet, setter: &mut Setter) {
    let position = style.page_number.position;
    if position == PageNumberPosition::None {
        return;
    }
    for (index, page) in document.pages.iter_mut().enumerate() {
        let number = index + 1;
        if document.facts.unnumbered.contains(&number) {
            continue;
        }
        let mut folio = folio(number, style, setter);
        let room = style.type_area().width;
        let inset = style.page_number.inset;
        let x = match position {
            PageNumberPosition::Centered | PageNumberPosition::None => (room - folio.1) / 2.0,
            PageNumberPosition::Outside if number.is_multiple_of(2) => inset,
            PageNumberPosition::Outside => room - inset - folio.1,
        };
        let corner = Point::new(style.type_area_left(number) + x, Abs::ZERO);
        let turned = page.size != style.page;
        let upright = folio.0.items.drain(..).map(|item| item.moved(corner));
        page.items
            .extend(upright.map(|item| if turned { turn(item, style.page.height) } else { item }));
    }
}

/// An item of an upright page as it stands on the page turned clockwise: what was at the left is at the top, and
/// letters point to the right (TABL-01).
fn turn(item: Item, height: Abs) -> Item {
    let point = |point: Point| Point::new(height - point.y, point.x);
    match item {
        Item::Text(mut run) => {
            run.origin = point(run.origin);
            run.turned = true;
            Item::Text(run)
        }
        Item::Rule(mut rule) => {
            rule.from = point(rule.from);
            rule.to = point(rule.to);
            Item::Rule(rule)
        }
        Item::Fill(fill) => Item::Fill(FillItem {
            origin: Point::new(height - fill.origin.y - fill.size.height, fill.origin.x),
            size: Size::new(fill.size.height, fill.size.width),
            ..fill
        }),
        // A page number holds no picture.
        Item::Image(image) => Item::Image(image),
    }
}

/// Writes 草稿 large and light into the middle of every page, behind all else.
pub(super) fn mark_draft(document: &mut PagedDocument, style: &Stylesheet, setter: &mut Setter) {
    let look = &style.draft;
    let paragraph = in_one_size(look.role, look.size, style);
    let text = shaped(look.mark.to_owned(), &paragraph, setter);
    let line = setter.spread(&text, Abs::ZERO);
    let width = line.width;
    let mut fragment = Fragment::default();
    fragment.place(line, Point::new(Abs::ZERO, look.size * IDEOGRAPHIC_ASCENT));
    let mut mark = repeated(&fragment);
    for item in &mut mark.items {
        if let Item::Text(run) = item {
            run.color = look.color;
        }
    }
    for (index, page) in document.pages.iter_mut().enumerate() {
        let sheet = if page.size == style.page {
            Sheet::Upright
        } else {
            Sheet::Turned
        };
        let (corner, area) = (style.corner(index + 1, sheet), style.area_of(sheet));
        let corner = Point::new(
            corner.x + (area.width - width) / 2.0,
            corner.y + (area.height - look.size) / 2.0,
        );
        let items = mark.items.iter().map(|item| item.clone().moved(corner));
        page.items.splice(0..0, items);
    }
}

/// The page number and its width; its dashes have their middle as far below the type area as the standard says.
fn folio(number: usize, style: &Stylesheet, setter: &mut Setter) -> (Fragment, Abs) {
    let look = &style.page_number;
    let paragraph = ParagraphStyle {
        align: Align::Left,
        first_line: Em::ZERO,
        ..in_one_size(look.role, look.size, style)
    };
    let text = shaped(format!("— {number} —"), &paragraph, setter);
    let line = setter.line(&text, &(0..text.clusters.len()), style.type_area().width);
    let width = line.width;
    let middle = style.page.height - style.margins.bottom + look.below_type_area;
    let mut fragment = Fragment::default();
    // A dash stands in the middle of its cell, so that the baseline is half an em and the descent above its foot.
    fragment.place(
        line,
        Point::new(Abs::ZERO, middle + look.size * (IDEOGRAPHIC_ASCENT - 0.5)),
    );
    (fragment, width)
}

/// The style of a line in one face and size.
fn in_one_size(role: Role, size: Abs, style: &Stylesheet) -> ParagraphStyle {
    ParagraphStyle {
        role,
        latin: role,
        size,
        tracking: Abs::ZERO,
        ..style.body.clone()
    }
}

/// Words that are no part of the text, shaped.
fn shaped(words: String, style: &ParagraphStyle, setter: &mut Setter) -> Shaped {
    let content = [Inline::Text(words)];
    setter.shape(&[Span {
        content: &content,
        style,
        element: None,
    }])
}
