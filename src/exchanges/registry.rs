//! The venues: each guide of `assets/`, read when it is first wanted, and the code that goes with it.

use super::adapter::Adapter;
use super::{binance, bybit, okx};
use crate::domain::{ExchangeId, Problem, Site, SiteId, VenueFacts};
use std::sync::LazyLock;
use std::time::Duration;

/// A venue: its code, its guide's text, and the guide once it was read. `None` only if the guide does not parse, which the
/// tests over the catalogue forbid.
struct Entry {
    adapter: &'static Adapter,
    facts: LazyLock<Option<VenueFacts>>,
}

static ENTRIES: [Entry; 3] = [
    Entry { adapter: &binance::BINANCE, facts: LazyLock::new(|| read(include_str!("../../assets/binance.toml"))) },
    Entry { adapter: &bybit::BYBIT, facts: LazyLock::new(|| read(include_str!("../../assets/bybit.toml"))) },
    Entry { adapter: &okx::OKX, facts: LazyLock::new(|| read(include_str!("../../assets/okx.toml"))) },
];

/// All venues, in the order in which the wizard offers them.
pub fn venues() -> impl Iterator<Item = &'static VenueFacts> {
    ENTRIES.iter().filter_map(|entry| entry.facts.as_ref())
}

/// A venue's facts. Only its own guide is read.
///
/// # Errors
/// No such exchange: the problem lists those that there are.
pub fn venue(id: &ExchangeId) -> Result<&'static VenueFacts, Problem> {
    entry(id).map(|(facts, _)| facts)
}

/// A venue's site.
///
/// # Errors
/// No such exchange, or no such site of it: the problem lists those that there are.
pub fn site(exchange: &ExchangeId, id: &SiteId) -> Result<&'static Site, Problem> {
    let facts = venue(exchange)?;
    facts.site(id).ok_or_else(|| {
        let known = facts.sites.iter().map(|site| site.id.as_str()).collect::<Vec<_>>().join(", ");
        Problem::usage(
            format!("{} has no site \"{id}\"", facts.name),
            format!("its sites are {known}"),
            "Choose one of them: on another site a key looks dead.",
        )
    })
}

/// The least time from one ask to the next by one way, jitter aside: what bounds a check of the whole fleet.
///
/// # Errors
/// No such exchange.
pub fn spacing(id: &ExchangeId) -> Result<Duration, Problem> {
    entry(id).map(|(_, adapter)| adapter.pace.spacing)
}

/// A venue's facts and its code.
pub(super) fn entry(id: &ExchangeId) -> Result<(&'static VenueFacts, &'static Adapter), Problem> {
    let entry = ENTRIES.iter().find(|entry| entry.adapter.id == id.as_str());
    entry.and_then(|entry| Some((entry.facts.as_ref()?, entry.adapter))).ok_or_else(|| {
        let known = ENTRIES.iter().map(|entry| entry.adapter.id).collect::<Vec<_>>().join(", ");
        Problem::usage(
            format!("There is no exchange \"{id}\""),
            format!("keyward knows {known}"),
            "Choose one of them.",
        )
    })
}

fn read(guide: &str) -> Option<VenueFacts> {
    toml::from_str(guide).ok()
}

#[cfg(test)]
mod tests;
