//! What views draw on: cells, named by role. It knows the theme and the signs, so that no view does, and it cuts at its
//! edge, so that no view can draw over another.

use super::glyphs::Signs;
use super::theme::{Palette, Role};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use std::borrow::Cow;
use std::ops::Range;
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// A buffer, a theme, and the part of the screen that is drawn to.
#[derive(Debug)]
pub struct Canvas<'a> {
    buffer: &'a mut Buffer,
    palette: Palette,
    signs: Signs,
    cursor_row: Option<(u16, Range<u16>)>,
    /// Where the terminal's own cursor stands, if a field waits.
    pub caret: Option<(u16, u16)>,
}

impl<'a> Canvas<'a> {
    /// A canvas over all of a buffer.
    pub const fn new(buffer: &'a mut Buffer, palette: Palette, signs: Signs) -> Self {
        Self { buffer, palette, signs, cursor_row: None, caret: None }
    }

    /// The whole screen.
    pub const fn area(&self) -> Rect {
        self.buffer.area
    }

    /// Says that the cells `across` of row `y` are under the cursor: they are drawn so from now on, blanks included.
    pub fn row_under_cursor(&mut self, y: u16, across: Range<u16>) {
        let style = self.palette.under_cursor(self.palette.words(Role::Text));
        for x in across.clone() {
            if let Some(cell) = self.buffer.cell_mut((x, y)) {
                cell.set_style(style);
            }
        }
        self.cursor_row = Some((y, across));
    }

    /// Draws `text` from `(x, y)`, at most to `end` (a column, not drawn any more). Returns the column after it.
    pub fn put(&mut self, x: u16, y: u16, end: u16, text: &str, role: Role) -> u16 {
        self.draw(x, y, end, text, self.palette.words(role))
    }

    /// Draws a sign, which keeps its hue where words in it would be too weak to read.
    pub fn sign(&mut self, x: u16, y: u16, sign: char, role: Role) -> u16 {
        let end = self.area().right();
        self.draw(x, y, end, sign.encode_utf8(&mut [0; 4]), self.palette.sign(role))
    }

    /// Draws words of several roles on one row. Returns the column after them.
    pub fn line(&mut self, x: u16, y: u16, end: u16, words: &Words) -> u16 {
        words.parts.iter().fold(x, |x, part| self.put(x, y, end, &part.text, part.role))
    }

    /// Draws a horizontal rule over `across`.
    pub fn rule(&mut self, y: u16, across: Range<u16>) {
        for x in across {
            self.sign(x, y, '─', Role::Quiet);
        }
    }

    /// Makes all of row `y` look like `role`, text included.
    pub fn paint_row(&mut self, y: u16, role: Role) {
        let style = self.palette.words(role);
        let area = self.area();
        for x in area.left()..area.right() {
            if let Some(cell) = self.buffer.cell_mut((x, y)) {
                cell.set_style(Style::reset());
                cell.set_style(style);
            }
        }
    }

    fn draw(&mut self, x: u16, y: u16, end: u16, text: &str, style: Style) -> u16 {
        let end = end.min(self.area().right());
        if y >= self.area().bottom() || x >= end {
            return x;
        }
        let style = match &self.cursor_row {
            Some((row, across)) if *row == y && across.contains(&x) => self.palette.under_cursor(style),
            _ => style,
        };
        // What stood there leaves nothing behind: a title on a rule is not dim.
        let style = Style::reset().patch(style);
        let text: Cow<'_, str> = match self.signs {
            Signs::Drawn => Cow::Borrowed(text),
            Signs::Ascii => Cow::Owned(text.chars().map(|c| self.signs.shown(c)).collect()),
        };
        self.buffer.set_stringn(x, y, text, usize::from(end - x), style).0
    }
}

/// Text in one role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// Its role.
    pub role: Role,
    /// The text.
    pub text: Cow<'static, str>,
}

/// A sentence whose parts play different roles: `Words::new().strong("It can withdraw.").key(" Enter").text(": how")`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Words {
    /// Its parts, left to right.
    pub parts: Vec<Part>,
}

impl Words {
    /// Nothing yet.
    pub const fn new() -> Self {
        Self { parts: Vec::new() }
    }

    /// Plain text.
    #[must_use]
    pub fn text(self, text: impl Into<Cow<'static, str>>) -> Self {
        self.role(Role::Text, text)
    }

    /// Strong text.
    #[must_use]
    pub fn strong(self, text: impl Into<Cow<'static, str>>) -> Self {
        self.role(Role::Strong, text)
    }

    /// A key to press.
    #[must_use]
    pub fn key(self, text: impl Into<Cow<'static, str>>) -> Self {
        self.role(Role::Key, text)
    }

    /// Quiet text.
    #[must_use]
    pub fn quiet(self, text: impl Into<Cow<'static, str>>) -> Self {
        self.role(Role::Quiet, text)
    }

    /// Text in any role.
    #[must_use]
    pub fn role(mut self, role: Role, text: impl Into<Cow<'static, str>>) -> Self {
        let text = text.into();
        if !text.is_empty() {
            self.parts.push(Part { role, text });
        }
        self
    }

    /// The same as `other`, as the parts of a longer sentence.
    #[must_use]
    pub fn then(mut self, other: &Self) -> Self {
        self.parts.extend(other.parts.iter().cloned());
        self
    }

    /// How many cells it takes.
    pub fn width(&self) -> usize {
        self.parts.iter().map(|part| part.text.width()).sum()
    }

    /// Nothing stands in it.
    pub fn is_empty(&self) -> bool {
        self.parts.is_empty()
    }

    /// Broken into rows of at most `cells` cells, at blanks; a word that is wider than a row is cut where the row ends.
    pub fn wrapped(&self, cells: usize) -> Vec<Self> {
        let mut rows = vec![Self::new()];
        let mut used = 0;
        for word in self.split() {
            if used > 0 && used + word.blanks.1.width() + word.width() > cells {
                rows.push(Self::new());
                used = 0;
            } else if let Some(row) = rows.last_mut().filter(|_| used > 0) {
                row.push(word.blanks.0, word.blanks.1);
                used += word.blanks.1.width();
            }
            for (role, text) in word.pieces {
                used = push_cut(&mut rows, used, cells, role, text);
            }
        }
        rows
    }

    /// The words between blanks; one word may have several roles.
    fn split(&self) -> Vec<Word<'_>> {
        let mut words = vec![Word::after((Role::Text, ""))];
        for part in &self.parts {
            let mut rest = part.text.as_ref();
            while !rest.is_empty() {
                let blank = rest.starts_with(' ');
                let end = rest.find(|c| (c == ' ') != blank).unwrap_or(rest.len());
                let (run, after) = rest.split_at(end);
                if blank {
                    words.push(Word::after((part.role, run)));
                } else if let Some(word) = words.last_mut() {
                    word.pieces.push((part.role, run));
                }
                rest = after;
            }
        }
        words
    }

    fn push(&mut self, role: Role, text: &str) {
        match self.parts.last_mut() {
            Some(last) if last.role == role => last.text.to_mut().push_str(text),
            _ => self.parts.push(Part { role, text: Cow::Owned(text.to_owned()) }),
        }
    }
}

/// What stands between two runs of blanks, with the run before it.
struct Word<'a> {
    blanks: (Role, &'a str),
    pieces: Vec<(Role, &'a str)>,
}

impl<'a> Word<'a> {
    const fn after(blanks: (Role, &'a str)) -> Self {
        Self { blanks, pieces: Vec::new() }
    }

    fn width(&self) -> usize {
        self.pieces.iter().map(|(_, text)| text.width()).sum()
    }
}

/// Appends `word` to the last row, in several rows where it is wider than one. Returns the cells used of the last.
fn push_cut(rows: &mut Vec<Words>, mut used: usize, cells: usize, role: Role, word: &str) -> usize {
    for piece in word.graphemes(true) {
        let wide = piece.width();
        if used + wide > cells && used > 0 {
            rows.push(Words::new());
            used = 0;
        }
        if let Some(row) = rows.last_mut() {
            row.push(role, piece);
        }
        used += wide;
    }
    used
}

/// A sentence in at most `cells` cells. Names, hints and addresses are cut in the middle ([`crate::domain::middle_cut`]),
/// since their ends tell them apart; what is said begins with what matters.
pub fn end_cut(text: &str, cells: usize) -> String {
    if text.width() <= cells {
        return text.to_owned();
    }
    let mut kept = String::new();
    for piece in text.graphemes(true) {
        if kept.width() + piece.width() + 1 > cells {
            break;
        }
        kept.push_str(piece);
    }
    format!("{}…", kept.trim_end())
}

/// Plain text broken into rows of at most `cells` cells.
pub fn wrap(text: &str, cells: usize) -> Vec<String> {
    Words::new()
        .text(text.to_owned())
        .wrapped(cells)
        .into_iter()
        .map(|row| row.parts.iter().map(|part| part.text.as_ref()).collect())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::theme::{Ground, Tone};

    #[test]
    fn sentences_break_at_blanks_and_long_words_at_the_edge() {
        assert_eq!(wrap("A thief with this key takes the coins", 17), ["A thief with this", "key takes the", "coins"]);
        assert_eq!(wrap("abcdefghij", 4), ["abcd", "efgh", "ij"]);
        assert_eq!(wrap("日本語の名前", 5), ["日本", "語の", "名前"]);
        assert_eq!(wrap("", 5), [""]);
    }

    #[test]
    fn a_break_keeps_the_roles() {
        let rows = Words::new().strong("Fix:").text(" ").key("o").text(" opens its page").wrapped(10);
        assert_eq!(rows.len(), 3);
        assert_eq!(rows[0], Words::new().strong("Fix:").text(" ").key("o"));
        assert_eq!(rows[1], Words::new().text("opens its"));
    }

    #[test]
    fn nothing_is_drawn_past_the_end() {
        let mut buffer = Buffer::empty(Rect::new(0, 0, 8, 1));
        let mut canvas = Canvas::new(&mut buffer, Palette::new(Tone::Colour(Ground::Dark)), Signs::Drawn);
        assert_eq!(canvas.put(1, 0, 4, "abcdef", Role::Text), 4);
        assert_eq!(canvas.put(6, 0, 99, "日本", Role::Text), 8);
        assert_eq!(canvas.put(0, 7, 99, "x", Role::Text), 0);
        assert_eq!(buffer, Buffer::with_lines([" abc  日"]));
    }

    #[test]
    fn what_is_drawn_over_a_rule_is_not_dim() {
        let mut buffer = Buffer::empty(Rect::new(0, 0, 5, 1));
        let mut canvas = Canvas::new(&mut buffer, Palette::new(Tone::Colour(Ground::Dark)), Signs::Drawn);
        canvas.rule(0, 0..5);
        canvas.put(1, 0, 9, "ab", Role::Strong);
        let modifiers: Vec<_> = buffer.content.iter().map(|cell| cell.modifier).collect();
        use ratatui::style::Modifier;
        assert_eq!(modifiers, [Modifier::DIM, Modifier::BOLD, Modifier::BOLD, Modifier::DIM, Modifier::DIM]);
    }

    #[test]
    fn ascii_changes_signs_only() {
        let mut buffer = Buffer::empty(Rect::new(0, 0, 9, 1));
        let mut canvas = Canvas::new(&mut buffer, Palette::new(Tone::Plain), Signs::Ascii);
        canvas.put(0, 0, 99, "✖ …9fQ2 ü", Role::Text);
        assert_eq!(buffer, Buffer::with_lines(["X ~9fQ2 ü"]));
    }
}
