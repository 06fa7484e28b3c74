//! The chain finds what was changed, lost or put in between.

use super::sample::{bot_name, entry, home};
use crate::domain::Problem;
use crate::inventory::{Chain, Inventory, JournalFilter};

fn with_rows(count: usize) -> (tempfile::TempDir, Inventory) {
    let (folder, inventory) = home();
    inventory
        .write(|w| {
            for number in 1..=count {
                w.add_entry(&entry(Some(if number % 2 == 0 { "even" } else { "odd" }), &format!("row {number}")))?;
            }
            Ok(())
        })
        .unwrap();
    (folder, inventory)
}

/// What a careless hand does to the file, past the triggers.
fn tampered(sql: &str) -> Chain {
    let (_folder, inventory) = with_rows(5);
    assert_eq!(inventory.read(|see| see.verify_journal()).unwrap(), Chain::Whole);
    inventory
        .write(|w| {
            let all = format!("DROP TRIGGER journal_is_not_edited; DROP TRIGGER journal_is_not_cut; {sql}");
            w.connection.execute_batch(&all).unwrap();
            w.verify_journal()
        })
        .unwrap()
}

#[test]
fn a_break_is_found_where_it_is() {
    for (sql, chain) in [
        ("", Chain::Whole),
        ("UPDATE journal SET what = 'row 33' WHERE number = 3", Chain::Broken(3)),
        ("UPDATE journal SET at = at + 1 WHERE number = 1", Chain::Broken(1)),
        ("UPDATE journal SET who = 'you' WHERE number = 2", Chain::Broken(2)),
        ("UPDATE journal SET who = 'nobody' WHERE number = 2", Chain::Broken(2)),
        ("UPDATE journal SET bot = NULL WHERE number = 4", Chain::Broken(4)),
        ("UPDATE journal SET exchange = '' WHERE number = 4", Chain::Broken(4)),
        ("UPDATE journal SET flow = 0 WHERE number = 4", Chain::Broken(4)),
        ("UPDATE journal SET hash = before WHERE number = 2", Chain::Broken(2)),
        ("DELETE FROM journal WHERE number = 2", Chain::Broken(2)),
        ("DELETE FROM journal WHERE number = 5", Chain::Broken(5)),
        ("DELETE FROM journal", Chain::Broken(1)),
        ("UPDATE journal SET number = 6 WHERE number = 5", Chain::Broken(5)),
        (
            "INSERT INTO journal SELECT 6, at, who, NULL, NULL, NULL, NULL, NULL, what, before, hash FROM journal WHERE number = 5",
            Chain::Broken(6),
        ),
        ("DELETE FROM journal_end", Chain::Broken(6)),
    ] {
        assert_eq!(tampered(sql), chain, "{sql}");
    }
}

#[test]
fn rows_are_not_edited_by_accident() {
    let (_folder, inventory) = with_rows(2);
    for sql in ["UPDATE journal SET what = 'x'", "DELETE FROM journal WHERE number = 2"] {
        let told = inventory.write(|w| Ok(w.connection.execute(sql, []).is_err()));
        assert_eq!(told, Ok(true), "{sql}");
    }
    assert_eq!(inventory.read(|see| see.verify_journal()), Ok(Chain::Whole));
}

#[test]
fn pages_go_back_in_time() {
    let (_folder, inventory) = with_rows(7);
    let numbers = |filter: &JournalFilter, limit| -> Result<Vec<i64>, Problem> {
        inventory.read(|see| Ok(see.journal(filter, limit)?.iter().map(|row| row.number).collect()))
    };
    let all = JournalFilter::default();
    assert_eq!(numbers(&all, 3), Ok(vec![7, 6, 5]));
    assert_eq!(numbers(&JournalFilter { before: Some(5), ..all.clone() }, 3), Ok(vec![4, 3, 2]));
    let even = JournalFilter { bot: Some(bot_name("even")), ..all };
    assert_eq!(numbers(&even, 9), Ok(vec![6, 4, 2]));
    assert_eq!(inventory.read(|see| see.count_journal(&even)), Ok(3));
}

#[test]
fn a_line_is_filtered_and_cut() {
    let (_folder, inventory) = home();
    let row = inventory.write(|w| w.add_entry(&entry(None, &format!("a\u{1b}[2J{}", "x".repeat(500))))).unwrap();
    assert!(row.entry.what.starts_with("a [2Jxx") && row.entry.what.chars().count() == 401, "{}", row.entry.what);
}
