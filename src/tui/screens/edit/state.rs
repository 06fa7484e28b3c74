//! What keys, pastes and answers do to it.

use crate::domain::date_of as date;
use crate::domain::{BotKind, Custody, HostName, Moment, Scope, Tri};
use crate::engine::port::{AboutBot, Answer, EditDraft, FleetRow, Job, KeyCard, Target};
use crate::tui::actions::Action;
use crate::tui::canvas::Words;
use crate::tui::glyphs;
use crate::tui::input::{Key, Paste};
use crate::tui::screens::Place;
use crate::tui::screens::add::{addresses, sentence};
use crate::tui::state::{Focus, Go, Shared, Ticket};
use crate::tui::widgets::form::{Field, Form, Value};

/// The screen.
#[derive(Debug)]
pub struct State {
    pub(super) row: Box<FleetRow>,
    pub(super) form: Form<Name>,
    /// As it was opened: what differs is told.
    before: Form<Name>,
    pub(super) refused: Option<String>,
    sent: Option<Ticket>,
}

/// The fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Name {
    /// Which program.
    Kind,
    /// The machine.
    Host,
    /// The addresses that it is seen from.
    Seen,
    /// Who else holds the secret.
    Custody,
    /// That platform's name.
    Cloud,
    /// What the bot needs.
    Needs,
    /// After how many days it is replaced.
    Days,
    /// When the key was made.
    Made,
    /// When it ends by itself.
    Ends,
    /// What it may do.
    Scopes,
    /// Whether it is held to addresses.
    Listed,
}

const TOLD: &[&str] = &["", "yes", "no", "unknown"];
const NEEDED: &[&str] = &["", "needed"];

impl State {
    /// What is known of this key's bot, to be changed.
    pub fn new(row: &FleetRow, shared: &mut Shared) -> Self {
        if let Some(id) = row.id {
            shared.start(Job::Key(id));
        }
        let form = form(row);
        Self { row: Box::new(row.clone()), before: form.clone(), form, refused: None, sent: None }
    }
}

fn form(row: &FleetRow) -> Form<Name> {
    let field = |name, label, value, note: &str| Field { name, label, value, note: note.to_owned(), apart: false };
    let kind = BotKind::ALL.iter().position(|kind| *kind == row.kind).unwrap_or(0);
    let cloud = match &row.custody {
        Custody::Own => String::new(),
        Custody::Cloud(name) => name.to_string(),
    };
    let set = |states| Value::Set {
        of: Scope::ALL.iter().map(|scope| (scope.word().to_owned(), 0)).collect(),
        states,
        at: 0,
    };
    let host = row.host.as_ref().map(|host| host.as_str().to_owned()).unwrap_or_default();
    let held = usize::from(row.custody.is_cloud());
    let mut fields = vec![
        field(Name::Kind, "Kind", Value::choice(BotKind::ALL.map(|kind| kind.word().to_owned()), kind), ""),
        field(Name::Host, "Runs on", Value::text(&host), "empty: this computer"),
        field(Name::Seen, "Seen from", Value::text(""), "its addresses, by commas"),
        field(Name::Custody, "Secret with", Value::choice(["me", "a cloud platform"], held), ""),
    ];
    if held == 1 {
        fields.push(field(Name::Cloud, "Platform", Value::text(&cloud), ""));
    }
    fields.extend([
        Field { apart: true, ..field(Name::Needs, "It needs", set(NEEDED), "←→ choose, Space ticks") },
        field(Name::Days, "Replace after", Value::text(&row.facts.max_age_days.to_string()), "days"),
    ]);
    if row.id.is_some() {
        fields.extend([
            Field { apart: true, ..field(Name::Made, "Made", Value::text(""), "a date like 2026-02-03, or today") },
            field(Name::Ends, "Ends", Value::text(""), "a date, where nobody tells it"),
            field(Name::Scopes, "May do", set(TOLD), "←→ choose, Space: yes, no, ?"),
            field(Name::Listed, "Listed", Value::choice(["as it is", "yes", "no"], 0), "held to its host's addresses"),
        ]);
    }
    Form::new(fields)
}

/// Where the keys are.
pub const fn place(_: &State) -> Place {
    Place::Edit
}

/// Where keys and pastes go.
pub fn focus(state: &State) -> Focus {
    if state.form.takes_text() { Focus::Text } else { Focus::Choosing }
}

/// Does an action.
pub fn act(state: &mut State, shared: &mut Shared, action: Action) -> Go {
    match action {
        Action::Back => Go::Back,
        Action::Enter if state.sent.is_none() => {
            match read(state, shared.now) {
                Ok(draft) => {
                    state.refused = None;
                    state.sent = Some(shared.start(Job::Edit(Box::new(draft))));
                }
                Err((field, why)) => {
                    state.form.go_to(field);
                    state.refused = Some(why);
                }
            }
            Go::Stay
        }
        _ => Go::Stay,
    }
}

/// What differs from what was there, as facts that are told.
fn read(state: &State, now: Moment) -> Result<EditDraft, (Name, String)> {
    let (form, before) = (&state.form, &state.before);
    let changed = |name| form.text(name) != before.text(name);
    let host = match form.text(Name::Host) {
        "" => None,
        name if changed(Name::Host) => Some(HostName::new(name).map_err(|error| (Name::Host, sentence(&error)))?),
        _ => None,
    };
    let seen = addresses(form.text(Name::Seen)).map_err(|why| (Name::Seen, why))?;
    let custody = match form.chosen(Name::Custody) {
        0 => Custody::Own,
        _ => Custody::parse(&format!("cloud:{}", form.text(Name::Cloud)))
            .map_err(|error| (Name::Cloud, sentence(&error)))?,
    };
    let kind = BotKind::ALL.get(form.chosen(Name::Kind)).copied();
    let days = match form.text(Name::Days).parse::<u32>() {
        _ if !changed(Name::Days) => None,
        Ok(days @ 1..=3650) => Some(days),
        _ => return Err((Name::Days, "The days are a number from 1 to 3650.".to_owned())),
    };
    let needs: Vec<Scope> = marked(form, Name::Needs).into_iter().map(|(scope, _)| scope).collect();
    let scopes = marked(form, Name::Scopes).into_iter().map(|(scope, state)| {
        let value = match state {
            1 => Tri::Yes,
            2 => Tri::No,
            _ => Tri::Unknown,
        };
        (scope, value)
    });
    let row = &state.row;
    Ok(EditDraft {
        target: Target {
            bot: row.bot.clone(),
            exchange: Some(row.exchange.clone()),
            generation: row.id.map(|_| row.generation),
        },
        site: None,
        account: None,
        about: AboutBot {
            kind: kind.filter(|kind| *kind != row.kind),
            custody: Some(custody).filter(|custody| *custody != row.custody),
            host,
            addresses: Some(seen).filter(|_| changed(Name::Seen)),
            way: None,
            needs: Some(needs).filter(|needs| !needs.is_empty()),
            max_age_days: days,
        },
        created: day(form.text(Name::Made), now).map_err(|why| (Name::Made, why))?,
        expires: day(form.text(Name::Ends), now).map_err(|why| (Name::Ends, why))?,
        scopes: scopes.collect(),
        listed: match form.chosen(Name::Listed) {
            1 => Some(true),
            2 => Some(false),
            _ => None,
        },
    })
}

fn marked(form: &Form<Name>, name: Name) -> Vec<(Scope, usize)> {
    Scope::ALL.into_iter().zip(form.set(name)).filter(|(_, state)| *state > 0).collect()
}

/// A date as it is written, or `today`; nothing where the field is empty.
fn day(text: &str, now: Moment) -> Result<Option<Moment>, String> {
    match text {
        "" => Ok(None),
        "today" => Ok(Some(now)),
        text => chrono::NaiveDate::parse_from_str(text, "%Y-%m-%d")
            .ok()
            .and_then(|day| day.and_hms_opt(0, 0, 0))
            .map(|at| Some(at.and_utc()))
            .ok_or_else(|| "A date is written like 2026-02-03, or today.".to_owned()),
    }
}

/// A key for a field.
pub fn typed(state: &mut State, _: &mut Shared, key: Key) -> Option<Go> {
    if matches!(key, Key::Enter | Key::Esc) || !state.form.press(key) {
        return None;
    }
    state.refused = None;
    let cloud = state.form.chosen(Name::Custody) == 1;
    let there = state.form.field(Name::Cloud).is_some();
    if cloud && !there {
        let at = state.form.fields.iter().position(|field| field.name == Name::Custody).map_or(0, |at| at + 1);
        let note = "3Commas, Cryptohopper, …".to_owned();
        let field = Field { name: Name::Cloud, label: "Platform", value: Value::text(""), note, apart: false };
        state.form.fields.insert(at, field);
    } else if !cloud && there {
        state.form.fields.retain(|field| field.name != Name::Cloud);
        state.form.at = state.form.at.min(state.form.fields.len().saturating_sub(1));
    }
    Some(Go::Stay)
}

/// A paste of ordinary text.
pub fn paste(state: &mut State, _: &mut Shared, paste: Paste) -> Go {
    state.form.paste(paste);
    Go::Stay
}

/// What is known is filled in when it is read; told, or why not.
pub fn hear(state: &mut State, shared: &mut Shared, ticket: Ticket, answer: &Answer) -> Go {
    match answer {
        Answer::Key(card) if card.row.id == state.row.id && state.sent.is_none() => fill(state, card),
        Answer::Saved(row) if state.sent == Some(ticket) => {
            let rest = Words::new().text("By your word; the exchange's own stays stronger.");
            shared.say(glyphs::DONE, row.bot.as_str(), &format!("Told of {}.", row.bot), rest);
            return Go::Back;
        }
        Answer::Problem(problem) if state.sent == Some(ticket) => {
            state.sent = None;
            shared.note(glyphs::BROKEN, state.row.bot.as_str(), &problem.to_string());
            state.refused = Some(problem.sentence());
        }
        _ => {}
    }
    Go::Stay
}

fn fill(state: &mut State, card: &KeyCard) {
    let seen = card.host_addresses.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    for form in [&mut state.form, &mut state.before] {
        if form.text(Name::Seen).is_empty()
            && let Some(field) = form.fields.iter_mut().find(|field| field.name == Name::Seen)
        {
            field.value = Value::text(&seen);
        }
    }
    let created = card.row.facts.created;
    if created.origin != crate::domain::Origin::Seen {
        state.form.note(Name::Made, format!("known: {}; a date corrects it", date(created.value)));
    }
}

/// Nothing counts.
pub const fn counts(_: &State, _: &Shared) -> bool {
    false
}
