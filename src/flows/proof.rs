//! How dead a key is: a pure function of its stored evidence, the same for flows, `ask` and the fleet.
//!
//! Death is a change, not an answer. Every question leaves a row with its *sign*; L is the last row that shows life, K the
//! last by which the exchange knows the key at all (L, or *asleep*), and of refusals only what comes after K counts. The
//! first of eight lines that fits is the grade (nine with "never asked"), so each history has exactly one.

use crate::domain::{
    Class, Evidence, EvidenceKind, Grade, KeyState, ListWord, Moment, Pace, Power, Sign, SiteId, Span, Tri, Way,
};

/// What the grade depends on beside the rows.
#[derive(Debug, Clone, Copy)]
pub struct ProofSite<'a> {
    /// The key's site: rows of another are left out.
    pub site: &'a SiteId,
    /// How many *gone* prove a death; at least 2.
    pub asks: u32,
    /// Least distance of the first and the last of at least two rows that are *spaced*.
    pub spacing: Span,
    /// Least distance of the first and the last *gone* of a proof; at least `spacing`.
    pub proof_after: Span,
    /// The key's secret is in the store. Unknown counts as here: what could still be asked is not taken on a word.
    pub secret_here: Tri,
    /// Somebody tries to kill it (from its flow's step kill on; *revoked*; *orphan*): only the grade's word depends on it.
    pub killing: bool,
}

impl<'a> ProofSite<'a> {
    /// The site of a key at the pace that holds there.
    pub fn new(site: &'a SiteId, pace: &Pace, secret_here: Tri, killing: bool) -> Self {
        Self {
            site,
            asks: pace.asks.max(2),
            spacing: pace.spacing,
            proof_after: pace.proof_after.max(pace.spacing),
            secret_here,
            killing,
        }
    }
}

/// Somebody tries to kill a key that stands so, whatever flow is open ([`super::Flow::kills`] tells of those).
pub const fn is_killing(state: KeyState) -> bool {
    matches!(state, KeyState::Revoked | KeyState::Orphan)
}

/// Which line of the table gave the grade.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum GradeLine {
    /// 1: it showed life, and nothing that counts has come since.
    Lives,
    /// 2: a list that held it holds it no more, and it is refused or cannot be asked.
    LeftTheList,
    /// 3: it lived, and is named unknown as often and as far apart as the guide asks.
    NamedUnknown,
    /// 4: the user saw it gone, and it is refused.
    SeenGoneAndRefused,
    /// 5: it lived, and was named unknown twice.
    NamedUnknownTwice,
    /// 6: the user saw it gone, and the answers tell nothing more.
    SeenGone,
    /// 7: it can neither trade nor move coins, or sleeps.
    CutOff,
    /// 8: something counts, and not enough.
    Open,
    /// 9: nothing at all.
    Unasked,
}

/// The grade, and what carries it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict<'a> {
    /// How dead.
    pub grade: Grade,
    /// By which line.
    pub line: GradeLine,
    /// The exchange itself names it as unknown, or its list lost it: only this lets a flow *say* that a key is dead.
    pub named_gone: bool,
    /// The proof screen's *before*: the last sign of life, or, if it cannot be heard, nothing.
    pub before: Option<&'a Evidence>,
    /// The proof screen's *after*: the rows since that carry the grade, in order.
    pub after: Vec<&'a Evidence>,
}

/// How dead a key is. `rows` are all of its evidence; order is the row's number, distance the exchange's own time.
pub fn grade<'a>(rows: &'a [Evidence], on: &ProofSite<'_>) -> Verdict<'a> {
    History::of(rows, on).verdict(on)
}

/// The distance from one row to a later one: by the exchange's own times, and only where one of the two has none by ours.
pub fn distance(from: &Evidence, to: &Evidence) -> Span {
    match (from.exchange_at, to.exchange_at) {
        (Some(from), Some(to)) => to - from,
        _ => to.at - from.at,
    }
}

/// How a key's death will end, seen from here and now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reach {
    /// It can be proven.
    Proven,
    /// It can only be likely: it never showed life here, so no answer is a change.
    Likely,
    /// The exchange cannot tell a dead key from a listed one that is asked from elsewhere: the user's word ends it.
    Word,
}

impl Reach {
    /// The sentence that says so.
    pub const fn says(self) -> &'static str {
        match self {
            Self::Proven => "Its death can be proven from here.",
            Self::Likely => "It can only be likely.",
            Self::Word => "It ends by your word only; a way through the bot's host would change that.",
        }
    }
}

/// How the death of a key will end that is asked by this way. `None` before the exchange said anything at all about it.
pub fn reach(rows: &[Evidence], on: &ProofSite<'_>, way: &Way, looks_key_up_first: bool) -> Option<Reach> {
    if on.secret_here.is_no() {
        return Some(Reach::Word);
    }
    let history = History::of(rows, on);
    if history.rows.is_empty() {
        return None;
    }
    let lived = history.last_life().is_some();
    Some(match (looks_key_up_first, lived) {
        (true, true) => Reach::Proven,
        (true, false) => Reach::Likely,
        (false, _) if history.showed_life_by(way) => Reach::Proven,
        (false, _) => Reach::Word,
    })
}

/// The last thing that the exchange said about the key itself: no word of the user's, nothing without meaning, and no
/// refusal without a good control.
pub fn last_said<'a>(rows: &'a [Evidence], site: &SiteId) -> Option<&'a Evidence> {
    let said = |row: &&Evidence| row.site == *site && weighs(row) && row.sign().is_some();
    rows.iter().filter(said).max_by_key(|row| row.number)
}

/// The *gone* that could prove this death, stray ones aside, in order: what has come after the exchange last knew the key.
pub fn gone_so_far<'a>(rows: &'a [Evidence], on: &ProofSite<'_>) -> Vec<&'a Evidence> {
    let history = History::of(rows, on);
    let straight = |row: &&Evidence| is_gone(row) && !history.is_stray(row);
    history.counting.iter().copied().filter(straight).collect()
}

/// The user saw it gone, and the exchange has not shown since that it knows it.
pub fn was_seen_gone(rows: &[Evidence], on: &ProofSite<'_>) -> bool {
    History::of(rows, on).counting.iter().any(|row| is_seen_gone(row))
}

/// A row that says something about this key: on its site, of a sign that means something, and with a good control where it
/// is not a sign of life.
fn weighs(row: &Evidence) -> bool {
    match row.kind {
        EvidenceKind::Answer { sign, control, .. } => match sign {
            Sign::Answers | Sign::Lives => true,
            Sign::Gone | Sign::Asleep | Sign::Unclear => control,
            Sign::Nothing => false,
        },
        _ => true,
    }
}

fn is_life(row: &Evidence) -> bool {
    matches!(row.sign(), Some(Sign::Answers | Sign::Lives))
        || matches!(row.kind, EvidenceKind::List { word: ListWord::Holds })
}

fn is_asleep(row: &Evidence) -> bool {
    row.sign() == Some(Sign::Asleep) || matches!(row.kind, EvidenceKind::List { word: ListWord::HoldsAsleep })
}

fn is_gone(row: &Evidence) -> bool {
    row.sign() == Some(Sign::Gone)
}

fn is_unclear(row: &Evidence) -> bool {
    row.sign() == Some(Sign::Unclear)
}

fn is_seen_gone(row: &Evidence) -> bool {
    row.kind == EvidenceKind::YouSawGone
}

/// All rows that weigh, and those after K that count.
struct History<'a> {
    rows: Vec<&'a Evidence>,
    counting: Vec<&'a Evidence>,
}

impl<'a> History<'a> {
    fn of(rows: &'a [Evidence], on: &ProofSite<'_>) -> Self {
        let mut rows: Vec<&Evidence> = rows.iter().filter(|row| row.site == *on.site && weighs(row)).collect();
        rows.sort_by_key(|row| row.number);
        let after_k = rows.iter().rposition(|row| is_life(row) || is_asleep(row)).map_or(0, |k| k + 1);
        let mut history = Self { rows, counting: Vec::new() };
        let counts = |row: &&&Evidence| {
            is_gone(row) || is_unclear(row) || is_seen_gone(row) || (history.left_list(row) && history.was_listed())
        };
        history.counting = history.rows.iter().skip(after_k).filter(counts).copied().collect();
        history
    }

    fn verdict(&self, on: &ProofSite<'_>) -> Verdict<'a> {
        let life = self.last_life();
        let gone: Vec<_> = self.of_counting(is_gone);
        let gone_straight: Vec<_> = gone.iter().copied().filter(|row| !self.is_stray(row)).collect();
        let unclear: Vec<_> = self.of_counting(is_unclear);
        let unclear_straight: Vec<_> = unclear.iter().copied().filter(|row| !self.is_stray(row)).collect();
        let seen_gone = self.of_counting(is_seen_gone);
        let left_list = self.of_counting(|row| matches!(row.kind, EvidenceKind::List { .. }));
        let asleep = self.asleep_since_life();
        let cut = life.is_some_and(|life| self.shows_cut_off(life));
        let secret_gone = on.secret_here.is_no();
        let join = |parts: &[&[&'a Evidence]]| {
            let mut rows: Vec<&Evidence> = parts.concat();
            rows.sort_by_key(|row| row.number);
            rows
        };
        let say = |grade, line, after| {
            let named_gone = match line {
                GradeLine::LeftTheList | GradeLine::NamedUnknown | GradeLine::NamedUnknownTwice => true,
                GradeLine::SeenGoneAndRefused => !gone.is_empty(),
                _ => false,
            };
            Verdict { grade, line, named_gone, before: life, after }
        };

        let only_stray_unclear = self.counting.len() == unclear.len() && unclear_straight.is_empty();
        if life.is_some() && asleep.is_empty() && only_stray_unclear {
            let grade = if cut { Grade::CutOff } else { Grade::Alive };
            return say(grade, GradeLine::Lives, unclear);
        }
        // A list that only ever held it asleep is no sign of life, and nothing is proven without one.
        if life.is_some() && !left_list.is_empty() && (!gone.is_empty() || !unclear.is_empty() || secret_gone) {
            return say(Grade::ProvenDead, GradeLine::LeftTheList, join(&[&left_list, &gone, &unclear]));
        }
        let often = gone_straight.len() >= usize::try_from(on.asks).unwrap_or(usize::MAX);
        let proven = often && apart(&gone_straight, on.proof_after) || self.gone_after_our_delete(&gone_straight, on);
        if life.is_some() && proven {
            return say(Grade::ProvenDead, GradeLine::NamedUnknown, gone_straight);
        }
        let unclear_spaced = life.is_some() && apart(&unclear_straight, on.spacing);
        if !seen_gone.is_empty() && (!gone.is_empty() || unclear_spaced) {
            return say(Grade::LikelyDead, GradeLine::SeenGoneAndRefused, join(&[&seen_gone, &gone, &unclear]));
        }
        if life.is_some() && apart(&gone_straight, on.spacing) {
            return say(Grade::LikelyDead, GradeLine::NamedUnknownTwice, gone_straight);
        }
        if !seen_gone.is_empty() && (apart(&unclear, on.spacing) || secret_gone) {
            return say(Grade::DeadByWord, GradeLine::SeenGone, join(&[&seen_gone, &unclear]));
        }
        if apart(&asleep, on.spacing) || cut {
            let after = if asleep.is_empty() { self.counting.clone() } else { asleep };
            return say(Grade::CutOff, GradeLine::CutOff, after);
        }
        if !self.counting.is_empty() || !asleep.is_empty() {
            let grade = if on.killing { Grade::NotProven } else { Grade::Unclear };
            return say(grade, GradeLine::Open, join(&[&asleep, &self.counting]));
        }
        say(Grade::Unasked, GradeLine::Unasked, Vec::new())
    }

    /// L.
    fn last_life(&self) -> Option<&'a Evidence> {
        self.rows.iter().rev().find(|row| is_life(row)).copied()
    }

    fn of_counting(&self, is: impl Fn(&Evidence) -> bool) -> Vec<&'a Evidence> {
        self.counting.iter().copied().filter(|row| is(row)).collect()
    }

    fn asleep_since_life(&self) -> Vec<&'a Evidence> {
        let from = self.rows.iter().rposition(|row| is_life(row)).map_or(0, |life| life + 1);
        self.rows.iter().skip(from).copied().filter(|row| is_asleep(row)).collect()
    }

    fn left_list(&self, row: &Evidence) -> bool {
        matches!(row.kind, EvidenceKind::List { word: ListWord::HoldsNot })
    }

    fn was_listed(&self) -> bool {
        let held =
            |row: &&Evidence| matches!(row.kind, EvidenceKind::List { word: ListWord::Holds | ListWord::HoldsAsleep });
        self.rows.iter().any(held)
    }

    /// It answered, or was refused as only a living key is, by this way. A list was read by another key and shows no way.
    fn showed_life_by(&self, way: &Way) -> bool {
        self.own_life().any(|row| row.way == *way)
    }

    fn own_life(&self) -> impl DoubleEndedIterator<Item = &'a Evidence> {
        self.rows.iter().copied().filter(|row| is_life(row) && row.sign().is_some())
    }

    /// A refusal where a listed key would be refused, too: by a way by which it never showed life while by another it did;
    /// or an *unclear* from an address known to be another than at that way's last sign of life.
    fn is_stray(&self, row: &Evidence) -> bool {
        let Some(life) = self.own_life().rfind(|life| life.way == row.way) else {
            return self.own_life().next().is_some();
        };
        is_unclear(row) && matches!((row.egress, life.egress), (Some(here), Some(there)) if here != there)
    }

    /// L shows that it can neither trade nor move coins and an earlier reading could; or it is a refusal by address where it
    /// answered before, and the user said in between that they turned it off.
    fn shows_cut_off(&self, life: &Evidence) -> bool {
        let before = || self.rows.iter().copied().filter(|row| row.number < life.number);
        match life.kind {
            EvidenceKind::Answer { sign: Sign::Answers, power: Some(power), .. } => {
                power.is_none() && before().any(|row| power_of(row).is_some_and(Power::is_some))
            }
            EvidenceKind::Answer { sign: Sign::Lives, class: Class::Address, .. } => {
                // An answer by this way after the word would show that the list was not changed after all.
                let answered = before().rfind(|row| row.sign() == Some(Sign::Answers) && row.way == life.way);
                answered.is_some_and(|answered| {
                    before().any(|row| row.kind == EvidenceKind::YouSaidOff && row.number > answered.number)
                })
            }
            _ => false,
        }
    }

    fn gone_after_our_delete(&self, gone: &[&Evidence], on: &ProofSite<'_>) -> bool {
        let after_k =
            |row: &&Evidence| self.rows.iter().all(|k| !(is_life(k) || is_asleep(k)) || k.number < row.number);
        let Some(delete) =
            self.rows.iter().copied().filter(|row| row.kind == EvidenceKind::DeleteConfirmed).find(after_k)
        else {
            return false;
        };
        gone.iter().any(|row| row.number > delete.number && distance(delete, row) >= on.spacing)
    }
}

fn power_of(row: &Evidence) -> Option<Power> {
    match row.kind {
        EvidenceKind::Answer { power, .. } => power,
        _ => None,
    }
}

/// At least two, the first and a later one at least so far apart.
fn apart(rows: &[&Evidence], least: Span) -> bool {
    rows.split_first().is_some_and(|(first, later)| later.iter().any(|row| distance(first, row) >= least))
}

/// When to measure a distance from: a moment by our clock and, where a control told it, by the exchange's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Anchor {
    /// By our clock.
    pub at: Moment,
    /// By the exchange's.
    pub exchange_at: Option<Moment>,
}

impl Anchor {
    /// Now; the exchange's time is what the newest control says it must be.
    pub fn now(now: Moment, rows: &[Evidence]) -> Self {
        let newest = rows.iter().filter(|row| row.exchange_at.is_some()).max_by_key(|row| row.number);
        let exchange_at = newest.and_then(|row| row.exchange_at.map(|theirs| now + (theirs - row.at)));
        Self { at: now, exchange_at }
    }

    /// How far a later row is from it.
    pub fn to(&self, row: &Evidence) -> Span {
        match (self.exchange_at, row.exchange_at) {
            (Some(from), Some(to)) => to - from,
            _ => row.at - self.at,
        }
    }

    /// The same moment by our clock as it goes now: a step of it between the two is taken out.
    #[must_use]
    pub fn rebased(self, row: &Evidence) -> Self {
        Self { at: row.at - self.to(row), ..self }
    }
}

#[cfg(test)]
mod tests;
