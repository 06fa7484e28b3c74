//! Asking does no harm: many keys at once stay within the limits that the exchanges count.

use crate::stage::{Stage, usual};
use keyward::domain::Class;
use keyward::engine::supervise::Cancel;
use keyward::practice::Kind;
use std::sync::Mutex;

#[test]
fn sixty_keys_over_three_venues_meet_no_limit() {
    let stage = Stage::new();
    let mut ids = Vec::new();
    let desk = stage.desk();
    // OKX wants the slowest pace, so it has the fewest.
    for (kind, count) in [(Kind::Binance, 30), (Kind::Bybit, 22), (Kind::Okx, 8)] {
        for number in 0..count {
            let bot = format!("{}-{number:02}", kind.word());
            let made = stage.make(kind, usual(kind), &[]);
            let (row, _) = desk.add(&stage.draft(&bot, kind), made.credential(), false).unwrap();
            ids.push(row.id.unwrap());
        }
        stage.venue(kind).count_questions(true);
    }
    stage.hands.go();
    let seen = Mutex::new(Vec::new());
    let report = desk
        .ask(&ids, None, &Cancel::default(), &|progress| seen.lock().unwrap().push((progress.done, progress.of)))
        .unwrap();
    assert_eq!((report.asked.len(), report.not_asked.len()), (60, 0));
    let refused: Vec<_> = report.asked.iter().filter(|line| line.class != Class::Ok).collect();
    assert!(refused.is_empty(), "{refused:?}");
    assert_eq!(*seen.lock().unwrap(), (1..=60).map(|done| (done, 60)).collect::<Vec<_>>());
    let line = stage.journal().pop().unwrap();
    assert!(line.starts_with("60 keys read"), "one row for all of it: {line}");
}
