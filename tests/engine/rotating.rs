//! Rotations, driven word by word to their end.

use crate::stage::{QUIET, SPACING, Stage, give, rotate, until, usual};
use keyward::domain::{Grade, KeyState, SecretPlace};
use keyward::engine::port::FlowKind;
use keyward::practice::Kind;

#[test]
fn a_script_leads_it_to_the_end() {
    for kind in Kind::ALL {
        let stage = Stage::new();
        let old = stage.added("grid", kind);
        assert_eq!(rotate(&stage, "grid", "").unwrap().snapshot.state, "planned");
        assert_eq!(rotate(&stage, "grid", "begin").unwrap().snapshot.state, "make", "{kind:?}");
        let new = stage.make(kind, usual(kind), &[]);
        let card = give(&stage, "grid", &new).unwrap();
        let mut state = card.snapshot.state;
        for line in card.snapshot.waits_for.iter().filter(|word| word.starts_with("told:")) {
            state = rotate(&stage, "grid", line).unwrap().snapshot.state;
        }
        for line in rotate(&stage, "grid", "").unwrap().snapshot.waits_for {
            if line.starts_with("override:") {
                state = rotate(&stage, "grid", &line).unwrap().snapshot.state;
            }
        }
        assert_eq!(state, "ready", "{kind:?} {:?}", rotate(&stage, "grid", "").unwrap().snapshot);
        assert_eq!(rotate(&stage, "grid", "delivered").unwrap().snapshot.state, "alive");
        assert!(stage.row("grid", 2).current);
        assert_eq!(rotate(&stage, "grid", "seen").unwrap().snapshot.state, "quiet");
        stage.wait(QUIET);
        assert_eq!(rotate(&stage, "grid", "").unwrap().snapshot.state, "kill");
        stage.delete(&old);
        let card = rotate(&stage, "grid", "deleted").unwrap();
        assert_eq!(card.snapshot.state, "prove", "{kind:?}");
        stage.wait(SPACING);
        let card = until(&stage, "grid", FlowKind::Rotation, "done");
        assert_eq!(card.snapshot.grade, Some(Grade::ProvenDead), "{kind:?}");
        assert_eq!((stage.store.count(&old.credential()), stage.store.count(&new.credential())), (0, 1));
        let (gone, lives) = (stage.row("grid", 1), stage.row("grid", 2));
        assert_eq!((gone.state, gone.secret, gone.current), (Some(KeyState::Revoked), SecretPlace::None, false));
        assert_eq!((lives.state, lives.secret, lives.current), (Some(KeyState::Active), SecretPlace::Keyring, true));
    }
}
