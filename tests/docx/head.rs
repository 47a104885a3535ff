//! 版头 in Word files: the mark that fits its line, the lines of 签发人 (HEAD-04, HEAD-08).

use gongwen::report::{Direction, DocumentFormat, Head, Letterhead};

use super::samples::{both, text};
use super::*;

fn upward(body: &str, signers: &[&str]) -> Report {
    Report {
        format: DocumentFormat::Official(Direction::Upward),
        head: Head {
            letterhead: Letterhead {
                bodies: vec![text(body)],
                ..Letterhead::default()
            },
            number: Some(text("鼎政〔2023〕8号")),
            signers: signers.iter().map(|name| text(name)).collect(),
            ..Head::default()
        },
        ..Report::default()
    }
}

fn document(report: &Report) -> String {
    let (mut parts, _) = both("head", report, &StyleSettings::default());
    parts.remove("word/document.xml").unwrap()
}

/// Half a point more, and Word puts the last character on a line of its own.
#[test]
fn head_04_the_mark_fits_its_line_in_whole_half_points() {
    for count in 6..=30 {
        let document = document(&upward(&"国".repeat(count), &["张三"]));
        let size = document.split("<w:sz w:val=\"").nth(1).unwrap();
        let half_points: f64 = size.split('"').next().unwrap().parse().unwrap();
        let width = half_points / 2.0 * count as f64;
        assert!(width <= 442.25, "{count} characters are {width} pt wide");
    }
}

#[test]
fn head_08_more_than_two_signers_stand_two_on_a_line() {
    let document = document(&upward("鼎新镇人民政府文件", &["张明", "欧阳建国", "李四光"]));
    let lines: Vec<&str> = (document.split("<w:p>").skip(1))
        .filter_map(|line| line.split("</w:p>").next())
        .filter(|line| line.contains("GwDocumentNumber"))
        .collect();
    assert_eq!(lines.len(), 2);
    assert_eq!(
        lines.iter().map(|line| words_of(line)).collect::<Vec<_>>(),
        ["签发人：张　明欧阳建国", "鼎政〔2023〕8号李四光"]
    );
    let tabs = |line: &str| -> Vec<i64> {
        let after = line.split("w:pos=\"").skip(1);
        after
            .map(|rest| rest.split('"').next().unwrap().parse().unwrap())
            .collect()
    };
    // The label's four cells stand left of the first name; both lines are aligned.
    let (first, second) = (tabs(lines[0]), tabs(lines[1]));
    assert_eq!(first[1], second[1]);
    assert!((second[0] - first[0] - 4 * 316).abs() <= 2, "{first:?} {second:?}");
    // The rule and the space under it only after the last line, the space above only before the first.
    assert_eq!([0, 1].map(|index| lines[index].contains("<w:pBdr>")), [false, true]);
    assert_eq!(
        [0, 1].map(|index| lines[index].contains("w:before=\"1158\"")),
        [true, false]
    );
    // The rule begins at the left edge: no indent but that of the first line.
    assert!(
        lines
            .iter()
            .all(|line| line.contains("w:left=\"0\"") && line.contains("w:firstLine=\"316\""))
    );
}
