//! How much attention findings ask for, and which date of the fleet comes next.

use super::facts::KeyFacts;
use crate::domain::{Finding, Moment, Severity};

/// The word of `attention` in `--json`; the command line makes its exit code of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Attention {
    /// Nothing to do.
    None,
    /// Something needs its user soon.
    Warning,
    /// Something is broken now.
    Critical,
}

impl Attention {
    /// The word in `--json`.
    pub const fn word(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Warning => "warning",
            Self::Critical => "critical",
        }
    }
}

/// The most that any of the findings asks for.
pub fn attention<'a>(findings: impl IntoIterator<Item = &'a Finding>) -> Attention {
    let worst = findings.into_iter().map(|finding| finding.severity).max();
    match worst {
        None | Some(Severity::Info) => Attention::None,
        Some(Severity::Warning) => Attention::Warning,
        Some(Severity::Critical) => Attention::Critical,
    }
}

/// The key of a fleet whose date comes first, and that date: the "Next: kr-eth on Thu 30 April" of a healthy fleet.
pub fn next_due<'a, T>(fleet: impl IntoIterator<Item = (T, &'a KeyFacts)>) -> Option<(T, Moment)> {
    fleet.into_iter().map(|(key, facts)| (key, facts.next_date())).min_by_key(|(_, date)| *date)
}
