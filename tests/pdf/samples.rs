//! Small documents set by hand: every role, a rule, a page number, headings; twelve full pages.

#![expect(clippy::unwrap_used, reason = "helpers of tests may panic as tests do")]

use std::path::Path;

use gongwen::font::{FontBook, Role};
use gongwen::geom::{Abs, Em, Point, Size};
use gongwen::layout::{ElementId, Glyph, Item, OutlineEntry, Page, PagedDocument, RuleItem, TextRun};
use gongwen::report::Metadata;
use gongwen::style::Color;

const A4: Size = Size::new(Abs::mm(210.0), Abs::mm(297.0));

/// The runs of a line of text set in a role, each cell narrowed by `tracking`.
pub(super) fn line(book: &FontBook, role: Role, text: &str, origin: Point, size: f64, tracking: f64) -> Vec<Item> {
    let mut runs: Vec<TextRun> = Vec::new();
    let mut x = origin.x;
    for character in text.chars() {
        let role = if character.is_ascii() { Role::Latin } else { role };
        let choice = book.glyph(role, character).unwrap();
        if runs.last().is_none_or(|run| run.face != choice.face) {
            runs.push(TextRun {
                origin: Point::new(x, origin.y),
                face: choice.face,
                size: Abs::pt(size),
                color: Color::BLACK,
                glyphs: Vec::new(),
                turned: false,
                element: Some(ElementId::DOCUMENT),
            });
        }
        let advance = choice.advance + Em::new(tracking / size);
        runs.last_mut().unwrap().glyphs.push(Glyph {
            id: choice.glyph,
            advance,
            offset: choice.offset,
            text: character,
        });
        x += advance.at(Abs::pt(size));
    }
    runs.into_iter().map(Item::Text).collect()
}

pub(super) fn at(x: f64, y: f64) -> Point {
    Point::new(Abs::pt(x), Abs::pt(y))
}

pub(super) fn page(items: Vec<Item>) -> Page {
    Page { size: A4, items }
}

pub(super) fn metadata() -> Metadata {
    Metadata {
        title: "鼎新镇2023年工作总结 <&>".to_owned(),
        author: "鼎新镇人民政府".to_owned(),
        subject: "2023年1月至11月".to_owned(),
        keywords: vec!["工作总结".to_owned(), "鼎新镇".to_owned()],
        date: Some(jiff::civil::date(2023, 11, 30)),
    }
}

pub(super) const BODY: &str =
    "全镇实现农业总产值9.53亿元，比上年增长5.2%（可比价）；“十四五”规划——产业·人才·文化……㙦䶮𬭚𫖯堃喆犇×①㎡";

/// A page with every role, a rule and a page number.
pub(super) fn sample(book: &FontBook) -> PagedDocument {
    let mut items = Vec::new();
    let roles = [Role::XiaoBiaoSong, Role::FangSong, Role::KaiTi, Role::HeiTi, Role::Song];
    for (number, role) in roles.into_iter().enumerate() {
        let y = 120.0 + 90.0 * number as f64;
        let (first, second) = BODY.split_at(BODY.char_indices().nth(28).unwrap().0);
        items.extend(line(book, role, first, at(79.37, y), 16.0, -0.25));
        items.extend(line(book, role, second, at(79.37, y + 28.95), 16.0, -0.25));
    }
    items.push(Item::Rule(RuleItem {
        from: at(79.37, 600.0),
        to: at(521.575, 600.0),
        weight: Abs::pt(1.0),
        color: Color::RED,
    }));
    for item in line(book, Role::Song, "—1—", at(280.0, 760.0), 14.0, 0.0) {
        if let Item::Text(mut run) = item {
            run.element = None;
            items.push(Item::Text(run));
        }
    }
    let entry = |level, text: &str, page| OutlineEntry {
        level,
        text: text.to_owned(),
        page,
        y: Abs::pt(120.0),
    };
    PagedDocument {
        pages: vec![
            page(items),
            page(line(book, Role::FangSong, "第二页。", at(79.37, 120.0), 16.0, -0.25)),
        ],
        outline: vec![
            entry(1, "一、2023年工作推进情况", 0),
            entry(2, "（一）产业发展", 0),
            entry(2, "（二）乡村建设", 0),
            entry(1, "二、2024年工作谋划", 1),
            entry(3, "1.产业", 1),
        ],
        ..PagedDocument::default()
    }
}

/// Twelve pages of 22 lines of 28 characters with some hundreds of different ones.
pub(super) fn twelve_pages(book: &FontBook) -> PagedDocument {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fonts/tongyong8105.txt");
    let table = std::fs::read_to_string(path).unwrap();
    let codes = table
        .split_whitespace()
        .filter_map(|code| char::from_u32(u32::from_str_radix(code, 16).ok()?));
    let common: Vec<char> = codes.filter(|c| (*c as u32).is_multiple_of(9)).take(850).collect();
    let mut number = 0_usize;
    let mut pages = Vec::new();
    for _ in 0..12 {
        let mut items = Vec::new();
        for row in 0..22 {
            let text: String = (0..28)
                .map(|_| {
                    number = (number * 31 + 7) % 9973;
                    common[number % common.len()]
                })
                .collect();
            let role = if row % 10 == 0 { Role::KaiTi } else { Role::FangSong };
            items.extend(line(
                book,
                role,
                &text,
                at(79.37, 120.0 + 28.95 * f64::from(row)),
                16.0,
                -0.25,
            ));
        }
        pages.push(page(items));
    }
    PagedDocument {
        pages,
        ..PagedDocument::default()
    }
}
