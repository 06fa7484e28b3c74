//! The machines that bots run on.

use super::cells::{Cells, addresses, addresses_text, way};
use super::trouble::Say;
use super::{Reads, Writing};
use crate::domain::{Host, HostName, Problem};
use rusqlite::{OptionalExtension, params};

/// The columns of a host, in the order of [`host_from`].
pub(super) const HOST: &str = "h.name, h.addresses, h.way";

impl Reads<'_> {
    /// A host by name.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn host(&self, name: &HostName) -> Result<Option<Host>, Problem> {
        self.connection
            .prepare_cached(&format!("SELECT {HOST} FROM hosts h WHERE h.name = ?1"))
            .and_then(|mut rows| {
                rows.query_row([name.as_str()], |row| host_from(&mut Cells::of(row))).optional().map(Option::flatten)
            })
            .say("The host could not be read")
    }

    /// Visits every host, by name.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn each_host(&self, mut visit: impl FnMut(Host)) -> Result<(), Problem> {
        self.connection
            .prepare_cached(&format!("SELECT {HOST} FROM hosts h ORDER BY h.name"))
            .and_then(|mut statement| {
                let mut rows = statement.query([])?;
                while let Some(row) = rows.next()? {
                    if let Some(host) = host_from(&mut Cells::of(row))? {
                        visit(host);
                    }
                }
                Ok(())
            })
            .say("The hosts could not be read")
    }
}

impl Writing<'_> {
    /// Adds a host, or changes the one of that name.
    ///
    /// # Errors
    /// The database cannot be written.
    pub fn put_host(&self, host: &Host) -> Result<(), Problem> {
        self.connection
            .prepare_cached(
                "INSERT INTO hosts (name, addresses, way) VALUES (?1, ?2, ?3)
                 ON CONFLICT (name) DO UPDATE SET addresses = excluded.addresses, way = excluded.way",
            )
            .and_then(|mut row| {
                row.execute(params![host.name.as_str(), addresses_text(&host.addresses), host.way.as_text()])
            })
            .map(drop)
            .say("The host could not be saved")
    }
}

/// A host from its three cells; nothing where a join found none.
pub(super) fn host_from(cells: &mut Cells<'_, '_>) -> rusqlite::Result<Option<Host>> {
    let Some(name) = cells.word_or_null(|text| HostName::new(text).ok())? else {
        cells.skip(2);
        return Ok(None);
    };
    Ok(Some(Host { name, addresses: cells.word(addresses)?, way: cells.word(way)? }))
}
