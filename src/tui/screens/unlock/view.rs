//! Draws it.

use super::state::{State, What, needed_for, place};
use crate::domain::SecretPlace;
use crate::secret::Field;
use crate::tui::canvas::{Canvas, Words};
use crate::tui::glyphs::{BROKEN, UNKNOWN, WORK};
use crate::tui::screens::flow::view as flow;
use crate::tui::state::{Drawn, Shared, Window};
use crate::tui::theme::Role;
use crate::tui::view::Layout;
use crate::tui::widgets::field::{label, masked};
use crate::tui::widgets::foot::Footer;
use crate::tui::widgets::frame::{self, Frame, Head, Lead};
use crate::tui::widgets::paper::{Paper, Row};
use ratatui::layout::Rect;

/// Draws it.
pub fn draw(state: &State, shared: &Shared, window: Window, canvas: &mut Canvas<'_>) -> Drawn {
    let mut drawn = Drawn { window, hits: Vec::new() };
    let layout = Layout::of(canvas.area().width);
    let kind = match state.what {
        What::Keyring => "keyring",
        What::Sealed | What::Making => "sealed file",
    };
    let title = if state.what == What::Making { "Make a sealed file" } else { "Unlock" };
    let frame = Frame { head: Head::new(title, vec![kind.to_owned()]), lead: lead(state, shared), steps: None };
    let body = frame::draw(&frame, &Footer::of(place(state)), shared, canvas, &mut drawn);
    let inner = flow::inner(body, layout);
    let mut y = inner.y;
    if state.what != What::Keyring {
        y = fields(state, inner, layout, canvas) + u16::from(layout >= Layout::Table);
    }
    let rows = rows(state, shared, layout);
    let area = Rect { y, height: inner.bottom().saturating_sub(y), ..inner };
    let usual = Paper::of(layout);
    Paper { fact: usual.fact + 2, ..usual }.draw(&rows, 0, area, canvas);
    drawn
}

fn lead(state: &State, shared: &Shared) -> Lead {
    if let Some(wrong) = &state.wrong {
        let (first, rest) = wrong.split_once(". ").unwrap_or((wrong, ""));
        return Lead::signed(BROKEN, format!("{}.", first.trim_end_matches('.')))
            .rest(Words::new().text(rest.to_owned()));
    }
    if state.sent.is_some() {
        let (first, rest) = match state.what {
            What::Keyring => ("Waiting for the keyring's own dialog.", "Answer it there; Esc goes on without."),
            _ => ("Opening.", "About a second: that is what makes guessing slow."),
        };
        return Lead::signed(WORK, first).rest(Words::new().text(rest));
    }
    match state.what {
        What::Keyring => {
            let rest = "Names, ages and dates are here; asking is not.";
            Lead::signed(UNKNOWN, "The login keyring is locked.").rest(Words::new().text(rest))
        }
        What::Making => {
            let rest = "Nobody can bring it back, keyward neither.";
            Lead::signed(UNKNOWN, "Choose a passphrase.").rest(Words::new().text(rest))
        }
        What::Sealed => {
            let rows = shared.fleet.iter().flat_map(|fleet| &fleet.rows);
            let count = rows.filter(|row| row.secret == SecretPlace::Sealed).count();
            let first = match count {
                0 => "Secrets are sealed.".to_owned(),
                1 => "1 secret is sealed.".to_owned(),
                count => format!("{count} secrets are sealed."),
            };
            Lead::signed(UNKNOWN, first).rest(Words::new().text("Your passphrase opens them, for this sitting."))
        }
    }
}

fn fields(state: &State, area: Rect, layout: Layout, canvas: &mut Canvas<'_>) -> u16 {
    let (inset, value, note) = match layout {
        Layout::Wide => (5, 18, 45),
        Layout::Table => (3, 15, 42),
        _ => (0, 14, 0),
    };
    let mut row = |name: &str, field: &Field, focus: bool, y: u16, says: &str| {
        let x = area.x + inset;
        label(name, x, y, focus, canvas);
        masked(field.len(), x + value, y, 20, focus, canvas);
        if note > 0 {
            canvas.put(area.x + note, y, area.right(), says, Role::Quiet);
        }
    };
    row("Passphrase", &state.first, !state.at_second, area.y, "not shown, not kept");
    if state.what == What::Making {
        row("Again", &state.second, state.at_second, area.y + 1, "the same once more");
        return area.y + 2;
    }
    area.y + 1
}

fn rows(state: &State, shared: &Shared, layout: Layout) -> Vec<Row> {
    let roomy = layout >= Layout::Table;
    let gap = roomy.then_some(Row::Blank);
    let fact = |label: &str, words: Words| Row::Fact(label.to_owned(), words, String::new());
    let mut rows = Vec::new();
    let why = shared.store.as_ref().map(|store| store.says.clone()).filter(|says| !says.is_empty());
    match state.what {
        What::Keyring => {
            rows.push(fact("Needed for", needed_for(shared)));
            rows.extend(why.map(|why| fact("It says", Words::new().text(why))));
            rows.extend(gap);
            rows.push(Row::Said(
                Words::new().key("u").text(" opens its own dialog and waits for it. keyward never sees that password."),
            ));
        }
        What::Sealed | What::Making => {
            if state.what == What::Sealed {
                rows.push(fact("Needed for", needed_for(shared)));
            }
            let lies = match why {
                Some(why) => format!("{}/sealed. {why}", shared.home),
                None => format!("{}/sealed", shared.home),
            };
            rows.push(fact("Lies in", Words::new().text(lies)));
            if roomy {
                rows.push(fact("Takes", Words::new().text("about 1 s: that is what makes guessing slow")));
            }
            rows.extend(gap.clone());
            if state.what == What::Sealed {
                rows.push(Row::Said(
                    Words::new().text("Names, ages and dates need no passphrase: Esc goes on without."),
                ));
                rows.extend(gap);
                rows.push(Row::Said(
                    Words::new()
                        .text("Forgotten? Nobody can bring it back, and no key is lost at an exchange. Replace them one by one (")
                        .key("r")
                        .text(" on a row)."),
                ));
            } else {
                rows.push(Row::Said(Words::new().strong("Nobody can bring it back, keyward neither.").text(
                    " Without it the secrets are lost, and no key is lost at an exchange: each can be replaced there.",
                )));
            }
        }
    }
    rows
}
