//! A rule that a key breaks. The catalogue (reason, words, fix) is `rules`; here are only its ids.

use super::Moment;
use std::fmt;

/// How bad it is. Critical is `✖` and exit 4, warning `▲` and exit 3, info neither.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Worth knowing.
    Info,
    /// Needs the user soon.
    Warning,
    /// Broken now.
    Critical,
}

impl Severity {
    /// The word in `--json`.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Critical => "critical",
        }
    }
}

macro_rules! rules {
    ($($(#[$doc:meta])* $name:ident => $word:literal),+ $(,)?) => {
        /// The id of a rule.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum RuleId {
            $($(#[$doc])* $name),+
        }

        impl RuleId {
            /// All that can be judged by now.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// The id as scripts know it.
            pub const fn word(self) -> &'static str {
                match self {
                    $(Self::$name => $word),+
                }
            }
        }
    };
}

rules! {
    /// The key may withdraw.
    WithdrawEnabled => "withdraw-enabled",
    /// The key may move coins to somebody else's account.
    TransferOut => "transfer-out",
    /// The key may move coins between its owner's accounts.
    TransferOwn => "transfer-own",
    /// The key may make or change keys.
    ManagesKeys => "manages-keys",
    /// It may do more than the bot needs.
    ScopeTooBroad => "scope-too-broad",
    /// It may do less than the bot needs.
    ScopeMissing => "scope-missing",
    /// It works from any address.
    NotListed => "not-listed",
    /// Its list holds whole networks.
    ListTooWide => "list-too-wide",
    /// Its list does not hold the bot's host.
    ListMissesHost => "list-misses-host",
    /// Nobody tried its list from both sides.
    ListUnproven => "list-unproven",
    /// It may trade every symbol.
    SymbolsOpen => "symbols-open",
    /// It is to be replaced soon.
    RotationDue => "rotation-due",
    /// It should have been replaced.
    RotationOverdue => "rotation-overdue",
    /// A flow of it waits for its user.
    RotationWaiting => "rotation-waiting",
    /// Nobody knows when it was made.
    AgeUnknown => "age-unknown",
    /// The exchange ends it soon.
    ExpiresSoon => "expires-soon",
    /// Nobody used it for 45 days.
    Unused => "unused",
    /// Several bots use it.
    SharedKey => "shared-key",
    /// Its account is not the bot's alone.
    SharedAccount => "shared-account",
    /// A cloud platform holds it with more than it should have.
    CloudCustody => "cloud-custody",
    /// Its rights changed.
    ScopeDrift => "scope-drift",
    /// Its address list changed.
    ListDrift => "list-drift",
    /// Nobody asked for 30 days.
    ReadingStale => "reading-stale",
    /// It could not be asked.
    Unreachable => "unreachable",
    /// The exchange no longer knows the bot's key.
    KeyDead => "key-dead",
    /// Its secret is not where it was sealed.
    SecretMissing => "secret-missing",
    /// It was revoked and shows life.
    StillAlive => "still-alive",
    /// It was revoked and its death is not proven.
    NotProven => "not-proven",
}

impl RuleId {
    /// The rule of a word, as `accept BOT RULE` takes it.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|rule| rule.word() == text)
    }
}

impl fmt::Display for RuleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}

/// A rule that a key breaks, with what its sentences need. The words are made from it when they are shown
/// (`rules::explain`), so that ten thousand rows stay small.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Which rule.
    pub rule: RuleId,
    /// How bad.
    pub severity: Severity,
    /// The date that it hangs on: due, overdue since, expires.
    pub on: Option<Moment>,
    /// Names that its sentence needs: scopes, tokens, other bots, an address.
    pub names: Option<Box<str>>,
}
