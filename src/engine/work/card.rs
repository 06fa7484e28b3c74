//! One key and what hangs on it: each fact with the one who says so, what is wrong first.

use super::fleet::{row_of, with_case};
use crate::domain::{
    AccountKind, Cidr, Finding, KeyId, ListProof, ListState, Moment, Origin, Problem, RuleId, Scope, Severity, Told,
    Transfer, Tri, date_of,
};
use crate::engine::asking::way_of;
use crate::engine::inner::Inner;
use crate::engine::port::{CardLine, KeyCard};
use crate::inventory::{JournalFilter, KeyFilter, KeyRow, Which};
use crate::rules::{Case, RowSign, explain};

/// How many lines of the journal the key page shows.
const LATELY: u32 = 12;

/// All that hangs on one key.
pub(in crate::engine) fn card(inner: &Inner, id: KeyId) -> Result<KeyCard, Problem> {
    inner.inventory.read(|see| {
        let row = see.key_row(id)?.ok_or_else(|| {
            Problem::new("The key could not be shown", "it was removed meanwhile", "Look at the fleet again.")
        })?;
        let (explained, lines, page) = with_case(inner, see, &row, |case, findings| {
            let explained: Vec<_> = findings.iter().map(|finding| explain(finding, case)).collect();
            let page = case.venue.site(&row.key.site).map(|site| site.page.clone()).unwrap_or_default();
            (explained, lines(case, &findings, inner), page)
        })?;
        let filter = JournalFilter { bot: Some(row.key.bot.clone()), ..JournalFilter::default() };
        let mut lately = Vec::new();
        see.each_entry(&filter, LATELY, |entry| {
            let ours = entry.entry.exchange.as_ref().is_none_or(|exchange| *exchange == row.key.exchange);
            if ours {
                let hint = entry.entry.hint.filter(|hint| *hint != row.key.hint);
                let named = hint.filter(|hint| !entry.entry.what.contains(&hint.to_string()));
                let about = named.map_or_else(String::new, |hint| format!("{hint}: "));
                lately.push((entry.entry.at, format!("{about}{}", entry.entry.what)));
            }
        })?;
        let wanted = KeyFilter {
            bot: Some(row.key.bot.clone()),
            exchange: Some(row.key.exchange.clone()),
            generation: None,
            which: Which::All,
        };
        let mut all: Vec<KeyRow> = Vec::new();
        see.each_key(&wanted, |row| all.push(row))?;
        let mut generations = all.iter().map(|row| row_of(inner, see, row)).collect::<Result<Vec<_>, _>>()?;
        generations.sort_by_key(|row| std::cmp::Reverse(row.generation));
        Ok(KeyCard {
            explained,
            lines,
            lately,
            delivery: delivery(&row),
            host_addresses: row.host.as_ref().map(|host| host.addresses.clone()).unwrap_or_default(),
            way: way_of(row.host.as_ref()),
            page,
            generations,
            row: row_of(inner, see, &row)?,
        })
    })
}

fn delivery(row: &KeyRow) -> String {
    match &row.host {
        Some(host) => format!("by hand, on {}", host.name),
        None => "by hand".to_owned(),
    }
}

/// A line per fact; the worse a finding about it is, the higher it stands.
pub(super) fn lines(case: &Case<'_>, findings: &[Finding], inner: &Inner) -> Vec<CardLine> {
    let all = [
        withdraw(case),
        transfer(case),
        manage(case),
        trade(case),
        works_from(case),
        made(case),
        replace_by(case),
        ends(case),
        account(case),
        symbols(case),
        secret(case, inner),
        life(case),
    ];
    let mut lines: Vec<(u8, CardLine)> = all
        .into_iter()
        .flatten()
        .map(|(rules, what, so, who, known)| {
            let worst =
                findings.iter().filter(|finding| rules.contains(&finding.rule)).map(|finding| finding.severity).max();
            let sign = match worst {
                Some(Severity::Critical) => RowSign::Broken,
                Some(Severity::Warning) => RowSign::Soon,
                _ if !known => RowSign::Unknown,
                _ => RowSign::Fine,
            };
            let place = match sign {
                RowSign::Broken => 0,
                RowSign::Soon => 1,
                RowSign::Unknown => 2,
                _ => 3,
            };
            (place, CardLine { sign, what, so, who })
        })
        .collect();
    lines.sort_by_key(|(place, _)| *place);
    lines.into_iter().map(|(_, line)| line).collect()
}

/// Rules that speak of it, its name, what is so, who says so, whether it is known.
type Line = Option<(&'static [RuleId], &'static str, String, String, bool)>;

fn withdraw(case: &Case<'_>) -> Line {
    let value = case.facts.scopes.withdraw;
    let so = match value {
        Tri::Yes => format!("on; {} never needs it", case.judged.bot.kind),
        Tri::No => "off".to_owned(),
        Tri::Unknown => "may it withdraw?".to_owned(),
    };
    let rules = &[RuleId::WithdrawEnabled, RuleId::ScopeDrift];
    Some((rules, "Withdraw", so, rights_by(case, Scope::Withdraw), value != Tri::Unknown))
}

fn transfer(case: &Case<'_>) -> Line {
    let needed = needs(case, Scope::Transfer);
    let so = match case.facts.scopes.transfer {
        Transfer::No => "none".to_owned(),
        Transfer::Own if needed => "inside your accounts; as it needs".to_owned(),
        Transfer::Own if !case.venue.can_part(Scope::Transfer) => "inside your accounts; comes with trading".to_owned(),
        Transfer::Own => "inside your accounts; not needed".to_owned(),
        Transfer::Out => "to somebody else's account".to_owned(),
        Transfer::Unknown => "may it move coins?".to_owned(),
    };
    let rules = &[RuleId::TransferOut, RuleId::TransferOwn];
    let known = case.facts.scopes.transfer != Transfer::Unknown;
    Some((rules, "Transfer", so, rights_by(case, Scope::Transfer), known))
}

fn manage(case: &Case<'_>) -> Line {
    case.facts.scopes.manage.is_yes().then(|| {
        let rules: &[RuleId] = &[RuleId::ManagesKeys];
        (rules, "Keys", "it can make or change keys".to_owned(), rights_by(case, Scope::Manage), true)
    })
}

fn trade(case: &Case<'_>) -> Line {
    let scopes = &case.facts.scopes;
    let shown = [Scope::Read, Scope::Spot, Scope::Margin, Scope::Futures, Scope::Options, Scope::Earn];
    let named = |wanted: Tri| -> Vec<&str> {
        shown.iter().filter(|scope| scopes.may(**scope) == wanted).map(|scope| scope.word()).collect()
    };
    let mut words: Vec<&str> = named(Tri::Yes);
    words.extend(scopes.extra.iter().map(crate::domain::ScopeToken::as_str));
    let unknown = named(Tri::Unknown);
    let needs = match case.judged.bot.needs() {
        None => "",
        Some(needs) if needs.iter().all(|need| scopes.may(*need).is_yes()) => ": as it needs",
        Some(_) => "",
    };
    let so = match (words.is_empty(), unknown.is_empty()) {
        (_, true) if words.is_empty() => "nothing".to_owned(),
        (_, true) => format!("{}{needs}", words.join(", ")),
        (true, false) => "what may it trade?".to_owned(),
        (false, false) => format!("{}; unknown: {}", words.join(", "), unknown.join(", ")),
    };
    let rules = &[RuleId::ScopeTooBroad, RuleId::ScopeMissing];
    Some((rules, "Trade", so, rights_by(case, Scope::Spot), unknown.is_empty()))
}

fn works_from(case: &Case<'_>) -> Line {
    let facts = &case.facts;
    let list = facts.list.addresses.as_deref().unwrap_or_default();
    let so = match facts.list.state {
        ListState::Restricted if list.is_empty() => "listed addresses only".to_owned(),
        ListState::Restricted => format!("{} only", join(list)),
        ListState::Bound => "a named third party; its addresses are not told".to_owned(),
        ListState::Open => "any address".to_owned(),
        ListState::Unknown => "any address, or a list?".to_owned(),
    };
    let so = if facts.list_proof == ListProof::Proven { format!("{so}, proven") } else { so };
    let who = match facts.list_proof {
        ListProof::Proven => format!("{}, both sides", case.venue.name),
        _ => said(case, facts.list_origin),
    };
    let rules = &[
        RuleId::NotListed,
        RuleId::ListTooWide,
        RuleId::ListMissesHost,
        RuleId::ListUnproven,
        RuleId::ListDrift,
        RuleId::CloudCustody,
    ];
    Some((rules, "Works from", so, who, facts.list.state != ListState::Unknown))
}

fn made(case: &Case<'_>) -> Line {
    let facts = &case.facts;
    let date = date_of(facts.created.value);
    let so = if facts.age_at_least {
        format!("when? at least {} days ago", facts.age_days)
    } else {
        format!("{date}, {}", ago(facts.age_days))
    };
    Some((&[RuleId::AgeUnknown], "Made", so, said(case, facts.created.origin), !facts.age_at_least))
}

fn replace_by(case: &Case<'_>) -> Line {
    let facts = &case.facts;
    if facts.age_at_least {
        return None;
    }
    let so = format!("{}, {}", date_of(facts.due), in_days(facts.due_in_days));
    let who = format!("your rule: {} days", facts.max_age_days);
    Some((&[RuleId::RotationDue, RuleId::RotationOverdue, RuleId::RotationWaiting], "Replace by", so, who, true))
}

fn ends(case: &Case<'_>) -> Line {
    let facts = &case.facts;
    let who = said(case, facts.expires_origin);
    let rules = &[RuleId::ExpiresSoon];
    match facts.expires {
        Told::Is(at) => {
            let days = crate::rules::days_between(case.now, at);
            Some((rules, "Ends by itself", format!("{}, {}", date_of(at), in_days(days)), who, true))
        }
        Told::None => Some((rules, "Ends by itself", "no".to_owned(), who, true)),
        Told::NotTold if case.reading().is_some() && facts.list.state == ListState::Restricted => {
            Some((rules, "Ends by itself", "no".to_owned(), format!("{}: it has a list", case.venue.name), true))
        }
        Told::NotTold if case.reading().is_some() && case.readable() => {
            Some((rules, "Ends by itself", case.venue.expiry.clone(), format!("{}'s rules", case.venue.name), true))
        }
        Told::NotTold => Some((rules, "Ends by itself", "does it?".to_owned(), "nobody yet".to_owned(), false)),
    }
}

fn account(case: &Case<'_>) -> Line {
    let facts = &case.facts;
    let others: Vec<_> = case.others_there().collect();
    let so = match (facts.account.kind, others.as_slice()) {
        (AccountKind::Unknown, _) => "main, or a sub-account?".to_owned(),
        (_, []) => format!("{}, of this bot alone", facts.account),
        (_, [other]) => format!("{}, shared with {other}", facts.account),
        (_, more) => format!("{}, shared with {} bots", facts.account, more.len()),
    };
    let known = facts.account.kind != AccountKind::Unknown;
    Some((&[RuleId::SharedAccount, RuleId::SharedKey], "Account", so, said(case, facts.account_origin), known))
}

fn symbols(case: &Case<'_>) -> Line {
    let so = match &case.reading()?.symbols {
        Told::NotTold => return None,
        Told::None => "all".to_owned(),
        Told::Is(symbols) => symbols.join(", "),
    };
    Some((&[RuleId::SymbolsOpen], "Symbols", so, said(case, Origin::Exchange), true))
}

fn secret(case: &Case<'_>, inner: &Inner) -> Line {
    let there = case.judged.secret_there;
    let so = match (there, &case.key().slot) {
        (Tri::No, Some(_)) => "not where it was sealed".to_owned(),
        (Tri::No, None) => "not here".to_owned(),
        _ => format!("in {}", inner.stores.place_name(case.key().secret)),
    };
    Some((&[RuleId::SecretMissing], "Secret", so, "keyward".to_owned(), true))
}

fn life(case: &Case<'_>) -> Line {
    let key = case.key();
    let who = key
        .answer
        .map_or_else(|| "nobody yet".to_owned(), |(at, _)| format!("{}, {}", case.venue.name, clock(at, case.now)));
    let so = match key.grade {
        crate::domain::Grade::Unasked => "never asked".to_owned(),
        grade => grade.says(case.judged.killing).to_owned(),
    };
    let rules = &[
        RuleId::KeyDead,
        RuleId::StillAlive,
        RuleId::NotProven,
        RuleId::ReadingStale,
        RuleId::Unreachable,
        RuleId::Unused,
    ];
    Some((rules, "Life", so, who, key.grade != crate::domain::Grade::Unasked))
}

fn needs(case: &Case<'_>, scope: Scope) -> bool {
    case.judged.bot.needs().is_some_and(|needs| needs.contains(&scope))
}

/// Who speaks of a right: the exchange, the user, or nobody.
fn rights_by(case: &Case<'_>, scope: Scope) -> String {
    if case.facts.scopes_told.contains(&scope) {
        return "you".to_owned();
    }
    if case.facts.scopes.may(scope) == Tri::Unknown {
        "nobody yet".to_owned()
    } else {
        said(case, case.facts.scopes_origin)
    }
}

fn said(case: &Case<'_>, origin: Origin) -> String {
    match origin {
        Origin::Exchange => match &case.key().reading {
            Some((at, _)) => format!("{}, {}", case.venue.name, clock(*at, case.now)),
            None => case.venue.name.clone(),
        },
        Origin::Told => "you".to_owned(),
        Origin::Seen => "keyward".to_owned(),
        Origin::Unknown => "nobody yet".to_owned(),
    }
}

/// The time of today, the date of other days: always UTC.
pub(super) fn clock(at: Moment, now: Moment) -> String {
    if at.date_naive() == now.date_naive() {
        at.format("%H:%M").to_string()
    } else {
        at.format("%m-%d %H:%M").to_string()
    }
}

fn ago(days: u32) -> String {
    match days {
        0 => "today".to_owned(),
        1 => "yesterday".to_owned(),
        days => format!("{days} days ago"),
    }
}

fn in_days(days: i64) -> String {
    match days {
        0 => "today".to_owned(),
        1 => "tomorrow".to_owned(),
        days if days < 0 => format!("{} days late", days.unsigned_abs()),
        days => format!("in {days} days"),
    }
}

fn join(list: &[Cidr]) -> String {
    list.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}
