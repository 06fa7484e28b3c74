//! The lower pane of a flow's screen: what a word needs beside itself. A name that is typed, a reason, the end of a key, or
//! one question with two answers.

use super::Say;
use crate::domain::{KeyHint, Way};
use crate::flows::{Line, Word};
use crate::tui::canvas::{Canvas, Words};
use crate::tui::input::{Key, Paste};
use crate::tui::screens::Place;
use crate::tui::state::Focus;
use crate::tui::theme::Role;
use crate::tui::view::Layout;
use crate::tui::widgets::confirm::{self, TypedName};
use crate::tui::widgets::field::{Text, label};
use crate::tui::widgets::pane::{self, Setting};
use crate::tui::widgets::paper::{Paper, Row};
use ratatui::layout::Rect;

/// What is asked.
#[derive(Debug)]
pub struct Ask {
    title: String,
    facts: Vec<(&'static str, Words)>,
    what: What,
}

#[derive(Debug)]
enum What {
    /// The bot's name, for words that cannot be taken back.
    Name { name: TypedName, words: Vec<Word>, ask: String },
    /// A line of text that goes with a word.
    Line { text: Text, label: &'static str, makes: Makes, says: Option<String> },
    /// Two answers; the first one says these words.
    Question { yes: Vec<Word>, answers: [String; 2], at: usize },
}

#[derive(Debug, Clone)]
enum Makes {
    Reason(Word),
    /// The reason of a revocation, kept by its screen.
    Kept,
    Stays,
    Lost,
    Way,
}

/// What came of Enter.
#[derive(Debug, PartialEq, Eq)]
pub enum Answered {
    /// It is not whole yet.
    NotYet,
    /// These are said.
    Says(Vec<Say>),
    /// A text that the screen itself keeps.
    Text(String),
    /// The other answer.
    Nothing,
}

impl Ask {
    /// Words for which the bot's name is typed.
    pub fn name(
        title: impl Into<String>,
        facts: Vec<(&'static str, Words)>,
        ask: impl Into<String>,
        bot: &str,
        words: Vec<Word>,
    ) -> Self {
        let what = What::Name { name: TypedName::new(bot), words, ask: ask.into() };
        Self { title: title.into(), facts, what }
    }

    /// A word that needs its reason.
    pub fn reason(title: impl Into<String>, facts: Vec<(&'static str, Words)>, word: Word) -> Self {
        Self::line(title, facts, "Reason", "", Makes::Reason(word))
    }

    /// The reason of a revocation that is not open yet.
    pub fn kept_reason(reason: &str) -> Self {
        let facts = vec![("Kept", Words::new().text("in the journal, with the time."))];
        Self::line("why it is revoked", facts, "Reason", reason, Makes::Kept)
    }

    /// The end of the key that still stands at the page.
    pub fn end(title: impl Into<String>, facts: Vec<(&'static str, Words)>) -> Self {
        Self::line(title, facts, "Ends in", "", Makes::Stays)
    }

    /// The end of a key that was made and lost, where somebody saw it.
    pub fn lost(title: impl Into<String>, facts: Vec<(&'static str, Words)>) -> Self {
        Self::line(title, facts, "Ends in", "", Makes::Lost)
    }

    /// Another way to ask.
    pub fn way() -> Self {
        let text = "direct, or a proxy: socks5h://10.0.0.1:1080, http://10.0.0.1:3128";
        Self::line("ask by another way", vec![("Ways", Words::new().text(text))], "Way", "", Makes::Way)
    }

    /// One question for all lines that cannot be read from here.
    pub fn told(exchange: &str, lines: &[(Line, String)]) -> Self {
        let facts = lines.iter().map(|(line, says)| (short(*line), Words::new().text(says.clone()))).collect();
        let yes = lines.iter().map(|(line, _)| Word::Told(*line)).collect();
        let answers = ["All of it holds: I looked at its page".to_owned(), "Not now".to_owned()];
        Self {
            title: format!("{exchange} does not tell this from here"),
            facts,
            what: What::Question { yes, answers, at: 0 },
        }
    }

    /// Whether the user saw the page's list without the key.
    pub fn gone(hint: KeyHint, exchange: &str) -> Self {
        let answers = [format!("Gone: {hint} is not on the list any more"), format!("{hint} still stands there")];
        let text = Words::new().text(format!("the list of API keys at {exchange}. Is {hint} on it?"));
        Self {
            title: format!("is {hint} gone from its page?"),
            facts: vec![("Look at", text)],
            what: What::Question { yes: vec![Word::Gone], answers, at: 0 },
        }
    }

    fn line(
        title: impl Into<String>,
        facts: Vec<(&'static str, Words)>,
        label: &'static str,
        value: &str,
        makes: Makes,
    ) -> Self {
        Self { title: title.into(), facts, what: What::Line { text: Text::new(value), label, makes, says: None } }
    }

    /// Where the keys are.
    pub const fn place(&self) -> Place {
        match self.what {
            What::Name { .. } => Place::TypeName,
            What::Line { .. } => Place::TypeLine,
            What::Question { .. } => Place::Question,
        }
    }

    /// Where keys and pastes go.
    pub const fn focus(&self) -> Focus {
        match self.what {
            What::Name { .. } => Focus::Typed,
            What::Line { .. } => Focus::Text,
            What::Question { .. } => Focus::Choosing,
        }
    }

    /// Takes a key press; false where it is an action's.
    pub fn press(&mut self, key: Key) -> bool {
        match &mut self.what {
            What::Name { name, .. } => name.press(key),
            What::Line { text, says, .. } => {
                *says = None;
                text.typed(key)
            }
            What::Question { at, .. } => match key {
                Key::Up | Key::Char('k') => {
                    *at = 0;
                    true
                }
                Key::Down | Key::Char('j') => {
                    *at = 1;
                    true
                }
                _ => false,
            },
        }
    }

    /// Takes a paste of ordinary text.
    pub fn paste(&mut self, paste: Paste) {
        if let What::Line { text, .. } = &mut self.what {
            text.pasted(&paste.take());
        }
    }

    /// Picks an answer by its digit.
    pub fn pick(&mut self, place: u8) -> Answered {
        if let What::Question { at, .. } = &mut self.what {
            *at = usize::from(place).min(1);
            return self.enter();
        }
        Answered::NotYet
    }

    /// Enter: what is said, once it is whole.
    pub fn enter(&mut self) -> Answered {
        match &mut self.what {
            What::Name { name, words, .. } if name.is_whole() => {
                Answered::Says(words.iter().map(|word| Say::of(word.clone()).typed(name.typed())).collect())
            }
            What::Name { .. } => Answered::NotYet,
            What::Question { yes, at: 0, .. } => Answered::Says(yes.iter().cloned().map(Say::of).collect()),
            What::Question { .. } => Answered::Nothing,
            What::Line { text, makes, says, .. } => match made(makes, text.value().trim()) {
                Ok(answered) => answered,
                Err(why) => {
                    *says = Some(why);
                    Answered::NotYet
                }
            },
        }
    }

    /// Rows that it takes, its rule included.
    pub fn height(&self, width: u16) -> u16 {
        let setting = usize::from(width.saturating_sub(14)).max(10);
        let facts: usize = self.facts.iter().map(|(_, words)| words.wrapped(setting).len()).sum();
        let facts = u16::try_from(facts).unwrap_or(8);
        match &self.what {
            What::Name { .. } => confirm::height(0) + facts,
            What::Line { says, .. } => facts + 4 + u16::from(says.is_some()),
            What::Question { .. } => facts + 4,
        }
    }

    /// Draws it: its rule is the first row of `area`.
    pub fn draw(&self, area: Rect, layout: Layout, canvas: &mut Canvas<'_>) {
        match &self.what {
            What::Name { name, ask, .. } => {
                let words = confirm::Pane { title: &self.title, facts: &self.facts, ask };
                confirm::draw(&words, name, area, canvas);
            }
            What::Line { text, label: name, says, .. } => {
                let y = self.facts(area, canvas) + 1;
                let x = area.x + 1;
                label(name, x, y, true, canvas);
                text.draw(x + 11, y, area.right().saturating_sub(x + 12), true, canvas);
                if let Some(says) = says {
                    let room = Rect { x, y: y + 1, width: area.width.saturating_sub(2), height: 2 };
                    let said = pane::Line::Said(0, Words::new().role(Role::Bad, says.clone()));
                    pane::lines(&[said], SETTING, room, canvas);
                }
            }
            What::Question { answers, at, .. } => {
                let y = self.facts(area, canvas) + 1;
                let rows: Vec<Row> = answers
                    .iter()
                    .enumerate()
                    .map(|(place, text)| Row::Choice {
                        digit: place + 1,
                        chosen: place == *at,
                        text: text.clone(),
                        note: Words::new(),
                    })
                    .collect();
                let room = Rect { y, height: area.bottom().saturating_sub(y), ..area };
                Paper { inset: 1, ..Paper::of(layout) }.draw(&rows, 0, room, canvas);
            }
        }
    }

    fn facts(&self, area: Rect, canvas: &mut Canvas<'_>) -> u16 {
        pane::rule(&self.title, area.y, area.left(), area.right(), canvas);
        let inner = Rect::new(area.x + 1, area.y + 1, area.width.saturating_sub(2), area.height.saturating_sub(1));
        let facts: Vec<pane::Line> =
            self.facts.iter().map(|(label, words)| pane::Line::Fact(label, words.clone())).collect();
        pane::lines(&facts, SETTING, inner, canvas)
    }
}

const SETTING: Setting = Setting { label: 11, under_sign: 2 };

fn made(makes: &Makes, text: &str) -> Result<Answered, String> {
    let one = |say| Ok(Answered::Says(vec![say]));
    match makes {
        Makes::Reason(_) | Makes::Kept if text.is_empty() => Err("A reason of a few words, for the journal.".into()),
        Makes::Reason(word) => one(Say::of(word.clone()).because(text)),
        Makes::Kept => Ok(Answered::Text(text.to_owned())),
        Makes::Stays => match KeyHint::new(text) {
            Ok(end) => one(Say::of(Word::Deleted(Some(end)))),
            Err(_) => Err("Its last four characters, as they stand at the page.".into()),
        },
        Makes::Lost if text.is_empty() => one(Say::of(Word::LostKey(None))),
        Makes::Lost => match KeyHint::new(text) {
            Ok(end) => one(Say::of(Word::LostKey(Some(end)))),
            Err(_) => Err("Its last four characters, or nothing.".into()),
        },
        Makes::Way => match Way::parse(text) {
            Ok(way) => one(Say::of(Word::Way(way))),
            Err(error) => Err(format!("{error}.")),
        },
    }
}

/// A line's label beside what is so.
pub const fn short(line: Line) -> &'static str {
    match line {
        Line::Sealed => "Sealed",
        Line::Answers => "Answers",
        Line::Another => "Another",
        Line::Account => "Account",
        Line::NoWithdraw => "Withdraw",
        Line::Enough => "Enough",
        Line::NotTooMuch => "No more",
        Line::Listed => "Listed",
    }
}
