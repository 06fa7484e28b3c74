//! Columns for people: aligned by the width of characters on a terminal, readable without colour.

use std::io::{self, Write};
use unicode_width::UnicodeWidthStr;

/// A column's head, and where its cells stand.
#[derive(Debug, Clone, Copy)]
pub(super) enum Column {
    /// Words.
    Left(&'static str),
    /// Numbers.
    Right(&'static str),
}

impl Column {
    const fn head(self) -> &'static str {
        match self {
            Self::Left(head) | Self::Right(head) => head,
        }
    }
}

/// Writes a table with its heads; nothing where no row is.
pub(super) fn write<const N: usize>(out: &mut dyn Write, columns: [Column; N], rows: &[[String; N]]) -> io::Result<()> {
    if rows.is_empty() {
        return Ok(());
    }
    let mut widths = columns.map(|column| column.head().width());
    for row in rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.width());
        }
    }
    line(out, columns, &widths, columns.map(Column::head))?;
    rows.iter().try_for_each(|row| line(out, columns, &widths, row.each_ref().map(String::as_str)))
}

fn line<const N: usize>(
    out: &mut dyn Write,
    columns: [Column; N],
    widths: &[usize; N],
    cells: [&str; N],
) -> io::Result<()> {
    let mut text = String::new();
    for ((column, width), cell) in columns.into_iter().zip(widths).zip(cells) {
        let blanks = " ".repeat(width.saturating_sub(cell.width()));
        match column {
            Column::Left(_) => text.extend([cell, &blanks, "  "]),
            Column::Right(_) => text.extend([&blanks, cell, "  "]),
        }
    }
    writeln!(out, "{}", text.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_stand_under_each_other_by_width() {
        let mut out = Vec::new();
        let rows =
            [["日本".to_owned(), "7".to_owned(), "a".to_owned()], ["b".to_owned(), "112".to_owned(), String::new()]];
        write(&mut out, [Column::Left("BOT"), Column::Right("N"), Column::Left("X")], &rows).unwrap();
        assert_eq!(String::from_utf8(out).unwrap(), "BOT     N  X\n日本    7  a\nb     112\n");
    }
}
