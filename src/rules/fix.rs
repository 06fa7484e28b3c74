//! How a finding is mended, in the venue's own words: its toggles by name, its path to the change from its guide.

use super::case::{Case, Doing};
use super::catalogue::{Mend, rule};
use crate::domain::{Custody, Finding, KeyState, ListState, RuleId, Scope};

/// After "Fix: ", ending with a full stop.
pub(super) fn fix(finding: &Finding, case: &Case<'_>) -> String {
    match rule(finding.rule).mend {
        Mend::TurnOff => turn_off(finding, case),
        Mend::TurnOn => turn_on(finding, case),
        Mend::SetList => set_list(finding, case),
        Mend::Replace => replace(finding, case),
        Mend::Kill => kill(finding, case),
        Mend::GoOn => go_on(case),
        Mend::Ask => ask(finding, case),
        Mend::Tell => {
            let name = name(case);
            format!("tell when it was made: keyward edit {name} --created DATE; or --created today to count from now.")
        }
        Mend::Restore => {
            format!("bring back the store in which it was sealed, or replace the key: keyward rotate {}.", name(case))
        }
        Mend::Split if finding.rule == RuleId::SharedKey => {
            format!("give each bot a key of its own: keyward rotate {}.", name(case))
        }
        Mend::Split => format!("give it a sub-account of its own at {}, with little in it.", case.venue.name),
        Mend::Look if finding.rule == RuleId::ListUnproven => {
            "a question from an address outside its list, refused because of the address, proves it.".into()
        }
        Mend::Look => format!(
            "if it was you, nothing. If not, kill it: keyward revoke {}; and change the password of the account.",
            name(case)
        ),
        Mend::Limit => format!("where {} has a symbol list for keys, tick only what the bot trades.", case.venue.name),
    }
}

/// The venue's own path to a change at its page; empty where nothing is changed there.
pub(super) fn how(id: RuleId, case: &Case<'_>) -> String {
    let guide = &case.venue.guide;
    match rule(id).mend {
        Mend::TurnOff | Mend::TurnOn if case.venue.edit_rights => fill(&guide.edit_rights, case),
        Mend::SetList if case.venue.edit_list => fill(&guide.edit_list, case),
        _ => String::new(),
    }
}

/// A guide's sentence with its places filled in: `{site_path}`, `{account}`, `{hint}`, `{label}`, `{addresses}`.
pub fn fill(text: &str, case: &Case<'_>) -> String {
    let key = case.key();
    let path = case.venue.site(&key.site).map_or(case.venue.name.as_str(), |site| site.ui_path.as_str());
    text.replace("{site_path}", path)
        .replace("{account}", &case.facts.account.to_string())
        .replace("{hint}", &key.hint.to_string())
        .replace("{label}", key.bot.as_str())
        .replace("{addresses}", &addresses(case))
}

fn turn_off(finding: &Finding, case: &Case<'_>) -> String {
    let venue = &case.venue.name;
    let wanted = rights_of(finding);
    let needed = |scope: &Scope| case.judged.bot.needs().is_some_and(|needs| needs.contains(scope));
    if finding.rule == RuleId::TransferOwn {
        if !case.venue.can_part(Scope::Transfer) {
            return format!("{venue} cannot part it from trading: give the bot a sub-account, with little in it.");
        }
        if needed(&Scope::Transfer) {
            return "its bot is said to need it; a sub-account with little in it limits the harm.".into();
        }
    }
    let labels = labels(&wanted, case, needed);
    if !case.venue.edit_rights {
        return format!("replace it by a key without {labels}: keyward rotate {}.", name(case));
    }
    let missed = wanted.iter().any(|right| matches!(right, Right::Scope(scope) if needed(scope)));
    let effect = match (missed, case.judged.bot.needs()) {
        (true, _) => "Its bot is said to need it: see to that first.",
        // No bot of any kind withdraws or makes keys.
        (false, None) if finding.rule != RuleId::WithdrawEnabled && finding.rule != RuleId::ManagesKeys => {
            "See first whether its bot needs it."
        }
        (false, _) => "The bot will not notice.",
    };
    format!("on its page turn off {labels}. {effect}")
}

fn turn_on(finding: &Finding, case: &Case<'_>) -> String {
    let labels = labels(&rights_of(finding), case, |_| false);
    if case.venue.edit_rights {
        format!("on its page turn on {labels}, then ask again.")
    } else {
        format!("replace it by a key with {labels}: keyward rotate {}.", name(case))
    }
}

fn set_list(finding: &Finding, case: &Case<'_>) -> String {
    let wanted = match finding.rule {
        RuleId::ListTooWide => {
            let wide = finding.names.as_deref().unwrap_or_default();
            format!("single addresses in its list in place of {wide}")
        }
        _ => format!("{} in its address list", addresses_with_host(case)),
    };
    if case.venue.edit_list {
        format!("put {wanted}.")
    } else {
        format!("replace it by a key with {}: keyward rotate {}.", wanted, name(case))
    }
}

fn replace(finding: &Finding, case: &Case<'_>) -> String {
    let name = name(case);
    match finding.rule {
        RuleId::ExpiresSoon if case.facts.list.state == ListState::Open && case.venue.edit_list => format!(
            "put {} in its address list and ask again: a list may lift its end. Else replace it: keyward rotate {name}.",
            addresses_with_host(case)
        ),
        RuleId::CloudCustody => format!(
            "give the platform a new key with read and trade only, held to the platform's addresses: keyward rotate {name}."
        ),
        RuleId::KeyDead => format!("stop the bot, then give it a new key: keyward rotate {name}."),
        _ => format!("replace it: keyward rotate {name}."),
    }
}

fn kill(finding: &Finding, case: &Case<'_>) -> String {
    let key = case.key();
    let generation = if key.current { String::new() } else { format!(" --generation {}", key.generation) };
    let call = format!("keyward revoke {}{generation} --reason TEXT", name(case));
    match finding.rule {
        RuleId::Unused => format!("if no bot needs it, kill it: {call}."),
        _ if key.state == KeyState::Orphan => {
            format!("delete {} at {} and have its death proven: {call}.", key.hint, case.venue.name)
        }
        _ => format!("see at {} that {} is deleted, then have it proven: {call}.", case.venue.name, key.hint),
    }
}

fn go_on(case: &Case<'_>) -> String {
    match case.judged.flow.map(|flow| flow.doing) {
        Some(Doing::Revoke) => format!("go on with it: keyward revoke {}.", name(case)),
        _ => format!("go on with it: keyward rotate {}.", name(case)),
    }
}

fn ask(finding: &Finding, case: &Case<'_>) -> String {
    let name = name(case);
    let class = if finding.rule == RuleId::Unreachable { finding.names.as_deref() } else { None };
    match class {
        Some("clock") => format!("set this computer's clock, then ask again: keyward ask {name}."),
        Some("rate") => format!("wait before it is asked again: keyward ask {name}."),
        Some("country") => format!("ask by a way from a country that it serves: keyward ask {name} --way W."),
        Some("frozen") => format!("see at {} why the account is frozen.", case.venue.name),
        Some("signature") => format!("the secret is not this key's; replace it: keyward rotate {name}."),
        Some("site") => format!("add it on the right site: keyward add {} --site S.", shell(case.key().bot.as_str())),
        Some("right") => "on its page turn on reading, then ask again.".into(),
        Some("unknown-key") => format!("ask again in some minutes; a change would tell: keyward ask {name}."),
        Some("unclear") => format!("ask through its bot's host, whose address is allowed: keyward ask {name} --way W."),
        _ => format!("ask again: keyward ask {name}."),
    }
}

/// A right to turn on or off: one of ours, or a word of the exchange's.
enum Right<'a> {
    Scope(Scope),
    Token(&'a str),
}

impl Right<'_> {
    /// The venue's own name for its toggle. One that gives the bot what it needs is never named: turning it off would stop
    /// the bot.
    fn label(&self, case: &Case<'_>, needed: impl Fn(&Scope) -> bool) -> String {
        let scope = match self {
            Self::Token(token) => return (*token).to_owned(),
            Self::Scope(scope) => *scope,
        };
        let toggles = case.venue.toggles.iter().filter(|toggle| toggle.scopes.contains(&scope));
        let spares = |scopes: &[Scope]| !scopes.iter().any(|other| *other != scope && needed(other));
        match toggles.into_iter().find(|toggle| spares(&toggle.scopes)) {
            // Some pages have a comma or an "and" in a name: among others it would be read as two.
            Some(toggle) if toggle.name.contains(',') || toggle.name.contains(" and ") => {
                format!("“{}”", toggle.name)
            }
            Some(toggle) => toggle.name.clone(),
            None => format!("what gives it the right “{scope}”"),
        }
    }
}

/// Each toggle once: at OKX all of trading is one.
fn labels(rights: &[Right<'_>], case: &Case<'_>, needed: impl Fn(&Scope) -> bool) -> String {
    let mut labels: Vec<String> = Vec::new();
    for label in rights.iter().map(|right| right.label(case, &needed)) {
        if !labels.contains(&label) {
            labels.push(label);
        }
    }
    and(&labels)
}

fn rights_of(finding: &Finding) -> Vec<Right<'_>> {
    match finding.rule {
        RuleId::WithdrawEnabled => vec![Right::Scope(Scope::Withdraw)],
        RuleId::TransferOut | RuleId::TransferOwn => vec![Right::Scope(Scope::Transfer)],
        RuleId::ManagesKeys => vec![Right::Scope(Scope::Manage)],
        _ => (finding.names.as_deref().unwrap_or_default().split(", "))
            .filter(|name| !name.is_empty())
            .map(|name| Scope::parse(name).map_or(Right::Token(name), Right::Scope))
            .collect(),
    }
}

fn addresses(case: &Case<'_>) -> String {
    let seen_from: Vec<String> =
        case.judged.host.map(|host| host.addresses.iter().map(ToString::to_string).collect()).unwrap_or_default();
    match (&case.judged.bot.custody, seen_from.is_empty()) {
        (_, false) => seen_from.join(", "),
        (Custody::Cloud(platform), true) => format!("the addresses that {platform} publishes"),
        (Custody::Own, true) => "the address that its bot is seen from".into(),
    }
}

fn addresses_with_host(case: &Case<'_>) -> String {
    match case.judged.host.filter(|host| !host.addresses.is_empty()) {
        Some(host) => format!("{} ({})", addresses(case), host.name),
        None => addresses(case),
    }
}

/// The key as a command line names it.
fn name(case: &Case<'_>) -> String {
    let key = case.key();
    shell(&format!("{}@{}", key.bot, key.exchange))
}

fn shell(word: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '@');
    if word.chars().all(plain) { word.to_owned() } else { format!("'{}'", word.replace('\'', r"'\''")) }
}

fn and(words: &[String]) -> String {
    match words {
        [] => "it".to_owned(),
        [one] => one.clone(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_reach_a_shell_whole() {
        assert_eq!(shell("grid-eth@binance"), "grid-eth@binance");
        assert_eq!(shell("it's a bot@okx"), r"'it'\''s a bot@okx'");
        assert_eq!(shell("a;b"), "'a;b'");
    }
}
