//! Writes a workbook as .xlsx; the document's date is fixed, so that the bytes are the same every time.

use rust_decimal::prelude::ToPrimitive;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Formula, Workbook, Worksheet};

use super::Failure;
use super::grid::{Book, Cell, Content, Look, Sheet};

/// The file's bytes.
pub fn bytes(book: &Book) -> Result<Vec<u8>, Failure> {
    let mut workbook = Workbook::new();
    let created = ExcelDateTime::from_ymd(2023, 11, 27)?;
    workbook.set_properties(
        &DocProperties::new()
            .set_author(&book.office)
            .set_creation_datetime(&created),
    );
    for sheet in &book.sheets {
        write_sheet(workbook.add_worksheet(), sheet)?;
    }
    Ok(workbook.save_to_buffer()?)
}

/// One sheet.
fn write_sheet(target: &mut Worksheet, sheet: &Sheet) -> Result<(), Failure> {
    target.set_name(&sheet.name)?.set_hidden(sheet.hidden);
    if sheet.locked {
        target.protect();
    }
    if sheet.frozen > 0 {
        target.set_freeze_panes(sheet.frozen, 2)?;
    }
    for cell in &sheet.cells {
        write_cell(target, cell)?;
    }
    target.set_column_width(1, 18)?;
    Ok(())
}

/// One cell or merged range.
fn write_cell(target: &mut Worksheet, cell: &Cell) -> Result<(), Failure> {
    let ((row, column), (last_row, last_column)) = (cell.at, cell.to);
    let format = format_of(cell);
    if cell.at != cell.to {
        target.merge_range(row, column, last_row, last_column, "", &format)?;
    }
    match &cell.content {
        Content::Text(text) => target.write_string_with_format(row, column, text, &format)?,
        Content::Number(value) | Content::Percent(value) => {
            target.write_number_with_format(row, column, value.to_f64().unwrap_or_default(), &format)?
        }
        Content::Date(year, month, day) => {
            let date = ExcelDateTime::from_ymd(*year, *month, *day)?;
            target.write_datetime_with_format(row, column, &date, &format)?
        }
        Content::Formula(text, result) => {
            let formula = Formula::new(text).set_result(result.normalize().to_string());
            target.write_formula_with_format(row, column, formula, &format)?
        }
    };
    Ok(())
}

/// The look of a cell.
fn format_of(cell: &Cell) -> Format {
    let format = match cell.look {
        Look::Title => Format::new()
            .set_font_name("方正小标宋简体")
            .set_font_size(20)
            .set_align(FormatAlign::Center),
        Look::Note => Format::new().set_font_name("宋体").set_font_size(11),
        Look::Head => framed().set_bold().set_text_wrap().set_align(FormatAlign::Center),
        Look::Body => framed(),
    };
    let format = format.set_align(FormatAlign::VerticalCenter);
    match cell.content {
        Content::Percent(_) => format.set_num_format("0.0%"),
        Content::Date(..) => format.set_num_format("yyyy/m/d"),
        Content::Text(_) | Content::Number(_) | Content::Formula(..) => format,
    }
}

/// A cell with a frame.
fn framed() -> Format {
    Format::new()
        .set_font_name("宋体")
        .set_font_size(11)
        .set_border(FormatBorder::Thin)
}
