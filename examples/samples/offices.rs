//! The workbooks of 农业农村办公室, 经济发展办公室, 村镇建设办公室 and 综合执法队.

use super::Failure;
use super::forms::{Dirt, Growth, Total, VillageForm, indicator_form, last_year, or_dash, part_of, this_year};
use super::grid::{Book, Content, Look, Sheet, row};
use super::town::{Pair, Project, Town};

/// The workbooks.
pub fn books(town: &Town) -> Result<Vec<Book>, Failure> {
    Ok(vec![
        farming(town)?,
        economy(town)?,
        projects(town),
        commerce(town)?,
        collective(town)?,
        building(town)?,
        environment(town)?,
    ])
}

/// WB-01, -02, -03, -04, -05, -06, -08, -09, -10, -11, -12: villages and a summary, last year's sheet hidden.
fn farming(town: &Town) -> Result<Book, Failure> {
    let name = &town.name;
    let office = format!("{name}农业农村办公室");
    let mut villages = Sheet::named("各村明细");
    let form = VillageForm {
        columns: &[
            this_year("粮食作物/播种面积（亩）", "粮食播种面积"),
            this_year("粮食作物/总产量（吨）", "粮食总产量"),
            part_of("粮食作物/其中：水稻面积（亩）", "水稻播种面积", "粮食播种面积"),
            this_year("蔬菜/种植面积(亩)", "蔬菜种植面积"),
            this_year("蔬菜/产量(吨)", "蔬菜产量"),
            this_year("撂荒地整治面积（亩）", "撂荒地整治面积"),
            this_year("高标准农田累计面积（亩）", "高标准农田面积"),
            this_year("生猪出栏（头）", "生猪出栏"),
        ],
        total: Total::Last("合    计"),
        dirt: &[
            (1, 0, Dirt::Thousands),
            (2, 3, Dirt::Text),
            (3, 7, Dirt::FullWidth),
            (4, 5, Dirt::Unit("亩")),
        ],
        spaced: false,
    };
    villages.opening(
        &format!("{name}2023年农业生产情况统计表"),
        &office,
        "亩、吨、头",
        form.width(),
    );
    let end = form.write(&mut villages, town)?;
    villages.footer(end, form.width());
    let book = vec![
        instructions(),
        villages,
        farming_summary(town, &office)?,
        farming_before(town)?,
    ];
    let mut sheets = book;
    sheets.push(Sheet::named("Sheet2"));
    Ok(Book {
        file: format!("附件2：{name}2023年农业生产情况统计表（定稿2）.xlsx"),
        office,
        sheets,
    })
}

/// The sheet that tells the clerk how to fill in the others.
fn instructions() -> Sheet {
    let mut sheet = Sheet::named("填表说明");
    let title = Content::Text("填 表 说 明".to_owned());
    sheet.span((0, 0), (0, 5), title, Look::Title);
    let lines = [
        "一、本表由镇农业农村办公室汇总填报，各村（社区）于11月20日前报送。",
        "二、播种面积按全年口径统计，复种的分别计算。",
        "三、数据应与年报衔接，较上年变动超过20%的请另附说明。",
    ];
    for (index, line) in lines.iter().enumerate() {
        sheet.span(
            (row(index) + 1, 0),
            (row(index) + 1, 5),
            Content::Text((*line).to_owned()),
            Look::Note,
        );
    }
    sheet
}

/// Indicators as rows with this year and last year; 其中 rows are indented.
fn farming_summary(town: &Town, office: &str) -> Result<Sheet, Failure> {
    let mut sheet = Sheet::named("汇总");
    sheet.opening(&format!("{}2023年农业生产主要指标", town.name), office, "见表", 5);
    let items = [
        ("粮食播种面积", "粮食播种面积"),
        ("    其中：水稻", "水稻播种面积"),
        ("          玉米", "玉米播种面积"),
        ("          大豆（含带状复合种植）", "大豆种植面积"),
        ("          高粱", "高粱种植面积"),
        ("          马铃薯（秋冬）", "马铃薯种植面积"),
        ("粮食总产量", "粮食总产量"),
        ("蔬菜种植面积", "蔬菜种植面积"),
        ("蔬菜产量", "蔬菜产量"),
        ("撂荒地整治面积", "撂荒地整治面积"),
        ("高标准农田累计面积", "高标准农田面积"),
        ("生猪出栏", "生猪出栏"),
        ("农膜等农业废弃物回收处置率", "农业废弃物回收处置率"),
    ];
    let end = indicator_form(&mut sheet, town, ["本年", "上年", "增减%"], &items, Growth::Fraction)?;
    sheet.footer(end, 5);
    Ok(sheet)
}

/// Last year's village sheet, left in the file and hidden.
fn farming_before(town: &Town) -> Result<Sheet, Failure> {
    let mut sheet = Sheet::named("2022年各村明细");
    sheet.hidden = true;
    let form = VillageForm {
        columns: &[
            last_year("粮食作物/播种面积（亩）", "粮食播种面积"),
            last_year("粮食作物/总产量（吨）", "粮食总产量"),
            last_year("蔬菜/种植面积(亩)", "蔬菜种植面积"),
        ],
        total: Total::Last("合计"),
        dirt: &[],
        spaced: false,
    };
    sheet.opening(
        &format!("{}2022年农业生产情况统计表", town.name),
        "农业农村办公室",
        "亩、吨",
        form.width(),
    );
    form.write(&mut sheet, town)?;
    Ok(sheet)
}

/// WB-13: indicators as rows; the growth is a text with %.
fn economy(town: &Town) -> Result<Book, Failure> {
    let office = format!("{}经济发展办公室", town.name);
    let mut sheet = Sheet::named("1-11月");
    sheet.opening(
        &format!("{}2023年1—11月主要经济指标完成情况", town.name),
        &office,
        "见表",
        5,
    );
    let items = [
        ("农业总产值（现价）", "农业总产值"),
        ("规模以上工业总产值", "规模以上工业总产值"),
        ("社会消费品零售总额（限上）", "社会消费品零售总额"),
        ("一般公共预算收入", "一般公共预算收入"),
        ("农村居民人均可支配收入", "农村居民人均可支配收入"),
        ("农产品网络销售额", "网络销售额"),
    ];
    let end = indicator_form(
        &mut sheet,
        town,
        ["本年累计", "上年同期", "同比±%"],
        &items,
        Growth::Text,
    )?;
    let note = Content::Text("说明：农村居民人均可支配收入为县统计局反馈数。".to_owned());
    sheet.span((end, 0), (end, 4), note, Look::Note);
    sheet.footer(end + 1, 5);
    let file = format!("{}2023年1-11月主要经济指标.xlsx", town.name);
    Ok(Book {
        file,
        office,
        sheets: vec![sheet, Sheet::named("Sheet2"), Sheet::named("Sheet3")],
    })
}

/// WB-14: the project list, in the old .xls; what is not in the register is listed too.
fn projects(town: &Town) -> Book {
    let office = format!("{}经济发展办公室", town.name);
    let mut sheet = Sheet::named("项目清单");
    sheet.opening(&format!("{}2023年重点项目推进情况清单", town.name), &office, "万元", 9);
    let heads = [
        "序号",
        "项目名称",
        "建设单位",
        "投资性质",
        "总投资",
        "本年完成投资",
        "形象进度",
        "是否入库",
        "备注",
    ];
    let top = sheet.header(2, &heads);
    for (index, project) in town.projects.iter().enumerate() {
        project_row(&mut sheet, top + row(index), index + 1, project);
    }
    sheet.footer(top + row(town.projects.len()), 9);
    Book {
        file: format!("{}在库项目清单（11月）.xls", town.name),
        office,
        sheets: vec![sheet, Sheet::named("Sheet2")],
    }
}

/// One project.
fn project_row(sheet: &mut Sheet, at: u32, number: usize, project: &Project) {
    sheet.put(at, 0, Content::Number(number.into()));
    sheet.text(at, 1, &project.name);
    sheet.text(at, 2, &project.builder);
    sheet.text(at, 3, project.kind);
    sheet.put(at, 4, Content::Number(project.total));
    sheet.put(at, 5, Content::Number(project.completed));
    sheet.text(at, 6, project.progress);
    sheet.text(at, 7, project.registered);
    sheet.text(
        at,
        8,
        if project.registered == "否" {
            "拟明年入库"
        } else {
            ""
        },
    );
}

/// WB-13 with a growth that is a bare number.
fn commerce(town: &Town) -> Result<Book, Failure> {
    let office = format!("{}经济发展办公室", town.name);
    let mut sheet = Sheet::named("电商");
    sheet.opening(&format!("{}电商发展情况统计表", town.name), &office, "见表", 5);
    let items = [
        ("培育直播人才", "直播人才"),
        ("孵化直播账号", "直播账号"),
        ("线上点击量", "线上点击量"),
        ("带动销售特色蔬果", "带动销售特色蔬果"),
        ("带动创收", "带动创收"),
    ];
    let end = indicator_form(
        &mut sheet,
        town,
        ["2023年1—11月", "2022年同期", "增减%"],
        &items,
        Growth::Number,
    )?;
    sheet.footer(end, 5);
    Ok(Book {
        file: format!("{}电商发展情况（电商办　１１月）.xlsx", town.name),
        office,
        sheets: vec![sheet],
    })
}

/// WB-08 with the sum above the villages and another label.
fn collective(town: &Town) -> Result<Book, Failure> {
    let office = format!("{}农业农村办公室", town.name);
    let mut sheet = Sheet::named("各村收入");
    let form = VillageForm {
        columns: &[
            this_year("村集体经济收入（万元）/本年", "村集体经济收入"),
            last_year("村集体经济收入（万元）/上年", "村集体经济收入"),
        ],
        total: Total::First("全镇"),
        dirt: &[(0, 0, Dirt::Text), (2, 1, Dirt::Unit("万元"))],
        spaced: false,
    };
    sheet.opening(
        &format!("{}村集体经济收入情况表", town.name),
        &office,
        "万元",
        form.width(),
    );
    let end = form.write(&mut sheet, town)?;
    sheet.footer(end, form.width());
    sheet.locked = true;
    Ok(Book {
        file: format!("{}村集体经济收入（各村上报汇总）.xlsx", town.name),
        office,
        sheets: vec![sheet],
    })
}

/// WB-05 in an .ods; this year and last year side by side.
fn building(town: &Town) -> Result<Book, Failure> {
    let office = format!("{}村镇建设办公室", town.name);
    let mut sheet = Sheet::named("各村建设");
    let form = VillageForm {
        columns: &[
            this_year("道路（公里）/新建村组道路", "新建村组道路"),
            this_year("道路（公里）/公路养护里程", "公路养护里程"),
            this_year("供水/铺设饮用水管网（公里）", "铺设饮用水管网"),
            this_year("供水/受益户数（户）", "供水受益户数"),
            this_year("住房和环境/危房改造（户）", "危房改造户数"),
            this_year("住房和环境/安装路灯（盏）", "安装路灯"),
            this_year("住房和环境/农村厕所改造（户）", "农村厕所改造"),
        ],
        total: Total::Last("总计"),
        dirt: &[(0, 3, Dirt::Unit("户")), (3, 6, Dirt::FullWidth)],
        spaced: false,
    };
    sheet.opening(
        &format!("{}2023年基础设施建设情况统计表", town.name),
        &office,
        "公里、户、盏",
        form.width(),
    );
    let end = form.write(&mut sheet, town)?;
    sheet.footer(end, form.width());
    Ok(Book {
        file: format!("{}基础设施建设情况统计表.ods", town.name),
        office,
        sheets: vec![sheet, Sheet::named("Sheet2")],
    })
}

/// WB-10 in four columns and WB-11: numbers typed with their unit.
fn environment(town: &Town) -> Result<Book, Failure> {
    let office = format!("{}综合执法队", town.name);
    let mut sheet = Sheet::named("汇总");
    sheet.opening(&format!("{}2023年城乡环境综合整治情况", town.name), &office, "见表", 5);
    let items = [
        ("发放垃圾分类温馨提示单", "温馨提示单", "份"),
        ("发放宣传单", "宣传单", "份"),
        ("签订责任单", "责任单", "家"),
        ("签订“门前三包”协议商户", "门前三包商户", "家"),
        ("清运生活垃圾", "清运生活垃圾", "吨"),
        ("维修垃圾收集池", "维修垃圾收集池", "个"),
        ("维修垃圾棚", "维修垃圾棚", "个"),
        ("新增垃圾桶", "新增垃圾桶", "个"),
        ("河道巡查（河长制）", "河道巡查", "人次"),
    ];
    let top = sheet.header(2, &["序号", "工作内容", "本年", "上年", "备注"]);
    for (index, (label, figure, unit)) in items.iter().enumerate() {
        let at = top + row(index);
        let Pair { now, last } = town.figure(figure)?;
        sheet.put(at, 0, Content::Number((index + 1).into()));
        sheet.text(at, 1, label);
        match now.filter(|_| index % 3 != 2) {
            Some(now) => sheet.text(at, 2, &format!("{now}{unit}")),
            None => sheet.put(at, 2, or_dash(now)),
        }
        sheet.put(at, 3, or_dash(last));
        sheet.text(at, 4, if index == 4 { "约三成来自场镇" } else { "" });
    }
    sheet.footer(top + row(items.len()), 5);
    Ok(Book {
        file: format!("环境整治情况统计表-{}（11.25报）.xlsx", town.name),
        office,
        sheets: vec![sheet],
    })
}
