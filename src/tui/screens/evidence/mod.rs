//! Who says so: the same question over time, what the answer means, and what was kept of it.

mod topic;
mod view;

use crate::domain::{Evidence, EvidenceKind, KeyId, ListWord, Moment, Way};
use crate::engine::port::{Answer, EvidenceCard, Job};
use crate::tui::actions::Action;
use crate::tui::glyphs;
use crate::tui::input::{Key, Paste};
use crate::tui::screens::fleet::open_page;
use crate::tui::screens::{Door, Place, ask, open};
use crate::tui::state::{Focus, Go, Shared, Ticket};
use crate::tui::widgets::list::Cursor;

pub use topic::Topic;
pub use view::draw;

/// The screen.
#[derive(Debug)]
pub struct State {
    key: KeyId,
    topic: Topic,
    card: Option<Box<EvidenceCard>>,
    /// The answers to the question, newest first.
    lines: Vec<Said>,
    cursor: Cursor,
    /// The exchange's page, once a card of the key told it.
    page: Option<String>,
}

/// One answer.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Said {
    number: i64,
    at: Moment,
    sign: char,
    answer: String,
    way: Way,
    seen_from: String,
    skew: String,
    digest: String,
    changed: String,
}

impl State {
    /// The answers about one fact of a key; without one, about its life.
    pub fn new(key: KeyId, what: Option<&str>, shared: &mut Shared) -> Self {
        shared.start(Job::Evidence(key));
        let topic = what.map_or(Topic::Life, Topic::of);
        Self { key, topic, card: None, lines: Vec::new(), cursor: Cursor(0), page: None }
    }

    fn take(&mut self, card: &EvidenceCard) {
        let readings = card.readings.iter().map(|line| {
            let (answer, sign) = self.topic.answer(&line.reading);
            Said {
                number: line.number,
                at: line.at,
                sign,
                answer,
                way: line.way.clone(),
                seen_from: line.egress.map_or_else(String::new, |egress| egress.to_string()),
                skew: line.skew_millis.map_or_else(String::new, |skew| format!("{} ms", skew.abs())),
                digest: line.reading.digest.short(),
                changed: self.topic.else_changed(&line.changed),
            }
        });
        self.lines = match self.topic {
            Topic::Life => card.rows.iter().map(life).collect(),
            _ => readings.collect(),
        };
        self.cursor.keep_in(self.lines.len());
        self.card = Some(Box::new(card.clone()));
    }
}

/// A row about a key's life, in words.
fn life(row: &Evidence) -> Said {
    use crate::domain::Sign;
    let (answer, sign) = match &row.kind {
        EvidenceKind::Answer { class, sign, code, .. } => {
            let code = code.as_ref().map_or_else(String::new, |code| format!(" {code}"));
            match sign {
                Sign::Answers => ("answered".to_owned(), glyphs::FINE),
                Sign::Lives => (format!("lives{code}"), glyphs::FINE),
                Sign::Gone => (format!("unknown{code}"), glyphs::DEAD),
                Sign::Asleep => (format!("asleep{code}"), glyphs::SOON),
                Sign::Unclear | Sign::Nothing => (format!("{}{code}", class.word()), glyphs::UNKNOWN),
            }
        }
        EvidenceKind::List { word: ListWord::Holds } => ("listed".into(), glyphs::FINE),
        EvidenceKind::List { word: ListWord::HoldsAsleep } => ("asleep".into(), glyphs::SOON),
        EvidenceKind::List { word: ListWord::HoldsNot } => ("not listed".into(), glyphs::DEAD),
        EvidenceKind::DeleteConfirmed => ("deleted".into(), glyphs::DEAD),
        EvidenceKind::YouSawGone => ("you: gone".into(), glyphs::DEAD),
        EvidenceKind::YouSaidOff => ("you: off".into(), glyphs::SOON),
        EvidenceKind::YouSaidDeleted => ("you: deleted".into(), glyphs::SOON),
    };
    Said {
        number: row.number,
        at: row.at,
        sign,
        answer,
        way: row.way.clone(),
        seen_from: row.egress.map_or_else(String::new, |egress| egress.to_string()),
        skew: row
            .exchange_at
            .map_or_else(String::new, |theirs| format!("{} ms", (row.at - theirs).num_milliseconds().abs())),
        digest: String::new(),
        changed: String::new(),
    }
}

/// Where the keys are.
pub const fn place(_: &State) -> Place {
    Place::Evidence
}

/// Keys are actions.
pub const fn focus(_: &State) -> Focus {
    Focus::Actions
}

/// Does an action.
pub fn act(state: &mut State, shared: &mut Shared, action: Action) -> Go {
    match action {
        Action::Move(step) => {
            state.cursor.go(step, state.lines.len(), shared.window.shown);
            Go::Stay
        }
        Action::Back => Go::Back,
        // The page below knows how it is mended.
        Action::Enter => Go::Run(Action::Enter),
        Action::Ask => {
            ask(vec![state.key], shared);
            Go::Stay
        }
        Action::Page => match (&state.card, &state.page) {
            (Some(card), _) if shared.practice => open(&Door::Page(&card.row.clone()), shared),
            (Some(card), Some(page)) => open_page(&card.row.bot, page, shared),
            _ => Go::Run(Action::Page),
        },
        _ => Go::Stay,
    }
}

/// There is no field.
pub const fn typed(_: &mut State, _: &mut Shared, _: Key) -> Option<Go> {
    None
}

/// There is no field.
pub fn paste(_: &mut State, _: &mut Shared, _: Paste) -> Go {
    Go::Stay
}

/// The answers, or that there is a new one.
pub fn hear(state: &mut State, shared: &mut Shared, _: Ticket, answer: &Answer) -> Go {
    match answer {
        Answer::Evidence(card) if card.row.id == Some(state.key) => state.take(card),
        Answer::Key(card) if card.row.id == Some(state.key) => state.page = Some(card.page.clone()),
        Answer::Asked(_) => {
            shared.start(Job::Evidence(state.key));
        }
        _ => {}
    }
    Go::Stay
}

/// Nothing counts.
pub const fn counts(_: &State, _: &Shared) -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Class, Code, Sign, SiteId};
    use crate::screen_test;
    use crate::tui::screens::Screen;
    use crate::tui::{state, testing};

    fn evidence(size: (u16, u16), what: Option<&'static str>) -> state::State {
        let mut shared = testing::shared(size);
        let screen = State::new(KeyId(1), what, &mut shared);
        let mut state = testing::state(shared, Screen::Evidence(screen));
        let mut card = testing::evidence();
        card.rows = vec![
            row(2, EvidenceKind::YouSaidDeleted),
            row(
                1,
                EvidenceKind::Answer {
                    class: Class::UnknownKey,
                    sign: Sign::Gone,
                    code: Some(Code::new("-2008")),
                    control: true,
                    power: None,
                },
            ),
        ];
        let answer = Answer::Evidence(Box::new(card));
        state.layers[0].screen.hear(&mut state.shared, Ticket(0), &answer);
        state
    }

    fn row(number: i64, kind: EvidenceKind) -> Evidence {
        let at = testing::moment("2026-03-16 03:11:00");
        Evidence {
            number,
            at,
            exchange_at: Some(at),
            site: SiteId::new("global").unwrap(),
            way: Way::Direct,
            egress: None,
            kind,
        }
    }

    #[test]
    fn as_the_pictures_show_it() {
        screen_test!("evidence", |size| evidence(size, Some("Withdraw")));
    }

    #[test]
    fn the_life_of_a_key() {
        insta::assert_snapshot!(testing::text(&mut evidence((80, 24), None)));
    }

    #[test]
    fn every_line_of_the_page_has_a_question() {
        for what in ["Withdraw", "Transfer", "Trade", "Works from", "Made", "Ends by itself", "Account", "Symbols"] {
            assert_ne!(Topic::of(what), Topic::Life, "{what}");
            let text = testing::text(&mut evidence((80, 24), Some(what)));
            assert!(text.contains(&format!("{what}: who says so?")), "{text}");
        }
        assert_eq!(Topic::of("Secret"), Topic::Life);
    }
}
