//! `gongwen preview`: the pages of a PDF as pictures.

use std::path::{Path, PathBuf};

use gongwen::diag::{Code, Diagnostic, Result};
use gongwen::preview;

use super::Exit;
use super::args::PreviewArgs;
use super::terminal::Terminal;

/// Writes a picture of each page beside the PDF, or into another folder.
pub(crate) fn preview(args: &PreviewArgs, terminal: &Terminal) -> Exit {
    let made = draw(args);
    match made {
        Ok(pictures) => {
            if terminal.json {
                terminal.answer(&format!("{:#}", serde_json::json!({ "pages": pictures })));
            } else {
                pictures
                    .iter()
                    .for_each(|path| terminal.answer(&path.display().to_string()));
            }
            Exit::Ok
        }
        Err(problem) => {
            terminal.diagnostics(&[problem.at_file(args.file.display().to_string())].map(|one| *one));
            Exit::Usage
        }
    }
}

fn draw(args: &PreviewArgs) -> Result<Vec<PathBuf>> {
    let bytes = gongwen::file::read(&args.file).map_err(problem)?;
    let pictures = preview::pages(&bytes, args.dpi)?;
    let beside = args.file.parent().unwrap_or(Path::new(""));
    let folder = args.out.as_deref().unwrap_or(beside);
    std::fs::create_dir_all(folder).map_err(problem)?;
    let stem = args.file.file_stem().unwrap_or_default().to_string_lossy();
    // As many digits as the last page has, so that the pictures stand in order.
    let digits = pictures.len().to_string().len();
    let write = |(index, picture): (usize, Vec<u8>)| {
        let path = folder.join(format!("{stem}-{:0digits$}.png", index + 1));
        std::fs::write(&path, picture).map_err(problem)?;
        Ok(path)
    };
    pictures.into_iter().enumerate().map(write).collect()
}

fn problem(error: std::io::Error) -> Box<Diagnostic> {
    Diagnostic::new(Code::Preview).with("detail", error)
}
