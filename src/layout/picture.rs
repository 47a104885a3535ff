//! Pictures: each takes whole lines of the grid, its caption under it.

use std::sync::Arc;

use super::anchor;
use super::flow::{Collector, Fragment, Kind};
use super::frame::{ImageItem, Item};
use super::structure::{ElementId, ElementKind};
use crate::geom::{Abs, Point, Size};
use crate::image::Image;
use crate::report::{Inline, Picture};

/// Appends a picture and its caption, which stand on one page.
pub(super) fn collect(picture: &Picture, collector: &mut Collector) {
    let style = &collector.style.picture;
    let first = collector.flow.children.len();
    if let Some(image) = &picture.file.image {
        let size = size(picture, image, collector);
        collector.flow.picture_sizes.push(size);
        let alternative = alternative(picture);
        let element = collector
            .flow
            .structure
            .add(ElementKind::Picture(alternative), ElementId::DOCUMENT);
        let pitch = collector.style.body.pitch;
        let height = pitch * (size.height / pitch - 1e-6).ceil().max(1.0);
        let origin = Point::new((collector.measure() - size.width) / 2.0, (height - size.height) / 2.0);
        let item = ImageItem {
            origin,
            size,
            image: Arc::clone(image),
            element: Some(element),
        };
        let fragment = Fragment {
            height,
            items: vec![Item::Image(item)],
            ..Fragment::default()
        };
        collector.push(fragment, Kind::Line, !caption(picture).is_empty(), None);
    }
    collector.said(&caption(picture), &style.caption);
    anchor::set(&mut collector.flow.children[first..], &picture.label);
}

/// `图1　名称`.
fn caption(picture: &Picture) -> Vec<Inline> {
    let mut content = Vec::new();
    if !picture.caption.is_empty() {
        content.push(Inline::Text(format!("{}　", picture.label)));
        content.extend(picture.caption.iter().cloned());
    }
    content
}

/// What is said to those who do not see it; the caption where nothing else was given.
fn alternative(picture: &Picture) -> String {
    if picture.alternative.is_empty() {
        crate::report::plain_text(&picture.caption)
    } else {
        picture.alternative.clone()
    }
}

/// As wide as was asked for, else as its maker saw it; never larger than the page, and without a wish no taller than a
/// part of it.
fn size(picture: &Picture, image: &Image, collector: &Collector) -> Size {
    let area = collector.style.area_of(collector.sheet);
    // The caption, and a line of text, stand on the same page.
    let room = area.height - collector.style.body.pitch * 2.0;
    let (wanted, tallest): (Size, Abs) = match picture.width {
        Some(width) => (image.of_width(width), room),
        None => (image.natural, area.height * collector.style.picture.tallest),
    };
    image.fitted(wanted, Size::new(area.width, tallest))
}
