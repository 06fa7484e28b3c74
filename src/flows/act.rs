//! One step in the making: the world, the rows that the step itself adds, and what it has gathered so far.

use super::proof::{self, Anchor, ProofSite, Reach, Verdict};
use super::{Command, Edit, Illegal, KeyView, Named, Said, Word, World, asking};
use crate::domain::{Evidence, EvidenceKind, Generation, KeyHint, KeyState, Moment, Pace, Sign, Tri, Way, Who};

/// One step in the making.
pub(super) struct Act<'w> {
    pub(super) world: &'w World<'w>,
    /// The flow's own pace, as it was when it began.
    pub(super) pace: Pace,
    /// By which way the flow asks; `None`: by the host's.
    pub(super) way: Option<Way>,
    pub(super) edits: Vec<Edit>,
    pub(super) command: Option<Command>,
    /// The flow may look by itself in this step: not right after a look, which would never end.
    pub(super) may_look: bool,
    old_rows: Vec<Evidence>,
    new_rows: Vec<Evidence>,
    generations: u32,
}

/// Which of the two keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Which {
    /// The one that is to die.
    Old,
    /// The other.
    New,
}

impl<'w> Act<'w> {
    pub(super) fn new(world: &'w World<'w>, pace: Pace, way: Option<Way>, may_look: bool) -> Self {
        let rows = |view: &Option<KeyView<'_>>| view.as_ref().map(|view| view.evidence.to_vec()).unwrap_or_default();
        Self {
            world,
            pace,
            way,
            edits: Vec::new(),
            command: None,
            may_look,
            old_rows: rows(&world.old),
            new_rows: rows(&world.new),
            generations: 0,
        }
    }

    pub(super) const fn now(&self) -> Moment {
        self.world.now
    }

    /// How the exchange is called.
    pub(super) fn venue(&self) -> &'w str {
        &self.world.venue.name
    }

    // -- what is known --------------------------------------------------------------------------------------------------

    pub(super) fn view(&self, which: Which) -> Option<&KeyView<'w>> {
        match which {
            Which::Old => self.world.old.as_ref(),
            Which::New => self.world.new.as_ref(),
        }
    }

    pub(super) fn rows(&self, which: Which) -> &[Evidence] {
        match which {
            Which::Old => &self.old_rows,
            Which::New => &self.new_rows,
        }
    }

    /// The newest row's number: what comes later is news.
    pub(super) fn mark(&self, which: Which) -> i64 {
        self.rows(which).iter().map(|row| row.number).max().unwrap_or(0)
    }

    pub(super) fn anchor(&self) -> Anchor {
        let newest =
            |which| self.rows(which).iter().filter(|row| row.exchange_at.is_some()).map(|row| row.number).max();
        let which = if newest(Which::New) > newest(Which::Old) { Which::New } else { Which::Old };
        Anchor::now(self.now(), self.rows(which))
    }

    pub(super) fn proof_site(&self, which: Which, killing: bool) -> Option<ProofSite<'w>> {
        let view = match which {
            Which::Old => self.world.old.as_ref(),
            Which::New => self.world.new.as_ref(),
        }?;
        Some(ProofSite::new(&view.key.site, &self.pace, self.secret_here(view), killing))
    }

    /// How dead the key is by now, the step's own words included.
    pub(super) fn verdict(&self, which: Which) -> Option<Verdict<'_>> {
        let on = self.proof_site(which, true)?;
        Some(proof::grade(self.rows(which), &on))
    }

    pub(super) fn is_dead(&self, which: Which) -> bool {
        self.verdict(which).is_some_and(|verdict| verdict.grade.is_death())
    }

    pub(super) fn is_named_gone(&self, which: Which) -> bool {
        self.verdict(which).is_some_and(|verdict| verdict.named_gone)
    }

    /// The last thing that the exchange said about the key itself.
    pub(super) fn last_said(&self, which: Which) -> Option<&Evidence> {
        proof::last_said(self.rows(which), &self.view(which)?.key.site)
    }

    pub(super) fn last_sign(&self, which: Which) -> Option<Sign> {
        self.last_said(which).and_then(Evidence::sign)
    }

    /// The last thing that the exchange said since a mark.
    pub(super) fn said_since(&self, which: Which, mark: i64) -> Option<&Evidence> {
        self.last_said(which).filter(|row| row.number > mark)
    }

    /// How the old key's death will end, by the way that the flow asks.
    pub(super) fn reach(&self) -> Option<Reach> {
        let on = self.proof_site(Which::Old, true)?;
        proof::reach(&self.old_rows, &on, &self.asking_way(), self.world.venue.looks_key_up_first)
    }

    pub(super) fn asking_way(&self) -> Way {
        self.way.clone().unwrap_or_else(|| self.world.host_way())
    }

    /// Its secret may be here, so that it can be asked.
    pub(super) fn can_ask(&self, which: Which) -> bool {
        self.view(which).is_some_and(|view| !self.secret_here(view).is_no())
    }

    /// Whether its secret is in the store, what this step itself has learned included.
    fn secret_here(&self, view: &KeyView<'_>) -> Tri {
        let generation = view.key.generation;
        let learned = self.edits.iter().rev().find_map(|edit| match edit {
            Edit::SecretHere { generation: here } if *here == generation => Some(Tri::Yes),
            Edit::SecretGone { generation: gone } if *gone == generation => Some(Tri::No),
            _ => None,
        });
        learned.unwrap_or(view.secret_here)
    }

    /// The generation that the next new row gets.
    pub(super) fn next_generation(&mut self) -> Generation {
        let next = Generation(self.world.next_generation.0.saturating_add(self.generations));
        self.generations += 1;
        next
    }

    // -- what is gathered -----------------------------------------------------------------------------------------------

    pub(super) fn edit(&mut self, edit: Edit) {
        self.edits.push(edit);
    }

    pub(super) fn state(&mut self, key: Named, state: KeyState) {
        self.edit(Edit::State { generation: key.generation, state });
    }

    /// A row of the journal, by the user.
    pub(super) fn you(&mut self, hint: Option<KeyHint>, what: impl Into<String>) {
        self.edit(Edit::Journal { who: Who::You, hint, what: what.into() });
    }

    /// A row of the journal, by keyward.
    pub(super) fn note(&mut self, hint: Option<KeyHint>, what: impl Into<String>) {
        self.edit(Edit::Journal { who: Who::Keyward, hint, what: what.into() });
    }

    /// A row of evidence by the user's word, which this step sees already.
    pub(super) fn witness(&mut self, which: Which, key: Named, kind: EvidenceKind) {
        let row = Evidence {
            number: self.mark(which).saturating_add(1),
            at: self.now(),
            exchange_at: None,
            site: self.view(which).map_or_else(|| self.world.site.clone(), |view| view.key.site.clone()),
            way: self.asking_way(),
            egress: None,
            kind: kind.clone(),
        };
        match which {
            Which::Old => self.old_rows.push(row),
            Which::New => self.new_rows.push(row),
        }
        self.edit(Edit::Evidence { generation: key.generation, kind });
    }

    /// Asks those of the two whose secret is here, if the step has nothing else to do. Whether anything is asked.
    pub(super) fn ask(&mut self, old: bool, new: bool) -> bool {
        let (old, new) = (old && self.can_ask(Which::Old), new && self.can_ask(Which::New));
        if self.command.is_some() || !(old || new) {
            return false;
        }
        self.command = Some(Command::Ask { old, new, way: self.way.clone() });
        true
    }

    /// A person's `ask`: allowed where the last answer was good or its spacing has passed, else it says when.
    pub(super) fn ask_for(&mut self, old: bool, new: bool, hold: Option<Moment>) -> Result<(), Illegal> {
        let which = if old && self.can_ask(Which::Old) { Which::Old } else { Which::New };
        if !(old && self.can_ask(Which::Old) || new && self.can_ask(Which::New)) {
            return Err(Illegal::new("`ask`", "no secret is here to ask with", ""));
        }
        let soonest = asking::soonest(self.rows(which), self.pace.budget_spacing, self.now());
        if let Some(at) = soonest.max(hold.filter(|hold| *hold > self.now())) {
            let why = format!("{} was asked a moment ago and refused", self.venue());
            return Err(Illegal::new("`ask`", why, format!("Ask again at {}.", clock(at))));
        }
        self.ask(old, new);
        Ok(())
    }

    /// What the exchange said last about the key itself, as a sentence goes on: "it is refused -2015", "it answers".
    pub(super) fn heard(&self, which: Which) -> String {
        self.last_said(which).map_or_else(|| "nothing was heard".to_owned(), says)
    }

    /// What the newest question brought, also where it says nothing about the key.
    pub(super) fn newest(&self, which: Which) -> Option<String> {
        let asked = self.rows(which).iter().filter(|row| row.sign().is_some());
        asked.max_by_key(|row| row.number).map(|row| format!("Asked at {} UTC: {}.", clock(row.at), says(row)))
    }
}

/// Refuses a word that needs the bot's name or a reason and came without.
pub(super) fn complete(said: &Said, act: &Act<'_>) -> Result<(), Illegal> {
    if said.word.needs_name() && !said.typed {
        let hint = format!("Give it with `--type-name {}`.", act.world.bot.name);
        return Err(Illegal::new(quoted(&said.word), "it cannot be taken back, so the bot's name must be typed", hint));
    }
    if said.word.needs_reason() {
        reason(said)?;
    }
    Ok(())
}

/// The reason that came along.
pub(super) fn reason(said: &Said) -> Result<&str, Illegal> {
    let reason = said.reason.as_deref().map(str::trim).filter(|reason| !reason.is_empty());
    reason.ok_or_else(|| Illegal::new(quoted(&said.word), "it needs a reason", "Give it with `--reason TEXT`."))
}

/// A wish that this state does not take.
pub(super) fn refused(word: &Word, why: impl Into<String>, waits_for: &[String]) -> Illegal {
    let hint = match waits_for {
        [] => String::new(),
        [first, ..] => format!("It waits for `{first}`."),
    };
    Illegal::new(quoted(word), why, hint)
}

pub(super) fn quoted(word: &Word) -> String {
    format!("`{word}`")
}

fn says(row: &Evidence) -> String {
    match &row.kind {
        EvidenceKind::Answer { sign: Sign::Answers, .. } => "it answers".to_owned(),
        EvidenceKind::Answer { sign: Sign::Nothing, .. } => "nothing came back that says anything about it".to_owned(),
        EvidenceKind::Answer { code, .. } => {
            let code = code.as_ref().map(|code| format!(" {code}")).unwrap_or_default();
            format!("it is refused{code}")
        }
        _ => "nothing was heard".to_owned(),
    }
}

/// The time of day, UTC, as sentences say it.
pub(super) fn clock(at: Moment) -> String {
    at.format("%H:%M:%S").to_string()
}

/// A distance as sentences say it: `40 s`, `15 min`, `2 h`.
pub(super) fn span(span: crate::domain::Span) -> String {
    let seconds = span.num_seconds().max(0);
    match seconds {
        0..=119 => format!("{seconds} s"),
        120..=7199 => format!("{} min", seconds.div_euclid(60)),
        _ => format!("{} h", seconds.div_euclid(3600)),
    }
}
