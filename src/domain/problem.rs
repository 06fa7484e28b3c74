//! The one error that both front ends print: what failed, why, and what to do next.

use std::fmt;

/// What sort of failure it is; the command line turns it into an exit code (`cli::exit`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// It was tried and did not work, or a wish was refused: exit 1.
    Failed,
    /// The words of the call are wrong: exit 2.
    Usage,
    /// A store is locked or a passphrase is needed: exit 1, and the screen offers to unlock.
    Locked,
    /// A late write: somebody else moved the row meanwhile; reading again helps.
    Stale,
}

/// A failure told as a sentence. `what` and `why` are for the screen, `hint` says what to do next. None of the three may
/// hold a secret, a whole API key, or unfiltered words of an exchange.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// What sort of failure.
    pub kind: Kind,
    /// What failed: "The keyring could not be read".
    pub what: String,
    /// Why: "it is locked".
    pub why: String,
    /// What to do next: "Unlock it and try again."; may be empty.
    pub hint: String,
}

impl Problem {
    /// A failure of kind [`Kind::Failed`].
    pub fn new(what: impl Into<String>, why: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { kind: Kind::Failed, what: what.into(), why: why.into(), hint: hint.into() }
    }

    /// Wrong words in a call.
    pub fn usage(what: impl Into<String>, why: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { kind: Kind::Usage, ..Self::new(what, why, hint) }
    }

    /// A store that must be opened first.
    pub fn locked(what: impl Into<String>, why: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { kind: Kind::Locked, ..Self::new(what, why, hint) }
    }

    /// The same problem with another kind.
    #[must_use]
    pub fn of_kind(mut self, kind: Kind) -> Self {
        self.kind = kind;
        self
    }

    /// The whole of it in one line: "What: why. Hint".
    pub fn sentence(&self) -> String {
        let mut text = self.to_string();
        if !self.hint.is_empty() {
            text.push(' ');
            text.push_str(&self.hint);
        }
        text
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.why.is_empty() { write!(f, "{}.", self.what) } else { write!(f, "{}: {}.", self.what, self.why) }
    }
}

impl std::error::Error for Problem {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_problem_is_a_sentence_with_a_hint() {
        let problem = Problem::new("The keyring could not be read", "it is locked", "Unlock it and try again.");
        assert_eq!(problem.to_string(), "The keyring could not be read: it is locked.");
        assert_eq!(problem.sentence(), "The keyring could not be read: it is locked. Unlock it and try again.");
        assert_eq!(Problem::usage("No such bot", "", "").to_string(), "No such bot.");
    }
}
