//! A wish that a state does not take.

use crate::domain::Problem;
use std::fmt;

/// Why a wish was refused. Nothing was changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Illegal {
    /// What was wished: "`put-back`", "The new key".
    pub what: String,
    /// Why it cannot be now, as a sentence goes on.
    pub why: String,
    /// What can be done instead; may be empty.
    pub hint: String,
}

impl Illegal {
    /// A refusal: `what` is not taken, why, and what to do instead.
    pub fn new(what: impl Into<String>, why: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { what: what.into(), why: why.into(), hint: hint.into() }
    }
}

impl fmt::Display for Illegal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&Problem::from(self.clone()).sentence())
    }
}

impl std::error::Error for Illegal {}

impl From<Illegal> for Problem {
    fn from(illegal: Illegal) -> Self {
        Self::new(format!("{} was not taken", illegal.what), illegal.why, illegal.hint)
    }
}
