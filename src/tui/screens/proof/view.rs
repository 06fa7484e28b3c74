//! Draws it.

use super::state::{State, place};
use crate::domain::{Evidence, EvidenceKind, Grade, Host, Sign, Tri, VenueFacts};
use crate::engine::port::FlowCard;
use crate::flows::{GradeLine, ProofSite, Verdict, grade};
use crate::tui::actions::Action;
use crate::tui::canvas::{Canvas, Words};
use crate::tui::glyphs::{BROKEN, DONE, SOON, UNKNOWN};
use crate::tui::screens::flow::view as flow;
use crate::tui::state::{Drawn, Shared, Window};
use crate::tui::view::Layout;
use crate::tui::widgets::foot::Footer;
use crate::tui::widgets::frame::{self, Frame, Head, Lead};
use crate::tui::widgets::paper::{Paper, Row};
use crate::tui::words::clock_time;
use ratatui::layout::Rect;

/// Draws it.
pub fn draw(state: &State, shared: &Shared, window: Window, canvas: &mut Canvas<'_>) -> Drawn {
    let mut drawn = Drawn { window, hits: Vec::new() };
    let layout = Layout::of(canvas.area().width);
    let hint = state.hint().map(|hint| hint.to_string()).unwrap_or_default();
    let title = format!("{} · is {} {hint} dead?", state.flow(), state.row.bot);
    let head = Head::new(title, vec![format!("{} {}", state.row.exchange_name, state.row.account)]);
    let without: &[Action] = if state.talk.takes("wipe") { &[] } else { &[Action::Wipe] };
    let footer = Footer { place: place(state), without };
    let Some(card) = state.card() else { return drawn };
    let proof = Proof::of(state, card, shared);
    let lead = lead(state, &proof, shared);
    let because = lead.rest.clone();
    let frame = Frame { head, lead, steps: None };
    let body = frame::draw(&frame, &footer, shared, canvas, &mut drawn);
    let mut inner = flow::inner(body, layout);
    if let Some(ask) = &state.ask {
        let high = ask.height(body.width).min(body.height);
        let y = body.bottom().saturating_sub(high + u16::from(body.height > high + 6));
        ask.draw(Rect { y, height: body.bottom() - y, ..body }, layout, canvas);
        inner.height = y.saturating_sub(inner.y + 1);
    }
    if inner.height == 0 {
        return drawn;
    }
    let mut rows = flow::above(&state.talk, shared);
    if layout < Layout::Table {
        rows.push(Row::Said(because));
    }
    rows.extend(proof.table(layout));
    rows.push(Row::Blank);
    rows.extend(if state.is_open() { open(state, &proof, shared, layout) } else { why(state, &proof, shared, layout) });
    let choice = if layout >= Layout::Table { 57 } else { 0 };
    drawn.window = Paper { choice, ..Paper::of(layout) }.draw(&rows, state.scroll, inner, canvas);
    drawn
}

/// The rows that carry the grade, and what they are shown with.
struct Proof<'a> {
    card: &'a FlowCard,
    verdict: Verdict<'a>,
    venue: Option<&'static VenueFacts>,
    now: crate::domain::Moment,
}

impl<'a> Proof<'a> {
    fn of(state: &State, card: &'a FlowCard, shared: &Shared) -> Self {
        let venue = shared.bench.venue(&state.row.exchange);
        let here = if state.row.secret == crate::domain::SecretPlace::None { Tri::No } else { Tri::Yes };
        let site = match venue {
            Some(venue) => {
                let pace = shared.bench.policy.pace(venue, shared.practice);
                ProofSite::new(&card.row.site, &pace, here, true)
            }
            None => {
                let spacing = shared.bench.policy.proof_spacing;
                let (asks, killing) = (2, true);
                ProofSite { site: &card.row.site, asks, spacing, proof_after: spacing, secret_here: here, killing }
            }
        };
        Self { card, verdict: grade(&card.evidence, &site), venue, now: shared.now }
    }

    /// `03:30`; with seconds where two of the answers would read alike.
    fn time(&self, row: &Evidence) -> String {
        let minute = |row: &Evidence| row.time().timestamp().div_euclid(60);
        let mut minutes: Vec<i64> = self.refusals().into_iter().chain(self.verdict.before).map(minute).collect();
        let all = minutes.len();
        minutes.sort_unstable();
        minutes.dedup();
        if minutes.len() < all { row.time().format("%H:%M:%S").to_string() } else { clock_time(row.time(), self.now) }
    }

    /// The last answers after, oldest first.
    fn after(&self) -> Vec<&'a Evidence> {
        let skip = self.verdict.after.len().saturating_sub(3);
        self.verdict.after.iter().skip(skip).copied().collect()
    }

    /// Refusals among them.
    fn refusals(&self) -> Vec<&'a Evidence> {
        self.after().into_iter().filter(|row| row.sign().is_some()).collect()
    }

    fn way(&self) -> String {
        let row = self.verdict.after.last().copied().or(self.verdict.before).or(self.card.evidence.first());
        row.map_or_else(|| "from here".to_owned(), |row| Host::says(self.card.host.as_ref(), &row.way))
    }

    /// `03:12 answered`, `03:30 refused 10003`.
    fn said(&self, row: &Evidence) -> String {
        format!("{} {}", self.time(row), what(row))
    }

    fn controls(&self) -> (String, String) {
        let exchange_answered = |row: &Evidence| match row.kind {
            EvidenceKind::Answer { sign: Sign::Answers, .. } => true,
            EvidenceKind::Answer { control, .. } => control,
            _ => false,
        };
        let before = match self.verdict.before.filter(|row| exchange_answered(row)) {
            Some(row) => format!("{} answered", self.time(row)),
            None => "not asked".to_owned(),
        };
        let times: Vec<String> =
            self.refusals().into_iter().filter(|row| exchange_answered(row)).map(|row| self.time(row)).collect();
        let after = match times.as_slice() {
            [] => "no answer".to_owned(),
            times if times.join(", ").len() > 14 => "answered, each time".to_owned(),
            times => format!("{} answered", times.join(", ")),
        };
        (before, after)
    }

    /// The same question before and after, with the control beside it.
    fn table(&self, layout: Layout) -> Vec<Row> {
        let exchange = &self.card.snapshot.exchange_name;
        let before = self.verdict.before.map_or_else(|| "never heard".to_owned(), |row| self.said(row));
        let after: Vec<String> = match self.after() {
            rows if rows.is_empty() => vec!["nothing yet".to_owned()],
            rows => rows.into_iter().map(|row| self.said(row)).collect(),
        };
        let (clock_before, clock_after) = self.controls();
        if layout < Layout::Table {
            let fact = |label: &str, text: String| Row::Fact(label.to_owned(), Words::new().text(text), String::new());
            return vec![fact("Before", before), fact("After", after.join(", ")), fact("Its clock", clock_after)];
        }
        let (second, third) = if layout == Layout::Wide { (40, 65) } else { (34, 52) };
        let quiet = |text: &'static str| Words::new().quiet(text);
        let cells = |one: String, two: String, three: String| {
            let cut = |text: String, room: u16| crate::domain::middle_cut(&text, usize::from(room));
            Row::Cells(vec![
                (0, Words::new().text(cut(one, second - 1))),
                (second, Words::new().text(cut(two, third - second - 1))),
                (third, Words::new().text(three)),
            ])
        };
        let mut rows =
            vec![Row::Cells(vec![(0, quiet("THE SAME QUESTION")), (second, quiet("BEFORE")), (third, quiet("AFTER"))])];
        let way = self.way();
        for (at, said) in after.into_iter().enumerate() {
            let (one, two) = if at == 0 { (format!("this key, {way}"), before.clone()) } else { Default::default() };
            rows.push(cells(one, two, said));
        }
        rows.push(cells(format!("{exchange}'s clock, {way}"), clock_before, clock_after));
        let seen = |row: Option<&Evidence>| row.and_then(|row| row.egress).map(|address| address.to_string());
        let (there, here) = (seen(self.verdict.before), seen(self.verdict.after.last().copied()));
        if there.is_some() || here.is_some() {
            let words = |address: Option<String>| address.unwrap_or_else(|| "not told".to_owned());
            rows.push(cells("the address it was asked from".to_owned(), words(there), words(here)));
        }
        rows
    }
}

/// What an answer was: `answered`, `refused 10003`, `you saw it gone`.
fn what(row: &Evidence) -> String {
    match &row.kind {
        EvidenceKind::Answer { sign: Sign::Answers, .. } => "answered".to_owned(),
        EvidenceKind::Answer { sign: Sign::Nothing, .. } => "no answer".to_owned(),
        EvidenceKind::Answer { code: Some(code), .. } => format!("refused {code}"),
        EvidenceKind::Answer { .. } => "refused".to_owned(),
        EvidenceKind::List { .. } => "not on the list".to_owned(),
        EvidenceKind::DeleteConfirmed => "deleted".to_owned(),
        EvidenceKind::YouSawGone => "you saw it gone".to_owned(),
        EvidenceKind::YouSaidOff => "you turned it off".to_owned(),
        EvidenceKind::YouSaidDeleted => "you deleted it".to_owned(),
    }
}

/// Line 2: the word for its death, in capitals, and what it rests on.
fn lead(state: &State, proof: &Proof<'_>, shared: &Shared) -> Lead {
    let exchange = &state.row.exchange_name;
    let since = proof.verdict.before.map(|row| flow::span(shared.now - row.time()));
    let (sign, rest) = match state.grade() {
        Grade::ProvenDead if proof.verdict.line == GradeLine::LeftTheList => {
            (DONE, format!("The list that held it holds it no more, says {exchange}."))
        }
        Grade::ProvenDead => {
            let knew = since.map_or_else(String::new, |since| format!(", and knew it {since} ago"));
            (DONE, format!("{exchange} names the key itself as unknown{knew}."))
        }
        Grade::LikelyDead => (SOON, "It is refused, and something is missing for a proof.".to_owned()),
        Grade::DeadByWord => (UNKNOWN, format!("You saw it gone; {exchange}'s answers tell nothing more.")),
        Grade::CutOff => (SOON, "It can neither trade nor move coins, and it is still there.".to_owned()),
        Grade::NotProven | Grade::Unclear if proof.refusals().len() < 2 => {
            (SOON, "It is refused, but only once so far.".to_owned())
        }
        Grade::NotProven | Grade::Unclear => {
            (SOON, format!("It is refused, but {exchange}'s answer has another meaning too."))
        }
        Grade::Alive => (BROKEN, "It answers, or is refused in words that only a living key gets.".to_owned()),
        Grade::Unasked => (UNKNOWN, "It was never asked.".to_owned()),
    };
    let word = state.grade().says(true).to_uppercase();
    Lead::signed(sign, format!("{word}.")).rest(Words::new().text(rest))
}

/// Why it is called dead, and what that does not cover.
fn why(state: &State, proof: &Proof<'_>, shared: &Shared, layout: Layout) -> Vec<Row> {
    let wide = layout == Layout::Wide;
    let mut rows = Vec::new();
    if wide {
        rows.push(Row::Blank);
        rows.push(Row::Heading("WHY THAT IS ENOUGH"));
    }
    for reason in reasons(state, proof) {
        rows.push(if wide {
            Row::Cells(vec![(2, Words::new().text(reason.short)), (52, Words::new().quiet(reason.so))])
        } else {
            Row::Said(Words::new().text(reason.text))
        });
    }
    rows.push(Row::Blank);
    if wide {
        rows.push(Row::Blank);
        rows.push(Row::Heading("WHAT IT DOES NOT COVER"));
    }
    let from = proof.verdict.after.first().map_or_else(|| "then".to_owned(), |row| proof.time(row));
    let stream = format!("a stream that was opened before {from} may live on for a while.");
    rows.push(if wide {
        Row::Under(Words::new().text(format!("A{}", stream.trim_start_matches('a'))))
    } else {
        Row::Said(Words::new().strong("Not covered:").text(format!(" {stream}")))
    });
    let snapshot = &proof.card.snapshot;
    let again = snapshot.next_at.filter(|_| matches!(snapshot.state, "tail" | "look" | "replace"));
    let has_secret = state.row.secret != crate::domain::SecretPlace::None;
    if let Some(at) = again {
        let soon = at - shared.now;
        let at = match soon.num_seconds() {
            0..120 => format!("in {}", flow::span(soon)),
            _ => format!("at {}", clock_time(at, shared.now)),
        };
        rows.push(Row::Said(Words::new().text(format!("keyward looks again {at}. Nothing for you to do."))));
    }
    rows.push(Row::Blank);
    let secret = match (state.grade(), has_secret, again.is_some()) {
        (_, false, _) => "Its secret is wiped, or was never here.",
        (Grade::ProvenDead, true, true) => "The old secret is kept until then, for asking. After that it is wiped.",
        (Grade::ProvenDead, true, false) => "The old secret is still kept. w wipes it, the bot's name typed.",
        (_, true, _) => "The old secret is kept: with it one can still ask. w wipes it, the bot's name typed.",
    };
    rows.push(Row::Said(Words::new().text(secret)));
    rows
}

/// A reason: at length, in short, and what follows from it.
struct Reason {
    text: String,
    short: String,
    so: &'static str,
}

impl Reason {
    fn new(text: impl Into<String>, short: impl Into<String>, so: &'static str) -> Self {
        Self { text: text.into(), short: short.into(), so }
    }
}

fn reasons(state: &State, proof: &Proof<'_>) -> Vec<Reason> {
    let mut reasons = Vec::new();
    let verdict = &proof.verdict;
    let refusals = proof.refusals();
    let same_address = |before: &Evidence| {
        before.egress.is_some() && refusals.iter().any(|row| row.way == before.way && row.egress == before.egress)
    };
    match verdict.before {
        Some(before) if same_address(before) => reasons.push(Reason::new(
            "Before: it lived, asked from this very address.",
            "It lived, asked from this very address.",
            "so the question, the secret and the way there are right",
        )),
        Some(before) if refusals.iter().any(|row| row.way == before.way) => reasons.push(Reason::new(
            "Before: it lived, asked by this very way.",
            "It lived, asked by this very way.",
            "so the question and the secret are right",
        )),
        Some(_) => reasons.push(Reason::new(
            "Before: it lived, asked by another way.",
            "It lived, asked by another way.",
            "so the secret is right",
        )),
        None => reasons.push(Reason::new(
            "It never showed life here.",
            "It never showed life here.",
            "so no answer is a change",
        )),
    }
    if refusals.iter().any(|row| row.sign() == Some(Sign::Gone)) {
        reasons.push(Reason::new(
            "After: the refusal names the key, not the address, not the clock.",
            "The refusal names the key.",
            "so it is not the address, the clock, the limit or a right",
        ));
    }
    let controlled = refusals.iter().all(|row| matches!(row.kind, EvidenceKind::Answer { control: true, .. }));
    if controlled && !refusals.is_empty() {
        reasons.push(Reason::new(
            "The exchange was up: its clock answered in the same second, each time.",
            "The clock answered in the same second.",
            "so the exchange was up and the way there open",
        ));
    }
    if refusals.len() > 1 && state.grade() == Grade::ProvenDead {
        let apart = refusals.first().zip(refusals.last()).map(|(first, last)| last.time() - first.time());
        let text = format!("More than once, {} apart.", apart.map(flow::span).unwrap_or_default());
        reasons.push(Reason::new(text.clone(), text, "so it was no hiccup"));
    }
    if verdict.after.iter().any(|row| row.kind == EvidenceKind::YouSawGone) {
        let text = "You saw the list of keys without it.";
        reasons.push(Reason::new(text, text, "by your word"));
    }
    reasons
}

/// What the answers can mean, and what would settle it.
fn open(state: &State, proof: &Proof<'_>, shared: &Shared, layout: Layout) -> Vec<Row> {
    let hint = state.hint().map(|hint| hint.to_string()).unwrap_or_default();
    let mut rows = Vec::new();
    if let Some(meaning) = meaning(proof) {
        rows.push(Row::Said(Words::new().text(meaning)));
        rows.push(Row::Blank);
    }
    rows.push(Row::Said(Words::new().text("What would settle it, best first")));
    let asking = proof.card.snapshot.asking.and_then(|asking| asking.next_at);
    let (next, at) = match asking.filter(|at| *at > shared.now) {
        Some(at) => (
            format!("Ask again in {}; a clearer answer may come", flow::span(at - shared.now)),
            format!("at {}", clock_time(at, shared.now)),
        ),
        None => ("Ask again; a clearer answer may come".to_owned(), "v asks now".to_owned()),
    };
    let word = state.grade().says(true);
    let choice = |digit: usize, text: String, note: Words| Row::Choice {
        digit,
        chosen: state.choice + 1 == digit,
        text,
        note: if layout >= Layout::Table { note } else { Words::new() },
    };
    let page = Words::new().key("o").text(" opens it");
    rows.push(choice(1, format!("Look at the key's page: is {hint} gone from the list?"), page));
    rows.push(choice(2, next, Words::new().quiet(at)));
    rows.push(choice(3, format!("Leave it as {word}. It stays on the fleet's top."), Words::new()));
    let said = proof.card.evidence.iter().find(|row| row.kind == EvidenceKind::YouSaidDeleted);
    if let Some(said) = said {
        rows.push(Row::Blank);
        let time = proof.time(said);
        let text = format!("You deleted it at {time}, you said. Did you delete the right one?");
        rows.push(Row::Said(Words::new().text(text)));
    }
    rows
}

/// `-2015 means: no such key, or wrong address, or not allowed.`
fn meaning(proof: &Proof<'_>) -> Option<String> {
    let last = proof.refusals().into_iter().next_back()?;
    let EvidenceKind::Answer { code: Some(code), .. } = &last.kind else { return None };
    let rows = proof.venue.map_or(&[][..], |venue| venue.refusals.as_slice());
    let means = &rows.iter().find(|row| row.code == code.as_str())?.means;
    let same = match (proof.verdict.before.and_then(|row| row.egress), last.egress) {
        (Some(before), Some(after)) if before == after => {
            " The address is the same as before, so dead is the likely one."
        }
        _ => "",
    };
    Some(format!("{code} means: {means}.{same}"))
}
