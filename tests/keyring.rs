//! One contract for all stores: memory, sealed files, and a real Secret Service with all its moods.
//!
//! The keyring is never the user's: this file runs its own tests again under `tests/support/with-keyring`. Where that cannot
//! start one it says so loudly, and fails if `KEYWARD_TEST_REAL=1`.
// Tests start processes and read their environment, that is what they are about; helpers outside of test functions unwrap.
#![allow(clippy::disallowed_methods, clippy::unwrap_used, clippy::print_stderr)]

use keyward::domain::{BotName, Chance, ExchangeId, Generation, Kind, Problem, SecretPlace, SiteId, SlotId};
use keyward::secret::{Credential, Parts, SlotLabel, Wiped};
use keyward::vault::{
    Deadlines, Keyring, Look, Memory, Moved, Named, Sealed, State, Surroundings, Vault, VaultError, Wish, choose,
    copy_slot, wipe_moved,
};
use std::process::Command;
use std::sync::Arc;
use std::time::Duration;

const RSA_4096: &str = include_str!("data/rsa_4096_test_only.pem");

fn label(bot: &str) -> SlotLabel {
    SlotLabel {
        bot: BotName::new(bot).unwrap(),
        exchange: ExchangeId::new("binance").unwrap(),
        site: SiteId::new("global").unwrap(),
        generation: Generation(3),
    }
}

fn slot(name: &str) -> SlotId {
    SlotId::new(name).unwrap()
}

fn credential(secret: &str) -> Credential {
    Credential::new(Parts::new("an-api-key-0001", secret)).unwrap()
}

fn sealed(folder: &std::path::Path) -> Sealed {
    let sealed = Sealed::new(folder.to_owned(), 10);
    sealed.make(&Wiped::copy_of(b"open sesame")).unwrap();
    sealed
}

struct Dice;
impl Chance for Dice {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), Problem> {
        bytes.fill(7);
        Ok(())
    }
}

/// What every store promises. `open` gives the same store again, as another process would find it.
fn keeps_the_contract(open: &dyn Fn() -> Arc<dyn Vault>) {
    let vault = open();
    assert_eq!(vault.state(), State::Open);
    assert_eq!(vault.probe(&Dice), Ok(()));
    assert_eq!(vault.entries(), Ok(vec![]), "a probe leaves nothing");
    assert_eq!(vault.unlock(Some(&Wiped::copy_of(b"open sesame"))), Ok(()));
    let is = |expected: &Credential| {
        let expected = expected.dup();
        move |_: &SlotLabel, found: &Credential| found.same_as(&expected)
    };

    let okx = Credential::new(Parts::new("okx-key-0001", "okx-secret").with_passphrase("a pass, \"quoted\"")).unwrap();
    let rsa = credential(RSA_4096);
    let (one, two) = (slot("b-0001"), slot("a-0002"));
    assert!(matches!(vault.open(&one), Err(VaultError::NotThere)));
    assert_eq!(vault.look(&one, &is(&okx)), Look::Absent);
    assert_eq!(vault.wipe(&one), Ok(()), "an empty slot is as good as wiped");

    assert_eq!(vault.seal(&one, &label("Über bot 7"), &okx), Ok(()));
    assert_eq!(vault.seal(&two, &label(&"b".repeat(64)), &rsa), Ok(()));
    assert_eq!(vault.seal(&one, &label("Über bot 7"), &okx), Ok(()), "the same again is no error");
    assert_eq!(vault.seal(&one, &label("Über bot 7"), &rsa), Err(VaultError::Exists), "a slot is written once");

    let again = open();
    assert_eq!(again.look(&one, &is(&okx)), Look::Equal);
    assert_eq!(again.look(&two, &is(&rsa)), Look::Equal);
    assert_eq!(again.look(&two, &is(&okx)), Look::Other);
    let (found, _) = again.open(&one).unwrap();
    assert_eq!(found, label("Über bot 7"), "what lies there names itself");
    let named = again.entries().unwrap().into_iter().map(|entry| (entry.slot, entry.named)).collect::<Vec<_>>();
    assert_eq!(
        named,
        [(two.clone(), Named::As(label(&"b".repeat(64)))), (one.clone(), Named::As(label("Über bot 7")))]
    );

    assert_eq!(again.wipe(&one), Ok(()));
    assert_eq!(vault.look(&one, &is(&okx)), Look::Absent);
    assert_eq!(vault.look(&two, &is(&rsa)), Look::Equal, "only the one is wiped");
    assert_eq!(vault.wipe(&two), Ok(()));
    assert_eq!(again.entries(), Ok(vec![]));
}

#[test]
fn memory_keeps_the_contract() {
    let memory: Arc<dyn Vault> = Arc::new(Memory::new());
    keeps_the_contract(&|| Arc::clone(&memory));
}

#[test]
fn sealed_files_keep_the_contract() {
    let place = tempfile::tempdir().unwrap();
    drop(sealed(place.path()));
    keeps_the_contract(&|| {
        let again = Sealed::new(place.path().to_owned(), 10);
        again.unlock(Some(&Wiped::copy_of(b"open sesame"))).unwrap();
        Arc::new(again)
    });
}

/// Runs the tests below, each under a keyring of its own.
#[test]
fn the_keyring_keeps_the_contract_and_is_never_waited_for() {
    for (start, test) in [
        (None, "inside::an_open_keyring"),
        (None, "inside::an_open_keyring_through_its_moods"),
        (Some("--locked"), "inside::a_locked_keyring"),
        (Some("--none"), "inside::no_keyring"),
        (Some("--none"), "inside::a_keyring_whose_dialog_waits"),
    ] {
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/support/with-keyring");
        let mut command = Command::new(script);
        command.args(start).arg(std::env::current_exe().unwrap());
        command.args(["--ignored", "--exact", "--nocapture", "--test-threads=1", test]);
        let output = match command.output() {
            // 69 a program is missing, 70 no keyring came up, 127 there is no bash.
            Ok(output) if !matches!(output.status.code(), Some(69 | 70 | 127)) => output,
            missing => return skipped(&missing.map(|output| String::from_utf8_lossy(&output.stderr).into_owned())),
        };
        let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert!(output.status.success(), "{test}:\n{out}\n{err}");
        assert!(out.contains("1 passed"), "{test} did not run:\n{out}");
    }
}

fn skipped(why: &dyn std::fmt::Debug) {
    let real = std::env::var("KEYWARD_TEST_REAL").is_ok_and(|value| value == "1");
    assert!(!real, "no keyring could be started: {why:?}");
    eprintln!("\n*** SKIPPED: the keyring was not tested, since none could be started here: {why:?} ***\n");
}

#[cfg(target_os = "linux")]
mod inside {
    use super::*;

    fn keyring() -> Keyring {
        let deadlines = Deadlines {
            state: Duration::from_secs(1),
            call: Duration::from_secs(5),
            dialog: Duration::from_millis(500),
        };
        Keyring::new(deadlines, Surroundings::Remote)
    }

    /// These tests lock, stop and kill the daemon: only ever under the script.
    fn started(as_what: &str) {
        let found = std::env::var("KEYWARD_TEST_KEYRING");
        assert_eq!(found.as_deref(), Ok(as_what), "run by with-keyring only");
    }

    fn daemon(word: &str) {
        assert!(Command::new("keyring").arg(word).status().unwrap().success(), "keyring {word}");
    }

    fn secret_tool(arguments: &[&str]) -> String {
        let output = Command::new("secret-tool").args(arguments).output().unwrap();
        String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned()
    }

    fn expected(_: &SlotLabel, found: &Credential) -> bool {
        found.same_as(&credential("planted-secret"))
    }

    #[test]
    #[ignore = "run by the test above, under with-keyring"]
    fn an_open_keyring() {
        started("unlocked");
        keeps_the_contract(&|| Arc::new(keyring()));

        let vault: Arc<dyn Vault> = Arc::new(keyring());
        vault.seal(&slot("s-1"), &label("grid-eth"), &credential("planted-secret")).unwrap();
        let seen = secret_tool(&["search", "--all", "service", "keyward", "bot", "grid-eth", "exchange", "binance"]);
        for part in
            ["label = keyward: grid-eth on binance (gen 3)", "secret planted-secret", "attribute.username = s-1"]
        {
            assert!(seen.contains(part), "a person finds it: {seen}");
        }

        let place = tempfile::tempdir().unwrap();
        let files = Arc::new(sealed(&place.path().join("files")));
        assert_eq!(copy_slot(&*vault, &*files, &slot("s-1")), Ok(Moved::Copied));
        assert_eq!(wipe_moved(&*vault, &*files, &slot("s-1")), Ok(()));
        assert_eq!(vault.look(&slot("s-1"), &expected), Look::Absent);
        assert_eq!(files.look(&slot("s-1"), &expected), Look::Equal);
        assert!(!secret_tool(&["search", "--all", "service", "keyward"]).contains("planted-secret"));

        let fresh = Arc::new(Sealed::new(place.path().join("none"), 10));
        let chosen = choose(Wish::Auto, None, Arc::clone(&vault), fresh, &Dice).unwrap();
        assert_eq!((chosen.vault.kind(), chosen.why.as_str()), (SecretPlace::Keyring, ""));
        assert_eq!(secret_tool(&["search", "--all", "service", "keyward"]).trim(), "", "no probe is left");
    }

    #[test]
    #[ignore = "run by the test above, under with-keyring"]
    fn an_open_keyring_through_its_moods() {
        started("unlocked");
        let vault = keyring();
        let name = slot("s-1");
        vault.seal(&name, &label("grid-eth"), &credential("planted-secret")).unwrap();

        // Its daemon dies and is started anew: the old session is lost, the secret is not.
        daemon("stop");
        assert!(matches!(vault.state(), State::Absent { .. }));
        assert!(matches!(vault.look(&name, &expected), Look::Unread(VaultError::Absent { .. })));
        assert!(matches!(vault.wipe(&name), Err(VaultError::Absent { .. })));
        daemon("start");
        assert_eq!(vault.look(&name, &expected), Look::Equal);

        // Locked in between: nothing prompts, nothing is called absent.
        daemon("lock");
        assert_eq!(vault.state(), State::Locked);
        assert!(matches!(vault.look(&name, &expected), Look::Unread(VaultError::Locked { .. })));
        assert!(matches!(vault.entries(), Err(VaultError::Locked { .. })));
        daemon("unlock");
        assert_eq!(vault.look(&name, &expected), Look::Equal);

        // It answers nothing, as while a prompt waits: told in time, and over when it answers again.
        daemon("hang");
        assert!(matches!(vault.state(), State::Absent { why } if why.contains("does not answer within 1 s")));
        assert!(matches!(vault.open(&name), Err(VaultError::Slow { .. })));
        let other = credential("other");
        assert!(matches!(vault.seal(&slot("s-2"), &label("b"), &other), Err(VaultError::Slow { .. })));
        daemon("resume");
        assert_eq!(vault.state(), State::Open);
        assert_eq!(vault.look(&name, &expected), Look::Equal);
        assert_eq!(vault.wipe(&name), Ok(()));
    }

    #[test]
    #[ignore = "run by the test above, under with-keyring"]
    fn a_locked_keyring() {
        started("locked");
        let vault: Arc<dyn Vault> = Arc::new(keyring());
        assert_eq!(vault.state(), State::Locked);
        let error = vault.seal(&slot("s-1"), &label("b"), &credential("planted-secret")).unwrap_err();
        let problem = Problem::from(error);
        assert_eq!(problem.kind, Kind::Locked);
        assert!(problem.sentence().starts_with("The login keyring is locked. Nobody sees its dialog here."));
        assert!(matches!(vault.unlock(None), Err(VaultError::Locked { .. })), "over ssh no dialog is opened");

        let desktop = Keyring::new(Deadlines::default(), Surroundings::Desktop);
        assert!(desktop.unlock(None).is_err(), "without a display its dialog is dismissed at once");

        let place = tempfile::tempdir().unwrap();
        let files: Arc<dyn Vault> = Arc::new(Sealed::new(place.path().join("none"), 10));
        let chosen = choose(Wish::Auto, None, Arc::clone(&vault), Arc::clone(&files), &Dice).unwrap();
        assert_eq!(chosen.vault.kind(), SecretPlace::Keyring);
        let chosen = choose(Wish::Sealed, None, vault, files, &Dice).unwrap();
        assert_eq!(chosen.vault.kind(), SecretPlace::Sealed);
    }

    #[test]
    #[ignore = "run by the test above, under with-keyring"]
    fn no_keyring() {
        started("none");
        let vault: Arc<dyn Vault> = Arc::new(keyring());
        assert_eq!(vault.state(), State::Absent { why: "no keyring answers on D-Bus".into() });
        let error = vault.open(&slot("s-1")).err().unwrap();
        assert!(Problem::from(error).sentence().contains("KEYWARD_STORE=sealed"));
        let place = tempfile::tempdir().unwrap();
        let files = Arc::new(Sealed::new(place.path().join("none"), 10));
        let chosen = choose(Wish::Auto, None, vault, files, &Dice).unwrap();
        assert_eq!(chosen.vault.kind(), SecretPlace::Sealed);
        assert_eq!(chosen.why, "because no keyring answers here (no keyring answers on D-Bus)");
    }

    /// A Secret Service that is locked and has a dialog: GNOME's needs a display, and somebody before it.
    mod dialog {
        use std::sync::Arc;
        use std::sync::atomic::{AtomicBool, Ordering};
        use zbus::blocking::{Connection, connection};
        use zbus::object_server::SignalEmitter;
        use zbus::zvariant::{OwnedObjectPath, Value};

        #[derive(Clone, Default)]
        pub(super) struct Mood {
            pub(super) somebody_answers: Arc<AtomicBool>,
            unlocked: Arc<AtomicBool>,
        }

        fn path(text: &str) -> OwnedObjectPath {
            OwnedObjectPath::try_from(text).unwrap()
        }

        struct Service;
        #[zbus::interface(name = "org.freedesktop.Secret.Service")]
        impl Service {
            fn read_alias(&self, _name: &str) -> OwnedObjectPath {
                path("/collection")
            }
            fn unlock(&self, _objects: Vec<OwnedObjectPath>) -> (Vec<OwnedObjectPath>, OwnedObjectPath) {
                (vec![], path("/prompt"))
            }
        }

        struct Collection(Mood);
        #[zbus::interface(name = "org.freedesktop.Secret.Collection")]
        impl Collection {
            #[zbus(property)]
            fn locked(&self) -> bool {
                !self.0.unlocked.load(Ordering::SeqCst)
            }
        }

        struct Prompt(Mood);
        #[zbus::interface(name = "org.freedesktop.Secret.Prompt")]
        impl Prompt {
            async fn prompt(
                &self,
                _window: &str,
                #[zbus(signal_emitter)] emitter: SignalEmitter<'_>,
            ) -> zbus::fdo::Result<()> {
                if self.0.somebody_answers.load(Ordering::SeqCst) {
                    self.0.unlocked.store(true, Ordering::SeqCst);
                    Self::completed(&emitter, false, Value::from("")).await?;
                }
                Ok(())
            }
            #[zbus(signal)]
            async fn completed(emitter: &SignalEmitter<'_>, dismissed: bool, result: Value<'_>) -> zbus::Result<()>;
        }

        pub(super) fn serve(mood: &Mood) -> zbus::Result<Connection> {
            connection::Builder::session()?
                .serve_at("/org/freedesktop/secrets", Service)?
                .serve_at("/collection", Collection(mood.clone()))?
                .serve_at("/prompt", Prompt(mood.clone()))?
                .name("org.freedesktop.secrets")?
                .build()
        }
    }

    #[test]
    #[ignore = "run by the test above, under with-keyring"]
    fn a_keyring_whose_dialog_waits() {
        started("none");
        let mood = dialog::Mood::default();
        let _served = dialog::serve(&mood).unwrap();
        let deadlines = |dialog| Deadlines { state: Duration::from_secs(1), call: Duration::from_secs(5), dialog };
        let vault = Keyring::new(deadlines(Duration::from_millis(300)), Surroundings::Desktop);
        assert_eq!(vault.state(), State::Locked);
        assert!(matches!(vault.open(&slot("s-1")), Err(VaultError::Locked { .. })), "nothing prompts by itself");
        let slow = Problem::from(vault.unlock(None).unwrap_err()).sentence();
        assert!(slow.contains("A dialog may wait on its desktop."), "{slow}");
        assert_eq!(vault.state(), State::Locked, "it is still told while the dialog waits");

        mood.somebody_answers.store(true, std::sync::atomic::Ordering::SeqCst);
        let vault = Keyring::new(deadlines(Duration::from_secs(20)), Surroundings::Desktop);
        assert_eq!(vault.unlock(None), Ok(()));
        assert_eq!(vault.state(), State::Open);
    }
}
