//! A page of sentences, numbered steps and facts, as the flows show them: wrapped into rows first, then as many of them drawn
//! as fit; where not all fit the page scrolls, and its last row says how many are below.

use crate::domain::middle_cut;
use crate::tui::canvas::{Canvas, Words};
use crate::tui::glyphs::CURSOR;
use crate::tui::state::Window;
use crate::tui::theme::Role;
use crate::tui::view::Layout;
use crate::tui::widgets::frame::cells;
use ratatui::layout::Rect;

/// What stands on the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Row {
    /// Nothing.
    Blank,
    /// A sentence.
    Said(Words),
    /// A sentence, two columns in.
    Under(Words),
    /// A sign and a sentence.
    Signed(char, Role, Words),
    /// A numbered step: what it is about, what to do, which key does it.
    Step {
        /// Its number.
        number: usize,
        /// One or two words.
        label: String,
        /// What to do.
        text: Words,
        /// The key that helps with it.
        note: Words,
    },
    /// A choice to pick by its digit.
    Choice {
        /// Its digit.
        digit: usize,
        /// It is under the cursor.
        chosen: bool,
        /// What is chosen.
        text: String,
        /// What that means.
        note: Words,
    },
    /// A heading.
    Heading(&'static str),
    /// A label, what is so, and who says it.
    Fact(String, Words, String),
    /// One line of a check: sign, what it is about, what is so, when.
    Check {
        /// How it stands.
        sign: char,
        /// Of the sign and the label.
        role: Role,
        /// What it is about.
        label: String,
        /// What is so.
        text: Words,
        /// When, or for how long.
        note: String,
    },
    /// Cells of a table, each at its own column: a number of columns from the page's edge.
    Cells(Vec<(u16, Words)>),
    /// A rule with a title.
    Rule(String),
}

/// Where things stand on a page of this width.
#[derive(Debug, Clone, Copy)]
pub struct Paper {
    /// Columns before each sentence.
    pub inset: u16,
    /// Columns before a step's number, after the inset.
    pub step: u16,
    /// Least columns of a step's label.
    pub step_label: u16,
    /// Where a step's and a choice's note begins; `None`: it is left out.
    pub note: Option<u16>,
    /// Columns of a fact's label.
    pub fact: u16,
    /// Columns of a choice's text, where its note stands beside it.
    pub choice: u16,
    /// Columns of a check's label.
    pub check: u16,
    /// Where a check's time stands.
    pub time: Option<u16>,
}

impl Paper {
    /// The usual places.
    pub const fn of(layout: Layout) -> Self {
        match layout {
            Layout::Wide => Self {
                inset: 5,
                step: 2,
                step_label: 11,
                note: Some(92),
                fact: 15,
                choice: 30,
                check: 19,
                time: Some(92),
            },
            Layout::Table => Self {
                inset: 3,
                step: 0,
                step_label: 10,
                note: Some(65),
                fact: 13,
                choice: 23,
                check: 17,
                time: Some(58),
            },
            Layout::Narrow => {
                Self { inset: 1, step: 0, step_label: 8, note: None, fact: 11, choice: 23, check: 15, time: None }
            }
            Layout::Phone => {
                Self { inset: 1, step: 0, step_label: 6, note: None, fact: 9, choice: 0, check: 0, time: None }
            }
        }
    }

    /// Draws rows into `area` from row `first` on. Returns what it showed.
    pub fn draw(&self, rows: &[Row], first: usize, area: Rect, canvas: &mut Canvas<'_>) -> Window {
        let longest = rows.iter().filter_map(|row| match row {
            Row::Step { label, .. } => Some(cells(label) + 2),
            _ => None,
        });
        let label = longest.max().unwrap_or(0).max(self.step_label).min(area.width / 3);
        let mut flat: Vec<Flat> = Vec::new();
        rows.iter().for_each(|row| self.flatten(row, label, area.width, &mut flat));
        while flat.last().is_some_and(|line| line.parts.is_empty() && line.rule.is_none()) {
            flat.pop();
        }
        let height = usize::from(area.height);
        let more = flat.len() > height;
        let room = if more { height.saturating_sub(1) } else { height };
        let first = first.min(flat.len().saturating_sub(room));
        for (y, line) in (area.y..).zip(flat.iter().skip(first).take(room)) {
            if let Some(title) = &line.rule {
                super::pane::rule(title, y, area.left(), area.right(), canvas);
            }
            for (x, words) in &line.parts {
                canvas.line(area.x + x, y, area.right(), words);
            }
        }
        let below = flat.len().saturating_sub(first + room);
        if more && below > 0 {
            let text = format!("{below} more below: ↓");
            canvas.put(area.x + self.inset, area.bottom().saturating_sub(1), area.right(), &text, Role::Quiet);
        }
        Window { first, shown: room }
    }

    fn flatten(&self, row: &Row, label: u16, width: u16, out: &mut Vec<Flat>) {
        let inset = self.inset;
        match row {
            Row::Blank => out.push(Flat::default()),
            Row::Rule(title) => out.push(Flat { rule: Some(title.clone()), parts: Vec::new() }),
            Row::Heading(text) => out.push(Flat::of(inset, Words::new().quiet(*text))),
            Row::Said(words) => wrapped(words, inset, width, Vec::new(), out),
            Row::Under(words) => wrapped(words, inset + 2, width, Vec::new(), out),
            Row::Signed(sign, role, words) => {
                let lead = vec![(inset, Words::new().role(*role, sign.to_string()))];
                wrapped(words, inset + 2, width, lead, out);
            }
            Row::Step { number, label: name, text, note } => {
                let at = inset + self.step;
                let (gap, most) = if self.note.is_some() { (3 + self.step / 2, label) } else { (2, label) };
                let lead = vec![
                    (at, Words::new().quiet(number.to_string())),
                    (at + gap, Words::new().quiet(middle_cut(name, usize::from(most)))),
                ];
                self.noted(text, note, (at + gap + most, width), lead, out);
            }
            Row::Choice { digit, chosen, text, note } => self.choice(*digit, *chosen, text, note, width, out),
            Row::Fact(name, value, who) => {
                let lead = vec![(inset, Words::new().quiet(name.clone()))];
                let from = inset + self.fact.max(cells(name) + 1);
                self.noted(value, &Words::new().quiet(who.clone()), (from, width), lead, out);
            }
            Row::Check { sign, role, label, text, note } => {
                let mut lead = vec![(inset, Words::new().role(*role, sign.to_string()))];
                let broken = matches!(role, Role::Bad);
                let name = if matches!(role, Role::Quiet) { Role::Text } else { *role };
                // What fails is a sentence of its own; what holds is a label and a value.
                if broken || self.check == 0 {
                    let words = Words::new().role(name, label.clone()).text(" ").then(text);
                    wrapped(&words, inset + 2, width, lead, out);
                } else {
                    lead.push((inset + 2, Words::new().role(name, label.clone())));
                    let note = Words::new().quiet(note.clone());
                    let from = inset + 2 + self.check.max(cells(label) + 1);
                    let noted = Self { note: self.time, ..*self };
                    noted.noted(text, &note, (from, width), lead, out);
                }
            }
            Row::Cells(parts) => {
                out.push(Flat {
                    parts: parts.iter().map(|(x, words)| (inset + x, words.clone())).collect(),
                    rule: None,
                });
            }
        }
    }

    fn choice(&self, digit: usize, chosen: bool, text: &str, note: &Words, width: u16, out: &mut Vec<Flat>) {
        let inset = self.inset;
        let mut lead = Vec::new();
        if chosen {
            lead.push((inset, Words::new().key(CURSOR.to_string())));
        }
        lead.push((inset + 2, Words::new().key(digit.to_string())));
        let role = if chosen { Role::Strong } else { Role::Text };
        let said = Words::new().role(role, text.to_owned());
        let beside = inset + 5 + self.choice.max(cells(text) + 2);
        if self.choice > 0 && usize::from(beside) + note.width() <= usize::from(width) {
            lead.push((beside, note.clone()));
            wrapped(&said, inset + 5, width, lead, out);
        } else {
            wrapped(&said, inset + 5, width, lead, out);
            if !note.is_empty() && self.choice > 0 {
                wrapped(note, inset + 5, width, Vec::new(), out);
            }
        }
    }

    /// Text that wraps before its note, where it has one beside it.
    fn noted(&self, text: &Words, note: &Words, (from, width): (u16, u16), lead: Lead, out: &mut Vec<Flat>) {
        let mut lead = lead;
        match self.note.filter(|_| !note.is_empty()) {
            Some(at) if usize::from(at) + note.width() <= usize::from(width) && at > from + 8 => {
                // The note moves away from a text that is a little longer, where there is room.
                let room = usize::from(width).saturating_sub(note.width() + 1);
                let after = usize::from(from) + text.width() + 2;
                let at = if after <= room { u16::try_from(after).unwrap_or(at).max(at) } else { at };
                lead.push((at, note.clone()));
                wrapped(text, from, at.saturating_sub(1), lead, out);
            }
            _ => wrapped(text, from, width, lead, out),
        }
    }
}

type Lead = Vec<(u16, Words)>;

/// One row of cells.
#[derive(Default)]
struct Flat {
    parts: Lead,
    rule: Option<String>,
}

impl Flat {
    fn of(x: u16, words: Words) -> Self {
        Self { parts: vec![(x, words)], rule: None }
    }
}

/// `words` from column `from` to the edge; what stands left of them goes on the first row.
fn wrapped(words: &Words, from: u16, width: u16, lead: Lead, out: &mut Vec<Flat>) {
    let room = usize::from(width.saturating_sub(from + 1)).max(8);
    let mut lead = Some(lead);
    for row in words.wrapped(room) {
        let mut parts = lead.take().unwrap_or_default();
        parts.push((from, row));
        out.push(Flat { parts, rule: None });
    }
}

/// The first sentence strong, the rest plain: `Make a second key at OKX. Nothing changes for the bot yet.`
pub fn sentence(text: &str) -> Words {
    match text.split_once(". ") {
        Some((first, rest)) => Words::new().strong(format!("{first}.")).text(format!(" {rest}")),
        None => Words::new().strong(text.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::glyphs::Signs;
    use crate::tui::testing;
    use crate::tui::theme::{Ground, Palette, Tone};
    use ratatui::buffer::Buffer;

    fn drawn(rows: &[Row], first: usize, (width, height): (u16, u16)) -> (String, Window) {
        let area = Rect::new(0, 0, width, height);
        let mut buffer = Buffer::empty(area);
        let mut canvas = Canvas::new(&mut buffer, Palette::new(Tone::Colour(Ground::Dark)), Signs::Drawn);
        let window = Paper::of(Layout::of(width)).draw(rows, first, area, &mut canvas);
        (testing::text_of(&buffer), window)
    }

    #[test]
    fn a_page_that_is_too_long_scrolls_and_says_so() {
        let rows: Vec<Row> = (0..20).map(|n| Row::Said(Words::new().text(format!("row {n}")))).collect();
        let (text, window) = drawn(&rows, 0, (44, 5));
        assert!(text.contains("row 3") && text.contains("16 more below"), "{text}");
        assert_eq!(window, Window { first: 0, shown: 4 });
        let (text, window) = drawn(&rows, 99, (44, 5));
        assert!(text.contains("row 19") && !text.contains("more below"), "{text}");
        assert_eq!(window.first, 16);
    }

    #[test]
    fn a_step_wraps_under_its_text() {
        let step = Row::Step {
            number: 1,
            label: "Page".into(),
            text: Words::new().text("okx.com · Sub-account · arb · API · Create API key · and then on"),
            note: Words::new().key("o").text(" opens"),
        };
        let (text, _) = drawn(std::slice::from_ref(&step), 0, (80, 4));
        let lines: Vec<&str> = text.lines().collect();
        assert!(lines[0].starts_with("   1  Page      okx.com") && lines[0].ends_with("o opens"), "{text}");
        assert!(lines[1].starts_with("                "), "{text}");
    }
}
