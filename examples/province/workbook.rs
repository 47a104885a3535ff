//! A department's workbook of one township, and ten ways to spoil one.

use std::fs;
use std::path::Path;

use rust_xlsxwriter::{Format, Workbook};

use super::{DEPARTMENTS, Department, Failure, VILLAGES, file_name};

/// Numbers that look drawn and are the same every time.
struct Draw(u64);

impl Draw {
    fn between(&mut self, least: u64, most: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        least + (self.0 >> 33) % (most - least + 1)
    }
}

/// The workbook: a title, a line with the unit of the office, a head of two rows, villages, 合计.
pub(crate) fn write(department: &Department, (township, number): (usize, usize)) -> Result<Vec<u8>, Failure> {
    let mut draw = Draw((township * 31 + number * 7 + 1) as u64);
    let mut workbook = Workbook::new();
    let plain = Format::new();
    let sheet = workbook.add_worksheet();
    sheet.set_name(department.name)?;
    sheet.merge_range(0, 0, 0, 10, &format!("2023年{}情况统计表", department.name), &plain)?;
    sheet.write(1, 0, "填报单位：镇统计站")?;
    sheet.merge_range(2, 0, 3, 0, "村名", &plain)?;
    let mut totals = [0_u64; 10];
    for (index, (name, unit, _)) in department.measures.iter().enumerate() {
        let column = index as u16 * 2 + 1;
        sheet.merge_range(2, column, 2, column + 1, &format!("{name}（{unit}）"), &plain)?;
        sheet.write(3, column, "本年")?;
        sheet.write(3, column + 1, "上年")?;
    }
    // Every township has a size of its own, so that their reports differ.
    let size = draw.between(700, 1_300);
    for village in 0..VILLAGES {
        let row = village as u32 + 4;
        sheet.write(row, 0, village_name(village))?;
        for (index, (_, _, usual)) in department.measures.iter().enumerate() {
            let last = (usual * size * draw.between(60, 140) / 100_000).max(1);
            let now = (last * draw.between(101, 112) / 100).max(last);
            for (offset, value) in [now, last].into_iter().enumerate() {
                let column = index * 2 + offset;
                totals[column] += value;
                sheet.write(row, column as u16 + 1, value as f64)?;
            }
        }
    }
    let row = VILLAGES as u32 + 4;
    sheet.write(row, 0, "合计")?;
    for (column, total) in totals.iter().enumerate() {
        sheet.write(row, column as u16 + 1, *total as f64)?;
    }
    Ok(workbook.save_to_buffer()?)
}

fn village_name(index: usize) -> String {
    const FIRST: [&str; 8] = ["东", "西", "南", "北", "上", "下", "前", "后"];
    const SECOND: [&str; 5] = ["山村", "河村", "坝村", "塘村", "林村"];
    format!("{}{}", FIRST[index % 8], SECOND[index / 8])
}

/// In how many ways a township can be spoilt.
pub(crate) const WAYS: usize = 10;

/// Spoils a township in the way of this number.
pub(crate) fn spoil(folder: &Path, township: &str, way: usize) -> Result<(), Failure> {
    let path = |department: usize| folder.join(file_name(township, &DEPARTMENTS[department]));
    match way {
        0 => fs::remove_file(path(0))?,
        1 => fs::write(path(1), b"")?,
        2 => {
            let bytes = fs::read(path(2))?;
            fs::write(path(2), &bytes[..bytes.len() / 2])?;
        }
        3 => fs::write(path(3), "%PDF-1.4 这不是表格")?,
        4 => fs::copy(path(4), folder.join("建设（第二份）.xlsx")).map(|_| ())?,
        5 => fs::remove_dir_all(folder).and_then(|()| fs::create_dir(folder))?,
        6 => fs::write(folder.join("民政.csv"), "村名,常住人口\n甲,1\n").and_then(|()| fs::remove_file(path(3)))?,
        7 => edit(&path(0), |value| value + 500.0)?,
        8 => edit(&path(5), |_| -5.0)?,
        _ => fs::write(path(0), "村名,粮食播种面积（亩）\n合计,约五万\n")?,
    }
    Ok(())
}

/// Writes a workbook anew in which the first total is another one, so that the villages no longer come to it.
fn edit(path: &Path, change: impl Fn(f64) -> f64) -> Result<(), Failure> {
    let number = DEPARTMENTS
        .iter()
        .position(|one| path.to_string_lossy().contains(&format!("年{}情况", one.name)));
    let department = &DEPARTMENTS[number.ok_or("no such workbook")?];
    let mut workbook = Workbook::new();
    let plain = Format::new();
    let sheet = workbook.add_worksheet();
    sheet.set_name(department.name)?;
    sheet.merge_range(0, 0, 1, 0, "村名", &plain)?;
    for (index, (name, unit, usual)) in department.measures.iter().enumerate() {
        let column = index as u16 * 2 + 1;
        sheet.merge_range(0, column, 0, column + 1, &format!("{name}（{unit}）"), &plain)?;
        for (offset, year) in ["本年", "上年"].iter().enumerate() {
            let column = column + offset as u16;
            sheet.write(1, column, *year)?;
            sheet.write(2, column, *usual as f64)?;
            sheet.write(3, column, *usual as f64)?;
            let total = (*usual * 2) as f64;
            sheet.write(
                4,
                column,
                if index == 0 && offset == 0 {
                    change(total)
                } else {
                    total
                },
            )?;
        }
    }
    for (row, name) in ["东山村", "西山村", "合计"].iter().enumerate() {
        sheet.write(row as u32 + 2, 0, *name)?;
    }
    workbook.save(path)?;
    Ok(())
}
