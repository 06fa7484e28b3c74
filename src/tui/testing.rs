//! Made-up data and ways to look at a screen, for the tests of this room: the twelve rows of the design's fleet.

use super::canvas::Canvas;
use super::glyphs::Signs;
use super::screens::Screen;
use super::state::{Shared, State};
use super::theme::{Ground, Palette, Tone};
use super::update::{Message, update};
use super::{input::Key, view};
use crate::domain::*;
use crate::engine::port::*;
use crate::rules::{Explained, KeyFacts, RowSign, RowState};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::Buffer;

/// The sizes that every screen is looked at in.
pub const SIZES: [(u16, u16); 5] = [(44, 14), (60, 16), (80, 24), (120, 36), (200, 60)];

/// Monday, in the night of the pictures.
pub fn now() -> Moment {
    moment("2026-03-16 03:12:00")
}

/// A moment as it is written.
pub fn moment(text: &str) -> Moment {
    chrono::NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M:%S").unwrap().and_utc()
}

/// A sitting over the twelve.
pub fn shared(size: (u16, u16)) -> Shared {
    let mut shared = Shared::new(now(), size, false, false);
    shared.fleet = Some(fleet());
    shared.store = Some(store(StoreKind::Keyring, StoreState::Open));
    shared
}

/// A secret store.
pub fn store(kind: StoreKind, state: StoreState) -> StoreBrief {
    let place = match kind {
        StoreKind::Keyring => "the login keyring (GNOME Keyring)",
        StoreKind::Sealed => "a sealed file",
        StoreKind::Memory => "memory, until you leave",
    };
    StoreBrief { kind, state, place: place.to_owned(), says: String::new(), empty: false }
}

/// A state with one screen on it.
pub fn state(shared: Shared, screen: Screen) -> State {
    State::new(shared, screen)
}

/// The state drawn in a tone.
pub fn drawn(state: &mut State, tone: Tone, signs: Signs) -> Buffer {
    let (columns, rows) = state.shared.size;
    let mut terminal = Terminal::new(TestBackend::new(columns, rows)).unwrap();
    let mut learnt = None;
    terminal
        .draw(|frame| {
            let mut canvas = Canvas::new(frame.buffer_mut(), Palette::new(tone), signs);
            learnt = Some(view::draw(state, &mut canvas));
        })
        .unwrap();
    state.drew(&learnt.unwrap());
    terminal.backend().buffer().clone()
}

/// The state as text, the way the pictures of the design are: without the blanks at the ends of its rows.
pub fn text(state: &mut State) -> String {
    text_of(&drawn(state, Tone::Colour(Ground::Dark), Signs::Drawn))
}

/// A buffer as text.
pub fn text_of(buffer: &Buffer) -> String {
    let width = usize::from(buffer.area.width);
    let rows: Vec<String> = buffer
        .content
        .chunks(width)
        .map(|row| {
            let mut line = String::new();
            let mut hidden = 0;
            for cell in row {
                if hidden > 0 {
                    hidden -= 1;
                    continue;
                }
                line.push_str(cell.symbol());
                hidden = unicode_width::UnicodeWidthStr::width(cell.symbol()).saturating_sub(1);
            }
            line.trim_end().to_owned()
        })
        .collect();
    rows.join("\n")
}

/// Presses keys one after another; what they cause is dropped.
pub fn press(state: &mut State, keys: &[Key]) {
    for key in keys {
        let now = state.shared.now;
        update(state, Message::Key(*key), now);
    }
}

/// Types a text.
pub fn type_text(state: &mut State, text: &str) {
    press(state, &text.chars().map(Key::Char).collect::<Vec<_>>());
}

/// The row of the first cell that shows `text`, with its column.
pub fn find(buffer: &Buffer, text: &str) -> Option<(u16, u16)> {
    for (y, line) in (0..).zip(text_of(buffer).lines()) {
        if let Some(at) = line.find(text) {
            let before = line.get(..at).unwrap().chars().count();
            return Some((u16::try_from(before).unwrap(), y));
        }
    }
    None
}

/// The twelve of the pictures.
pub fn fleet() -> Fleet {
    let rows = vec![
        broken(
            "grid-eth",
            "binance",
            Account::sub("grid"),
            "9fQ2",
            (41, 90),
            "rs-f-xW",
            "proven",
            "can withdraw",
            RuleId::WithdrawEnabled,
        ),
        broken(
            "3c-dca",
            "binance",
            Account::main(),
            "A1kz",
            (112, 30),
            "rs---x-",
            "OPEN",
            "82 days late",
            RuleId::RotationOverdue,
        ),
        soon(
            "mm-sol",
            "bybit",
            Account::sub("mm"),
            "7Tud",
            (83, 90),
            "r--f---",
            "OPEN",
            "expires in 7 d",
            RuleId::ExpiresSoon,
        ),
        soon(
            "arb-okx",
            "okx",
            Account::sub("arb"),
            "c04e",
            (79, 90),
            "rsmfox-",
            "listed",
            "due in 11 d",
            RuleId::RotationDue,
        ),
        working("hb-xemm", "okx", Account::sub("hb"), "1d9a", (91, 90), "rsmfox-", "proven", "rotating 6 of 9"),
        row("kr-btc", "kraken", Account::main(), "Zb1w", (60, 90), "rs?????", "?", "ask you 4 facts", RowSign::Unknown),
        row("kr-eth", "kraken", Account::main(), "P0aa", (45, 90), "rs-----", "told", "ok", RowSign::Fine),
        row(
            "cb-dca",
            "coinbase",
            Account::parse("portfolio:dca").unwrap(),
            "e77a",
            (12, 90),
            "rs-----",
            "listed",
            "ok",
            RowSign::Fine,
        ),
        row("ft-trend", "binance", Account::sub("ft1"), "Qk3p", (20, 90), "rs---x-", "proven", "ok", RowSign::Fine),
        row("ft-mean", "binance", Account::sub("ft2"), "m8Rt", (20, 90), "rs---x-", "proven", "ok", RowSign::Fine),
        row("pb-perp", "bybit", Account::sub("pb"), "4gHs", (33, 90), "r--f---", "proven", "ok", RowSign::Fine),
        row("scalper", "bybit", Account::sub("sc"), "w2Le", (5, 90), "r--f---", "proven", "ok", RowSign::Fine),
    ];
    Fleet {
        rows: number(rows),
        asked_at: Some(moment("2026-03-16 03:10:00")),
        next_due: Some((BotName::new("kr-eth").unwrap(), moment("2026-04-30 00:00:00"))),
        revision: 398,
        now: now(),
    }
}

fn number(mut rows: Vec<FleetRow>) -> Vec<FleetRow> {
    for (number, row) in (1..).zip(&mut rows) {
        row.id = Some(KeyId(number));
    }
    rows
}

/// So many healthy keys, for what costs with their number.
pub fn many(count: usize) -> Fleet {
    let rows = (0..count)
        .map(|number| {
            let name = format!("bot-{number:05}");
            row(&name, "binance", Account::sub("many"), "9fQ2", (20, 90), "rs---x-", "listed", "ok", RowSign::Fine)
        })
        .collect();
    Fleet { rows: number(rows), ..fleet() }
}

#[allow(clippy::too_many_arguments)]
fn broken(
    bot: &str,
    at: &str,
    account: Account,
    hint: &str,
    age: (u32, u32),
    strip: &str,
    list: &str,
    word: &str,
    rule: RuleId,
) -> FleetRow {
    let mut row = row(bot, at, account, hint, age, strip, list, word, RowSign::Broken);
    row.row.rule = Some(rule);
    row.findings = vec![Finding { rule, severity: Severity::Critical, on: None, names: None }];
    if bot == "grid-eth" {
        row.findings.push(Finding { rule: RuleId::TransferOwn, severity: Severity::Warning, on: None, names: None });
    }
    row
}

#[allow(clippy::too_many_arguments)]
fn soon(
    bot: &str,
    at: &str,
    account: Account,
    hint: &str,
    age: (u32, u32),
    strip: &str,
    list: &str,
    word: &str,
    rule: RuleId,
) -> FleetRow {
    let mut row = row(bot, at, account, hint, age, strip, list, word, RowSign::Soon);
    row.row.rule = Some(rule);
    row.findings = vec![Finding { rule, severity: Severity::Warning, on: None, names: None }];
    row
}

#[allow(clippy::too_many_arguments)]
fn working(
    bot: &str,
    at: &str,
    account: Account,
    hint: &str,
    age: (u32, u32),
    strip: &str,
    list: &str,
    word: &str,
) -> FleetRow {
    let mut row = row(bot, at, account, hint, age, strip, list, word, RowSign::AtWork);
    row.flow = Some(FlowBrief { id: 17, kind: "rotation", step: "alive".into(), at: 6, of: 9, next_at: None });
    row
}

/// One row. `list` is its word in the column LISTED.
#[allow(clippy::too_many_arguments)]
pub fn row(
    bot: &str,
    at: &str,
    account: Account,
    hint: &str,
    age: (u32, u32),
    strip: &str,
    list: &str,
    word: &str,
    sign: RowSign,
) -> FleetRow {
    let exchange_name = match at {
        "binance" => "Binance",
        "bybit" => "Bybit",
        "okx" => "OKX",
        "kraken" => "Kraken",
        _ => "Coinbase",
    }
    .to_owned();
    let facts = facts(account.clone(), age, strip, list, sign == RowSign::Unknown);
    FleetRow {
        id: Some(KeyId(1)),
        bot: BotName::new(bot).unwrap(),
        exchange: ExchangeId::new(at).unwrap(),
        exchange_name,
        site: SiteId::new("global").unwrap(),
        account,
        custody: Custody::Own,
        kind: BotKind::Freqtrade,
        host: Some(HostName::new("vps-fra").unwrap()),
        hint: Some(KeyHint::new(hint).unwrap()),
        fingerprint: None,
        generation: Generation::FIRST,
        secret: SecretPlace::Keyring,
        secret_in: "the login keyring",
        current: true,
        state: Some(KeyState::Active),
        grade: Grade::Alive,
        row: RowState { sign, word: word.into(), rule: None, on: facts.due },
        facts,
        answer: Some((moment("2026-03-16 03:10:04"), Class::Ok)),
        findings: Vec::new(),
        flow: None,
    }
}

fn facts(account: Account, (age, limit): (u32, u32), strip: &str, list: &str, at_least: bool) -> KeyFacts {
    let created = now() - Span::days(age.into());
    let due = created + Span::days(limit.into());
    let addresses = Some(vec![Cidr::parse("203.0.113.7").unwrap()]);
    let (state, addresses, proof) = match list {
        "proven" => (ListState::Restricted, addresses, ListProof::Proven),
        "listed" => (ListState::Restricted, addresses, ListProof::Listed),
        "told" => (ListState::Restricted, addresses, ListProof::Told),
        "OPEN" => (ListState::Open, None, ListProof::Listed),
        _ => (ListState::Unknown, None, ListProof::None),
    };
    KeyFacts {
        scopes: scopes(strip),
        scopes_origin: Origin::Exchange,
        scopes_told: Vec::new(),
        list: AddressList { state, addresses },
        list_origin: Origin::Exchange,
        addresses_origin: Origin::Exchange,
        list_proof: proof,
        created: Fact::new(created, if at_least { Origin::Seen } else { Origin::Exchange }, now()),
        age_days: age,
        age_at_least: at_least,
        max_age_days: limit,
        due,
        due_in_days: i64::from(limit) - i64::from(age),
        expires: Told::None,
        expires_origin: Origin::Exchange,
        last_used: Told::NotTold,
        account,
        account_origin: Origin::Exchange,
    }
}

/// The scopes of a strip.
pub fn scopes(strip: &str) -> Scopes {
    let mut scopes = Scopes::none();
    let order =
        [Scope::Read, Scope::Spot, Scope::Margin, Scope::Futures, Scope::Options, Scope::Transfer, Scope::Withdraw];
    for (scope, c) in order.into_iter().zip(strip.chars()) {
        let value = match c {
            '-' => Tri::No,
            '?' => Tri::Unknown,
            _ => Tri::Yes,
        };
        scopes.set(scope, value);
    }
    scopes
}

/// grid-eth and what hangs on it.
pub fn card() -> KeyCard {
    let fleet = fleet();
    let line = |sign, what, so: &str, who: &str| CardLine { sign, what, so: so.into(), who: who.into() };
    KeyCard {
        row: fleet.rows[0].clone(),
        explained: vec![
            explained(
                "can withdraw",
                "how to turn it off",
                "It may withdraw.",
                "A thief with this key takes the coins, not only the trades.",
                "on its page turn off Enable Withdrawals. The bot will not notice.",
            ),
            explained(
                "can transfer inside your accounts",
                "what to turn off",
                "It may move coins inside your own accounts.",
                "A thief can move coins to where this key trades.",
                "on its page turn off Permits Universal Transfer.",
            ),
        ],
        lines: vec![
            line(RowSign::Broken, "Withdraw", "on; freqtrade never needs it", "Binance, 03:10"),
            line(RowSign::Soon, "Transfer", "inside your accounts; not needed", "Binance, 03:10"),
            line(RowSign::Fine, "Trade", "read, spot, futures: as it needs", "Binance, 03:10"),
            line(RowSign::Fine, "Works from", "203.0.113.7 only, proven", "Binance, both sides"),
            line(RowSign::Fine, "Made", "2026-02-03, 41 days ago", "Binance"),
            line(RowSign::Fine, "Replace by", "2026-05-04, in 49 days", "your rule: 90 days"),
            line(RowSign::Fine, "Ends by itself", "no", "Binance: it has a list"),
            line(RowSign::Fine, "Account", "sub:grid, of this bot alone", "Binance"),
            line(RowSign::Fine, "Secret", "in the login keyring", "seen 03:10"),
        ],
        lately: vec![
            (moment("2026-03-16 03:10:04"), "withdraw is on; on 03-15 it was off. Not by keyward.".into()),
            (moment("2026-02-03 10:40:00"), "the key before, …2b7d, is proven dead".into()),
            (moment("2026-02-03 09:22:00"), "…9fQ2 took over".into()),
            (moment("2026-02-03 09:05:00"), "made at Binance".into()),
        ],
        delivery: "by hand: you put it where the bot reads it".into(),
        host_addresses: vec![Cidr::parse("203.0.113.7").unwrap()],
        way: Way::Direct,
        page: "https://www.binance.com/en/my/settings/api-management".into(),
        generations: vec![fleet.rows[0].clone()],
    }
}

fn explained(about: &str, enter: &'static str, what: &str, why: &str, fix: &str) -> Explained {
    Explained {
        word: about.into(),
        about: about.into(),
        enter,
        what: what.into(),
        why: why.into(),
        fix: fix.into(),
        how: String::new(),
        by: Origin::Exchange,
        at: Some(moment("2026-03-16 03:10:04")),
    }
}

/// The answers behind grid-eth's withdraw: off for 40 days, then on.
pub fn evidence() -> EvidenceCard {
    let reading = |number: i64, at: Moment, withdraw: Tri| {
        let mut scopes = scopes("rs-f-x-");
        scopes.withdraw = withdraw;
        ReadingLine {
            number,
            at,
            way: Way::Direct,
            egress: Some("203.0.113.7".parse().unwrap()),
            skew_millis: Some(12),
            reading: Reading {
                scopes,
                list: AddressList { state: ListState::Restricted, addresses: None },
                created: Told::NotTold,
                expires: Told::None,
                last_used: Told::NotTold,
                account: AccountKind::Sub,
                account_id: Told::NotTold,
                symbols: Told::None,
                label: Told::NotTold,
                third_party: false,
                remarks: Vec::new(),
                digest: Digest::new([0x5f; 32]),
            },
            changed: Vec::new(),
        }
    };
    let mut readings = vec![reading(398, moment("2026-03-16 03:10:04"), Tri::Yes)];
    readings[0].changed = vec!["withdraw: on, it was off".into()];
    for day in 0..40_i64 {
        readings.push(reading(391 - 3 * day, moment("2026-03-15 03:10:02") - Span::days(day), Tri::No));
    }
    EvidenceCard {
        host_way: Way::Direct,
        row: fleet().rows[0].clone(),
        rows: Vec::new(),
        readings,
        question: "what may this key do (Binance: API key permission)".into(),
    }
}

/// The newest rows of the journal.
pub fn journal() -> JournalPage {
    let entry = |number, at: &str, who, bot: Option<&str>, hint: Option<&str>, flow, what: &str| JournalEntry {
        number,
        entry: NewEntry {
            at: moment(at),
            who,
            bot: bot.map(|bot| BotName::new(bot).unwrap()),
            exchange: None,
            hint: hint.map(|hint| KeyHint::new(hint).unwrap()),
            flow,
            what: what.into(),
        },
        before: Digest::new([0x9b; 32]),
        hash: Digest::new([0x03; 32]),
    };
    let okx = || Who::Exchange(ExchangeId::new("okx").unwrap());
    JournalPage {
        entries: vec![
            entry(
                412,
                "2026-03-16 03:10:04",
                Who::Keyward,
                Some("grid-eth"),
                Some("9fQ2"),
                None,
                "read: withdraw on, was off",
            ),
            entry(411, "2026-03-16 03:08:30", Who::You, None, None, None, "opened"),
            entry(
                410,
                "2026-03-15 18:02:11",
                Who::You,
                Some("hb-xemm"),
                Some("88f0"),
                Some(17),
                "…88f0 is deleted, you say",
            ),
            entry(
                409,
                "2026-03-15 18:01:40",
                okx(),
                Some("hb-xemm"),
                Some("1d9a"),
                Some(17),
                "…1d9a answers, cannot withdraw, enough to trade",
            ),
            entry(
                408,
                "2026-03-15 17:58:02",
                Who::Keyward,
                Some("hb-xemm"),
                Some("1d9a"),
                Some(17),
                "…1d9a sealed in the login keyring, read back",
            ),
            entry(407, "2026-03-15 17:51:55", Who::You, Some("hb-xemm"), None, Some(17), "rotation begun: 91 days old"),
            entry(406, "2026-03-15 03:10:05", Who::Keyward, None, None, None, "read: nothing new"),
            entry(
                405,
                "2026-03-14 09:12:48",
                Who::You,
                Some("mm-sol"),
                None,
                None,
                "told when it was made: 2025-12-23",
            ),
        ],
        count: 412,
        since: Some(moment("2025-11-02 10:00:00")),
        chain: Chain::Whole,
    }
}

/// The pictures of a state at a size, under `name`: `insta` keeps them beside the screen.
#[macro_export]
macro_rules! screen_test {
    ($name:literal, $state:expr) => {{
        for size in $crate::tui::testing::SIZES {
            let mut state = $state(size);
            // Twice: the second drawing knows what the first one learnt, and must not differ.
            let first = $crate::tui::testing::text(&mut state);
            let again = $crate::tui::testing::text(&mut state);
            assert_eq!(first, again, "drawing twice moves something");
            insta::assert_snapshot!(format!("{}-{}x{}", $name, size.0, size.1), first);
        }
    }};
}

/// How cells look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    /// Their colour; `None`: the terminal's own.
    pub fg: Option<ratatui::style::Color>,
    /// Their weight and line.
    pub modifiers: ratatui::style::Modifier,
}

impl Look {
    /// A colour and modifiers.
    pub const fn of(fg: Option<ratatui::style::Color>, modifiers: ratatui::style::Modifier) -> Self {
        Self { fg, modifiers }
    }
}

/// How the first cells that show `text` look; all of them must look the same.
pub fn look(buffer: &Buffer, text: &str) -> Look {
    let (x, y) = find(buffer, text).unwrap_or_else(|| panic!("{text} is not on the screen"));
    let looks: Vec<Look> = (x..)
        .zip(text.trim_end().chars())
        .filter(|(_, c)| *c != ' ')
        .map(|(x, _)| {
            let cell = &buffer[(x, y)];
            Look { fg: (cell.fg != ratatui::style::Color::Reset).then_some(cell.fg), modifiers: cell.modifier }
        })
        .collect();
    assert!(looks.iter().all(|look| *look == looks[0]), "{text}: {looks:?}");
    looks[0]
}
