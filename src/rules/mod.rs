//! The rules: what is so of a key, judged. Pure: facts, policy, venue and the time come in, findings and words go out.
//!
//! [`Case::new`] puts one key's facts together, [`judge`] says what is wrong, worst first, [`explain`] says it in words,
//! [`state_of`] makes the fleet's state column of it, [`facts_missing`] names what nobody knows yet.
//!
//! To add a rule: its id in `domain::RuleId`, a row in [`rule`] (`catalogue.rs`), its function in the family's file
//! (`rights`, `list`, `lifespan`, `usage`, `life`, `drift`), its words in `explain.rs` and its fix in `fix.rs`; the compiler names
//! each place that is missing. Two tests: on both sides of its edge.

mod attention;
mod case;
mod catalogue;
mod dates;
mod drift;
mod explain;
mod facts;
mod fix;
mod life;
mod lifespan;
mod list;
mod missing;
mod rights;
mod state;
mod usage;

#[cfg(test)]
pub(crate) mod samples;

pub use attention::{Attention, attention, next_due};
pub use case::{Case, Doing, FlowBrief, Judged, judge};
pub use catalogue::{Mend, Rule, rule};
pub use dates::{days_between, in_days};
pub use drift::changes;
pub use explain::{Explained, explain};
pub use facts::{KeyFacts, facts};
pub use fix::fill;
pub use missing::{MissingFact, facts_missing};
pub use state::{RowSign, RowState, state_of};
