//! Draws the README's picture: `keyward practice` in a terminal of its own, its screen written as an SVG. `assets/picture`
//! runs it; nothing but this repository and a Rust toolchain is needed.
// Tests start the program and read its screen.
#![allow(clippy::disallowed_methods, clippy::unwrap_used)]

use std::fmt::Write as _;

const COLUMNS: u16 = 120;
const ROWS: u16 = 36;
/// A cell's width and height, in the picture's units.
const CELL: (f32, f32) = (8.4, 19.0);
const EDGE: f32 = 12.0;
const FONT: f32 = 14.0;
const GROUND: &str = "#14161b";
const TEXT: &str = "#c8ccd4";
const SIXTEEN: [&str; 16] = [
    "#1c1f26", "#e06c75", "#98c379", "#e5c07b", "#61afef", "#c678dd", "#56b6c2", "#c8ccd4", "#5c6370", "#ff7b86",
    "#b5e890", "#ffd68a", "#82c7ff", "#e29cf2", "#7fdbe4", "#ffffff",
];

#[cfg(unix)]
#[test]
#[ignore = "writes assets/fleet.svg; run by assets/picture"]
fn draw() {
    use expectrl::{Expect, session::OsSession};
    use std::process::Command;
    use std::time::{Duration, Instant};

    let mut shell = Command::new("/bin/sh");
    // The shell waits in the terminal until that has its size, then becomes the program.
    shell.args(["-c", r#"read -r go; exec "$0" practice"#]).arg(env!("CARGO_BIN_EXE_keyward"));
    shell.env("TERM", "xterm-256color").env("COLORTERM", "truecolor").env("LC_ALL", "C.UTF-8").env_remove("NO_COLOR");
    let mut session = OsSession::spawn(shell).unwrap();
    session.get_process_mut().set_window_size(COLUMNS, ROWS).unwrap();
    session.send("\n").unwrap();
    let mut screen = vt100::Parser::new(ROWS.try_into().unwrap(), COLUMNS.try_into().unwrap(), 0);
    let (started, mut quiet) = (Instant::now(), Instant::now());
    let mut bytes = [0; 1 << 16];
    // Whole when the pane of the first row, which comes last, has its fix, and nothing more comes for a while.
    while !(screen.screen().contents().contains("Fix:") && quiet.elapsed() > Duration::from_millis(500)) {
        assert!(started.elapsed() < Duration::from_secs(30), "{}", screen.screen().contents());
        match session.try_read(&mut bytes) {
            Ok(count) if count > 0 => {
                screen.process(&bytes[..count]);
                quiet = Instant::now();
                // It measures the width of its signs by asking where the cursor is.
                if bytes[..count].windows(4).any(|part| part == b"\x1b[6n") {
                    session.send(format!("\x1b[{ROWS};2R")).unwrap();
                }
            }
            _ => std::thread::sleep(Duration::from_millis(10)),
        }
    }
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/fleet.svg");
    std::fs::write(path, svg(screen.screen())).unwrap();
    session.send("q").unwrap();
}

/// A screen as a picture: what is beside ASCII stands in its own cell, whatever font the viewer has for it; lines are drawn.
fn svg(screen: &vt100::Screen) -> String {
    let (rows, columns) = size(screen);
    let (width, height) = (f32::from(columns) * CELL.0 + 2.0 * EDGE, f32::from(rows) * CELL.1 + 2.0 * EDGE);
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width:.0} {height:.0}\" \
         font-family=\"'DejaVu Sans Mono',Menlo,Consolas,monospace\" font-size=\"{FONT}\" xml:space=\"preserve\">\n\
         <rect width=\"100%\" height=\"100%\" rx=\"8\" fill=\"{GROUND}\"/>\n"
    );
    for row in 0..rows {
        let mut column = 0;
        while column < columns {
            let run = Run::at(screen, row, column);
            column += run.cells;
            run.draw(&mut out);
        }
    }
    out.push_str("</svg>\n");
    out
}

/// Cells beside each other that look alike.
struct Run {
    text: String,
    style: Style,
    row: u16,
    column: u16,
    cells: u16,
}

#[derive(Clone, PartialEq)]
struct Style {
    text: String,
    ground: String,
    bold: bool,
    dim: bool,
    underlined: bool,
}

impl Run {
    fn at(screen: &vt100::Screen, row: u16, column: u16) -> Self {
        let cell = |column| screen.cell(row, column).unwrap();
        let style = style_of(cell(column));
        let first = letter(cell(column));
        let mut run = Self { text: first.clone(), style, row, column, cells: 1 };
        if !first.is_ascii() {
            if cell(column).is_wide() {
                run.cells = 2;
            }
            return run;
        }
        while column + run.cells < size(screen).1 {
            let next = cell(column + run.cells);
            if !letter(next).is_ascii() || style_of(next) != run.style {
                break;
            }
            run.text.push_str(&letter(next));
            run.cells += 1;
        }
        run
    }

    fn draw(&self, out: &mut String) {
        let (x, y) = (EDGE + f32::from(self.column) * CELL.0, EDGE + f32::from(self.row) * CELL.1);
        let width = f32::from(self.cells) * CELL.0;
        if self.style.ground != GROUND {
            let ground = &self.style.ground;
            let _ = writeln!(
                out,
                "<rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"{}\" fill=\"{ground}\"/>",
                CELL.1
            );
        }
        let colour = &self.style.text;
        let (middle, half) = (y + CELL.1 / 2.0, x + CELL.0 / 2.0);
        match self.text.as_str() {
            blank if blank.trim().is_empty() => {}
            "─" => drop(writeln!(out, "<path d=\"M{x:.1} {middle:.1}h{width:.1}\" stroke=\"{colour}\"/>")),
            "│" => drop(writeln!(out, "<path d=\"M{half:.1} {y:.1}v{}\" stroke=\"{colour}\"/>", CELL.1)),
            text => self.write(text, (x, y + FONT), width, out),
        }
    }

    fn write(&self, text: &str, (x, y): (f32, f32), width: f32, out: &mut String) {
        let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        let place = if text.is_ascii() {
            format!("x=\"{x:.1}\" textLength=\"{width:.1}\" lengthAdjust=\"spacingAndGlyphs\"")
        } else {
            format!("x=\"{:.1}\" text-anchor=\"middle\"", x + width / 2.0)
        };
        let Style { text: colour, bold, dim, underlined, .. } = &self.style;
        let bold = if *bold { " font-weight=\"bold\"" } else { "" };
        let dim = if *dim { " opacity=\"0.6\"" } else { "" };
        let line = if *underlined { " text-decoration=\"underline\"" } else { "" };
        let _ = writeln!(out, "<text {place} y=\"{y:.1}\" fill=\"{colour}\"{bold}{dim}{line}>{text}</text>");
    }
}

fn size(screen: &vt100::Screen) -> (u16, u16) {
    let (rows, columns) = screen.size();
    (rows.get(), columns.get())
}

fn letter(cell: &vt100::Cell) -> String {
    if cell.has_contents() { cell.contents().to_owned() } else { " ".to_owned() }
}

fn style_of(cell: &vt100::Cell) -> Style {
    let (mut text, mut ground) = (colour(cell.fgcolor(), TEXT), colour(cell.bgcolor(), GROUND));
    if cell.inverse() {
        std::mem::swap(&mut text, &mut ground);
    }
    Style { text, ground, bold: cell.bold(), dim: cell.dim(), underlined: cell.underline() }
}

fn colour(colour: vt100::Color, otherwise: &str) -> String {
    match colour {
        vt100::Color::Default => otherwise.to_owned(),
        vt100::Color::Rgb(red, green, blue) => format!("#{red:02x}{green:02x}{blue:02x}"),
        vt100::Color::Idx(number @ 0..16) => SIXTEEN[usize::from(number)].to_owned(),
        vt100::Color::Idx(number @ 16..232) => {
            let step = |place: u8| [0, 95, 135, 175, 215, 255][usize::from((number - 16) / place % 6)];
            format!("#{:02x}{:02x}{:02x}", step(36), step(6), step(1))
        }
        vt100::Color::Idx(number) => {
            let grey = 8 + (number - 232) * 10;
            format!("#{grey:02x}{grey:02x}{grey:02x}")
        }
    }
}

#[test]
fn a_screen_becomes_a_picture() {
    let mut screen = vt100::Parser::new(2.try_into().unwrap(), 12.try_into().unwrap(), 0);
    screen.process("a \x1b[1;31m✖ <b>\x1b[0m │\r\n\x1b[7mfoot".as_bytes());
    let picture = svg(screen.screen());
    for part in [
        ">a </text>",
        "text-anchor=\"middle\" y=\"26.0\" fill=\"#e06c75\" font-weight=\"bold\">✖</text>",
        "> &lt;b&gt;</text>",
        "v19\" stroke=",
        "fill=\"#c8ccd4\"/>",
        "fill=\"#14161b\">foot</text>",
    ] {
        assert!(picture.contains(part), "{part} is not in\n{picture}");
    }
}

#[test]
fn the_readme_has_its_picture() {
    let picture = include_str!("../assets/fleet.svg");
    for word in ["PRACTICE", "grid-eth", "can withdraw", "nothing is real"] {
        assert!(picture.contains(word), "{word}: draw it anew with assets/picture");
    }
}
