//! A pane's rule with its title, and lines of text and facts in it.

use crate::domain::middle_cut;
use crate::tui::canvas::{Canvas, Words};
use crate::tui::theme::Role;
use ratatui::layout::Rect;
use unicode_width::UnicodeWidthStr;

/// Draws the rule before a lower pane, `── title ───`, at row `y`.
pub fn rule(title: &str, y: u16, left: u16, right: u16, canvas: &mut Canvas<'_>) {
    canvas.rule(y, left..right);
    let room = usize::from(right.saturating_sub(left + 5));
    let x = canvas.put(left + 2, y, right, " ", Role::Quiet);
    let x = canvas.put(x, y, right, &middle_cut(title, room), Role::Strong);
    canvas.put(x, y, right, " ", Role::Quiet);
}

/// Draws the bar between two panes at column `x`, over rows `top..bottom`.
pub fn bar(x: u16, top: u16, bottom: u16, canvas: &mut Canvas<'_>) {
    for y in top..bottom {
        canvas.sign(x, y, '│', Role::Quiet);
    }
}

/// A line of a pane.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Line {
    /// Nothing.
    Blank,
    /// A sentence with a sign before it.
    Signed(char, Role, Words),
    /// A sentence, so many columns in.
    Said(u16, Words),
    /// A label and what is so.
    Fact(&'static str, Words),
    /// When, and what happened.
    Dated(String, String),
}

/// How facts and sentences are set.
#[derive(Debug, Clone, Copy)]
pub struct Setting {
    /// Where labels end and what is so begins.
    pub label: u16,
    /// Columns that sentences under a sign stand in.
    pub under_sign: u16,
}

/// Draws lines from the top of `area` until it is full, each wrapped. Returns the first free row.
pub fn lines(lines: &[Line], setting: Setting, area: Rect, canvas: &mut Canvas<'_>) -> u16 {
    let mut y = area.y;
    for line in lines {
        if y >= area.bottom() {
            break;
        }
        y = one(line, setting, Rect { y, height: area.bottom() - y, ..area }, canvas);
    }
    y
}

fn one(line: &Line, setting: Setting, area: Rect, canvas: &mut Canvas<'_>) -> u16 {
    match line {
        Line::Blank => area.y + 1,
        Line::Signed(sign, role, words) => {
            let x = canvas.sign(area.x, area.y, *sign, *role);
            if words.parts.first().is_some_and(|part| part.role == *role) {
                canvas.put(x, area.y, area.right(), " ", *role);
            }
            wrapped(words, setting.under_sign, area, canvas)
        }
        Line::Said(inset, words) => wrapped(words, *inset, area, canvas),
        Line::Dated(when, what) => {
            canvas.put(area.x, area.y, area.right(), when, Role::Quiet);
            wrapped(&Words::new().text(what.clone()), u16::try_from(when.width()).unwrap_or(0) + 2, area, canvas)
        }
        Line::Fact(label, words) => {
            canvas.put(area.x, area.y, area.right(), label, Role::Quiet);
            wrapped(words, setting.label.max(u16::try_from(label.width()).unwrap_or(0)), area, canvas)
        }
    }
}

fn wrapped(words: &Words, inset: u16, area: Rect, canvas: &mut Canvas<'_>) -> u16 {
    let room = usize::from(area.width.saturating_sub(inset)).max(1);
    let mut y = area.y;
    for row in words.wrapped(room) {
        if y >= area.bottom() {
            break;
        }
        canvas.line(area.x + inset, y, area.right(), &row);
        y += 1;
    }
    y
}
