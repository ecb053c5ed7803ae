//! `paydesk screenshots`: a picture of every screen, drawn by the window's own code from named scenes.

use std::fs::File;
use std::io::BufWriter;
use std::path::{Path, PathBuf};

use clap::Args;
use iced::Size;
use paydesk_adapters::paths::private_folder;

use super::Exit;
use super::report::Out;
use crate::app::preset::{self, Picture};

/// Where the pictures go.
#[derive(Debug, Args)]
pub(crate) struct ScreenshotsArgs {
    /// Folder of the pictures; made where it is missing.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Only pictures whose names contain this.
    #[arg(long, value_name = "NAME")]
    only: Option<String>,
}

/// Runs the command.
pub(super) fn run(args: &ScreenshotsArgs) -> Exit {
    let out = Out::new(false);
    if let Err(error) = private_folder(&args.out) {
        out.problem(&format!("{}: {error}", args.out.display()));
        return Exit::Storage;
    }
    for picture in preset::pictures() {
        let wanted = args
            .only
            .as_deref()
            .is_none_or(|only| picture.name.contains(only));
        if !wanted {
            continue;
        }
        let file = args.out.join(format!("{}.png", picture.name));
        if let Err(error) = draw(&picture, &file) {
            out.problem(&format!("{}: {error}", file.display()));
            return Exit::Storage;
        }
        out.line(&file.display().to_string());
    }
    Exit::Done
}

fn draw(picture: &Picture, file: &Path) -> Result<(), png::EncodingError> {
    let (size, rgba) = picture.draw();
    write(file, size, &rgba)
}

fn write(file: &Path, size: Size<u32>, rgba: &[u8]) -> Result<(), png::EncodingError> {
    let mut encoder =
        png::Encoder::new(BufWriter::new(File::create(file)?), size.width, size.height);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_compression(png::Compression::High);
    // Nothing on a screen is transparent; three bytes a point are a quarter less.
    let rgb: Vec<u8> = rgba
        .chunks_exact(4)
        .flat_map(|point| [point[0], point[1], point[2]])
        .collect();
    encoder.write_header()?.write_image_data(&rgb)
}
