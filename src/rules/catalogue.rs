//! The one catalogue of rules: help, docs, checklist and screens are drawn from it. A row says how bad a broken rule is,
//! what it asks for, why, how it is mended, and which function judges it.

use super::case::Case;
use super::{drift, life, lifespan, list, rights, usage};
use crate::domain::{Finding, RuleId, Severity};

/// How what a rule finds is mended. The words are made by `fix.rs` in the venue's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Mend {
    /// Rights are turned off at the exchange's page, or a key without them takes its place.
    TurnOff,
    /// Rights are turned on there.
    TurnOn,
    /// Its address list is set there.
    SetList,
    /// It is replaced: `rotate`.
    Replace,
    /// It is killed: `revoke`.
    Kill,
    /// The open flow goes on.
    GoOn,
    /// The exchange is asked.
    Ask,
    /// The user tells a fact: `edit`.
    Tell,
    /// The secret is given again, or the key replaced.
    Restore,
    /// It is split: each bot its own key or account.
    Split,
    /// Somebody looks whether they made the change themselves.
    Look,
    /// Worth knowing; a limit is set where the venue has one.
    Limit,
}

/// A rule of the catalogue.
#[derive(Debug, Clone, Copy)]
pub struct Rule {
    /// Its id.
    pub id: RuleId,
    /// How bad it is, where its function does not say otherwise.
    pub severity: Severity,
    /// Its place among those of the same severity: what is said first of a key that breaks several.
    pub weight: u8,
    /// What it asks for, in a few words, as the head of a column or a line of help: "cannot withdraw".
    pub title: &'static str,
    /// Why it matters, a sentence or two.
    pub why: &'static str,
    /// How it is mended.
    pub mend: Mend,
    /// Judges a key.
    pub judge: fn(&Case<'_>) -> Option<Finding>,
}

use Severity::{Critical, Info, Warning};

/// The row of a rule.
pub const fn rule(id: RuleId) -> Rule {
    match id {
        RuleId::WithdrawEnabled => Rule {
            id,
            severity: Critical,
            weight: 10,
            title: "cannot withdraw",
            why: "A thief with this key takes the coins, not only the trades.",
            mend: Mend::TurnOff,
            judge: rights::withdraw_enabled,
        },
        RuleId::TransferOut => Rule {
            id,
            severity: Critical,
            weight: 11,
            title: "cannot send coins to others",
            why: "To somebody else's account is out of your hands: as bad as a withdrawal.",
            mend: Mend::TurnOff,
            judge: rights::transfer_out,
        },
        RuleId::TransferOwn => Rule {
            id,
            severity: Info,
            weight: 60,
            title: "cannot transfer",
            why: "It can bring coins within reach of a weaker key of yours. In a sub-account with little in it there is little to move.",
            mend: Mend::TurnOff,
            judge: rights::transfer_own,
        },
        RuleId::ManagesKeys => Rule {
            id,
            severity: Critical,
            weight: 14,
            title: "cannot make keys",
            why: "A key that can make or change keys outlives itself: killing it does not kill what it made.",
            mend: Mend::TurnOff,
            judge: rights::manages_keys,
        },
        RuleId::ScopeTooBroad => Rule {
            id,
            severity: Warning,
            weight: 36,
            title: "no more than its bot needs",
            why: "Each right that its bot does not need is one more way to lose money with this key.",
            mend: Mend::TurnOff,
            judge: rights::scope_too_broad,
        },
        RuleId::ScopeMissing => Rule {
            id,
            severity: Warning,
            weight: 34,
            title: "enough for its bot",
            why: "Its bot's orders fail, and it may be left with positions that it cannot close.",
            mend: Mend::TurnOn,
            judge: rights::scope_missing,
        },
        RuleId::NotListed => Rule {
            id,
            severity: Warning,
            weight: 32,
            title: "address list",
            why: "Whoever has the secret can use it from anywhere. A key that cannot withdraw can still be emptied by trades in a thin market.",
            mend: Mend::SetList,
            judge: list::not_listed,
        },
        RuleId::ListTooWide => Rule {
            id,
            severity: Warning,
            weight: 35,
            title: "a narrow list",
            why: "A whole network holds other people's machines: a thief needs only one of them.",
            mend: Mend::SetList,
            judge: list::list_too_wide,
        },
        RuleId::ListMissesHost => Rule {
            id,
            severity: Warning,
            weight: 33,
            title: "list holds its host",
            why: "From an address that is not in the list the exchange refuses its bot.",
            mend: Mend::SetList,
            judge: list::list_misses_host,
        },
        RuleId::ListUnproven => Rule {
            id,
            severity: Info,
            weight: 62,
            title: "list works",
            why: "A list is proven when the exchange answers through the bot's host and refuses elsewhere because of the address.",
            mend: Mend::Look,
            judge: list::list_unproven,
        },
        RuleId::SymbolsOpen => Rule {
            id,
            severity: Info,
            weight: 63,
            title: "symbol list",
            why: "With every symbol open a thief can trade the account empty in a thin market.",
            mend: Mend::Limit,
            judge: rights::symbols_open,
        },
        RuleId::RotationDue => Rule {
            id,
            severity: Warning,
            weight: 30,
            title: "young enough",
            why: "The longer a key lives, the more backups, logs and machines have seen it.",
            mend: Mend::Replace,
            judge: lifespan::rotation_due,
        },
        RuleId::RotationOverdue => Rule {
            id,
            severity: Critical,
            weight: 16,
            title: "not past its age",
            why: "The longer a key lives, the more backups, logs and machines have seen it.",
            mend: Mend::Replace,
            judge: lifespan::rotation_overdue,
        },
        RuleId::RotationWaiting => Rule {
            id,
            severity: Warning,
            weight: 44,
            title: "no flow waits",
            why: "While it waits, two keys may live where one is enough.",
            mend: Mend::GoOn,
            judge: life::rotation_waiting,
        },
        RuleId::AgeUnknown => Rule {
            id,
            severity: Warning,
            weight: 40,
            title: "age known",
            why: "A key whose age nobody knows may be years old, so it counts as due at once.",
            mend: Mend::Tell,
            judge: lifespan::age_unknown,
        },
        RuleId::ExpiresSoon => Rule {
            id,
            severity: Warning,
            weight: 30,
            title: "does not end soon",
            why: "When the exchange ends it, its bot stands still in the middle of what it does.",
            mend: Mend::Replace,
            judge: lifespan::expires_soon,
        },
        RuleId::Unused => Rule {
            id,
            severity: Warning,
            weight: 42,
            title: "used",
            why: "A key that nobody uses is missed by nobody: it only waits for a thief.",
            mend: Mend::Kill,
            judge: usage::unused,
        },
        RuleId::SharedKey => Rule {
            id,
            severity: Warning,
            weight: 28,
            title: "one bot, one key",
            why: "Killing it stops several bots, and a leak at one of them is a leak of all.",
            mend: Mend::Split,
            judge: usage::shared_key,
        },
        RuleId::SharedAccount => Rule {
            id,
            severity: Info,
            weight: 61,
            title: "its own account",
            why: "In an account of its own a loss stays in it.",
            mend: Mend::Split,
            judge: usage::shared_account,
        },
        RuleId::CloudCustody => Rule {
            id,
            severity: Warning,
            weight: 38,
            title: "little for a cloud platform",
            why: "A breach of the platform is a breach here: what it holds is read, trade, its own addresses, and young.",
            mend: Mend::Replace,
            judge: usage::cloud_custody,
        },
        RuleId::ScopeDrift => Rule {
            id,
            severity: Warning,
            weight: 24,
            title: "rights as they were",
            why: "If that was not you, somebody is in the account.",
            mend: Mend::Look,
            judge: drift::scope_drift,
        },
        RuleId::ListDrift => Rule {
            id,
            severity: Warning,
            weight: 25,
            title: "list as it was",
            why: "If that was not you, somebody is in the account.",
            mend: Mend::Look,
            judge: drift::list_drift,
        },
        RuleId::ReadingStale => Rule {
            id,
            severity: Warning,
            weight: 43,
            title: "read lately",
            why: "What stands here may no longer be so: rights and lists can be changed at the exchange's page.",
            mend: Mend::Ask,
            judge: life::reading_stale,
        },
        RuleId::Unreachable => Rule {
            id,
            severity: Warning,
            weight: 41,
            title: "can be asked",
            why: "While it cannot be asked, its facts are unknown, not bad.",
            mend: Mend::Ask,
            judge: life::unreachable,
        },
        RuleId::KeyDead => Rule {
            id,
            severity: Critical,
            weight: 13,
            title: "alive",
            why: "Its bot stands without a key. A bot with a dead key can get its address banned; stop it until it has a new one.",
            mend: Mend::Replace,
            judge: life::key_dead,
        },
        RuleId::SecretMissing => Rule {
            id,
            severity: Warning,
            weight: 20,
            title: "secret kept",
            why: "Without its secret nobody can ask about it, nor prove its death.",
            mend: Mend::Restore,
            judge: life::secret_missing,
        },
        RuleId::StillAlive => Rule {
            id,
            severity: Critical,
            weight: 12,
            title: "revoked and dead",
            why: "Whoever you wanted to keep out can still use it.",
            mend: Mend::Kill,
            judge: life::still_alive,
        },
        RuleId::NotProven => Rule {
            id,
            severity: Warning,
            weight: 22,
            title: "its death proven",
            why: "A key that nobody proved dead may still be used.",
            mend: Mend::Kill,
            judge: life::not_proven,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_rule_has_a_row_with_words() {
        let mut titles = BTreeSet::new();
        let mut words = BTreeSet::new();
        for id in RuleId::ALL {
            let row = rule(*id);
            assert_eq!(row.id, *id, "the row of another rule");
            assert!(titles.insert(row.title), "two rules are called {}", row.title);
            assert!(words.insert(id.word()), "two rules have the id {id}");
            assert!(row.why.ends_with('.') && row.why.len() > 20, "{id} says no why");
            assert_eq!(RuleId::parse(id.word()), Some(*id));
        }
    }

    #[test]
    fn severities_are_the_designs() {
        use RuleId::*;
        let critical = [WithdrawEnabled, TransferOut, ManagesKeys, RotationOverdue, KeyDead, StillAlive];
        let info = [TransferOwn, SharedAccount, ListUnproven, SymbolsOpen];
        for id in RuleId::ALL {
            let wanted = match id {
                id if critical.contains(id) => Critical,
                id if info.contains(id) => Info,
                _ => Warning,
            };
            assert_eq!(rule(*id).severity, wanted, "{id}");
        }
    }
}
