//! `list --json`, and `show`, `add`, `edit`, `ask` and `check` for the keys in question.

use super::{Date, VERSION, end};
use crate::domain::{Finding, Fingerprint, Origin, Scopes};
use crate::engine::port::{ExplainedRow, FleetRow};
use crate::rules::{Attention, Explained};
use serde::{Serialize, Serializer};

/// Keys. A bot's current key comes before its others.
#[derive(Serialize)]
pub(in crate::cli) struct KeyList<'a> {
    version: u8,
    #[serde(skip_serializing_if = "Option::is_none")]
    attention: Option<&'static str>,
    keys: Keys<'a>,
}

struct Keys<'a>(Vec<&'a ExplainedRow>);

impl<'a> KeyList<'a> {
    /// Of these rows.
    pub(in crate::cli) fn of(rows: &'a [ExplainedRow]) -> Self {
        let mut keys: Vec<&ExplainedRow> = rows.iter().collect();
        keys.sort_by(|a, b| order(&a.row).cmp(&order(&b.row)));
        Self { version: VERSION, attention: None, keys: Keys(keys) }
    }

    /// With how much attention they ask for: `check`.
    pub(in crate::cli) fn with(self, attention: Attention) -> Self {
        Self { attention: Some(attention.word()), ..self }
    }
}

fn order(row: &FleetRow) -> impl Ord + '_ {
    (&row.bot, !row.current, &row.exchange, std::cmp::Reverse(row.generation))
}

impl Serialize for Keys<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(|row| key(row)))
    }
}

#[derive(Serialize)]
struct Key<'a> {
    bot: &'a str,
    exchange: Option<&'a str>,
    site: Option<&'a str>,
    account: AccountOut<'a>,
    custody: String,
    host: Option<&'a str>,
    key_hint: Option<String>,
    fingerprint: Option<Fingerprint>,
    generation: Option<u32>,
    secret: &'static str,
    current: bool,
    state: &'static str,
    alive: &'static str,
    created: Created,
    age_days: Option<u32>,
    age_at_least: bool,
    max_age_days: u32,
    due: Option<Date>,
    due_in_days: Option<i64>,
    expires: Option<Date>,
    last_used_at: Option<Date>,
    scopes: ScopesOut,
    scopes_origin: &'static str,
    scopes_told: Vec<&'static str>,
    extra_scopes: Vec<&'a str>,
    address_list: List,
    asked_at: Option<Date>,
    answer: &'static str,
    flow: Option<FlowBriefOut<'a>>,
    findings: Vec<FindingOut<'a>>,
}

#[derive(Serialize)]
struct AccountOut<'a> {
    kind: &'static str,
    name: Option<&'a str>,
}

#[derive(Serialize)]
struct Created {
    at: Option<Date>,
    origin: &'static str,
}

#[derive(Serialize)]
struct ScopesOut {
    read: &'static str,
    spot: &'static str,
    margin: &'static str,
    futures: &'static str,
    options: &'static str,
    earn: &'static str,
    withdraw: &'static str,
    manage: &'static str,
    transfer: &'static str,
}

#[derive(Serialize)]
struct List {
    state: &'static str,
    addresses: Option<Vec<String>>,
    origin: &'static str,
    proof: &'static str,
}

#[derive(Serialize)]
struct FlowBriefOut<'a> {
    kind: &'static str,
    step: &'a str,
    at: u8,
    of: u8,
    next_at: Option<Date>,
}

#[derive(Serialize)]
struct FindingOut<'a> {
    rule: &'static str,
    severity: &'static str,
    message: String,
    fix: &'a str,
}

fn key(of: &ExplainedRow) -> Key<'_> {
    let row = &of.row;
    let facts = &row.facts;
    // A bot without a key has no place and no dates: what stands in its row is made up for the table.
    let keyed = row.id.is_some();
    let account_name = Some(&*row.account.name).filter(|name| !name.is_empty());
    Key {
        bot: row.bot.as_str(),
        exchange: keyed.then_some(row.exchange.as_str()),
        site: keyed.then_some(row.site.as_str()),
        account: AccountOut { kind: row.account.kind.word(), name: account_name },
        custody: row.custody.to_string(),
        host: row.host.as_ref().map(|host| host.as_str()),
        key_hint: end(row.hint),
        fingerprint: row.fingerprint,
        generation: keyed.then_some(row.generation.0),
        secret: row.secret.word(),
        current: row.current,
        state: row.state.map_or("none", |state| state.word()),
        alive: row.grade.word(),
        created: created(row),
        age_days: keyed.then_some(facts.age_days),
        age_at_least: keyed && facts.age_at_least,
        max_age_days: facts.max_age_days,
        due: keyed.then_some(Date(facts.due)),
        due_in_days: keyed.then_some(facts.due_in_days),
        expires: facts.expires.value().copied().map(Date),
        last_used_at: facts.last_used.value().copied().map(Date),
        scopes: scopes(&facts.scopes),
        scopes_origin: facts.scopes_origin.word(),
        scopes_told: facts.scopes_told.iter().map(|scope| scope.word()).collect(),
        extra_scopes: facts.scopes.extra.iter().map(|token| token.as_str()).collect(),
        address_list: list(row),
        asked_at: row.answer.map(|(at, _)| Date(at)),
        answer: row.answer.map_or("never", |(_, class)| class.word()),
        flow: flow(row),
        findings: findings(of),
    }
}

fn created(row: &FleetRow) -> Created {
    let fact = &row.facts.created;
    let known = row.id.is_some() && fact.origin != Origin::Unknown;
    Created {
        at: known.then_some(Date(fact.value)),
        origin: if known { fact.origin.word() } else { Origin::Unknown.word() },
    }
}

const fn scopes(of: &Scopes) -> ScopesOut {
    ScopesOut {
        read: of.read.word(),
        spot: of.spot.word(),
        margin: of.margin.word(),
        futures: of.futures.word(),
        options: of.options.word(),
        earn: of.earn.word(),
        withdraw: of.withdraw.word(),
        manage: of.manage.word(),
        transfer: of.transfer.word(),
    }
}

fn list(row: &FleetRow) -> List {
    let facts = &row.facts;
    List {
        state: facts.list.state.word(),
        addresses: facts.list.addresses.as_ref().map(|list| list.iter().map(ToString::to_string).collect()),
        origin: facts.list_origin.word(),
        proof: facts.list_proof.word(),
    }
}

fn flow(row: &FleetRow) -> Option<FlowBriefOut<'_>> {
    row.flow.as_ref().map(|flow| FlowBriefOut {
        kind: flow.kind,
        step: &flow.step,
        at: flow.at,
        of: flow.of,
        next_at: flow.next_at.map(Date),
    })
}

fn findings(of: &ExplainedRow) -> Vec<FindingOut<'_>> {
    of.row.findings.iter().zip(&of.explained).map(|(finding, words)| found(finding, words)).collect()
}

fn found<'a>(finding: &Finding, words: &'a Explained) -> FindingOut<'a> {
    FindingOut {
        rule: finding.rule.word(),
        severity: finding.severity.word(),
        message: words.message(),
        fix: &words.fix,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::samples;
    use crate::domain::Generation;

    #[test]
    fn a_key_has_the_design_s_fields_in_its_order() {
        let rows = [samples::bad_row()];
        insta::assert_snapshot!(serde_json::to_string_pretty(&KeyList::of(&rows)).unwrap(), @r#"
        {
          "version": 1,
          "keys": [
            {
              "bot": "grid-eth",
              "exchange": "plain",
              "site": "global",
              "account": {
                "kind": "sub",
                "name": "grid"
              },
              "custody": "self",
              "host": "vps-fra",
              "key_hint": "9fQ2",
              "fingerprint": "5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f",
              "generation": 1,
              "secret": "keyring",
              "current": true,
              "state": "active",
              "alive": "alive",
              "created": {
                "at": "2026-02-03T09:05:00Z",
                "origin": "exchange"
              },
              "age_days": 41,
              "age_at_least": false,
              "max_age_days": 90,
              "due": "2026-05-04T09:05:00Z",
              "due_in_days": 49,
              "expires": "2026-08-01T00:00:00Z",
              "last_used_at": "2026-03-15T23:59:59Z",
              "scopes": {
                "read": "yes",
                "spot": "yes",
                "margin": "no",
                "futures": "yes",
                "options": "no",
                "earn": "no",
                "withdraw": "yes",
                "manage": "no",
                "transfer": "own"
              },
              "scopes_origin": "exchange",
              "scopes_told": [
                "futures"
              ],
              "extra_scopes": [
                "enableMoonshots"
              ],
              "address_list": {
                "state": "restricted",
                "addresses": [
                  "203.0.113.7",
                  "10.0.0.0/24"
                ],
                "origin": "exchange",
                "proof": "listed"
              },
              "asked_at": "2026-03-16T03:10:04Z",
              "answer": "ok",
              "flow": {
                "kind": "rotation",
                "step": "quiet",
                "at": 7,
                "of": 9,
                "next_at": "2026-03-16T04:10:00Z"
              },
              "findings": [
                {
                  "rule": "withdraw-enabled",
                  "severity": "critical",
                  "message": "It may withdraw. A thief with this key takes the coins, not only the trades.",
                  "fix": "on its page turn off Enable Withdrawals. The bot will not notice."
                },
                {
                  "rule": "scope-too-broad",
                  "severity": "warning",
                  "message": "It may do more than its bot needs: futures, enableMoonshots. Each right that its bot does not need is one more way to lose money with this key.",
                  "fix": "on its page turn off Enable Futures and enableMoonshots. The bot will not notice."
                },
                {
                  "rule": "transfer-own",
                  "severity": "info",
                  "message": "It may move coins inside your own accounts: Plain cannot part that from trading. It can bring coins within reach of a weaker key of yours. In a sub-account with little in it there is little to move.",
                  "fix": "Plain cannot part it from trading: give the bot a sub-account, with little in it."
                },
                {
                  "rule": "list-unproven",
                  "severity": "info",
                  "message": "Nobody has tried its address list from both sides. A list is proven when the exchange answers through the bot's host and refuses elsewhere because of the address.",
                  "fix": "a question from an address outside its list, refused because of the address, proves it."
                }
              ]
            }
          ]
        }
        "#);
    }

    #[test]
    fn a_bot_without_a_key_has_nulls() {
        let rows = [samples::bare_row()];
        insta::assert_snapshot!(serde_json::to_string_pretty(&KeyList::of(&rows).with(Attention::None)).unwrap(), @r#"
        {
          "version": 1,
          "attention": "none",
          "keys": [
            {
              "bot": "later-bot",
              "exchange": null,
              "site": null,
              "account": {
                "kind": "main",
                "name": null
              },
              "custody": "self",
              "host": null,
              "key_hint": null,
              "fingerprint": null,
              "generation": null,
              "secret": "none",
              "current": false,
              "state": "none",
              "alive": "unasked",
              "created": {
                "at": null,
                "origin": "unknown"
              },
              "age_days": null,
              "age_at_least": false,
              "max_age_days": 90,
              "due": null,
              "due_in_days": null,
              "expires": null,
              "last_used_at": null,
              "scopes": {
                "read": "unknown",
                "spot": "unknown",
                "margin": "unknown",
                "futures": "unknown",
                "options": "unknown",
                "earn": "unknown",
                "withdraw": "unknown",
                "manage": "unknown",
                "transfer": "unknown"
              },
              "scopes_origin": "unknown",
              "scopes_told": [],
              "extra_scopes": [],
              "address_list": {
                "state": "unknown",
                "addresses": null,
                "origin": "unknown",
                "proof": "none"
              },
              "asked_at": null,
              "answer": "never",
              "flow": null,
              "findings": []
            }
          ]
        }
        "#);
    }

    #[test]
    fn the_current_key_comes_first() {
        let mut old = samples::bad_row();
        old.row.current = false;
        let mut next = samples::bad_row();
        next.row.generation = Generation(2);
        next.row.current = false;
        let rows = [old, samples::quiet_row(), next, samples::bad_row()];
        let value = serde_json::to_value(KeyList::of(&rows)).unwrap();
        let seen: Vec<_> = value["keys"]
            .as_array()
            .unwrap()
            .iter()
            .map(|key| {
                (key["bot"].as_str().unwrap(), key["current"].as_bool().unwrap(), key["generation"].as_u64().unwrap())
            })
            .collect();
        assert_eq!(seen, [("grid-eth", true, 1), ("grid-eth", false, 2), ("grid-eth", false, 1), ("mm-sol", true, 1)]);
    }

    #[test]
    fn a_thousand_keys_are_written_at_once() {
        let rows: Vec<_> = (0..1000).map(|_| samples::bad_row()).collect();
        let text = serde_json::to_vec(&KeyList::of(&rows)).unwrap();
        assert!(text.len() > 1_000_000 / 2);
    }
}
