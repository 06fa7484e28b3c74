//! The frame of a flow's screen, and words that its steps share.

use super::Talk;
use crate::domain::{Grade, Moment, Scope, Scopes, Span, Transfer, Tri};
use crate::engine::port::{FlowCard, GuideLine, StoreKind};
use crate::flows::Snapshot;
use crate::tui::canvas::{Canvas, Words};
use crate::tui::glyphs::{self, BROKEN, SOON, UNKNOWN, WORK};
use crate::tui::state::{Drawn, Hit, Shared};
use crate::tui::theme::Role;
use crate::tui::view::Layout;
use crate::tui::widgets::foot::{self, Footer};
use crate::tui::widgets::frame::{self, Frame, Head, Lead};
use crate::tui::widgets::paper::{Row, sentence};
use crate::tui::widgets::steps::Steps;
use ratatui::layout::Rect;

const ROTATION: &[&str] = &["Plan", "Make", "Take in", "Check", "Deliver", "Alive", "Quiet", "Kill", "Prove"];
const FIRST: &[&str] = &["Plan", "Make", "Take in", "Check", "Deliver", "Alive"];
const REPLACEMENT: &[&str] = &["Make", "Take in", "Check", "Deliver", "Alive"];
/// The steps of a revocation.
pub const REVOCATION: &[&str] = &["Stop", "Kill", "Prove", "Look", "New"];

/// The steps of a flow for line 2, as words.
pub fn steps(snapshot: &Snapshot) -> Steps {
    let names = match (snapshot.steps.first().copied(), snapshot.steps.len()) {
        (Some("stop"), _) => REVOCATION,
        (Some("make"), _) => REPLACEMENT,
        (_, 6) => FIRST,
        _ => ROTATION,
    };
    let at = match snapshot.state {
        // Checked, and waiting to be put where the bot reads it.
        "ready" => names.iter().position(|name| *name == "Deliver").unwrap_or(0),
        "done" | "aborted" | "closed" => names.len(),
        _ => usize::from(snapshot.at.saturating_sub(1)),
    };
    Steps { names, at }
}

/// Draws line 1, the steps, the rule and the last line. Under 80 columns the step stands on line 1.
pub fn frame(
    head: Head,
    steps: Steps,
    footer: &Footer<'_>,
    shared: &Shared,
    canvas: &mut Canvas<'_>,
    drawn: &mut Drawn,
) -> Rect {
    let area = canvas.area();
    if Layout::of(area.width) >= Layout::Table {
        let frame = Frame { head, lead: Lead::default(), steps: Some(steps) };
        return frame::draw(&frame, footer, shared, canvas, drawn);
    }
    let name = steps.names.get(steps.at).copied().unwrap_or("done");
    let at = (steps.at + 1).min(steps.names.len());
    let mut facts = vec![format!("{at} of {} {name}", steps.names.len())];
    if head.danger {
        facts = head.facts.clone();
    }
    let mut head = Head { facts, named: false, ..head };
    if shared.practice {
        // The banner takes the room: the bot's name stays, and the step.
        let first = head.title.split(" · ").next().unwrap_or_default();
        let bot = first.strip_prefix("Rotate ").or_else(|| first.strip_prefix("Revoke ")).unwrap_or(first);
        head = Head { title: bot.to_owned(), counts: true, ..head };
    }
    frame::head_alone(&head, footer.place, shared, canvas);
    let mut y = area.y + 1;
    if let Some(notice) = &shared.notice {
        frame::lead_alone(&Lead::signed(notice.sign, notice.first.clone()).rest(notice.rest.clone()), y, canvas);
        y += 1;
    }
    canvas.rule(y, area.left()..area.right());
    let last = area.bottom() - 1;
    for (rect, action) in foot::draw(footer, last, canvas) {
        drawn.hits.push((rect, Hit::Key(action)));
    }
    Rect::new(area.x, y + 1, area.width, last.saturating_sub(y + 1))
}

/// The body without its first blank row, where there is room for one, and without the blank before the last line.
pub fn inner(body: Rect, layout: Layout) -> Rect {
    let top = u16::from(layout >= Layout::Table);
    Rect { y: body.y + top, height: body.height.saturating_sub(top + u16::from(body.height > 12)), ..body }
}

/// What stands above every step: why the last wish was not taken, what must be seen, and that the engine is at it.
pub fn above(talk: &Talk, shared: &Shared) -> Vec<Row> {
    let now = shared.now;
    let mut rows = Vec::new();
    if let Some(row) = locked(talk, shared) {
        rows.extend([row, Row::Blank]);
    }
    if let Some(why) = &talk.refused {
        rows.push(Row::Signed(BROKEN, Role::Bad, Words::new().role(Role::Bad, why.clone())));
        rows.push(Row::Blank);
    }
    if let Some(banner) = talk.snapshot().and_then(|snapshot| snapshot.banner.as_ref()) {
        let (sign, role) = if banner.red { (BROKEN, Role::Bad) } else { (SOON, Role::Warn) };
        rows.push(Row::Signed(sign, role, Words::new().role(role, banner.text.clone())));
        rows.push(Row::Blank);
    }
    if let Some(seconds) = talk.busy(now).filter(|seconds| *seconds > 0) {
        let exchange = talk.snapshot().map_or("", |snapshot| snapshot.exchange_name.as_str());
        let text = if exchange.is_empty() { "Looking".to_owned() } else { format!("Asking {exchange}") };
        rows.push(Row::Signed(WORK, Role::Work, Words::new().text(format!("{text}, {seconds} s."))));
        rows.push(Row::Blank);
    }
    rows
}

/// The store is locked, and this flow cannot go on by itself before it is open.
fn locked(talk: &Talk, shared: &Shared) -> Option<Row> {
    let store = shared.store.as_ref().filter(|_| shared.is_locked())?;
    let due = talk.snapshot().is_some_and(|snapshot| snapshot.next_at.is_some_and(|at| at <= shared.now));
    let (first, rest) = match store.kind {
        StoreKind::Keyring => ("The keyring locked itself.", " Step and keys are safe. "),
        _ if due => ("The sealed file is locked.", " Step and keys are safe. "),
        _ => return None,
    };
    let said = Words::new().strong(first).text(rest).key("u").text(" unlocks and goes on.");
    Some(Row::Signed(UNKNOWN, Role::Unknown, said))
}

/// The sentence of the step.
pub fn main_sentence(card: &FlowCard, now: Moment) -> Row {
    Row::Said(sentence(&with_live_count(&card.snapshot, now)))
}

/// The message, with the seconds to the next asking as they are now and not as they were when it was made.
fn with_live_count(snapshot: &Snapshot, now: Moment) -> String {
    let Some(asking) = snapshot.asking else { return snapshot.message.clone() };
    let Some((before, _)) = snapshot.message.split_once(" of ") else { return snapshot.message.clone() };
    let stem = before.trim_end_matches(|c: char| c.is_ascii_digit()).trim_end();
    let next = match asking.next_at {
        Some(at) if (at - now).num_seconds() > 0 => format!(", next in {}", span(at - now)),
        Some(_) => ", asking".to_owned(),
        None => String::new(),
    };
    format!("{stem} {} of {}{next}.", asking.heard, asking.of)
}

/// How its death will end, and what was left open.
pub fn below(snapshot: &Snapshot) -> Vec<Row> {
    let mut rows = Vec::new();
    let dead = snapshot.grade.is_some_and(Grade::is_death);
    if let Some(reach) = snapshot.reach.filter(|_| snapshot.open && !dead) {
        rows.push(Row::Blank);
        rows.push(Row::Said(Words::new().quiet(reach.says())));
    }
    if !snapshot.open_points.is_empty() {
        rows.push(Row::Blank);
        rows.push(Row::Heading("LEFT OPEN"));
        rows.extend(snapshot.open_points.iter().map(|point| {
            let stop = if point.ends_with('.') { "" } else { "." };
            Row::Under(Words::new().text(format!("{point}{stop}")))
        }));
    }
    rows
}

/// The numbered lines of the guide, with the key that helps: `o` opens the page, `y` copies.
pub fn guide(lines: &[GuideLine], from: usize, copy: Option<usize>, page: &str) -> Vec<Row> {
    lines
        .iter()
        .enumerate()
        .map(|(place, line)| {
            let note = match &line.copies {
                Some(text) if text == page => Words::new().key("o").text(" opens"),
                Some(_) if copy == Some(place) => Words::new().key("y").text(" copies"),
                Some(_) => Words::new().quiet("y copies"),
                None => Words::new(),
            };
            let text = Words::new().text(line.text.clone());
            Row::Step { number: from + place, label: line.label.clone(), text, note }
        })
        .collect()
}

/// What `y` copies: the line under the copying cursor, its page left out, since `o` opens that.
pub fn copyable(lines: &[GuideLine], page: &str) -> Vec<usize> {
    let is = |line: &GuideLine| line.copies.as_ref().is_some_and(|text| text != page);
    lines.iter().enumerate().filter(|(_, line)| is(line)).map(|(place, _)| place).collect()
}

/// Copies a line of the guide and says so.
pub fn copy(card: &FlowCard, place: usize, shared: &mut Shared) {
    if let Some(line) = card.guide.get(place)
        && let Some(text) = &line.copies
    {
        shared.copy(text);
        let rest = Words::new().text(format!("{}: {text}", line.label));
        shared.say(glyphs::DONE, card.row.bot.as_str(), "Copied.", rest);
    }
}

/// `read, spot, futures, own transfers, withdraw`; what nobody knows stands behind.
pub fn rights(scopes: &Scopes) -> String {
    let word = |scope: Scope| match (scope, scopes.transfer) {
        (Scope::Transfer, Transfer::Own) => "own transfers",
        (Scope::Transfer, Transfer::Out) => "transfers to others",
        _ => scope.word(),
    };
    let of = |value: Tri| -> Vec<&str> {
        Scope::ALL.into_iter().filter(|scope| scopes.may(*scope) == value).map(word).collect()
    };
    match (of(Tri::Yes), of(Tri::Unknown)) {
        (yes, unknown) if yes.is_empty() && unknown.is_empty() => "nothing".to_owned(),
        (yes, unknown) if yes.is_empty() => format!("nobody knows: {}", unknown.join(", ")),
        (yes, unknown) if unknown.is_empty() => yes.join(", "),
        (yes, unknown) => format!("{}; not known: {}", yes.join(", "), unknown.join(", ")),
    }
}

/// `40 s`, `12 min`, `2 h`.
pub fn span(span: Span) -> String {
    let seconds = span.num_seconds().max(0);
    match seconds {
        0..120 => format!("{seconds} s"),
        120..7200 => format!("{} min", (seconds + 30) / 60),
        _ => format!("{} h", (seconds + 1800) / 3600),
    }
}

/// `02:14`, or with hours.
pub fn clock(span: Span) -> String {
    let seconds = span.num_seconds().max(0);
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if hours > 0 { format!("{hours}:{minutes:02}:{seconds:02}") } else { format!("{minutes:02}:{seconds:02}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_and_clocks_are_short() {
        assert_eq!([40, 119, 150, 7200].map(|seconds| span(Span::seconds(seconds))), ["40 s", "119 s", "3 min", "2 h"]);
        assert_eq!([134, 3700].map(|seconds| clock(Span::seconds(seconds))), ["02:14", "1:01:40"]);
    }
}
