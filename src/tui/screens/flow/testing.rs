//! Made-up flows at each of their steps, and exchanges with their guides, for the tests of the screens that do things.

use crate::domain::*;
use crate::engine::port::*;
use crate::flows::{Asking, Banner, By, CheckLine, GuideShown, KeySnapshot, Line, Reach, Snapshot, Usable};
use crate::tui::input::Key;
use crate::tui::state::{Effect, Shared, State, Ticket};
use crate::tui::testing::{fleet, moment, row, shared};
use crate::tui::update::{Message, update};

/// A sitting over the twelve, with three exchanges, at `time` of the day.
pub fn sitting(size: (u16, u16), time: &str) -> Shared {
    let mut shared = shared(size);
    shared.now = moment(&format!("2026-03-16 {time}"));
    shared.home = "~/.local/share/keyward".into();
    shared.bench.venues = vec![
        venue("binance", "Binance", "Enable Withdrawals", (64, 64), false),
        venue("bybit", "Bybit", "Withdraw", (18, 36), false),
        venue("okx", "OKX", "Withdraw", (36, 32), true),
    ];
    shared.take_effects();
    shared
}

fn venue(id: &str, name: &str, withdraw: &str, (key, secret): (usize, usize), passphrase: bool) -> &'static VenueFacts {
    let pass = if passphrase { "user" } else { "none" };
    let text = format!(
        r#"
id = "{id}"
name = "{name}"
second_key_possible = true
delete_first = false
secret_shown_once = true
passphrase = "{pass}"
two_factor = []
edit_rights = true
edit_list = true
expiry = "A key without a list lives 90 days."
inactivity = "No address list: {name} drops a trading key after days without use."
asking_counts_as_use = false
activation_delay_s = 0
session_tail_s = 900
nonce = "window"
life_words = []
asks = 2
proof_after_s = 60
ask_budget = {{ max = 4, spacing_s = 60 }}
wrong_site_looks_like_death = true
looks_key_up_first = true
dms = ""
self_generated = "none"
api_delete = ""
inseparable = []
freeze_path = "In the app, look for Security, Freeze account. It stops you, too."
checked_on = "2026-02-20"
[parts]
key_lengths = [{key}]
secret_lengths = [{secret}]
passphrase = {passphrase}
private_keys = []
[tells]
scopes = true
list = true
addresses = true
created = true
expires = true
account = true
account_id = true
symbols = false
last_used = false
[[sites]]
id = "global"
hosts = ["https://api.{id}.com"]
page = "https://www.{id}.com/my-api"
ui_path = "{id}.com · API"
readable = true
[[sites]]
id = "testnet"
hosts = ["https://testnet.{id}.com"]
page = "https://testnet.{id}.com/my-api"
ui_path = "testnet.{id}.com · API"
readable = false
[guide]
edit_rights = ""
edit_list = ""
create = []
[guide.delete]
delete = "Delete, then your 2FA code"
disarm = "Trade"
[[toggles]]
name = "Read"
scopes = ["read"]
[[toggles]]
name = "Futures orders, positions"
scopes = ["futures"]
[[toggles]]
name = "Spot"
scopes = ["spot"]
[[toggles]]
name = "{withdraw}"
scopes = ["withdraw"]
[[refusals]]
code = "-2015"
class = "unclear"
sign = "unclear"
means = "no such key, or wrong address, or not allowed"
[[refusals]]
code = "10003"
class = "unknown-key"
sign = "gone"
means = "no such key"
"#
    );
    Box::leak(Box::new(toml::from_str(&text).unwrap()))
}

/// The rotation of arb-okx at a state, as the pictures have it.
pub fn rotation(state: &'static str) -> FlowCard {
    let steps: &'static [&'static str] =
        &["plan", "make", "take-in", "check", "deliver", "alive", "quiet", "kill", "prove"];
    let (step, at, message, waits, guide): (_, _, &str, &[&str], _) = match state {
        "planned" => (
            "plan",
            1,
            "Two keys side by side for about 1 hour. arb-okx restarts once, by you: look at its open positions and their stops first.",
            &["begin"],
            GuideShown::Nothing,
        ),
        "baseline" => ("plan", 1, "Asking OKX how …c04e is now.", &["ask", "accept"], GuideShown::Nothing),
        "make" => {
            ("make", 2, "Make a second key at OKX. Nothing changes for the bot yet.", &["have-key"], GuideShown::Create)
        }
        "take-in" => (
            "take-in",
            3,
            "Paste the new key. The page at OKX stays open until this says Sealed. It is not sealed. Paste it again: the page is still open.",
            &["have-key"],
            GuideShown::Create,
        ),
        "check" => (
            "check",
            4,
            "arb-okx needs spot, futures; the old key could. The old key stays until the new one passes. Nothing to hurry.",
            &["ask", "have-key", "override:enough"],
            GuideShown::Edit,
        ),
        "ready" => (
            "check",
            4,
            "…77b1 may replace …c04e. Put it where arb-okx reads it and restart the bot; look at its open positions first.",
            &["delivered"],
            GuideShown::Nothing,
        ),
        "alive" => ("alive", 6, "Waiting to see arb-okx on …77b1.", &["seen"], GuideShown::Nothing),
        "put-back" => (
            "alive",
            6,
            "Putting …c04e back: give it to arb-okx again and restart the bot.",
            &["delivered"],
            GuideShown::Nothing,
        ),
        "quiet" => (
            "quiet",
            7,
            "Both live until 11:55 UTC, so that a mistake can be taken back.",
            &["end-quiet"],
            GuideShown::Nothing,
        ),
        "kill" => (
            "kill",
            8,
            "Delete …c04e at OKX. Look twice: it ends in c04e. The new one ends in 77b1.",
            &["deleted", "gone"],
            GuideShown::Delete,
        ),
        "prove" => (
            "prove",
            9,
            "Asking OKX whether it still knows …c04e. 1 of 2, next in 40 s.",
            &["ask", "gone", "accept"],
            GuideShown::Delete,
        ),
        "wrong-one" => (
            "kill",
            8,
            "You deleted the new one. …c04e still lives and is safe: give …c04e to arb-okx again and restart the bot.",
            &["delivered"],
            GuideShown::Nothing,
        ),
        "tail" => ("prove", 9, "One more look at 12:20 UTC.", &["ask"], GuideShown::Nothing),
        _ => (
            "done",
            9,
            "arb-okx lives on …77b1. …c04e is proven dead. Next rotation 2026-06-14.",
            &[],
            GuideShown::Nothing,
        ),
    };
    let killing = matches!(state, "kill" | "prove" | "tail" | "done");
    let dead = matches!(state, "tail" | "done");
    let alive = if dead { Grade::ProvenDead } else { Grade::Alive };
    let key = |hint: &str, generation, alive, killing| KeySnapshot {
        hint: KeyHint::new(hint).unwrap(),
        generation: Generation(generation),
        alive,
        killing,
    };
    let has_new = !matches!(state, "planned" | "baseline" | "make" | "take-in");
    let takes = waits.iter().chain(&["delivered", "seen", "lost-key", "deleted", "gone", "put-back", "abort", "ask"]);
    let mut takes: Vec<String> = takes.map(|word| (*word).to_owned()).collect();
    if dead {
        takes.push("wipe".to_owned());
    }
    let open = state != "done";
    let snapshot = Snapshot {
        id: 17,
        kind: FlowKind::Rotation,
        bot: BotName::new("arb-okx").unwrap(),
        exchange: ExchangeId::new("okx").unwrap(),
        exchange_name: "OKX".into(),
        step,
        at,
        of: 9,
        steps,
        state,
        waits_for: waits.iter().map(|word| (*word).to_owned()).collect(),
        takes,
        next_at: None,
        old: Some(key("c04e", 1, alive, killing)),
        new: has_new.then(|| key("77b1", 2, Grade::Alive, false)),
        lines: if state == "check" { lines() } else { Vec::new() },
        grade: Some(alive),
        open_points: Vec::new(),
        message: message.to_owned(),
        banner: None,
        reach: Some(Reach::Proven),
        guide,
        started_at: (state != "planned").then(|| moment("2026-03-16 10:32:00")),
        usable: None,
        asking: (state == "prove").then(|| Asking { heard: 1, of: 2, next_at: Some(moment("2026-03-16 10:44:47")) }),
        parked: false,
        open,
    };
    let page = "https://www.okx.com/account/my-api".to_owned();
    let guide = guide_of(snapshot.guide, &page, "arb", "c04e");
    FlowCard {
        snapshot,
        row: fleet().rows[3].clone(),
        guide,
        host: None,
        evidence: Vec::new(),
        page,
        open,
        revision: 0,
    }
}

/// The lines of Check: enough to trade fails.
pub fn lines() -> Vec<CheckLine> {
    let line = |line, holds, by, says: &str| CheckLine { line, holds, by, says: says.to_owned() };
    let yes = |which, says| line(which, Tri::Yes, Some(By::Exchange), says);
    vec![
        line(Line::Sealed, Tri::Yes, None, "Read back, and equal."),
        yes(Line::Answers, "OKX answered, from here."),
        line(Line::Another, Tri::Yes, None, "No key here has it, or had it."),
        yes(Line::Account, "OKX: the account's number is the old key's."),
        yes(Line::NoWithdraw, "OKX says: it may not."),
        line(Line::Enough, Tri::No, None, "arb-okx needs spot, futures; the old key could."),
        yes(Line::NotTooMuch, "OKX: nothing that arb-okx does not need."),
        yes(Line::Listed, "203.0.113.7, the address of vps-fra."),
    ]
}

fn guide_of(shown: GuideShown, page: &str, sub: &str, end: &str) -> Vec<GuideLine> {
    let line = |label: &str, text: &str, copies: Option<&str>| GuideLine {
        label: label.to_owned(),
        text: text.to_owned(),
        copies: copies.map(str::to_owned),
    };
    let path = format!("okx.com · Sub-account {sub} · API");
    match shown {
        GuideShown::Nothing => Vec::new(),
        GuideShown::Create => vec![
            line("Page", &path, Some(page)),
            line("Name", "arb-okx-0316", Some("arb-okx-0316")),
            line("Passphrase", "OKX wants one of your own", None),
            line("Permissions", "✓ Read   ✓ Trade   ✗ Withdraw stays off", None),
            line("IP addresses", "203.0.113.7", Some("203.0.113.7")),
            line("Confirm", "your 2FA code, at OKX", None),
        ],
        GuideShown::Edit => {
            vec![line("Page", &path, Some(page)), line("Rights", "choose the key that ends in 77b1, tick Trade", None)]
        }
        GuideShown::Delete => vec![
            line("Page", &path, Some(page)),
            line("Find", &format!("the key that ends in {end}"), None),
            line("Delete", "Delete, then your 2FA code", None),
        ],
        GuideShown::Kill => vec![
            line("Page", "binance.com · sub-account grid · API Management", Some(page)),
            line("Find", &format!("the key that ends in {end}"), None),
            line("Delete", "Delete, then your 2FA code", None),
            line("Untick", "Enable Withdrawals, Spot and Futures; save", None),
            line("Freeze", "the account, in the app on your phone", None),
        ],
    }
}

/// The revocation of grid-eth at a state.
pub fn revocation(state: &'static str) -> FlowCard {
    let steps: &'static [&'static str] = &["stop", "kill", "prove", "look", "new"];
    let (step, at, message, waits, guide): (_, _, &str, &[&str], _) = match state {
        "suspected" => ("stop", 1, "Is somebody using …9fQ2 now?", &["now", "controlled"], GuideShown::Nothing),
        "controlled" => (
            "stop",
            1,
            "Before the cut: see at Binance that every position of grid-eth has its stop there.",
            &["guarded", "accept", "now"],
            GuideShown::Nothing,
        ),
        "kill-now" => (
            "kill",
            2,
            "Delete …9fQ2 at Binance. Look twice: it ends in 9fQ2.",
            &["deleted", "gone", "off", "frozen"],
            GuideShown::Kill,
        ),
        "cut-off" => (
            "kill",
            2,
            "It can no longer trade, Binance says so. Delete …9fQ2 when the hands are calm.",
            &["deleted", "gone"],
            GuideShown::Delete,
        ),
        "prove" => (
            "prove",
            3,
            "Asking Binance whether it still knows …9fQ2. 1 of 3, next in 60 s.",
            &["ask", "gone", "accept"],
            GuideShown::Delete,
        ),
        "look" => (
            "look",
            4,
            "Then look at what was done with …9fQ2 since the suspicion: orders, trades, transfers, withdrawals, at Binance.",
            &["looked"],
            GuideShown::Nothing,
        ),
        "replace" => (
            "new",
            5,
            "grid-eth stands without a key. Stop it at a chosen moment: a bot with a dead key can get its address banned.",
            &["replace", "later", "never"],
            GuideShown::Nothing,
        ),
        "tail" => ("new", 5, "One more look at 03:45 UTC. Nothing for you to do.", &["ask"], GuideShown::Nothing),
        _ => ("done", 5, "…9fQ2 is proven dead. grid-eth has no key yet.", &[], GuideShown::Nothing),
    };
    let dead = matches!(state, "look" | "replace" | "tail" | "closed");
    let alive = if dead { Grade::ProvenDead } else { Grade::Alive };
    let old = KeySnapshot {
        hint: KeyHint::new("9fQ2").unwrap(),
        generation: Generation::FIRST,
        alive,
        killing: !matches!(state, "suspected" | "controlled"),
    };
    let takes = waits.iter().chain(&["ask", "deleted", "gone", "off", "frozen", "abort", "guarded", "looked"]);
    let mut takes: Vec<String> = takes.map(|word| (*word).to_owned()).collect();
    if state == "controlled" {
        takes.push("rotate-first".to_owned());
    }
    if dead {
        takes.push("wipe".to_owned());
    }
    let open = state != "closed";
    let since = moment("2026-03-16 03:12:00");
    let snapshot = Snapshot {
        id: 18,
        kind: FlowKind::Revocation,
        bot: BotName::new("grid-eth").unwrap(),
        exchange: ExchangeId::new("binance").unwrap(),
        exchange_name: "Binance".into(),
        step,
        at,
        of: 5,
        steps,
        state,
        waits_for: waits.iter().map(|word| (*word).to_owned()).collect(),
        takes,
        next_at: None,
        old: Some(old),
        new: None,
        lines: Vec::new(),
        grade: Some(alive),
        open_points: Vec::new(),
        message: message.to_owned(),
        banner: None,
        reach: None,
        guide,
        started_at: Some(since),
        usable: Some(Usable { since, until: dead.then(|| moment("2026-03-16 03:29:04")) }),
        asking: (state == "prove").then(|| Asking { heard: 1, of: 3, next_at: Some(moment("2026-03-16 03:15:14")) }),
        parked: false,
        open,
    };
    let page = "https://www.binance.com/my-api".to_owned();
    let guide = guide_of(snapshot.guide, &page, "grid", "9fQ2");
    FlowCard {
        snapshot,
        row: fleet().rows[0].clone(),
        guide,
        host: None,
        evidence: Vec::new(),
        page,
        open,
        revision: 0,
    }
}

/// A red banner over a card.
pub fn with_banner(mut card: FlowCard, text: &str) -> FlowCard {
    card.snapshot.banner = Some(Banner { red: true, text: text.to_owned() });
    card
}

/// A row of evidence: number, time, and what it was.
pub fn evidence(number: i64, time: &str, kind: EvidenceKind) -> Evidence {
    Evidence {
        number,
        at: moment(&format!("2026-03-16 {time}")),
        exchange_at: Some(moment(&format!("2026-03-16 {time}"))),
        site: SiteId::new("global").unwrap(),
        way: Way::Direct,
        egress: Some("198.51.100.20".parse().unwrap()),
        kind,
    }
}

/// It answered.
pub fn answered() -> EvidenceKind {
    let power = Some(Power { trade: Tri::Yes, move_coins: Tri::No });
    EvidenceKind::Answer { class: Class::Ok, sign: Sign::Answers, code: None, control: true, power }
}

/// It was refused.
pub fn refused(code: &str, sign: Sign) -> EvidenceKind {
    let class = if sign == Sign::Gone { Class::UnknownKey } else { Class::Unclear };
    EvidenceKind::Answer { class, sign, code: Some(Code::new(code)), control: true, power: None }
}

/// The row of a bot in the fleet.
pub fn row_of(bot: &str) -> FleetRow {
    fleet().rows.into_iter().find(|row| row.bot.as_str() == bot).unwrap()
}

/// A new key between sealing and saving.
pub fn add_card(asked: Option<(Class, &str)>) -> AddCard {
    use crate::rules::RowSign;
    let mut added =
        row("mm-sol", "bybit", Account::sub("mm"), "7Tud", (0, 90), "r--f---", "OPEN", "adding", RowSign::AtWork);
    added.state = Some(KeyState::Adding);
    let line = |sign, what, so: &str, who: &str| CardLine { sign, what, so: so.into(), who: who.into() };
    AddCard {
        key: KeyId(99),
        row: added,
        place: "the login keyring".into(),
        sealed_at: moment("2026-03-16 10:41:07"),
        asked: asked.map(|(class, says)| AskedLine { key: KeyId(99), class, says: says.to_owned() }),
        lines: vec![
            line(RowSign::Broken, "Works from", "anywhere: no address list", "Bybit, 10:41"),
            line(RowSign::Soon, "Ends by itself", "2026-06-14, in 90 days", "Bybit, 10:41"),
            line(RowSign::Fine, "Withdraw", "off", "Bybit, 10:41"),
            line(RowSign::Fine, "Trade", "read, futures: as it needs", "Bybit, 10:41"),
            line(RowSign::Fine, "Account", "sub:mm, of this bot alone", "Bybit, 10:41"),
        ],
        explained: vec![crate::rules::Explained {
            word: "open".into(),
            about: "is open to any address".into(),
            enter: "how to close it",
            what: "Open to any address.".into(),
            why: "Whoever has the secret can use it from anywhere.".into(),
            fix: "put 198.51.100.20 (vps-tyo) in its address list.".into(),
            how: String::new(),
            by: Origin::Exchange,
            at: Some(moment("2026-03-16 10:41:12")),
        }],
        can_save: true,
    }
}

/// What a key press, or several, caused.
pub fn press(state: &mut State, keys: &[Key]) -> Vec<Effect> {
    let mut all = Vec::new();
    for key in keys {
        let now = state.shared.now;
        all.extend(update(state, Message::Key(*key), now));
    }
    all
}

/// The jobs among effects.
pub fn jobs(effects: Vec<Effect>) -> Vec<(Ticket, Job)> {
    let job = |effect| match effect {
        Effect::Start(ticket, job) => Some((ticket, job)),
        _ => None,
    };
    effects.into_iter().filter_map(job).collect()
}

/// The words told by keys: `begin`, `deleted:77b1`.
pub fn told(state: &mut State, keys: &[Key]) -> Vec<String> {
    let effects = press(state, keys);
    let word = |(_, job)| match job {
        Job::Tell(tell) => tell.word.map(|word| word.to_string()),
        _ => None,
    };
    jobs(effects).into_iter().filter_map(word).collect()
}

/// An answer to a job.
pub fn answer(state: &mut State, ticket: Ticket, answer: Answer) -> Vec<Effect> {
    let now = state.shared.now;
    update(state, Message::Answer(ticket, answer), now)
}
