//! Nothing secret is where it should not be: after whole lives of keys no file of the home but the sealed ones holds a
//! planted secret or a whole API key, and nothing that is shown prints one.

use crate::stage::{Made, Stage, give, pass_check, revoke, rotate, suspect, until, usual};
use keyward::engine::desk::Filter;
use keyward::engine::port::FlowKind;
use keyward::engine::supervise::Cancel;
use keyward::practice::{Fault, Kind};
use keyward::secret::Wiped;
use keyward::vault::{Sealed, Vault as _};
use std::path::Path;
use std::sync::Arc;

/// What must be nowhere: whole texts, and what is left of them in other spellings.
fn needles(keys: &[Made]) -> Vec<String> {
    let mut needles = Vec::new();
    for key in keys {
        for text in [Some(&key.api_key), Some(&key.secret), key.passphrase.as_ref()].into_iter().flatten() {
            use base64::Engine as _;
            needles.push(text.clone());
            needles.push(hex::encode(text));
            let whole = base64::engine::general_purpose::STANDARD.encode(text);
            needles.push(whole.trim_end_matches('=').to_owned());
        }
    }
    needles
}

fn assert_clean(what: &str, bytes: &[u8], needles: &[String]) {
    for needle in needles {
        let found = bytes.windows(needle.len()).any(|window| window == needle.as_bytes());
        assert!(!found, "{what} holds a secret");
    }
}

fn files_are_clean(folder: &Path, needles: &[String], seen: &mut usize) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files_are_clean(&path, needles, seen);
        } else {
            *seen += 1;
            assert_clean(&path.display().to_string(), &std::fs::read(&path).unwrap(), needles);
        }
    }
}

#[test]
fn no_file_and_nothing_shown_holds_a_secret() {
    let mut stage = Stage::new();
    let files = Sealed::new(stage.folder.path().join("sealed"), 10);
    files.make(&Wiped::copy_of(b"correct horse battery")).unwrap();
    stage.files = Arc::new(files);
    // Held open all the while: its write-ahead log is looked at, too.
    let watcher = stage.desk();
    watcher.fleet(&Filter::default()).unwrap();
    let mut keys = Vec::new();
    let mut shown = String::new();
    for kind in Kind::ALL {
        let bot = kind.word();
        let old = stage.make(kind, usual(kind), &[]);
        let wrong = Made { secret: "Planted0Wrong0Secret0That0Nobody0Has".to_owned(), ..old.clone() };
        let refused = stage.desk().add(&stage.draft(bot, kind), wrong.credential(), true).unwrap_err();
        shown.push_str(&format!("{refused:?}{}", refused.sentence()));
        stage.desk().add(&stage.draft(bot, kind), old.credential(), true).unwrap();
        // The exchange repeats in its refusal what was sent.
        for fault in [Fault::Echo, Fault::Escapes] {
            stage.venue(kind).weather(|weather| weather.set(fault, true));
            let id = stage.row(bot, 1).id.unwrap();
            let report = stage.desk().ask(&[id], None, &Cancel::default(), &|_| {}).unwrap();
            shown.push_str(&format!("{report:?}"));
            stage.venue(kind).weather(|weather| weather.set(fault, false));
        }
        let mut card = rotate(&stage, bot, "begin").unwrap();
        shown.push_str(&format!("{card:?}"));
        let new = stage.make(kind, usual(kind), &[]);
        card = give(&stage, bot, &new).unwrap();
        shown.push_str(&format!("{card:?}"));
        shown.push_str(&format!("{:?}", give(&stage, bot, &old).unwrap_err()));
        pass_check(&stage, bot);
        rotate(&stage, bot, "delivered").unwrap();
        rotate(&stage, bot, "seen").unwrap();
        rotate(&stage, bot, "end-quiet").unwrap();
        stage.delete(&old);
        rotate(&stage, bot, "deleted").unwrap();
        shown.push_str(&format!("{:?}", until(&stage, bot, FlowKind::Rotation, "done")));
        shown.push_str(&format!("{:?}", suspect(&stage, bot, None).unwrap()));
        revoke(&stage, bot, "now").unwrap();
        stage.delete(&new);
        shown.push_str(&format!("{:?}", revoke(&stage, bot, "deleted").unwrap()));
        let rows = stage.desk().fleet(&Filter { all_generations: true, ..Filter::default() }).unwrap();
        shown.push_str(&format!("{rows:?}"));
        let id = stage.row(bot, 2).id.unwrap();
        shown.push_str(&format!("{:?}{:?}", stage.desk().key(id).unwrap(), stage.desk().evidence(id).unwrap()));
        keys.extend([old, wrong, new]);
    }
    let desk = stage.desk();
    shown.push_str(&format!("{:?}{:?}", desk.store_report().unwrap(), desk.doctor().unwrap()));
    shown.push_str(&format!("{:?}{:?}", desk.journal(None, None, 10_000, true).unwrap(), desk.remind().unwrap()));
    let needles = needles(&keys);
    assert_clean("what is shown", shown.as_bytes(), &needles);
    assert!(!shown.contains('\u{1b}') && !shown.contains("\\u{1b}"), "no escape sequence of an exchange is shown");
    let mut seen = 0;
    files_are_clean(stage.folder.path(), &needles, &mut seen);
    assert!(seen > 6, "database, its log, locks, the home's key, sealed files: {seen}");
    // What is sealed opens again, and only with the passphrase.
    assert_eq!(desk.store_report().unwrap().entries.len(), 3);
}
