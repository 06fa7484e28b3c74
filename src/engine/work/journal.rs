//! The record of all that was done, a page at a time.

use crate::domain::{BotName, Problem};
use crate::engine::inner::Inner;
use crate::engine::port::{Chain, JournalPage};
use crate::inventory::{self, JournalFilter};

/// A page of it, newest first; `verify` reads the whole chain.
pub(in crate::engine) fn journal(
    inner: &Inner,
    before: Option<i64>,
    bot: Option<&BotName>,
    limit: u32,
    verify: bool,
) -> Result<JournalPage, Problem> {
    inner.inventory.read(|see| {
        let filter = JournalFilter { bot: bot.cloned(), before, ..JournalFilter::default() };
        let whole = JournalFilter { bot: bot.cloned(), ..JournalFilter::default() };
        let chain = if verify {
            match see.verify_journal()? {
                inventory::Chain::Whole => Chain::Whole,
                inventory::Chain::Broken(at) => Chain::Broken(at),
            }
        } else {
            Chain::Unread
        };
        let count = i64::try_from(see.count_journal(&whole)?).unwrap_or(i64::MAX);
        let since = see.journal_entry(1)?.map(|first| first.entry.at);
        Ok(JournalPage { entries: see.journal(&filter, limit)?, count, since, chain })
    })
}
