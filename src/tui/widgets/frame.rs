//! What every screen has: line 1 (where you are), line 2 (what to do), the rule under them, the last line.

use super::foot::{self, Footer};
use crate::domain::middle_cut;
use crate::tui::canvas::{Canvas, Words};
use crate::tui::glyphs::{self, DONE, WORK};
use crate::tui::screens::Place;
use crate::tui::state::{Drawn, Hit, Notice, Shared};
use crate::tui::theme::Role;
use crate::tui::view::Layout;
use ratatui::layout::Rect;
use unicode_width::UnicodeWidthStr;

/// Line 1.
#[derive(Debug, Clone, Default)]
pub struct Head {
    /// Where you are: `Fleet`, `grid-eth …9fQ2 · Binance sub:grid`.
    pub title: String,
    /// Facts at the right, best first: what does not fit falls away from the end.
    pub facts: Vec<String>,
    /// The last fact is a danger that counts: `still usable · 02:14`.
    pub danger: bool,
    /// `keyward · ` stands before the title on narrow screens, too.
    pub named: bool,
    /// The facts must be seen in practice, too: they count work, or a part of a list.
    pub counts: bool,
}

impl Head {
    /// A line 1 of a title and facts.
    pub fn new(title: impl Into<String>, facts: Vec<String>) -> Self {
        Self { title: title.into(), facts, danger: false, named: true, counts: false }
    }
}

/// Line 2 (and 3, where there is more to say).
#[derive(Debug, Clone, Default)]
pub struct Lead {
    /// How it stands; `None` where nothing does.
    pub sign: Option<char>,
    /// The sentence that must be read.
    pub first: String,
    /// What follows on it.
    pub rest: Words,
    /// What comes after that, quiet; dropped where it does not fit. Longest form first.
    pub then: Vec<String>,
    /// A second line.
    pub second: Option<Words>,
    /// The sentence is the one good one.
    pub good: bool,
}

impl Lead {
    /// A sentence with a sign.
    pub fn signed(sign: char, first: impl Into<String>) -> Self {
        Self { sign: Some(sign), first: first.into(), ..Self::default() }
    }

    /// A sentence alone.
    pub fn plain(first: impl Into<String>) -> Self {
        Self { first: first.into(), ..Self::default() }
    }

    /// The same, followed by `rest`.
    #[must_use]
    pub fn rest(mut self, rest: Words) -> Self {
        self.rest = rest;
        self
    }

    const fn role(&self) -> Role {
        match self.sign {
            Some(_) if self.good => Role::Good,
            None | Some(DONE) => Role::Strong,
            Some(WORK) => Role::Now,
            Some(sign) => match glyphs::role_of(sign) {
                Role::Quiet => Role::Strong,
                role => role,
            },
        }
    }
}

/// What a screen says around its body.
#[derive(Debug, Clone, Default)]
pub struct Frame {
    /// Line 1.
    pub head: Head,
    /// Line 2.
    pub lead: Lead,
    /// Steps that stand on line 2 in place of the lead.
    pub steps: Option<super::steps::Steps>,
}

/// Draws head, line 2, rule and last line. Returns the body: the rows between the rule and the last line's blank.
pub fn draw(frame: &Frame, footer: &Footer<'_>, shared: &Shared, canvas: &mut Canvas<'_>, drawn: &mut Drawn) -> Rect {
    let area = canvas.area();
    head(&frame.head, footer.place, shared, canvas);
    let mut y = area.y + 1;
    // Drawn after the rule, which makes room for a long one: nothing else moves for a sentence that stands until the next key.
    let notice_at = y;
    match &frame.steps {
        _ if shared.notice.is_some() => {}
        Some(steps) => super::steps::draw(steps, y, canvas),
        None => lead(&frame.lead, y, canvas),
    }
    y += 1;
    if let Some(second) = frame.lead.second.as_ref().filter(|_| shared.notice.is_none() && frame.steps.is_none()) {
        canvas.line(area.x + 3, y, area.right(), second);
        y += 1;
    }
    canvas.rule(y, area.left()..area.right());
    if let Some(notice) = &shared.notice {
        notice_rows(notice, notice_at, canvas);
    }
    let last = area.bottom() - 1;
    for (rect, action) in foot::draw(footer, last, canvas) {
        drawn.hits.push((rect, Hit::Key(action)));
    }
    Rect::new(area.x, y + 1, area.width, last.saturating_sub(y + 1))
}

/// What was said, on line 2 and, where it is longer, on the rule's row below it. All of it is in the history.
pub fn notice_rows(notice: &Notice, y: u16, canvas: &mut Canvas<'_>) {
    let area = canvas.area();
    let role = Lead::signed(notice.sign, "").role();
    let room = usize::from(area.width.saturating_sub(4));
    let mut said = Words::new().role(role, notice.first.clone());
    if !notice.rest.is_empty() {
        said = said.text(" ").then(&notice.rest);
    }
    let rows = said.wrapped(room);
    let x = canvas.sign(area.x + 1, y, notice.sign, role);
    canvas.put(x, y, area.right(), " ", role);
    if let Some(row) = rows.first() {
        canvas.line(area.x + 3, y, area.right() - 1, row);
    }
    if let Some(row) = rows.get(1) {
        canvas.put(area.x, y + 1, area.right(), &" ".repeat(usize::from(area.width)), Role::Text);
        let end = canvas.line(area.x + 3, y + 1, area.right() - 1, row);
        if rows.len() > 2 {
            canvas.put(end, y + 1, area.right(), "…", Role::Text);
        }
    }
}

/// Line 1 alone, for a screen that lays out the rest by itself.
pub fn head_alone(line: &Head, place: Place, shared: &Shared, canvas: &mut Canvas<'_>) {
    head(line, place, shared, canvas);
}

fn head(head: &Head, place: Place, shared: &Shared, canvas: &mut Canvas<'_>) {
    let area = canvas.area();
    let end = area.right() - 1;
    if shared.practice {
        return practice(head, place, canvas);
    }
    let facts = fitting(&head.facts, &head.title, area.width);
    let right = end.saturating_sub(cells(&facts));
    let mut x = area.x + 1;
    let layout = Layout::of(area.width);
    if layout >= Layout::Table || (head.named && layout == Layout::Narrow) {
        x = canvas.put(x, area.y, end, if head.title.is_empty() { "" } else { "keyward · " }, Role::Quiet);
    }
    let title = match (layout, place) {
        _ if head.title.is_empty() => "keyward",
        (Layout::Phone, Place::Fleet) if head.title == "Fleet" => "keyward",
        _ => &head.title,
    };
    let room = usize::from(right.saturating_sub(x + 2));
    canvas.put(x, area.y, end, &middle_cut(title, room), Role::Strong);
    let role = if head.danger { Role::Bad } else { Role::Quiet };
    canvas.put(right, area.y, end, &facts, role);
}

/// In practice line 1 is reversed on every screen and says that nothing is real.
fn practice(head: &Head, place: Place, canvas: &mut Canvas<'_>) {
    let area = canvas.area();
    let end = area.right() - 1;
    canvas.paint_row(area.y, Role::Banner);
    let on_page = matches!(place, Place::Page | Place::PageKey | Place::PageText | Place::PageNew | Place::PageWeather);
    let left = match place {
        Place::Fleet | Place::Welcome if matches!(head.title.as_str(), "" | "Fleet") => "keyward · PRACTICE".to_owned(),
        _ if on_page => "keyward · PRACTICE".to_owned(),
        _ => format!("keyward · PRACTICE · {}", head.title),
    };
    let counted = head.facts.join(" · ");
    let candidates = match place {
        _ if on_page => vec![format!("{}, its page of API keys · nothing is real", head.title)],
        _ if head.counts || head.danger => vec![format!("nothing is real · {counted}"), counted],
        Place::Fleet | Place::Welcome => vec!["made-up fleet and exchanges · nothing is real".to_owned()],
        // A fact of the screen's own, where all of the title stands beside it.
        _ => head
            .facts
            .first()
            .map(|fact| format!("{fact} · nothing is real"))
            .filter(|facts| left.width() + facts.width() + 4 <= usize::from(area.width))
            .into_iter()
            .collect(),
    };
    let room = usize::from(area.width).saturating_sub(left.width().min(18) + 4);
    let facts =
        candidates.into_iter().find(|facts| facts.width() <= room).unwrap_or_else(|| "nothing is real".to_owned());
    let facts = facts.as_str();
    let right = end.saturating_sub(cells(facts));
    let room = usize::from(right.saturating_sub(area.x + 3));
    canvas.put(area.x + 1, area.y, end, &middle_cut(&left, room), Role::Banner);
    canvas.put(right, area.y, end, facts, Role::Banner);
}

/// As many of the facts as stand beside the title, at least the first where it can be.
fn fitting(facts: &[String], title: &str, width: u16) -> String {
    let room = usize::from(width).saturating_sub(title.width().min(usize::from(width) / 2) + 14);
    let mut text = String::new();
    for fact in facts {
        let more = if text.is_empty() { fact.clone() } else { format!("{text} · {fact}") };
        if more.width() > room && !text.is_empty() {
            continue;
        }
        text = more;
    }
    text
}

/// Line 2 alone, on row `y`.
pub fn lead_alone(line: &Lead, y: u16, canvas: &mut Canvas<'_>) {
    lead(line, y, canvas);
}

/// Line 2: sign, the sentence that must be read, what follows; then, quiet, what comes after that, if it fits.
fn lead(lead: &Lead, y: u16, canvas: &mut Canvas<'_>) {
    let area = canvas.area();
    let (left, end) = (area.x + 1, area.right());
    let phone = Layout::of(area.width) == Layout::Phone;
    let role = lead.role();
    let mut x = left;
    if let Some(sign) = lead.sign {
        x = canvas.sign(x, y, sign, role);
        x = canvas.put(x, y, end, " ", role);
    }
    let first = if phone { lead.first.trim_end_matches('.') } else { &lead.first };
    let room = usize::from(end.saturating_sub(x + 1));
    x = canvas.put(x, y, end, &middle_cut(first, room), role);
    if phone {
        return;
    }
    if !lead.rest.is_empty() && usize::from(x) + 1 + lead.rest.width() <= usize::from(end) {
        x = canvas.line(x + 1, y, end, &lead.rest);
    }
    let room = usize::from(end.saturating_sub(x + 3));
    if let Some(then) = lead.then.iter().find(|then| then.width() <= room) {
        canvas.put(x + 3, y, end, then, Role::Quiet);
    }
}

/// How many cells a text takes, as the canvas counts.
pub fn cells(text: &str) -> u16 {
    u16::try_from(text.width()).unwrap_or(u16::MAX)
}
