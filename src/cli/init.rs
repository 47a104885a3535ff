//! `gongwen init`: a small working project to start from; its comments teach the format.

use std::path::Path;

use gongwen::diag::{Code, Diagnostic, Result};

use super::Exit;
use super::terminal::Terminal;

/// The project's files. The workbooks are made by `examples/make_init.rs`.
const FILES: [(&str, &[u8]); 8] = [
    ("gongwen.toml", include_bytes!("init/gongwen.toml")),
    ("模板.md", include_bytes!("init/模板.md")),
    (
        "data/青山镇/附件1：农业生产情况统计表.xlsx",
        include_bytes!("init/qingshan-agriculture.xlsx"),
    ),
    (
        "data/青山镇/附件2：重点项目台账.xlsx",
        include_bytes!("init/qingshan-projects.xlsx"),
    ),
    ("data/青山镇/基本情况.xlsx", include_bytes!("init/qingshan-facts.xlsx")),
    (
        "data/绿水镇/附件1：农业生产情况统计表.xlsx",
        include_bytes!("init/lvshui-agriculture.xlsx"),
    ),
    (
        "data/绿水镇/附件2：重点项目台账.xlsx",
        include_bytes!("init/lvshui-projects.xlsx"),
    ),
    ("data/绿水镇/基本情况.xlsx", include_bytes!("init/lvshui-facts.xlsx")),
];

/// Writes the project. A folder that already holds a project is left alone.
pub(crate) fn init(folder: &Path, terminal: &Terminal) -> Exit {
    match write_project(folder) {
        Ok(()) => {
            terminal.answer(&terminal.text("init-done", &[("folder", folder.display().to_string())]));
            Exit::Ok
        }
        Err(problem) => {
            terminal.diagnostics(&[*problem]);
            Exit::Usage
        }
    }
}

fn write_project(folder: &Path) -> Result<()> {
    let taken = FILES
        .iter()
        .map(|(path, _)| folder.join(path))
        .find(|path| path.exists());
    if let Some(path) = taken {
        return Err(Diagnostic::new(Code::FolderTaken).at_file(path.display().to_string()));
    }
    for (path, bytes) in FILES {
        let path = folder.join(path);
        let written = path
            .parent()
            .map_or(Ok(()), std::fs::create_dir_all)
            .and_then(|()| std::fs::write(&path, bytes));
        written.map_err(|error| {
            Diagnostic::new(Code::OutputUnwritable)
                .with("detail", error)
                .at_file(path.display().to_string())
        })?;
    }
    Ok(())
}
