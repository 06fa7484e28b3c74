//! The lines of Check: may this new key replace the old one? Each line holds by the exchange, by the user's word, or by
//! override with the bot's name typed; unknown is never taken for safe, and a word never beats a plain answer.

use super::proof::last_said;
use super::world::{KeyView, World};
use crate::domain::{
    Bot, Class, Evidence, Host, ListState, Pace, Reading, Scope, Sign, Transfer, Tri, VenueFacts, Way,
};
use serde::{Deserialize, Serialize};

/// One line of Check.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Line {
    /// Its secret is sealed, read back and equal.
    Sealed,
    /// The exchange answers it.
    Answers,
    /// No key here has it or had it.
    Another,
    /// It is of the old one's account.
    Account,
    /// Coins cannot leave with it: no withdrawal, no transfer to somebody else.
    NoWithdraw,
    /// It may do what the bot needs.
    Enough,
    /// It may do nothing more, of what the venue can part.
    NotTooMuch,
    /// It is held to addresses, and the bot's host is among them.
    Listed,
}

impl Line {
    /// All of them, as they are shown.
    pub const ALL: [Self; 8] = [
        Self::Sealed,
        Self::Answers,
        Self::Another,
        Self::Account,
        Self::NoWithdraw,
        Self::Enough,
        Self::NotTooMuch,
        Self::Listed,
    ];

    /// The id in `told:`, `override:` and `--json`.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Sealed => "sealed",
            Self::Answers => "answers",
            Self::Another => "another",
            Self::Account => "account",
            Self::NoWithdraw => "no-withdraw",
            Self::Enough => "enough",
            Self::NotTooMuch => "not-too-much",
            Self::Listed => "listed",
        }
    }

    /// The line of an id.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|line| line.word() == text)
    }

    /// `sealed` and `another` are keyward's own: nobody can tell or override them.
    pub const fn can_be_told(self) -> bool {
        !matches!(self, Self::Sealed | Self::Another)
    }
}

/// Who says that a line holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum By {
    /// The exchange's own answer.
    Exchange,
    /// The user's word.
    Told,
    /// The user takes the key although the line fails, the bot's name typed.
    Override,
}

impl By {
    /// The word of `by` in `--json`.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Exchange => "exchange",
            Self::Told => "told",
            Self::Override => "override",
        }
    }
}

/// A line as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckLine {
    /// Which.
    pub line: Line,
    /// Whether it holds, told and overridden included.
    pub holds: Tri,
    /// By whom; `None` while nobody says so, and for the two that keyward sees itself.
    pub by: Option<By>,
    /// What is so, one sentence.
    pub says: String,
}

/// The lines that somebody answered for, of one new key.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Answered {
    /// Told by the user.
    pub told: Vec<Line>,
    /// Overridden, the bot's name typed.
    pub overridden: Vec<Line>,
}

/// Every line of the new key as it stands, in order. `account` is the account's number of the key that it replaces, where
/// that key's own reading is not at hand.
pub fn lines(world: &World<'_>, pace: &Pace, answered: &Answered, account: Option<&str>) -> Vec<CheckLine> {
    let Some(new) = &world.new else { return Vec::new() };
    let seen = Seen::of(world, pace, new, account);
    let line = |line: Line| {
        let (holds, says) = seen.judge(line);
        let by = match holds {
            Tri::No if answered.overridden.contains(&line) => Some(By::Override),
            Tri::Unknown if answered.told.contains(&line) => Some(By::Told),
            Tri::Yes if line.can_be_told() => Some(By::Exchange),
            _ => None,
        };
        let holds = if by.is_some() { Tri::Yes } else { holds };
        CheckLine { line, holds, by, says }
    };
    Line::ALL.into_iter().map(line).collect()
}

/// Each line holds.
pub fn all_hold(lines: &[CheckLine]) -> bool {
    !lines.is_empty() && lines.iter().all(|line| line.holds.is_yes())
}

/// What is known of the new key, once, for all lines.
struct Seen<'a> {
    venue: &'a VenueFacts,
    bot: &'a Bot,
    host: Option<&'a Host>,
    new: &'a KeyView<'a>,
    old: Option<&'a Reading>,
    account: Option<&'a str>,
    /// The last meaningful row, and the reading, if the key answers.
    answer: (Tri, String),
    reading: Option<&'a Reading>,
    lives_by: Option<&'a Way>,
}

impl<'a> Seen<'a> {
    fn of(world: &'a World<'a>, pace: &Pace, new: &'a KeyView<'a>, account: Option<&'a str>) -> Self {
        let (answer, lives_by) = answers(world, pace, new);
        let reading = new.key.reading.as_ref().map(|(_, reading)| reading).filter(|_| answer.0.is_yes());
        let old = world.old.as_ref().and_then(|old| old.key.reading.as_ref()).map(|(_, reading)| reading);
        Self { venue: world.venue, bot: world.bot, host: world.host, new, old, account, answer, reading, lives_by }
    }

    fn judge(&self, line: Line) -> (Tri, String) {
        match line {
            Line::Sealed if self.new.secret_here.is_yes() => (Tri::Yes, "Read back, and equal.".into()),
            Line::Sealed => (self.new.secret_here, "It is not seen in the secret store.".into()),
            Line::Another => (Tri::Yes, "No key here has it, or had it.".into()),
            Line::Answers => self.answer.clone(),
            Line::Account => self.account(),
            Line::NoWithdraw => self.with_reading(Self::no_withdraw),
            Line::Enough => self.with_reading(Self::enough),
            Line::NotTooMuch => self.with_reading(Self::not_too_much),
            Line::Listed => self.with_reading(Self::listed),
        }
    }

    fn with_reading(&self, judge: impl Fn(&Self, &Reading) -> (Tri, String)) -> (Tri, String) {
        match self.reading {
            Some(reading) => judge(self, reading),
            None => (Tri::Unknown, format!("{} has not told yet.", self.venue.name)),
        }
    }

    fn account(&self) -> (Tri, String) {
        let new = self.reading.and_then(|reading| reading.account_id.value());
        let old = self.old.and_then(|reading| reading.account_id.value()).map(AsRef::as_ref).or(self.account);
        match (old, new) {
            (Some(old), Some(new)) if *old == **new => {
                (Tri::Yes, format!("{}: the account's number is the old key's.", self.venue.name))
            }
            (Some(_), Some(_)) => {
                (Tri::No, format!("It is another account's: {} gives another number.", self.venue.name))
            }
            _ => (Tri::Unknown, format!("{} does not tell the account's number of both keys.", self.venue.name)),
        }
    }

    fn no_withdraw(&self, reading: &Reading) -> (Tri, String) {
        let name = &self.venue.name;
        match reading.scopes.coins_can_leave() {
            Tri::Yes if reading.scopes.transfer == Transfer::Out => {
                (Tri::No, format!("{name} says: it may send coins to somebody else's account."))
            }
            Tri::Yes => (Tri::No, format!("{name} says: it may withdraw.")),
            Tri::No => (Tri::Yes, format!("{name} says: it may not.")),
            Tri::Unknown => (Tri::Unknown, format!("{name} does not tell.")),
        }
    }

    fn enough(&self, reading: &Reading) -> (Tri, String) {
        let Some(needs) = self.bot.needs() else { return self.as_much_as_before(reading) };
        let lacking = |value: Tri| of(needs, |scope| reading.scopes.may(scope) == value);
        match (lacking(Tri::No), lacking(Tri::Unknown)) {
            (missing, _) if !missing.is_empty() => {
                let could = self.old.is_some_and(|old| needs.iter().all(|need| old.scopes.may(*need).is_yes()));
                let before = if could { "; the old key could" } else { "" };
                (Tri::No, format!("{} needs {}{before}.", self.bot.name, missing.join(", ")))
            }
            (_, untold) if !untold.is_empty() => {
                (Tri::Unknown, format!("{} does not tell {}.", self.venue.name, untold.join(", ")))
            }
            _ => (Tri::Yes, format!("{}: all that {} needs.", self.venue.name, self.bot.name)),
        }
    }

    /// Nobody told what the bot needs: as much as the old key could is enough, less is for its owner to say.
    fn as_much_as_before(&self, reading: &Reading) -> (Tri, String) {
        let Some(old) = self.old else {
            return (Tri::Unknown, format!("Nobody told what {} needs, and no older key was read.", self.bot.name));
        };
        let lost = of(&WORK, |scope| old.scopes.may(scope).is_yes() && !reading.scopes.may(scope).is_yes());
        if lost.is_empty() {
            return (Tri::Yes, format!("{}: all that the old key could.", self.venue.name));
        }
        let lost = lost.join(", ");
        (Tri::Unknown, format!("The old key could {lost}; nobody told whether {} needs it.", self.bot.name))
    }

    fn not_too_much(&self, reading: &Reading) -> (Tri, String) {
        let may = &reading.scopes;
        let needs = self.bot.needs();
        let allowed = |scope: Scope| match needs {
            Some(needs) => scope == Scope::Read || needs.contains(&scope),
            None => scope == Scope::Read || self.old.is_some_and(|old| old.scopes.may(scope).is_yes()),
        };
        let beyond = |value: Tri| {
            of(&Scope::ALL, |scope| may.may(scope) == value && !allowed(scope) && self.venue.can_part(scope))
        };
        let mut more = beyond(Tri::Yes);
        more.extend(may.extra.iter().map(|token| token.as_str().to_owned()));
        // Whether a key may make keys is told by no answer of some venues: never asked for, here as in the rules.
        let manage = Scope::Manage.word();
        let untold: Vec<String> = beyond(Tri::Unknown).into_iter().filter(|word| word.as_str() != manage).collect();
        match (more.is_empty(), untold.is_empty()) {
            (false, _) if needs.is_some() => {
                (Tri::No, format!("It may also {}; {} does not need it.", more.join(", "), self.bot.name))
            }
            (false, _) => (Tri::Unknown, format!("It may also {}; nobody told what is needed.", more.join(", "))),
            (true, false) => (Tri::Unknown, format!("{} does not tell {}.", self.venue.name, untold.join(", "))),
            (true, true) => (Tri::Yes, format!("{}: nothing beyond it.", self.venue.name)),
        }
    }

    fn listed(&self, reading: &Reading) -> (Tri, String) {
        let name = &self.venue.name;
        let hosts = self.host.map(|host| host.addresses.as_slice()).unwrap_or_default();
        match (reading.list.state, &reading.list.addresses) {
            (ListState::Open, _) => return (Tri::No, format!("{name} says: it works from any address.")),
            (ListState::Restricted, Some(list)) if !hosts.is_empty() => {
                let missing: Vec<String> = hosts
                    .iter()
                    .filter(|host| !list.iter().any(|listed| listed.holds_all(host)))
                    .map(ToString::to_string)
                    .collect();
                if missing.is_empty() {
                    return (Tri::Yes, format!("{name}: its list holds the host's addresses."));
                }
                return (Tri::No, format!("Its list lacks {}, which the bot is seen from.", missing.join(", ")));
            }
            (ListState::Restricted, _) => {}
            (ListState::Bound, _) => {
                return (Tri::Unknown, "It is bound to a platform; nobody tells addresses.".into());
            }
            (ListState::Unknown, _) => return (Tri::Unknown, format!("{name} does not tell.")),
        }
        // An answer from this computer shows only that this computer may use it.
        let through_host = self.host.is_some_and(|host| host.way != Way::Direct && self.lives_by == Some(&host.way));
        if through_host {
            (Tri::Yes, format!("{name}: restricted, and it answered through the bot's host."))
        } else {
            (
                Tri::Unknown,
                format!("{name}: restricted; whether the bot's host is on the list cannot be read from here."),
            )
        }
    }
}

/// Whether the exchange answers the new key, and by which way.
fn answers<'a>(world: &World<'_>, pace: &Pace, new: &KeyView<'a>) -> ((Tri, String), Option<&'a Way>) {
    let name = &world.venue.name;
    let Some(last) = last_said(new.evidence, &new.key.site) else {
        let wrong_site = new.evidence.iter().max_by_key(|row| row.number).filter(|row| class_of(row) == Class::Site);
        return match wrong_site {
            Some(_) => ((Tri::No, format!("{name} says that it belongs to another site.")), None),
            None => ((Tri::Unknown, format!("{name} has not answered yet.")), None),
        };
    };
    // A refusal by another way than the one by which it answers is what a listed key gets.
    let answering = new.evidence.iter().filter(|row| row.sign() == Some(Sign::Answers)).max_by_key(|row| row.number);
    if let Some(row) = answering {
        let elsewhere = row.way != last.way && matches!(last.sign(), Some(Sign::Lives | Sign::Unclear));
        if row.number == last.number || elsewhere {
            return ((Tri::Yes, format!("{name} answers it, {}.", Host::says(world.host, &row.way))), Some(&row.way));
        }
    }
    let fresh = last.at - new.key.first_seen < pace.lag;
    let verdict = match class_of(last) {
        Class::Address => {
            (Tri::Unknown, format!("{name} knows it and refuses this address, as it should if this is not the bot's."))
        }
        Class::UnknownKey if fresh => (Tri::Unknown, "New keys can take minutes to be known.".to_owned()),
        Class::UnknownKey => (Tri::No, format!("{name} does not know it. Was it saved, or deleted?")),
        Class::Signature => {
            (Tri::No, format!("{name} refuses its signature: the secret or the passphrase is not this key's."))
        }
        Class::Right => (Tri::No, format!("{name} does not let it read itself: tick reading.")),
        Class::Expired => (Tri::No, format!("{name} says that it has expired or is disabled.")),
        Class::Frozen if last.sign() == Some(Sign::Asleep) => {
            (Tri::No, format!("{name} says that the account is frozen."))
        }
        Class::Site => (Tri::No, format!("{name} says that it belongs to another site.")),
        _ => (
            Tri::Unknown,
            format!(
                "{name} refuses it with an answer of several meanings; one is that it is asked from an address off its list."
            ),
        ),
    };
    (verdict, None)
}

fn class_of(row: &Evidence) -> Class {
    match row.kind {
        crate::domain::EvidenceKind::Answer { class, .. } => class,
        _ => Class::Unclear,
    }
}

/// The scopes that a bot works with.
const WORK: [Scope; 5] = [Scope::Read, Scope::Spot, Scope::Margin, Scope::Futures, Scope::Options];

fn of(scopes: &[Scope], is: impl Fn(Scope) -> bool) -> Vec<String> {
    scopes.iter().copied().filter(|scope| is(*scope)).map(|scope| scope.word().to_owned()).collect()
}

#[cfg(test)]
mod tests;
