//! What keys, pastes and answers do to it.

use super::bot::{self, KnownHost};
use super::exchange::{self, Where};
use crate::domain::{Class, KeyHint, KeyId, KeyState, Moment};
use crate::engine::port::{AddCard, AddDraft, Answer, FleetRow, Job, StoreKind, StoreState};
use crate::rules::RowSign;
use crate::secret::usual::Usual;
use crate::secret::{Handle, Place as Part, Wiped};
use crate::tui::actions::{Action, Step as Move};
use crate::tui::canvas::Words;
use crate::tui::glyphs;
use crate::tui::input::{Key, Paste};
use crate::tui::screens::flow::{Making, passphrase};
use crate::tui::screens::{Door, Place, Screen, fleet, open, page, unlock};
use crate::tui::state::{Focus, Go, Shared, Ticket};
use crate::tui::widgets::form::Form;
use crate::tui::widgets::secrets::{Says, Secrets};

/// The step on the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// 1.
    Bot,
    /// 2.
    Exchange,
    /// 3.
    Secret,
    /// 4.
    Check,
    /// 5.
    Save,
    /// A key is sealed and not saved: go on, or drop it.
    Leave,
}

/// The screen.
#[derive(Debug)]
pub struct State {
    pub(super) step: Step,
    pub(super) bot: Form<bot::Name>,
    /// What the bot needs was told, and does not follow its kind any more.
    pub(super) needs_told: bool,
    pub(super) hosts: Vec<KnownHost>,
    pub(super) exchange: Form<exchange::Name>,
    pub(super) secrets: Option<Secrets>,
    /// How long the parts were that were sealed.
    pub(super) sealed: Vec<(Part, usize)>,
    pub(super) card: Option<Box<AddCard>>,
    /// A key that another sitting began.
    pub(super) left: Option<Box<FleetRow>>,
    pub(super) refused: Option<String>,
    pub(super) choice: usize,
    pub(super) scroll: usize,
    /// The fields are sealed as soon as the store is open.
    once_open: bool,
    pub(super) making: Making,
    /// The next `y` copies the passphrase that was made.
    pub(super) copies_passphrase: bool,
    sent: Option<(Ticket, Sent, Moment)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sent {
    Seal,
    Ask,
    Save,
    Drop,
}

/// How many hosts' addresses are read beforehand.
const HOSTS: usize = 8;

impl State {
    /// The first step; or the question what becomes of a key that was begun and not saved.
    pub fn new(shared: &mut Shared) -> Self {
        shared.start(Job::Store);
        let rows: Vec<FleetRow> = shared.fleet.iter().flat_map(|fleet| fleet.rows.iter().cloned()).collect();
        let mut hosts: Vec<KnownHost> = Vec::new();
        for row in &rows {
            if let (Some(host), Some(id)) = (&row.host, row.id)
                && hosts.len() < HOSTS
                && !hosts.iter().any(|known| known.name == *host)
            {
                hosts.push(KnownHost { name: host.clone(), addresses: Vec::new(), way: None });
                shared.start(Job::Key(id));
            }
        }
        let left = rows.into_iter().find(|row| row.state == Some(KeyState::Adding) && row.id.is_some());
        let mut bot = bot::form(&hosts, &shared.bench.policy);
        bot::fit(&mut bot, &hosts);
        Self {
            step: if left.is_some() { Step::Leave } else { Step::Bot },
            exchange: exchange::form(&shared.bench.venues, None, ""),
            bot,
            needs_told: false,
            hosts,
            secrets: None,
            sealed: Vec::new(),
            card: None,
            left: left.map(Box::new),
            refused: None,
            choice: 0,
            scroll: 0,
            once_open: false,
            making: Making::default(),
            copies_passphrase: false,
            sent: None,
        }
    }

    /// The question what becomes of this key, which was begun and not saved.
    pub fn go_on(row: &FleetRow, shared: &mut Shared) -> Self {
        Self { step: Step::Leave, left: Some(Box::new(row.clone())), ..Self::new(shared) }
    }

    pub(super) fn host(&self) -> Option<&KnownHost> {
        bot::host(&self.bot, &self.hosts)
    }

    /// For how many seconds the engine has been at it.
    pub(super) fn busy(&self, now: Moment) -> Option<i64> {
        self.sent.map(|(_, _, since)| (now - since).num_seconds().max(0))
    }

    /// Where it trades, as the form says.
    pub(super) fn place_of(&self, shared: &Shared) -> Option<Where> {
        exchange::read(&self.exchange, &shared.bench.venues, self.host()).ok()
    }

    pub(super) fn usual(&self, shared: &Shared) -> Usual {
        exchange::venue(&self.exchange, &shared.bench.venues).map_or_else(Usual::default, Usual::of)
    }

    /// The key that is sealed and not saved.
    fn begun(&self) -> Option<(KeyId, String)> {
        match (&self.card, &self.left) {
            (Some(card), _) => Some((card.key, card.row.bot.to_string())),
            (None, Some(row)) => row.id.map(|id| (id, row.bot.to_string())),
            (None, None) => None,
        }
    }

    pub(super) fn hint(&self) -> Option<KeyHint> {
        match (&self.card, &self.left) {
            (Some(card), _) => card.row.hint,
            (None, Some(row)) => row.hint,
            (None, None) => self.secrets.as_ref().and_then(Secrets::hint),
        }
    }

    /// A passphrase that was made here and is not sealed yet.
    pub fn made(&self) -> Option<&Wiped> {
        self.secrets.as_ref().and_then(Secrets::made)
    }

    /// The fields for the exchange that is chosen; those that hold a passphrase for it stay.
    fn fields(&mut self, shared: &mut Shared) {
        let usual = self.usual(shared);
        if self.secrets.as_ref().is_some_and(|secrets| secrets.is_for(&usual) && secrets.made().is_some()) {
            return;
        }
        if self.secrets.replace(Secrets::new(usual)).is_some_and(|secrets| secrets.made().is_some()) {
            passphrase::say_wiped(shared);
        }
    }

    /// A key that was taken from a made-up exchange's page waits for these fields.
    pub(super) fn taken(&self, shared: &Shared) -> bool {
        exchange::venue(&self.exchange, &shared.bench.venues)
            .is_some_and(|venue| shared.bench.taken_of(&venue.id, shared.now).is_some())
    }

    /// The exchange says that all holds.
    pub(super) fn holds(&self) -> bool {
        self.card.as_ref().is_some_and(|card| {
            let answered = card.asked.as_ref().is_some_and(|asked| asked.class == Class::Ok);
            answered && !card.lines.iter().any(|line| matches!(line.sign, RowSign::Broken | RowSign::Soon))
        })
    }

    fn send(&mut self, job: Job, what: Sent, shared: &mut Shared) -> Go {
        if self.sent.is_none() {
            self.refused = None;
            self.sent = Some((shared.start(job), what, shared.now));
        }
        Go::Stay
    }

    fn to(&mut self, step: Step) -> Go {
        self.step = step;
        self.refused = None;
        self.choice = 0;
        self.scroll = 0;
        Go::Stay
    }
}

/// Where the keys are.
pub fn place(state: &State) -> Place {
    match state.step {
        Step::Bot => Place::AddBot,
        Step::Exchange => Place::AddExchange,
        Step::Secret if state.card.is_some() => Place::AddSealed,
        Step::Secret => Place::AddSecret,
        Step::Check => Place::AddCheck,
        Step::Save => Place::AddSave,
        Step::Leave => Place::AddLeave,
    }
}

/// Where keys and pastes go.
pub fn focus(state: &State) -> Focus {
    let of_form = |text: bool| if text { Focus::Text } else { Focus::Choosing };
    match state.step {
        Step::Bot => of_form(state.bot.takes_text()),
        Step::Exchange => of_form(state.exchange.takes_text()),
        Step::Secret if state.card.is_none() => Focus::Secret,
        _ => Focus::Actions,
    }
}

/// Does an action.
pub fn act(state: &mut State, shared: &mut Shared, action: Action) -> Go {
    state.once_open = false;
    match action {
        Action::Back => back(state),
        Action::Enter => enter(state, shared),
        Action::Pick(place) => {
            state.choice = usize::from(place).min(if state.step == Step::Save { 2 } else { 1 });
            enter(state, shared)
        }
        Action::Move(step) => {
            go(state, step, shared);
            Go::Stay
        }
        Action::Needs => {
            state.bot.go_to(bot::Name::Needs);
            Go::Stay
        }
        Action::Days => {
            state.bot.go_to(bot::Name::Days);
            Go::Stay
        }
        Action::Page => page(state, shared),
        Action::Copy => {
            copy(state, shared);
            Go::Stay
        }
        Action::MakePassphrase => {
            make_passphrase(state, shared);
            Go::Stay
        }
        Action::ClearClipboard => {
            shared.copy("");
            let rest = Words::new().text("A clipboard manager or a synced phone may keep a copy.");
            shared.say(glyphs::DONE, "keyward", "The clipboard is cleared here.", rest);
            Go::Stay
        }
        Action::Ask => ask(state, shared),
        Action::Save if state.step == Step::Check && state.card.is_some() => state.to(Step::Save),
        Action::Edit => match &state.card {
            Some(card) => open(&Door::Edit(&card.row.clone()), shared),
            None => Go::Stay,
        },
        _ => Go::Stay,
    }
}

fn go(state: &mut State, step: Move, shared: &Shared) {
    let last = match state.step {
        Step::Save | Step::Leave => 1,
        _ => {
            let first = shared.window.first;
            state.scroll = if matches!(step, Move::Up | Move::PageUp) { first.saturating_sub(1) } else { first + 1 };
            return;
        }
    };
    // The second choice of saving keeps its place for what comes later.
    let far = if state.step == Step::Save { 2 } else { last };
    state.choice = if matches!(step, Move::Down | Move::PageDown | Move::End) { far } else { 0 };
}

/// One step back; with a key that is sealed, the question what becomes of it.
fn back(state: &mut State) -> Go {
    match state.step {
        Step::Bot => Go::Back,
        Step::Exchange => state.to(Step::Bot),
        Step::Secret if state.card.is_some() => state.to(Step::Leave),
        Step::Secret => state.to(Step::Exchange),
        Step::Check => state.to(Step::Secret),
        Step::Save => state.to(Step::Check),
        Step::Leave => Go::Back,
    }
}

fn enter(state: &mut State, shared: &mut Shared) -> Go {
    if state.sent.is_some() {
        return Go::Stay;
    }
    match state.step {
        Step::Bot => bot_done(state, shared),
        Step::Exchange => exchange_done(state, shared),
        Step::Secret if state.card.is_some() => ask(state, shared),
        Step::Secret => seal(state, shared),
        Step::Check if state.holds() => state.to(Step::Save),
        Step::Check => page(state, shared),
        Step::Save => match state.begun() {
            Some((key, _)) => state.send(Job::AddSave(key), Sent::Save, shared),
            None => Go::Stay,
        },
        Step::Leave => leave(state, shared),
    }
}

/// Go on with a key that is sealed and not saved, or drop it.
fn leave(state: &mut State, shared: &mut Shared) -> Go {
    let Some((key, _)) = state.begun() else { return state.to(Step::Bot) };
    match (state.choice, &state.card) {
        (0, Some(_)) => state.to(Step::Secret),
        (0, None) => state.send(Job::AddAsk(key), Sent::Ask, shared),
        _ => state.send(Job::AddDrop(key), Sent::Drop, shared),
    }
}

fn bot_done(state: &mut State, shared: &mut Shared) -> Go {
    match bot::read(&state.bot, &state.hosts, &shared.bench.policy, state.needs_told) {
        Ok((name, _)) => {
            let fresh = exchange::form(&shared.bench.venues, state.host(), name.as_str());
            // What was chosen there before stays, unless the machine is another.
            if state.exchange.text(exchange::Name::Sub).is_empty() || state.host().is_some() {
                let at = state.exchange.chosen(exchange::Name::Exchange);
                if at == 0 {
                    state.exchange = fresh;
                }
            }
            state.to(Step::Exchange)
        }
        Err((field, why)) => {
            state.bot.go_to(field);
            state.refused = Some(why);
            Go::Stay
        }
    }
}

fn exchange_done(state: &mut State, shared: &mut Shared) -> Go {
    match exchange::read(&state.exchange, &shared.bench.venues, state.host()) {
        Ok(_) => {
            state.fields(shared);
            state.to(Step::Secret);
            if is_unmade(shared) { make_store(shared) } else { Go::Stay }
        }
        Err((field, why)) => {
            state.exchange.go_to(field);
            state.refused = Some(why);
            Go::Stay
        }
    }
}

/// No secret was ever sealed here and no keyring answers: a passphrase comes first.
fn is_unmade(shared: &Shared) -> bool {
    shared.store.as_ref().is_some_and(|store| store.kind == StoreKind::Sealed && store.state == StoreState::Absent)
}

fn make_store(shared: &mut Shared) -> Go {
    Go::open(Screen::Unlock(unlock::State::new(shared)))
}

/// Seals what was pasted: it leaves the fields by the tray, and only its number is told.
fn seal(state: &mut State, shared: &mut Shared) -> Go {
    if is_unmade(shared) {
        return make_store(shared);
    }
    if shared.is_locked() {
        // The fields keep what was pasted until then: whoever gives up loses nothing.
        state.once_open = true;
        return Go::Ask(Box::new(Screen::Unlock(unlock::State::new(shared))));
    }
    let Some(draft) = draft(state, shared) else { return Go::Stay };
    let empty = state.secrets.as_ref().is_none_or(Secrets::is_empty);
    if empty && let Some(taken) = shared.bench.taken_of(&draft.exchange, shared.now).cloned() {
        shared.bench.taken = None;
        state.sealed.clear();
        return lay(state, draft, taken.handle, shared);
    }
    let Some(secrets) = &mut state.secrets else { return Go::Stay };
    let counts = secrets.counts();
    match secrets.take() {
        Ok(credential) => {
            let handle = shared.bench.tray.put(credential, shared.now);
            state.sealed = counts;
            lay(state, draft, handle, shared)
        }
        Err(problem) => {
            secrets.says = Some(Says::Refused(problem.sentence()));
            Go::Stay
        }
    }
}

fn lay(state: &mut State, draft: AddDraft, handle: Handle, shared: &mut Shared) -> Go {
    state.send(Job::AddSeal(Box::new(draft), handle), Sent::Seal, shared)
}

fn draft(state: &State, shared: &Shared) -> Option<AddDraft> {
    let (bot, mut about) = bot::read(&state.bot, &state.hosts, &shared.bench.policy, state.needs_told).ok()?;
    let place = state.place_of(shared)?;
    about.way = place.way;
    Some(AddDraft {
        bot,
        exchange: place.venue.id.clone(),
        site: place.site,
        account: place.account,
        about,
        created: None,
        anyway: false,
    })
}

fn ask(state: &mut State, shared: &mut Shared) -> Go {
    match state.begun() {
        Some((key, _)) => state.send(Job::AddAsk(key), Sent::Ask, shared),
        None => Go::Stay,
    }
}

fn page(state: &State, shared: &mut Shared) -> Go {
    if let Some(card) = &state.card {
        if shared.practice {
            return open(&Door::Page(&card.row.clone()), shared);
        }
        let site = shared.bench.venue(&card.row.exchange).and_then(|venue| venue.site(&card.row.site));
        return match site.map(|site| site.page.clone()) {
            Some(page) => fleet::open_page(&card.row.bot, &page, shared),
            None => Go::Stay,
        };
    }
    let Some(place) = state.place_of(shared) else { return Go::Stay };
    if shared.practice {
        // A made-up exchange's page is opened from a key of that account: another bot's there shows the same page.
        let row = shared.fleet.iter().flat_map(|fleet| &fleet.rows);
        let mut rows = row.filter(|row| row.exchange == place.venue.id && row.site == place.site);
        let same = rows.clone().find(|row| row.account == place.account).or_else(|| rows.next()).cloned();
        return match same {
            Some(row) => {
                let (name, list) = (state.bot.text(bot::Name::Bot), address(state).unwrap_or_default());
                let page = page::State::new(&row, shared).for_new(name, &list);
                Go::open(Screen::Page(page.with_passphrase(state.made().map(Wiped::dup))))
            }
            None => Go::Stay,
        };
    }
    let page = place.venue.site(&place.site).map(|site| site.page.clone());
    let bot = crate::domain::BotName::new(state.bot.text(bot::Name::Bot));
    match (page, bot) {
        (Some(page), Ok(bot)) => fleet::open_page(&bot, &page, shared),
        _ => Go::Stay,
    }
}

/// The address that its list must hold.
pub(super) fn address(state: &State) -> Option<String> {
    let list = match state.host() {
        Some(host) => host.addresses.clone(),
        None => bot::addresses(state.bot.text(bot::Name::Seen)).unwrap_or_default(),
    };
    (!list.is_empty()).then(|| list.iter().map(ToString::to_string).collect::<Vec<_>>().join(","))
}

fn make_passphrase(state: &mut State, shared: &mut Shared) {
    let Some(venue) = exchange::venue(&state.exchange, &shared.bench.venues) else { return };
    state.fields(shared);
    if let Some(secrets) = &state.secrets {
        state.making.begin((&venue.id, &venue.name), secrets, shared);
    }
}

fn copy(state: &mut State, shared: &mut Shared) {
    if let Some(secrets) = state.secrets.as_ref().filter(|_| state.copies_passphrase && state.step == Step::Exchange) {
        state.making.copy(secrets, shared);
        state.copies_passphrase = address(state).is_none();
        return;
    }
    state.copies_passphrase = state.made().is_some();
    if let Some(address) = address(state) {
        shared.copy(&address);
        shared.say(glyphs::DONE, "keyward", "Copied.", Words::new().text(address));
    }
}

/// A key for a field.
pub fn typed(state: &mut State, shared: &mut Shared, key: Key) -> Option<Go> {
    if matches!(key, Key::Esc | Key::Enter) && state.step != Step::Secret {
        return None;
    }
    match state.step {
        Step::Bot => {
            let on_needs = state.bot.focused().is_some_and(|field| field.name == bot::Name::Needs);
            let before = state.bot.chosen(bot::Name::Kind);
            if !state.bot.press(key) {
                return None;
            }
            state.needs_told |= on_needs && key == Key::Char(' ');
            if before != state.bot.chosen(bot::Name::Kind) && !state.needs_told {
                bot::derive_needs(&mut state.bot);
            }
            bot::fit(&mut state.bot, &state.hosts);
        }
        Step::Exchange => {
            let before = state.exchange.chosen(exchange::Name::Exchange);
            if !state.exchange.press(key) {
                return None;
            }
            if before != state.exchange.chosen(exchange::Name::Exchange) {
                exchange::fit_site(&mut state.exchange, &shared.bench.venues);
            }
            let host = bot::host(&state.bot, &state.hosts).cloned();
            exchange::fit(&mut state.exchange, &shared.bench.venues, host.as_ref());
        }
        Step::Secret if key != Key::Esc => {
            state.once_open = false;
            let taken = state.secrets.as_mut().is_some_and(|secrets| secrets.press(key));
            return taken.then_some(Go::Stay);
        }
        _ => return None,
    }
    state.refused = None;
    Some(Go::Stay)
}

/// A paste for a field. A key that is whole and looks right is sealed at once.
pub fn paste(state: &mut State, shared: &mut Shared, paste: Paste) -> Go {
    match state.step {
        Step::Bot | Step::Exchange if is_like_a_key(&paste) => {
            drop(paste);
            let why = "That looks like a key and not like a word: it was wiped. The third step takes it.";
            state.refused = Some(why.to_owned());
        }
        Step::Bot => state.bot.paste(paste),
        Step::Exchange => state.exchange.paste(paste),
        Step::Secret => {
            let Some(secrets) = &mut state.secrets else { return Go::Stay };
            secrets.paste(paste);
            if secrets.is_whole() && secrets.notices().is_empty() && state.sent.is_none() {
                return seal(state, shared);
            }
        }
        _ => {}
    }
    Go::Stay
}

/// A key or a snippet that lands in a field whose letters are drawn: long, and neither addresses nor a URL.
fn is_like_a_key(paste: &Paste) -> bool {
    paste.length > 30 && !paste.holds(b"://") && !paste.holds(b".")
}

/// Hears an answer.
pub fn hear(state: &mut State, shared: &mut Shared, ticket: Ticket, answer: &Answer) -> Go {
    if let Answer::Key(card) = answer
        && let Some(host) = &card.row.host
        && let Some(known) = state.hosts.iter_mut().find(|known| known.name == *host)
    {
        known.addresses = card.host_addresses.clone();
        known.way = Some(card.way.clone());
        bot::fit(&mut state.bot, &state.hosts);
    }
    if let Answer::Store(store) = answer
        && store.state == StoreState::Open
        && std::mem::take(&mut state.once_open)
    {
        shared.store = Some((**store).clone());
        return seal(state, shared);
    }
    if let Some(secrets) = &mut state.secrets
        && state.making.hear(ticket, answer, secrets, shared)
    {
        state.copies_passphrase = true;
    }
    let Some((_, what, _)) = state.sent.filter(|(sent, ..)| *sent == ticket) else { return Go::Stay };
    state.sent = None;
    match answer {
        Answer::Add(card) => {
            let bot = card.row.bot.to_string();
            let hint = card.row.hint.map(|hint| hint.to_string()).unwrap_or_default();
            state.card = Some(card.clone());
            state.left = None;
            // Sealed: nothing of it is kept here.
            state.secrets = None;
            if what == Sent::Seal {
                shared.note(glyphs::DONE, &bot, &format!("{hint} sealed in {}", card.place));
                state.to(Step::Secret)
            } else {
                state.to(Step::Check)
            }
        }
        Answer::Saved(row) => {
            let rest = match state.choice {
                0 => Words::new().text("It is on the fleet."),
                _ => Words::new().text("Give it to the bot: it does not have it yet."),
            };
            shared.say(glyphs::DONE, row.bot.as_str(), &format!("{} is saved.", row.bot), rest);
            Go::Home
        }
        Answer::Done(says) => {
            shared.say(glyphs::DONE, "keyward", says, Words::new());
            Go::Back
        }
        Answer::Problem(problem) => {
            shared.note(glyphs::BROKEN, "keyward", &problem.to_string());
            state.refused = Some(problem.sentence());
            Go::Stay
        }
        _ => Go::Stay,
    }
}

/// Seconds count while the engine is at it.
pub fn counts(state: &State, _: &Shared) -> bool {
    state.sent.is_some()
}
