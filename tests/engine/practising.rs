//! Practice: a desk of its own on made-up exchanges, with a page on which keys are made, changed and deleted.

use crate::stage::Stage;
use keyward::domain::{Grade, KeyState};
use keyward::engine::desk::{Desk, Filter, Opening};
use keyward::engine::port::{FlowKind, FlowTarget, PageJob, PageView, StoreKind, Target, Tell};
use keyward::flows::Word;
use keyward::secret::Wiped;
use keyward::system::Environment;
use keyward::system::harden::Hardened;

fn practice(stage: &Stage) -> Desk {
    Desk::practice(Opening {
        environment: Environment::default(),
        hardened: Hardened::default(),
        clock: stage.hands.clone(),
        chance: stage.chance.clone(),
    })
    .unwrap()
}

fn tell(target: &Target, word: Word) -> Tell {
    let to = FlowTarget { target: target.clone(), kind: FlowKind::Rotation };
    let typed = word.needs_name().then(|| target.bot.to_string());
    Tell { to, word: Some(word), typed, reason: None, credential: None, again: false }
}

#[test]
fn twelve_bots_are_shown_and_one_is_rotated_by_its_page() {
    let stage = Stage::new();
    let desk = practice(&stage);
    assert!(desk.is_practice());
    let fleet = desk.fleet(&Filter::default()).unwrap();
    let bots: std::collections::BTreeSet<_> = fleet.rows.iter().map(|row| row.bot.clone()).collect();
    assert_eq!(bots.len(), 12);
    assert!(fleet.rows.iter().any(|row| row.flow.is_some()), "one is being rotated");
    assert_eq!(desk.store_brief().unwrap().kind, StoreKind::Memory);
    assert_eq!(desk.journal(None, None, 1, true).unwrap().chain, keyward::engine::port::Chain::Whole);

    for bot in ["mm-sol", "arb-okx", "grid-eth"] {
        rotate(&stage, &desk, bot);
    }
}

/// A passphrase as the page wants one.
const OWN: &[u8] = b"Our-own-w0rds!";

fn rotate(stage: &Stage, desk: &Desk, bot: &str) {
    let fleet = desk.fleet(&Filter::default()).unwrap();
    let row = fleet.rows.iter().find(|row| row.bot.as_str() == bot).unwrap();
    let target = Target { bot: row.bot.clone(), exchange: None, generation: None };
    let old = row.hint.unwrap();
    desk.tell(&tell(&target, Word::Begin), None).unwrap();
    let page = |job: PageJob| -> PageView { desk.page(&job).unwrap() };
    let shown = page(PageJob::Show(target.clone()));
    assert_eq!(shown.rows[shown.chosen.unwrap()].hint, old);
    // One's own for OKX; the others' forms want none.
    let passphrase = (bot == "arb-okx").then(|| desk.tray().put_passphrase(Wiped::copy_of(OWN), desk.clock().now()));
    page(PageJob::Make { name: format!("{bot}-new"), list: String::new(), passphrase });
    let taken = page(PageJob::Take).taken.unwrap();
    assert!(page(PageJob::Take).taken.is_none(), "it is shown once");
    page(PageJob::Close);
    let credential = desk.tray().take(taken, desk.clock().now()).unwrap();
    assert_eq!(credential.expose_passphrase().map(str::as_bytes), passphrase.map(|_| OWN));
    let mut card = desk.tell(&tell(&target, Word::HaveKey), Some(credential)).unwrap();
    while card.snapshot.state == "check" {
        let open = |word: &&String| word.starts_with("told:") || word.starts_with("override:");
        let word = card.snapshot.waits_for.iter().find(open).unwrap_or_else(|| panic!("{:?}", card.snapshot)).clone();
        card = desk.tell(&tell(&target, Word::parse(&word).unwrap()), None).unwrap();
    }
    for word in [Word::Delivered, Word::Seen, Word::EndQuiet] {
        desk.tell(&tell(&target, word), None).unwrap();
    }
    let shown = page(PageJob::Show(target.clone()));
    let place = shown.rows.iter().position(|row| row.hint == old).unwrap();
    page(PageJob::Delete(place));
    desk.tell(&tell(&target, Word::Deleted(None)), None).unwrap();
    for _ in 0..6 {
        stage.wait(20);
        card = desk.flow(&tell(&target, Word::Ask).to).unwrap();
    }
    assert_eq!((card.snapshot.state, card.snapshot.grade), ("done", Some(Grade::ProvenDead)));
    let rows = desk.fleet(&Filter { targets: vec![target], all_generations: true }).unwrap().rows;
    assert_eq!(rows.iter().filter(|row| row.current && row.state == Some(KeyState::Active)).count(), 1);
    let gone = rows.iter().find(|row| row.hint == Some(old)).unwrap();
    assert_eq!((gone.current, gone.state), (false, Some(KeyState::Revoked)));
}

#[test]
fn the_page_is_of_practice_only() {
    let stage = Stage::new();
    let refused = stage.desk().page(&PageJob::Save).unwrap_err();
    assert!(refused.sentence().contains("no practice"), "{}", refused.sentence());
}
