//! What works here, each with a fix for what does not. Asks the exchanges for their time only.

use super::card::clock;
use crate::domain::{Problem, Tri, Way};
use crate::engine::inner::Inner;
use crate::engine::port::{DoctorLine, StoreState};
use crate::system::harden::Took;
use futures_util::future::join_all;

/// So far our clock may stand from an exchange's before it is said; keyward corrects for it, bots do not.
const SKEW_SAID: i64 = 1000;

/// Looks at store, database, process and clocks.
pub(in crate::engine) fn doctor(inner: &Inner) -> Result<Vec<DoctorLine>, Problem> {
    let mut lines = vec![store(inner), database(inner), journal(inner), folder(inner)];
    lines.extend(process(inner));
    lines.extend(exchanges(inner)?);
    Ok(lines)
}

fn line(what: &str, works: Tri, says: impl Into<String>, fix: impl Into<String>) -> DoctorLine {
    DoctorLine { what: what.to_owned(), works, says: says.into(), fix: fix.into() }
}

fn store(inner: &Inner) -> DoctorLine {
    match inner.stores.brief(inner) {
        Ok(brief) => {
            let why = if brief.says.is_empty() { String::new() } else { format!(", {}", brief.says) };
            match brief.state {
                // A passphrase that the environment names is tried here, where somebody wants to know.
                StoreState::Open => match inner.stores.open_silently(inner) {
                    Ok(()) => line("secret store", Tri::Yes, format!("{}, open{why}", brief.place), ""),
                    Err(problem) => line("secret store", Tri::No, problem.to_string(), problem.hint),
                },
                StoreState::Locked => line(
                    "secret store",
                    Tri::Unknown,
                    format!("{}, locked{why}", brief.place),
                    "Unlock it: u in the fleet, or give its passphrase when a command asks for it.",
                ),
                StoreState::Absent => line(
                    "secret store",
                    if brief.empty { Tri::Unknown } else { Tri::No },
                    format!("{}, not there yet{why}", brief.place),
                    "The first key makes it: keyward add.",
                ),
            }
        }
        Err(problem) => line("secret store", Tri::No, problem.to_string(), problem.hint),
    }
}

fn database(inner: &Inner) -> DoctorLine {
    let place = inner.home.short(inner.inventory.file());
    if inner.inventory.is_read_only() {
        return line(
            "database",
            Tri::No,
            format!("{place} can be read, not written"),
            "Make its folder writable for you.",
        );
    }
    match inner.inventory.examine() {
        Ok(()) => line("database", Tri::Yes, format!("{place}, whole"), ""),
        Err(problem) => line("database", Tri::No, problem.to_string(), problem.hint),
    }
}

fn journal(inner: &Inner) -> DoctorLine {
    match inner.inventory.read(|see| see.verify_journal()) {
        Ok(crate::inventory::Chain::Whole) => line("journal", Tri::Yes, "its chain holds", ""),
        Ok(crate::inventory::Chain::Broken(at)) => line(
            "journal",
            Tri::No,
            format!("its chain breaks at row {at}"),
            "A row was lost or changed, by accident or by hand. Nothing else depends on it; keep a copy of the file.",
        ),
        Err(problem) => line("journal", Tri::Unknown, problem.to_string(), problem.hint),
    }
}

fn folder(inner: &Inner) -> DoctorLine {
    match inner.home.prepare() {
        Ok(()) => line("folder", Tri::Yes, format!("{}, yours alone", inner.home.short(&inner.home.data)), ""),
        Err(problem) => line("folder", Tri::No, problem.to_string(), problem.hint),
    }
}

fn process(inner: &Inner) -> Vec<DoctorLine> {
    let took = |took: Took| match took {
        Took::Yes => (Tri::Yes, "on".to_owned(), ""),
        // Nothing here that a user could mend: it is said, and is no failure of theirs.
        Took::No(why) => (Tri::Unknown, format!("off: {why}"), ""),
    };
    let hardened = inner.hardened;
    [
        ("no core dumps", hardened.no_core),
        ("hidden from others", hardened.not_dumpable),
        ("memory kept from swap", hardened.locked),
    ]
    .into_iter()
    .map(|(what, how)| {
        let (works, says, fix) = took(how);
        line(what, works, says, fix)
    })
    .collect()
}

fn exchanges(inner: &Inner) -> Result<Vec<DoctorLine>, Problem> {
    let venues: Vec<_> = crate::exchanges::venues().collect();
    let asked = inner.runtime()?.block_on(async {
        let questions = venues.iter().filter_map(|venue| venue.sites.first().map(|site| (venue, site))).map(
            |(venue, site)| async move { (*venue, inner.exchanges.clock(&venue.id, &site.id, &Way::Direct).await) },
        );
        join_all(questions).await
    });
    Ok(asked
        .into_iter()
        .map(|(venue, answer)| match answer {
            Ok((time, skew)) => {
                let millis = skew.num_milliseconds();
                let at = clock(time, time);
                if millis.abs() < SKEW_SAID {
                    line(
                        &venue.name,
                        Tri::Yes,
                        format!("answers, its clock says {at}; ours is right to {} ms", millis.abs()),
                        "",
                    )
                } else {
                    line(
                        &venue.name,
                        Tri::Yes,
                        format!("answers; this computer's clock is {} s off", millis.abs() / 1000),
                        "Set the clock: keyward corrects for it, your bots may not.",
                    )
                }
            }
            Err(refusal) => line(
                &venue.name,
                Tri::No,
                format!("no time came: {}", refusal.says.trim_end_matches('.')),
                "Is there a network here, and does this country reach it? A bot's host can be asked through: --way.",
            ),
        })
        .collect())
}
