//! What must be so after every written transaction (the design's invariants).

use super::house::{House, Life};
use crate::domain::KeyState;
use crate::flows::check::all_hold;
use crate::flows::rotation::{Rotation, State};
use crate::flows::{Edit, Flow, Step, Word, check};

/// Holds after every write.
pub(super) fn hold(house: &House, id: i64) {
    house.current();
    for row in &house.keys {
        let print = row.key.fingerprint.filter(|print| house.at_exchange.contains_key(print));
        let Some(life) = print.map(|print| house.at_exchange[&print]) else { continue };
        let grade = house.grade_of(row.key.generation);
        assert!(
            house.liar || life == Life::Dead || !grade.is_death(),
            "{life:?} is called {grade:?}: {}",
            text(house, id)
        );
    }
    let candidates = house.keys.iter().filter(|row| row.key.state == KeyState::Candidate).count();
    assert!(candidates <= 1, "one candidate: {}", text(house, id));
    picture(house, id);
}

fn text(house: &House, id: i64) -> String {
    house.flows.iter().find(|row| row.id == id).map(|row| row.text.clone()).unwrap_or_default()
}

/// The picture of every state is whole: its words are words, what it waits for it takes, its step is one of its steps.
fn picture(house: &House, id: i64) {
    let shown = house.snapshot(id);
    assert!(shown.at >= 1 && shown.at <= shown.of, "{shown:?}");
    assert!(!shown.message.is_empty() && !shown.message.contains("  "), "{}", shown.message);
    assert!(shown.open || shown.waits_for.is_empty() && shown.next_at.is_none(), "{shown:?}");
    for word in &shown.waits_for {
        assert!(shown.takes.contains(word), "{word} of {}: {:?}", shown.state, shown.takes);
    }
    for word in &shown.takes {
        let filled = match word.as_str() {
            "way:" => "way:direct".to_owned(),
            "deleted:" => "deleted:77b1".to_owned(),
            plain => plain.to_owned(),
        };
        assert!(Word::parse(&filled).is_ok(), "{word}");
    }
    if shown.open && !shown.parked {
        assert!(!shown.waits_for.is_empty(), "{} waits for something: {shown:?}", shown.state);
    }
}

/// A new key becomes the bot's only when each line of Check holds, or by the user's word that it is delivered already.
pub(super) fn takes_over(house: &House, before: &Rotation, moved: &Step) {
    let Some(new) = before.new else { return };
    let taken = moved.edits.contains(&Edit::Current { generation: new.generation });
    if !taken {
        return;
    }
    let Flow::Rotation(after) = &moved.flow else { panic!("a rotation stays one") };
    let said = house.last_word.as_ref().is_some_and(|said| matches!(said.word, Word::Delivered | Word::Seen));
    let heard = before.heard.delivered || before.heard.seen;
    assert!(said || heard, "somebody said that it is delivered");
    if matches!(before.state, State::Ready { .. }) {
        let flow = Flow::Rotation(before.clone());
        let lines = house.with_world(0, Some(&flow), None, |world| {
            check::lines(world, &before.pace, &after.answered, before.account.as_deref())
        });
        let open = lines.iter().filter(|line| !line.holds.is_yes()).count();
        assert_eq!(after.open_lines.len(), open, "what does not hold by now is an open point");
        assert!(open > 0 || all_hold(&lines));
    }
}
