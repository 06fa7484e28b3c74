//! Made-up rows for the tests of what is printed.

use crate::domain::*;
use crate::engine::port::*;
use crate::flows::check::{By, CheckLine, Line};
use crate::flows::{Banner, GuideShown, KeySnapshot, Snapshot};
use crate::rules::samples::{Sample, at, cidrs};
use crate::rules::{RowSign, explain, state_of};

/// A key that may withdraw, at work in a rotation, with all facts told.
pub(super) fn bad_row() -> ExplainedRow {
    let mut sample = Sample::new();
    let mut scopes = Scopes::none();
    scopes.read = Tri::Yes;
    scopes.spot = Tri::Yes;
    scopes.futures = Tri::Unknown;
    scopes.transfer = Transfer::Own;
    scopes.withdraw = Tri::Yes;
    scopes.extra = vec![ScopeToken::new("enableMoonshots")];
    sample.scopes(scopes);
    sample.list(ListState::Restricted, Some(cidrs(&["203.0.113.7", "10.0.0.0/24"])));
    sample.reading(|reading| {
        reading.created = Told::Is(at("2026-02-03T09:05:00Z"));
        reading.expires = Told::Is(at("2026-08-01T00:00:00Z"));
        reading.last_used = Told::Is(at("2026-03-15T23:59:59Z"));
        reading.account = AccountKind::Sub;
    });
    let mut told = Scopes::unknown();
    told.futures = Tri::Yes;
    sample.key.told.scopes = Some(told);
    sample.key.answer = Some((at("2026-03-16T03:10:04Z"), Class::Ok));
    sample.key.fingerprint = Some(Fingerprint::new([0x5f; 32]));
    sample.bot.host = HostName::new("vps-fra").ok();
    let mut explained = row(&sample);
    explained.row.flow = Some(FlowBrief {
        id: 7,
        kind: "rotation",
        step: "quiet".into(),
        at: 7,
        of: 9,
        next_at: Some(at("2026-03-16T04:10:00Z")),
    });
    explained
}

/// A key of which hardly anything is known.
pub(super) fn quiet_row() -> ExplainedRow {
    let mut sample = Sample::new();
    sample.bot.name = BotName::new("mm-sol").unwrap();
    sample.key.bot = sample.bot.name.clone();
    sample.key.id = KeyId(2);
    sample.key.hint = KeyHint::new("7Tud").unwrap();
    sample.key.account = Account::main();
    sample.key.grade = Grade::Unasked;
    row(&sample)
}

/// A bot without a key.
pub(super) fn bare_row() -> ExplainedRow {
    let mut explained = quiet_row();
    let row = &mut explained.row;
    row.bot = BotName::new("later-bot").unwrap();
    (row.id, row.hint, row.fingerprint, row.state) = (None, None, None, None);
    (row.secret, row.current) = (SecretPlace::None, false);
    row.exchange_name.clear();
    row.findings.clear();
    row.row.word = "no key".into();
    explained.explained.clear();
    explained
}

fn row(sample: &Sample) -> ExplainedRow {
    let case = sample.case();
    let findings = sample.judge();
    let key = &sample.key;
    ExplainedRow {
        explained: findings.iter().map(|finding| explain(finding, &case)).collect(),
        row: FleetRow {
            id: Some(key.id),
            bot: key.bot.clone(),
            exchange: key.exchange.clone(),
            exchange_name: sample.venue.name.clone(),
            site: key.site.clone(),
            account: sample.facts().account,
            custody: sample.bot.custody.clone(),
            kind: sample.bot.kind,
            host: sample.bot.host.clone(),
            hint: Some(key.hint),
            fingerprint: key.fingerprint,
            generation: key.generation,
            secret: key.secret,
            secret_in: "the login keyring",
            current: key.current,
            state: Some(key.state),
            grade: key.grade,
            facts: sample.facts(),
            answer: key.answer,
            row: state_of(&case, &findings),
            findings,
            flow: None,
        },
    }
}

/// The first row with what hangs on it.
pub(super) fn card() -> KeyCard {
    let ExplainedRow { row, explained } = bad_row();
    let line = |sign, what, so: &str, who: &str| CardLine { sign, what, so: so.into(), who: who.into() };
    KeyCard {
        lines: vec![
            line(RowSign::Broken, "Withdraw", "on; freqtrade never needs it", "Plain, 03:10"),
            line(RowSign::Fine, "Made", "2026-02-03, 41 days ago", "Plain"),
        ],
        lately: vec![(at("2026-03-16T03:10:00Z"), "withdraw is on; it was off".into())],
        delivery: "by hand".into(),
        host_addresses: cidrs(&["203.0.113.7"]),
        way: Way::Direct,
        page: "https://plain.example/keys".into(),
        generations: vec![row.clone(), FleetRow { generation: Generation(2), ..row.clone() }],
        explained,
        row,
    }
}

/// A rotation in Check.
pub(super) fn flow() -> FlowCard {
    let key = |hint, generation| KeySnapshot {
        hint: KeyHint::new(hint).unwrap(),
        generation: Generation(generation),
        alive: Grade::Alive,
        killing: false,
    };
    let line = |line, holds, by, says: &str| CheckLine { line, holds, by, says: says.into() };
    let snapshot = Snapshot {
        id: 7,
        kind: FlowKind::Rotation,
        bot: BotName::new("grid-eth").unwrap(),
        exchange: ExchangeId::new("plain").unwrap(),
        exchange_name: "Plain".into(),
        step: "check",
        at: 4,
        of: 9,
        steps: &["plan", "make", "take-in", "check", "deliver", "alive", "quiet", "kill", "prove"],
        state: "check",
        waits_for: vec!["ask".into(), "told:listed".into(), "override:listed".into()],
        takes: vec!["ask".into(), "have-key".into(), "told:listed".into(), "override:listed".into(), "abort".into()],
        next_at: Some(at("2026-03-16T03:11:00Z")),
        old: Some(key("9fQ2", 1)),
        new: Some(key("77b1", 2)),
        lines: vec![
            line(Line::Sealed, Tri::Yes, None, "It lies in the keyring."),
            line(Line::Answers, Tri::Yes, Some(By::Exchange), "Plain answers it."),
            line(Line::Listed, Tri::Unknown, None, "Plain does not tell its addresses."),
        ],
        grade: Some(Grade::Alive),
        open_points: vec!["The old key was never heard.".into()],
        message: "One line does not hold yet.".into(),
        banner: Some(Banner { red: true, text: "The bot stands without a key.".into() }),
        reach: None,
        guide: GuideShown::Edit,
        started_at: Some(at("2026-03-16T03:00:00Z")),
        usable: None,
        asking: None,
        parked: false,
        open: true,
    };
    FlowCard {
        revision: 0,
        snapshot,
        row: bad_row().row,
        guide: vec![GuideLine { label: "List".into(), text: "Paste 203.0.113.7.".into(), copies: None }],
        host: None,
        evidence: Vec::new(),
        page: "https://plain.example/keys".into(),
        open: true,
    }
}

/// One thing is due.
pub(super) fn remind() -> RemindReport {
    let ExplainedRow { row, explained } = bad_row();
    RemindReport {
        due: vec![DueLine {
            bot: row.bot,
            exchange: row.exchange,
            hint: row.hint,
            finding: row.findings[0].clone(),
            explained: explained[0].clone(),
            due: Some(at("2026-03-20T00:00:00Z")),
            due_in_days: Some(4),
        }],
        next: Some((BotName::new("mm-sol").unwrap(), at("2026-04-30T09:00:00Z"))),
    }
}

/// Two rows.
pub(super) fn journal() -> JournalPage {
    let row = |number, who, bot: Option<&str>, what: &str| JournalEntry {
        number,
        entry: NewEntry {
            at: at("2026-03-16T03:10:04Z"),
            who,
            bot: bot.and_then(|bot| BotName::new(bot).ok()),
            exchange: None,
            hint: bot.and_then(|_| KeyHint::new("9fQ2").ok()),
            flow: None,
            what: what.into(),
        },
        before: Digest::new([1; 32]),
        hash: Digest::new([0xab; 32]),
    };
    JournalPage {
        entries: vec![
            row(2, Who::Exchange(ExchangeId::new("plain").unwrap()), Some("grid-eth"), "answered"),
            row(1, Who::Keyward, None, "this home was made"),
        ],
        count: 2,
        since: Some(at("2026-03-16T03:10:04Z")),
        chain: Chain::Whole,
    }
}

/// A store with an entry that is missing, and one that nobody knows.
pub(super) fn store() -> StoreReport {
    let entry = |bot: Option<&str>, there, known| StoreEntry {
        bot: bot.and_then(|bot| BotName::new(bot).ok()),
        exchange: bot.and_then(|_| ExchangeId::new("plain").ok()),
        hint: bot.and_then(|_| KeyHint::new("9fQ2").ok()),
        generation: bot.map(|_| Generation::FIRST),
        there,
        known,
    };
    StoreReport {
        brief: StoreBrief {
            kind: StoreKind::Sealed,
            state: StoreState::Open,
            place: "a sealed file".into(),
            says: "because no keyring answers here".into(),
            empty: false,
        },
        entries: vec![entry(Some("grid-eth"), Tri::No, Tri::Yes), entry(None, Tri::Yes, Tri::No)],
    }
}

/// One of each.
pub(super) fn checks() -> Vec<DoctorLine> {
    let line = |what: &str, works, says: &str, fix: &str| DoctorLine {
        what: what.into(),
        works,
        says: says.into(),
        fix: fix.into(),
    };
    vec![
        line("database", Tri::Yes, "open, version 1", ""),
        line("keyring", Tri::No, "none answers", "Start gnome-keyring."),
        line("okx", Tri::Unknown, "not asked", ""),
    ]
}
