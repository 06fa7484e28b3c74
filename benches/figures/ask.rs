//! `ask` of a fleet: bounded by the venues' own limits, which keyward keeps.

use crate::home::{Home, With};
use crate::table::Table;
use keyward::domain::{Chance, Clock};
use keyward::practice::{Fault, Kind, Venues};
use keyward::system::{SystemChance, SystemClock};
use std::sync::Arc;
use std::time::{Duration, Instant};

const KEYS: usize = 200;
const LATENCY: u32 = 100;

pub fn measure(table: &mut Table) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().expect("threads");
    let (clock, chance): (Arc<dyn Clock>, Arc<dyn Chance>) = (Arc::new(SystemClock), Arc::new(SystemChance));
    let venues = Venues::new(&clock, &chance);
    let running = venues.serve(runtime.handle()).expect("ports");
    let home = Home::new(KEYS, With::Secrets);
    let names = ["binance", "bybit", "okx"];
    let urls: Vec<_> = names.into_iter().zip(running.iter().map(|one| one.base_url())).collect();
    home.ask_at(&venues, &urls);
    for kind in Kind::ALL {
        let venue = venues.of(kind);
        venue.weather(|weather| weather.set(Fault::Slow { millis: LATENCY }, true));
        // Keys are listed to their bots' machines: this computer plays one of them at a time, so the list is left out.
        venue.book(|book| open_lists(book));
    }
    let started = Instant::now();
    let output = home.command(&["ask", "--json"]).output().expect("a process");
    let took = started.elapsed();
    // One of the crowd has run out, and the exchange says so: an answer, too.
    let never = String::from_utf8_lossy(&output.stdout).matches(r#""answer":"never""#).count();
    assert!(never == 0, "{never} were not asked: {}", String::from_utf8_lossy(&output.stderr));
    let bound = Kind::ALL.map(|kind| limit(&home, kind)).into_iter().max().unwrap_or_default();
    // The governor adds up to a quarter as jitter; the sealed store's passphrase costs its half second.
    let most = bound.mul_f64(1.25) + Duration::from_secs(2);
    let measured = format!("{:.1} s", took.as_secs_f64());
    let says = format!("limits: {:.1} s + jitter", bound.as_secs_f64());
    table.line("ask, 200 keys over three venues 100 ms away", &measured, Some((took <= most, says)));
}

/// What a venue's own limit makes of its share of the keys.
fn limit(home: &Home, kind: Kind) -> Duration {
    let keys = home.bots.iter().filter(|bot| bot.kind == kind).count();
    let spacing = keyward::exchanges::spacing(&kind.exchange().expect("a name")).expect("a venue");
    let limit = spacing * u32::try_from(keys).expect("a few");
    println!(
        "  {}: {keys} keys, one each {} ms: {:.1} s",
        kind.exchange().expect("a name"),
        spacing.as_millis(),
        limit.as_secs_f64()
    );
    limit
}

fn open_lists(book: &mut keyward::practice::Book) {
    let accounts: Vec<_> = book.accounts().map(|(number, _)| number).collect();
    for account in accounts {
        let keys: Vec<_> = book.keys_of(account).map(|(number, _)| number).collect();
        for key in keys {
            if let Some(key) = book.key_mut(key) {
                key.list = Vec::new();
            }
        }
    }
}
