//! A small model of everything around the flows: the inventory's rows, a secret store, an exchange, and the engine's loop
//! (write, act, write). A crash is the loop ending between two of these; everything that was not written is gone.

use super::venues::Venue;
use crate::domain::{
    Account, AccountKind, AddressList, Bot, BotKind, BotName, Cidr, Class, Custody, Delivery, Digest, Evidence,
    EvidenceKind, Fingerprint, Generation, Grade, Host, HostName, Key, KeyHint, KeyId, KeyState, KeyTold, ListState,
    Moment, Outcome, Pace, Policy, Power, Reading, Scopes, SecretPlace, Sign, SiteId, SlotId, Span, Told, Transfer,
    Tri, VenueFacts, Way,
};
use crate::flows::proof::{self, ProofSite};
use crate::flows::{
    Command, Edit, Event, Flow, Illegal, KeyView, Named, NewKey, OpenRotation, Owner, Said, SlotLook, Snapshot, Step,
    StoreState, Word, World, begin_revocation, begin_rotation, read, snapshot, step, write,
};
use std::collections::BTreeMap;

/// How a key is, at the exchange.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Life {
    Lives,
    /// Trading is off.
    Off,
    Asleep,
    Dead,
}

#[derive(Debug, Clone)]
pub(super) struct KeyRow {
    pub(super) key: Key,
    pub(super) evidence: Vec<Evidence>,
}

#[derive(Debug, Clone)]
pub(super) struct FlowRow {
    pub(super) id: i64,
    pub(super) text: String,
    /// What the text reads back as: asserted at each write, so that it need not be read again.
    pub(super) flow: Option<Flow>,
    pub(super) open: bool,
    /// A change that was ordered and has no outcome row.
    pub(super) intent: Option<Command>,
}

/// Where the loop ends next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Crash {
    Never,
    /// After this many written transactions, before the act.
    BeforeAct(usize),
    /// After the act, before its outcome is written.
    AfterAct(usize),
}

/// Why a call ended early.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Stop {
    Illegal(Illegal),
    Crashed,
}

impl From<Illegal> for Stop {
    fn from(illegal: Illegal) -> Self {
        Self::Illegal(illegal)
    }
}

#[derive(Debug, Clone)]
pub(super) struct House {
    pub(super) venue: Venue,
    pub(super) facts: VenueFacts,
    pub(super) now: Moment,
    pub(super) pace: Pace,
    pub(super) bot: Bot,
    pub(super) host: Host,
    pub(super) keys: Vec<KeyRow>,
    pub(super) flows: Vec<FlowRow>,
    pub(super) store: StoreState,
    /// What lies in the store.
    pub(super) slots: BTreeMap<SlotId, Fingerprint>,
    /// The exchange's own truth, by the key's fingerprint.
    pub(super) at_exchange: BTreeMap<Fingerprint, Life>,
    /// The exchange answers nothing.
    pub(super) down: bool,
    /// This computer is on no key's list.
    pub(super) off_list: bool,
    /// The exchange's clock minus ours.
    pub(super) skew: Span,
    /// The next change's outcome is unknown: done all the same, or not.
    pub(super) unknown: Option<bool>,
    pub(super) crash: Crash,
    pub(super) writes: usize,
    /// The credential that a person gave and that is in memory only.
    pub(super) in_hand: Option<Fingerprint>,
    pub(super) next_row: i64,
    pub(super) next_key: u8,
    /// What was said last, for the invariants.
    pub(super) last_word: Option<Said>,
    /// The flows to which a person said `wipe`, the bot's name typed.
    pub(super) wipe_typed: Vec<i64>,
    /// A person may say what is not so.
    pub(super) liar: bool,
    pub(super) steps: usize,
    /// The flow that is driven.
    pub(super) running: i64,
}

impl House {
    pub(super) fn new(venue: Venue) -> Self {
        let facts = venue.facts();
        let pace = Policy::default().pace(&facts, false);
        let now = crate::domain::moment_from_millis(1_773_630_000_000).unwrap();
        let name = HostName::new("vps-fra").unwrap();
        let bot = Bot {
            name: BotName::new("arb").unwrap(),
            kind: BotKind::Freqtrade,
            custody: Custody::Own,
            host: Some(name.clone()),
            needs_told: None,
            max_age_days: None,
            delivery: Delivery::ByHand,
            retired: false,
        };
        let mut house = Self {
            venue,
            facts,
            now,
            pace,
            bot,
            host: Host { name, addresses: vec![Cidr::parse("203.0.113.7").unwrap()], way: Way::Direct },
            keys: Vec::new(),
            flows: Vec::new(),
            store: StoreState::Open,
            slots: BTreeMap::new(),
            at_exchange: BTreeMap::new(),
            down: false,
            off_list: false,
            skew: Span::milliseconds(12),
            unknown: None,
            crash: Crash::Never,
            writes: 0,
            in_hand: None,
            next_row: 1,
            next_key: 1,
            last_word: None,
            wipe_typed: Vec::new(),
            liar: false,
            steps: 0,
            running: 0,
        };
        let first = house.make_at_exchange();
        let slot = SlotId::new("slot-first").unwrap();
        house.slots.insert(slot.clone(), first.fingerprint);
        house.insert_key(Generation(1), first.hint, Some(first.fingerprint), Some(slot), KeyState::Active);
        house.keys[0].key.current = true;
        house.keys[0].key.secret = SecretPlace::Keyring;
        house
    }

    /// The best-kept key: on an address list that this computer is not on.
    pub(super) fn off_list(venue: Venue) -> Self {
        Self { off_list: true, ..Self::new(venue) }
    }

    pub(super) fn site(&self) -> SiteId {
        SiteId::new("global").unwrap()
    }

    // -- the exchange ---------------------------------------------------------------------------------------------------

    pub(super) fn make_at_exchange(&mut self) -> NewKey {
        let n = self.next_key;
        self.next_key = n.wrapping_add(1).max(1);
        let fingerprint = Fingerprint::new([n; 32]);
        self.at_exchange.insert(fingerprint, Life::Lives);
        let hint = KeyHint::new(&format!("k{n:03}")).unwrap();
        NewKey { slot: SlotId::new(&format!("slot-{n}")).unwrap(), fingerprint, hint, owner: None }
    }

    pub(super) fn life(&self, generation: Generation) -> Option<Life> {
        self.key(generation).key.fingerprint.and_then(|fingerprint| self.at_exchange.get(&fingerprint).copied())
    }

    pub(super) fn set_life(&mut self, generation: Generation, life: Life) {
        if let Some(fingerprint) = self.key(generation).key.fingerprint {
            self.at_exchange.insert(fingerprint, life);
        }
    }

    /// What is said about a key, and what the row of it is.
    fn answer(&mut self, index: usize, way: &Way) {
        let row = &self.keys[index];
        let life = row.key.fingerprint.and_then(|print| self.at_exchange.get(&print).copied()).unwrap_or(Life::Dead);
        let refused = |(class, sign, code)| (class, sign, Some(code), None);
        let (class, sign, code, power) = match life {
            _ if self.down => (Class::Down, Sign::Nothing, None, None),
            Life::Dead => refused(self.venue.no_such_key(!self.off_list)),
            _ if self.off_list => refused(self.venue.address()),
            Life::Asleep => refused(self.venue.asleep()),
            Life::Lives | Life::Off => {
                let trade = Tri::from(life == Life::Lives);
                (Class::Ok, Sign::Answers, None, Some(Power { trade, move_coins: Tri::No }))
            }
        };
        let evidence = Evidence {
            number: self.next_row,
            at: self.now,
            exchange_at: (!self.down).then(|| self.now + self.skew),
            site: self.site(),
            way: way.clone(),
            egress: None,
            kind: EvidenceKind::Answer { class, sign, code, control: !self.down, power },
        };
        self.next_row += 1;
        if sign == Sign::Answers {
            let reading = self.reading(life == Life::Lives);
            self.keys[index].key.reading = Some((self.now, reading));
        }
        self.keys[index].evidence.push(evidence);
    }

    fn reading(&self, trade: bool) -> Reading {
        let mut scopes = Scopes::none();
        scopes.read = Tri::Yes;
        scopes.spot = Tri::from(trade);
        scopes.transfer = Transfer::No;
        let addresses = self.facts.tells.addresses.then(|| self.host.addresses.clone());
        Reading {
            scopes,
            list: AddressList { state: ListState::Restricted, addresses },
            created: Told::NotTold,
            expires: Told::None,
            last_used: Told::NotTold,
            account: AccountKind::Main,
            account_id: Told::Is("4711".into()),
            symbols: Told::NotTold,
            label: Told::NotTold,
            third_party: false,
            remarks: Vec::new(),
            digest: Digest::new([0; 32]),
        }
    }

    // -- rows -----------------------------------------------------------------------------------------------------------

    pub(super) fn key(&self, generation: Generation) -> &KeyRow {
        self.keys.iter().find(|row| row.key.generation == generation).unwrap()
    }

    fn index(&self, generation: Generation) -> usize {
        self.keys.iter().position(|row| row.key.generation == generation).unwrap()
    }

    pub(super) fn current(&self) -> Option<Generation> {
        let current: Vec<_> = self.keys.iter().filter(|row| row.key.current).collect();
        assert!(current.len() <= 1, "at most one current key a bot and exchange");
        current.first().map(|row| row.key.generation)
    }

    fn insert_key(
        &mut self,
        generation: Generation,
        hint: KeyHint,
        fingerprint: Option<Fingerprint>,
        slot: Option<SlotId>,
        state: KeyState,
    ) {
        assert!(self.keys.iter().all(|row| row.key.generation != generation), "a generation is given once");
        let twice = fingerprint.is_some() && self.keys.iter().any(|row| row.key.fingerprint == fingerprint);
        assert!(!twice, "one credential is one key");
        let key = Key {
            id: KeyId(i64::from(generation.0)),
            bot: self.bot.name.clone(),
            exchange: self.facts.id.clone(),
            site: self.site(),
            account: Account::main(),
            generation,
            hint,
            fingerprint,
            slot,
            secret: SecretPlace::None,
            state,
            current: false,
            first_seen: self.now,
            told: KeyTold::default(),
            reading: None,
            answer: None,
            list_proven_at: None,
            grade: Grade::Unasked,
        };
        self.keys.push(KeyRow { key, evidence: Vec::new() });
    }

    pub(super) fn flow(&self, id: i64) -> Flow {
        self.flows.iter().find(|row| row.id == id).and_then(|row| row.flow.clone()).unwrap()
    }

    pub(super) fn open_flow(&self, kind: crate::flows::FlowKind) -> Option<i64> {
        self.flows.iter().find(|row| row.open && self.flow(row.id).kind() == kind).map(|row| row.id)
    }

    pub(super) fn grade_of(&self, generation: Generation) -> Grade {
        let row = self.key(generation);
        let site = self.site();
        let on = ProofSite::new(&site, &self.pace, self.secret_here(&row.key), true);
        proof::grade(&row.evidence, &on).grade
    }

    fn secret_here(&self, key: &Key) -> Tri {
        Tri::from(key.secret != SecretPlace::None)
    }

    /// The world as a flow sees it.
    pub(super) fn with_world<T>(
        &self,
        id: i64,
        flow: Option<&Flow>,
        about: Option<Generation>,
        see: impl FnOnce(&World<'_>) -> T,
    ) -> T {
        let current = self.current();
        let old = flow.map_or(about, Flow::old);
        let new = flow.and_then(|flow| flow.second(current));
        let view = |generation: Option<Generation>| {
            let row = self.key(generation?);
            Some(KeyView { key: &row.key, evidence: &row.evidence, secret_here: self.secret_here(&row.key) })
        };
        let others = || self.flows.iter().filter(|row| row.open && row.id != id).map(|row| self.flow(row.id));
        let rotation = others().find_map(|flow| match flow {
            Flow::Rotation(flow) => {
                Some(OpenRotation { old: flow.old.map(|key| key.generation), new: flow.new.map(|key| key.generation) })
            }
            Flow::Revocation(_) => None,
        });
        let revocation = others().find_map(|flow| match flow {
            Flow::Revocation(flow) => Some(flow.key.generation),
            Flow::Rotation(_) => None,
        });
        let site = self.site();
        let next = self.keys.iter().map(|row| row.key.generation.0).max().unwrap_or(0) + 1;
        see(&World {
            now: self.now,
            flow: id,
            bot: &self.bot,
            host: Some(&self.host),
            venue: &self.facts,
            site: &site,
            pace: self.pace,
            old: view(old),
            new: view(new),
            current: current.map(|generation| Named::of(&self.key(generation).key)),
            next_generation: Generation(next),
            store: self.store,
            rotation,
            revocation,
            max_age_days: 90,
        })
    }

    pub(super) fn snapshot(&self, id: i64) -> Snapshot {
        let flow = self.flow(id);
        self.with_world(id, Some(&flow), None, |world| snapshot(&flow, world))
    }

    // -- the engine -----------------------------------------------------------------------------------------------------

    /// `rotate BOT --tell begin`.
    pub(super) fn rotate(&mut self) -> Result<i64, Stop> {
        let id = i64::try_from(self.flows.len()).unwrap() + 1;
        let about = self.current();
        let said = Said::plain(Word::Begin);
        self.last_word = Some(said.clone());
        let begun = self.with_world(id, None, about, |world| {
            let flow = begin_rotation(world);
            step(&flow, &Event::Word(said), world)
        })?;
        self.flows.push(FlowRow { id, text: String::new(), flow: None, open: true, intent: None });
        self.run(id, begun)?;
        Ok(id)
    }

    /// `revoke BOT --generation N --reason TEXT`.
    pub(super) fn revoke(&mut self, generation: Generation) -> Result<i64, Stop> {
        let id = i64::try_from(self.flows.len()).unwrap() + 1;
        let opened =
            self.with_world(id, None, Some(generation), |world| begin_revocation(world, "a server is not only mine"))?;
        self.flows.push(FlowRow { id, text: String::new(), flow: None, open: true, intent: None });
        self.run(id, opened)?;
        Ok(id)
    }

    /// One event, driven until nothing is left to do. What an earlier run left is looked at first.
    pub(super) fn tell(&mut self, id: i64, event: Event) -> Result<(), Stop> {
        self.resume(id)?;
        if let Event::Word(said) = &event {
            self.last_word = Some(said.clone());
            if said.word == Word::Wipe && said.typed {
                self.wipe_typed.push(id);
            }
        }
        if let Event::HaveKey(key) = &event {
            self.in_hand = Some(key.fingerprint);
        }
        let moved = self.step(id, &event)?;
        self.run(id, moved)
    }

    pub(super) fn say(&mut self, id: i64, word: &str) -> Result<(), Stop> {
        self.tell(id, Event::Word(Said::plain(Word::parse(word).unwrap()).with_name().because("because")))
    }

    pub(super) fn tick(&mut self, id: i64) -> Result<(), Stop> {
        self.tell(id, Event::Tick)
    }

    /// A new key is made at the exchange and given.
    pub(super) fn give(&mut self, id: i64, key: &NewKey) -> Result<(), Stop> {
        self.next_key = self.next_key.wrapping_add(1);
        let known = self.keys.iter().find(|row| row.key.fingerprint == Some(key.fingerprint));
        let sealed = known.and_then(|row| row.key.slot.clone()).filter(|slot| self.slots.contains_key(slot));
        let slot = sealed.unwrap_or_else(|| SlotId::new(&format!("paste-{}-{}", self.next_key, self.steps)).unwrap());
        let owner = self.keys.iter().find(|row| row.key.fingerprint == Some(key.fingerprint)).map(|row| Owner {
            bot: row.key.bot.clone(),
            exchange: row.key.exchange.clone(),
            generation: row.key.generation,
            state: row.key.state,
        });
        self.tell(id, Event::HaveKey(NewKey { slot, owner, ..key.clone() }))
    }

    fn step(&mut self, id: i64, event: &Event) -> Result<Step, Illegal> {
        self.steps += 1;
        let flow = self.flow(id);
        self.with_world(id, Some(&flow), None, |world| step(&flow, event, world))
    }

    /// A pending intent is looked at before anything else.
    fn resume(&mut self, id: i64) -> Result<(), Stop> {
        let intent = self.flows.iter().find(|row| row.id == id).and_then(|row| row.intent.clone());
        let Some(look) = intent.and_then(|intent| intent.look()) else { return Ok(()) };
        self.in_hand = None;
        self.running = id;
        let event = self.act(&look);
        self.clear_intent(id);
        let moved = self.step(id, &event)?;
        self.run(id, moved)
    }

    fn clear_intent(&mut self, id: i64) {
        for row in self.flows.iter_mut().filter(|row| row.id == id) {
            row.intent = None;
        }
    }

    /// Write, act, write, until there is nothing left to do.
    fn run(&mut self, id: i64, mut moved: Step) -> Result<(), Stop> {
        for _ in 0..20 {
            self.running = id;
            self.write(id, &moved);
            self.writes += 1;
            let Some(command) = moved.command else { return Ok(()) };
            if self.crash == Crash::BeforeAct(self.writes) {
                self.in_hand = None;
                return Err(Stop::Crashed);
            }
            let evidence: Vec<usize> = self.keys.iter().map(|row| row.evidence.len()).collect();
            let event = self.act(&command);
            if self.crash == Crash::AfterAct(self.writes) {
                // Rows of a look come with the step that it causes: they are lost, a change is not.
                for (row, len) in self.keys.iter_mut().zip(evidence) {
                    row.evidence.truncate(len);
                }
                self.in_hand = None;
                return Err(Stop::Crashed);
            }
            self.clear_intent(id);
            moved = self.step(id, &event).map_err(Stop::Illegal)?;
        }
        panic!("the loop does not end: {}", self.flows.iter().find(|row| row.id == id).unwrap().text);
    }

    fn write(&mut self, id: i64, moved: &Step) {
        self.check_order(id, moved);
        let text = write(&moved.flow);
        let read_back = read(&text).unwrap();
        assert_eq!(read_back, moved.flow, "a stored flow reads back");
        let intent = moved.command.clone().filter(Command::is_change);
        let row = self.flows.iter_mut().find(|row| row.id == id).unwrap();
        row.text = text;
        row.flow = Some(read_back);
        row.open = moved.open;
        if let Some(intent) = intent {
            assert!(row.intent.is_none(), "no change is ordered while the outcome of one is not known");
            row.intent = Some(intent);
        }
        for edit in moved.edits.clone() {
            self.apply(id, edit);
        }
        super::invariants::hold(self, id);
    }

    /// What must be so before a change is ordered.
    fn check_order(&self, id: i64, moved: &Step) {
        if let Some(Command::Wipe { generation, .. }) = &moved.command {
            let grade = self.grade_of(*generation);
            assert!(grade.is_death(), "a secret is wiped only after a word for death, not {grade:?}");
            let typed = self.wipe_typed.contains(&id);
            assert!(grade == Grade::ProvenDead || typed, "by itself only after proven dead");
        }
        let before =
            self.flows.iter().find(|row| row.id == id).filter(|row| !row.text.is_empty()).map(|_| self.flow(id));
        if let Some(Flow::Rotation(before)) = &before {
            super::invariants::takes_over(self, before, moved);
        }
    }

    fn apply(&mut self, id: i64, edit: Edit) {
        match edit {
            Edit::Candidate { generation, hint, fingerprint, slot } => {
                self.insert_key(generation, hint, Some(fingerprint), Some(slot), KeyState::Candidate);
            }
            Edit::LostOrphan { generation, hint } => {
                let hint = hint.unwrap_or_else(|| KeyHint::of_key(""));
                self.insert_key(generation, hint, None, None, KeyState::Orphan);
            }
            Edit::Slot { generation, slot } => {
                let index = self.index(generation);
                self.keys[index].key.slot = Some(slot);
            }
            Edit::SecretHere { generation } => {
                let index = self.index(generation);
                self.keys[index].key.secret = SecretPlace::Keyring;
            }
            Edit::SecretGone { generation } => {
                let index = self.index(generation);
                self.keys[index].key.secret = SecretPlace::None;
            }
            Edit::State { generation, state } => {
                let index = self.index(generation);
                self.keys[index].key.state = state;
            }
            Edit::Current { generation } => {
                for row in &mut self.keys {
                    row.key.current = row.key.generation == generation;
                }
            }
            Edit::NoLongerCurrent { generation } => {
                let index = self.index(generation);
                self.keys[index].key.current = false;
            }
            Edit::Evidence { generation, kind } => {
                let index = self.index(generation);
                let number = self.next_row;
                self.next_row += 1;
                let (at, site, way) = (self.now, self.site(), self.host.way.clone());
                let row = Evidence { number, at, exchange_at: None, site, way, egress: None, kind };
                self.keys[index].evidence.push(row);
            }
            Edit::Open(flow) => {
                let id = i64::try_from(self.flows.len()).unwrap() + 1;
                let text = write(&flow);
                self.flows.push(FlowRow { id, flow: read(&text).ok(), text, open: true, intent: None });
            }
            Edit::Park => self.pass_on(id, Event::Parked),
            Edit::Unpark { killed, first } => self.pass_on(id, Event::Unparked { killed, first }),
            Edit::RetireBot => self.bot.retired = true,
            Edit::Journal { what, .. } => assert!(!what.is_empty() && !what.contains('\n')),
        }
    }

    /// The open rotation takes an event in the same transaction; looks wait for its own next drive.
    fn pass_on(&mut self, id: i64, event: Event) {
        let other = self.flows.iter().find(|row| row.open && row.id != id).map(|row| row.id);
        let Some(other) = other else { return };
        let moved = self.step(other, &event).unwrap();
        assert_eq!(moved.command, None, "nothing is done for another's row");
        for edit in moved.edits.clone() {
            self.apply(other, edit);
        }
        let row = self.flows.iter_mut().find(|row| row.id == other).unwrap();
        row.text = write(&moved.flow);
        row.flow = read(&row.text).ok();
        row.open = moved.open;
    }

    fn act(&mut self, command: &Command) -> Event {
        match command {
            Command::Ask { old, new, way } => {
                let way = way.clone().unwrap_or_else(|| self.host.way.clone());
                let flow = self.flow(self.running);
                let current = self.current();
                for generation in
                    [flow.old().filter(|_| *old), flow.second(current).filter(|_| *new)].into_iter().flatten()
                {
                    let index = self.index(generation);
                    assert!(
                        self.keys[index].key.secret != SecretPlace::None,
                        "only a key whose secret is here is asked"
                    );
                    self.answer(index, &way);
                }
                Event::Asked { old: *old, new: *new }
            }
            Command::LookSlot { slot, fingerprint } => Event::SlotLooked(match self.slots.get(slot) {
                _ if self.store != StoreState::Open => SlotLook::Locked,
                None => SlotLook::Absent,
                Some(there) if there == fingerprint => SlotLook::Equal,
                Some(_) => SlotLook::Other,
            }),
            Command::Seal { slot, fingerprint, .. } => {
                assert!(self.slots.get(slot).is_none_or(|there| there == fingerprint), "a slot is written once");
                let here = self.in_hand == Some(*fingerprint) && self.store == StoreState::Open;
                let outcome = self.outcome(here);
                if outcome.1 {
                    self.slots.insert(slot.clone(), *fingerprint);
                }
                Event::Sealed(outcome.0)
            }
            Command::Wipe { slot, .. } => {
                let outcome = self.outcome(self.store == StoreState::Open);
                if outcome.1 {
                    self.slots.remove(slot);
                }
                Event::Wiped(outcome.0)
            }
        }
    }

    /// What a change gives, and whether it is done.
    fn outcome(&mut self, can: bool) -> (Outcome, bool) {
        match self.unknown.take() {
            Some(done) => (Outcome::Unknown, done && can),
            None if can => (Outcome::Confirmed, true),
            None => (Outcome::Refused, false),
        }
    }
}
