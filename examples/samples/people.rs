//! The workbooks of 民生服务办公室, 平安法治办公室, 应急管理办公室, 党建工作办公室, and the facts sheet.

use rust_decimal::Decimal;

use super::Failure;
use super::forms::{Dirt, Growth, Total, VillageForm, indicator_form, part_of, this_year};
use super::grid::{Book, Content, Look, Sheet, row};
use super::town::{Pair, Town};

/// The workbooks.
pub fn books(town: &Town) -> Result<Vec<Book>, Failure> {
    Ok(vec![
        welfare(town)?,
        peace(town)?,
        safety(town)?,
        party(town)?,
        facts(town),
    ])
}

/// WB-07: villages as rows; the rate of insurance as 0.969 with a percent format.
fn welfare(town: &Town) -> Result<Book, Failure> {
    let office = format!("{}民生服务办公室", town.name);
    let mut sheet = Sheet::named("各村情况");
    let form = VillageForm {
        columns: &[
            this_year("人口/户籍户数（户）", "户籍户数"),
            this_year("人口/户籍人口（人）", "户籍人口"),
            part_of("人口/常住人口（人）", "常住人口", "户籍人口"),
            part_of("医疗保险/参保人数（人）", "医保参保人数", "户籍人口"),
            this_year("农村低保/户数（户）", "农村低保户数"),
            this_year("农村低保/人数（人）", "农村低保人数"),
            this_year("特困供养人数（人）", "特困供养人数"),
            this_year("临时救助金额（万元）", "临时救助金额"),
            this_year("脱贫人口外出务工人数（人）", "脱贫人口外出务工人数"),
            this_year("公益性岗位人数（人）", "公益性岗位人数"),
        ],
        total: Total::First("合计"),
        dirt: &[(0, 1, Dirt::Thousands), (5, 5, Dirt::Unit("人")), (2, 0, Dirt::Text)],
        spaced: false,
    };
    sheet.opening(
        &format!("{}2023年民生保障情况统计表", town.name),
        &office,
        "户、人、万元",
        form.width(),
    );
    let end = form.write(&mut sheet, town)?;
    sheet.footer(end, form.width());
    let file = format!("{} 2023年民生保障情况统计表.xlsx", town.name);
    Ok(Book {
        file,
        office: office.clone(),
        sheets: vec![sheet, insurance(town, &office)?, service(town, &office)?],
    })
}

/// The rate of insurance of the township, computed from its two parts.
fn insurance(town: &Town, office: &str) -> Result<Sheet, Failure> {
    let mut sheet = Sheet::named("参保率");
    sheet.opening(&format!("{}城乡居民医保参保率", town.name), office, "%", 3);
    let top = sheet.header(2, &["项目", "本年", "上年"]);
    let (insured, people) = (town.figure("医保参保人数")?, town.figure("户籍人口")?);
    sheet.text(top, 0, "医保参保率");
    for (place, part, whole) in [(1, insured.now, people.now), (2, insured.last, people.last)] {
        if let Some((part, whole)) = part.zip(whole) {
            sheet.put(top, place, Content::Percent((part / whole).round_dp(3)));
        }
    }
    sheet.footer(top + 1, 3);
    Ok(sheet)
}

/// The service hall: a percentage typed as a text.
fn service(town: &Town, office: &str) -> Result<Sheet, Failure> {
    let mut sheet = Sheet::named("便民服务");
    sheet.opening(&format!("{}便民服务和文化活动情况", town.name), office, "见表", 3);
    let top = sheet.header(2, &["项目", "本年", "上年"]);
    for (index, name) in ["政务服务事项", "文化活动场次", "脱贫人口外出务工人数"]
        .iter()
        .enumerate()
    {
        let Pair { now, last } = town.figure(name)?;
        sheet.text(top + row(index), 0, name);
        sheet.put(top + row(index), 1, Content::Number(now.unwrap_or_default()));
        sheet.put(top + row(index), 2, Content::Number(last.unwrap_or_default()));
    }
    let Pair { now, last } = town.figure("按时办结率")?;
    sheet.text(top + 3, 0, "按时办结率");
    sheet.text(top + 3, 1, &format!("{}%", now.unwrap_or_default()));
    sheet.text(top + 3, 2, &format!("{}%", last.unwrap_or_default()));
    sheet.footer(top + 4, 3);
    Ok(sheet)
}

/// Villages as rows; the sum below.
fn peace(town: &Town) -> Result<Book, Failure> {
    let office = format!("{}平安法治办公室", town.name);
    let mut sheet = Sheet::named("各村情况");
    let form = VillageForm {
        columns: &[
            this_year("矛盾纠纷/排查（件）", "排查矛盾纠纷"),
            part_of("矛盾纠纷/调解成功（件）", "调解成功件数", "排查矛盾纠纷"),
            this_year("宣传/法治宣传（场）", "法治宣传场次"),
            this_year("宣传/反诈宣传覆盖（户）", "反诈宣传户数"),
        ],
        total: Total::Last("合 计"),
        dirt: &[(1, 3, Dirt::Unit("户")), (2, 0, Dirt::FullWidth)],
        spaced: true,
    };
    sheet.opening(
        &format!("{}矛盾纠纷排查化解及宣传情况表", town.name),
        &office,
        "件、场、户",
        form.width(),
    );
    let end = form.write(&mut sheet, town)?;
    sheet.footer(end, form.width());
    Ok(Book {
        file: format!("{}矛盾纠纷排查化解情况.xlsx", town.name),
        office,
        sheets: vec![sheet],
    })
}

/// WB-16 and WB-17: a ledger of drills by date beside a form; dates are typed in three ways.
fn safety(town: &Town) -> Result<Book, Failure> {
    let office = format!("{}应急管理办公室", town.name);
    let mut sheet = Sheet::named("隐患排查");
    sheet.opening(&format!("{}安全生产检查情况", town.name), &office, "见表", 5);
    let items = [
        ("安全生产检查", "安全生产检查"),
        ("排查安全隐患", "排查安全隐患"),
        ("整改安全隐患", "整改安全隐患"),
    ];
    let end = indicator_form(&mut sheet, town, ["本年", "上年", "增减%"], &items, Growth::Number)?;
    sheet.footer(end, 5);
    let mut ledger = Sheet::named("演练台账");
    ledger.opening(&format!("{}应急演练台账", town.name), &office, "人次", 5);
    let top = ledger.header(2, &["序号", "演练时间", "演练地点", "演练内容", "参加人数"]);
    for (index, drill) in town.drills.iter().enumerate() {
        drill_row(&mut ledger, top + row(index), index, town, *drill);
    }
    ledger.footer(top + row(town.drills.len()), 5);
    Ok(Book {
        file: format!("{}安全生产工作台账.xlsx", town.name),
        office,
        sheets: vec![sheet, ledger],
    })
}

/// One drill.
fn drill_row(sheet: &mut Sheet, at: u32, index: usize, town: &Town, drill: (u16, u8, u8, usize, u32)) {
    let (year, month, day, village, people) = drill;
    sheet.put(at, 0, Content::Number((index + 1).into()));
    let date = match index % 3 {
        0 => Content::Date(year, month, day),
        1 => Content::Text(format!("{year}.{month}.{day}")),
        _ => Content::Text(format!("{year}年{month}月{day}日")),
    };
    sheet.put(at, 1, date);
    sheet.text(at, 2, &town.villages[village % town.villages.len()]);
    sheet.text(at, 3, ["消防疏散演练", "防汛避险演练", "森林防灭火演练"][index % 3]);
    sheet.put(at, 4, Content::Number(Decimal::from(people)));
}

/// Indicators as rows.
fn party(town: &Town) -> Result<Book, Failure> {
    let office = format!("{}党建工作办公室", town.name);
    let mut sheet = Sheet::named("党建");
    sheet.opening(&format!("{}党建和党风廉政建设情况", town.name), &office, "见表", 5);
    let items = [
        ("党员数", "党员数"),
        ("发展党员", "发展党员"),
        ("理论学习中心组集中学习", "集中学习"),
        ("开展监督检查", "监督检查"),
    ];
    let end = indicator_form(&mut sheet, town, ["本年", "上年", "增减%"], &items, Growth::Fraction)?;
    sheet.footer(end, 5);
    Ok(Book {
        file: format!("{}党建工作情况统计.xlsx", town.name),
        office,
        sheets: vec![sheet],
    })
}

/// The facts sheet: what is the township's own.
fn facts(town: &Town) -> Book {
    let office = format!("{}党政办公室", town.name);
    let mut sheet = Sheet::named("基本情况");
    sheet.span((0, 0), (0, 0), Content::Text("名称".to_owned()), Look::Head);
    sheet.span((0, 1), (0, 1), Content::Text("内容".to_owned()), Look::Head);
    for (index, (name, content)) in town.facts.iter().enumerate() {
        sheet.text(row(index) + 1, 0, name);
        if !content.is_empty() {
            sheet.put(row(index) + 1, 1, dated(content));
        }
    }
    Book {
        file: format!("{}基本情况.xlsx", town.name),
        office,
        sheets: vec![sheet],
    }
}

/// A content such as 2023-06-15 is stored as a date.
fn dated(content: &str) -> Content {
    let parts: Vec<&str> = content.split('-').collect();
    let date = match parts[..] {
        [year, month, day] => year.parse().ok().zip(month.parse().ok()).zip(day.parse().ok()),
        _ => None,
    };
    date.map_or_else(
        || Content::Text(content.to_owned()),
        |((year, month), day)| Content::Date(year, month, day),
    )
}
