//! What is special about sealed files; the contract of all stores is in `tests/keyring.rs`.

use super::*;
use crate::domain::{BotName, ExchangeId, Generation, Problem, SiteId};
use crate::secret::Parts;
use crate::vault::Look;
use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicU32, Ordering};

const CHEAP: u8 = 10;

fn words(text: &str) -> Wiped {
    Wiped::copy_of(text.as_bytes())
}

fn label() -> SlotLabel {
    SlotLabel {
        bot: BotName::new("grid-eth").unwrap(),
        exchange: ExchangeId::new("binance").unwrap(),
        site: SiteId::new("global").unwrap(),
        generation: Generation(2),
    }
}

fn credential(secret: &str) -> Credential {
    Credential::new(Parts::new("the-api-key", secret)).unwrap()
}

fn slot(name: &str) -> SlotId {
    SlotId::new(name).unwrap()
}

fn made(folder: &Path) -> Sealed {
    let sealed = Sealed::new(folder.to_owned(), CHEAP);
    sealed.make(&words("open sesame")).unwrap();
    for name in ["one", "two"] {
        sealed.seal(&slot(name), &label(), &credential(&format!("secret-{name}"))).unwrap();
    }
    sealed
}

fn unlocked(folder: &Path) -> Result<Sealed, VaultError> {
    let sealed = Sealed::new(folder.to_owned(), CHEAP);
    sealed.unlock(Some(&words("open sesame"))).map(|()| sealed)
}

fn is(secret: &str) -> impl Fn(&SlotLabel, &Credential) -> bool {
    let expected = credential(secret);
    move |found, there| *found == label() && there.same_as(&expected)
}

#[test]
fn it_is_made_locked_and_opened() {
    let place = tempfile::tempdir().unwrap();
    let folder = place.path().join("sealed");
    let fresh = Sealed::new(folder.clone(), CHEAP);
    assert_eq!(fresh.state(), State::Unmade);
    assert_eq!(fresh.seal(&slot("one"), &label(), &credential("s1")), Err(VaultError::Unmade));
    assert_eq!(fresh.make(&words("short")), Err(VaultError::ShortPassphrase { least: 8 }));
    assert_eq!(made(&folder).state(), State::Open);
    assert_eq!(fresh.make(&words("another one")), Err(VaultError::Exists));
    let again = Sealed::new(folder, CHEAP);
    assert_eq!(again.state(), State::Locked);
    assert!(matches!(again.open(&slot("one")), Err(VaultError::Locked { .. })));
    assert!(matches!(again.look(&slot("one"), &is("secret-one")), Look::Unread(VaultError::Locked { .. })));
    assert!(again.entries().unwrap().iter().all(|entry| entry.named == Named::Locked));
    assert_eq!(again.unlock(Some(&words("open sesamE"))), Err(VaultError::WrongPassphrase));
    assert_eq!(again.unlock(Some(&words("open sesame"))), Ok(()));
    assert_eq!(again.look(&slot("one"), &is("secret-one")), Look::Equal);
    assert_eq!(again.look(&slot("one"), &is("secret-two")), Look::Other);
    assert_eq!(again.look(&slot("none"), &is("secret-one")), Look::Absent);
}

#[test]
fn a_passphrase_is_fetched_once_a_process_and_only_for_a_secret() {
    let place = tempfile::tempdir().unwrap();
    drop(made(place.path()));
    let asked = Arc::new(AtomicU32::new(0));
    let counter = Arc::clone(&asked);
    let source: PassphraseSource = Box::new(move || {
        counter.fetch_add(1, Ordering::SeqCst);
        Some(words("open sesame"))
    });
    let sealed = Sealed::new(place.path().to_owned(), CHEAP).with_source(source);
    assert_eq!(sealed.state(), State::Locked);
    assert_eq!(asked.load(Ordering::SeqCst), 0);
    std::thread::scope(|threads| {
        for _ in 0..4 {
            threads.spawn(|| {
                for _ in 0..10 {
                    assert_eq!(sealed.look(&slot("two"), &is("secret-two")), Look::Equal);
                }
            });
        }
    });
    assert_eq!(asked.load(Ordering::SeqCst), 1);
}

#[test]
fn a_named_passphrase_makes_the_files_where_nothing_was_sealed() {
    let place = tempfile::tempdir().unwrap();
    let named = |text: &'static str| -> PassphraseSource { Box::new(move || Some(words(text))) };
    let new = |source| Sealed::new(place.path().to_owned(), CHEAP).with_source(source);
    assert_eq!(new(named("short")).unlock(None), Err(VaultError::ShortPassphrase { least: LEAST_PASSPHRASE }));
    assert_eq!(new(Box::new(|| None)).unlock(None), Err(VaultError::Unmade), "nobody named one");
    assert_eq!(new(named("open sesame")).unlock(None), Ok(()));
    let wrong = new(named("another one")).unlock(None).err().unwrap();
    assert!(
        matches!(&wrong, VaultError::Locked { how, .. } if how.contains("is not the one")),
        "they are there: {wrong}"
    );
    assert_eq!(new(named("open sesame")).seal(&slot("one"), &label(), &credential("secret")), Ok(()));
    fs::remove_file(place.path().join(IDENTITY)).unwrap();
    assert_eq!(new(named("open sesame")).unlock(None), Err(VaultError::Unmade), "what lies here has lost its identity");
}

#[test]
fn damage_to_the_identity_is_never_called_a_wrong_passphrase() {
    let place = tempfile::tempdir().unwrap();
    drop(made(place.path()));
    let file = place.path().join(IDENTITY);
    let whole = fs::read(&file).unwrap();
    let mut sentences = std::collections::BTreeSet::new();
    for length in (0..whole.len()).step_by(5) {
        fs::write(&file, &whole[..length]).unwrap();
        let error = unlocked(place.path()).err().unwrap();
        assert!(matches!(error, VaultError::Damaged { .. }), "cut at {length}: {error}");
        sentences.insert(error.to_string());
    }
    for at in (0..whole.len()).step_by(3) {
        let mut changed = whole.clone();
        changed[at] ^= 1;
        fs::write(&file, &changed).unwrap();
        let error = unlocked(place.path()).err().unwrap();
        assert!(matches!(error, VaultError::Damaged { .. }), "changed at {at}: {error}");
        sentences.insert(error.to_string());
    }
    fs::write(&file, "-----BEGIN CERTIFICATE-----").unwrap();
    let none = unlocked(place.path()).err().unwrap().to_string();
    assert_eq!(none, format!("the file {IDENTITY} is damaged: it is no age file"));
    assert!(sentences.iter().any(|sentence| sentence.contains("cut off")), "{sentences:?}");
    assert!(sentences.iter().any(|sentence| sentence.contains("it was changed")), "{sentences:?}");
    fs::write(&file, &whole).unwrap();
    assert!(unlocked(place.path()).is_ok());
}

#[test]
fn without_its_digest_it_opens_and_the_digest_comes_back() {
    let place = tempfile::tempdir().unwrap();
    drop(made(place.path()));
    fs::remove_file(place.path().join(IDENTITY_DIGEST)).unwrap();
    assert_eq!(unlocked(place.path()).map(|sealed| sealed.state()), Ok(State::Open));
    assert!(place.path().join(IDENTITY_DIGEST).exists());
}

#[test]
fn one_damaged_file_takes_no_other_along() {
    let place = tempfile::tempdir().unwrap();
    let sealed = made(place.path());
    let file = place.path().join("one.age");
    let whole = fs::read(&file).unwrap();
    let half = &whole[..whole.len() / 2];
    for damage in [half, b"", b"hello", &[whole.as_slice(), b"x"].concat()] {
        fs::write(&file, damage).unwrap();
        let error = sealed.open(&slot("one")).err().unwrap();
        let problem = Problem::from(error);
        assert!(problem.sentence().contains("The sealed file of one is damaged"), "{}", problem.sentence());
        assert_eq!(sealed.look(&slot("two"), &is("secret-two")), Look::Equal);
        assert!(sealed.seal(&slot("one"), &label(), &credential("new")).is_err(), "a damaged slot is not written over");
        let named: Vec<_> = sealed.entries().unwrap().into_iter().map(|entry| entry.named).collect();
        assert_eq!(named, [Named::Damaged, Named::As(label())]);
    }
    assert_eq!(sealed.wipe(&slot("one")), Ok(()));
    assert_eq!(sealed.look(&slot("one"), &is("secret-one")), Look::Absent);
}

#[test]
fn a_file_of_another_store_is_told() {
    let (here, there) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (sealed, _other) = (made(here.path()), made(there.path()));
    fs::copy(there.path().join("one.age"), here.path().join("one.age")).unwrap();
    let error = sealed.open(&slot("one")).err().unwrap().to_string();
    assert_eq!(error, "the sealed file of one is damaged: it was sealed for another store");
}

#[test]
fn nothing_is_sealed_to_an_identity_that_is_gone() {
    let place = tempfile::tempdir().unwrap();
    let sealed = made(place.path());
    fs::remove_file(place.path().join(IDENTITY)).unwrap();
    assert!(matches!(sealed.seal(&slot("new"), &label(), &credential("s")), Err(VaultError::Damaged { .. })));
    assert!(!place.path().join("new.age").exists());
}

#[test]
fn leftovers_of_interrupted_writes_are_swept_at_the_start() {
    let place = tempfile::tempdir().unwrap();
    drop(made(place.path()));
    fs::write(place.path().join(".new-x1"), "half a file").unwrap();
    let sealed = unlocked(place.path()).unwrap();
    assert!(!place.path().join(".new-x1").exists());
    assert_eq!(sealed.entries().unwrap().len(), 2);
}

#[cfg(unix)]
#[test]
fn links_are_refused_and_rights_are_private() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let place = tempfile::tempdir().unwrap();
    let folder = place.path().join("sealed");
    fs::create_dir(&folder).unwrap();
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o755)).unwrap();
    let sealed = made(&folder);
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&folder), 0o700);
    for entry in fs::read_dir(&folder).unwrap() {
        assert_eq!(mode(&entry.unwrap().path()), 0o600);
    }
    fs::rename(folder.join("one.age"), place.path().join("elsewhere")).unwrap();
    symlink(place.path().join("elsewhere"), folder.join("one.age")).unwrap();
    let error = sealed.open(&slot("one")).err().unwrap().to_string();
    assert!(error.contains("keyward follows none"), "{error}");
    fs::rename(folder.join(IDENTITY), place.path().join("identity")).unwrap();
    symlink(place.path().join("identity"), folder.join(IDENTITY)).unwrap();
    assert!(matches!(Sealed::new(folder.clone(), CHEAP).state(), State::Absent { .. }));
    assert!(unlocked(&folder).is_err());
}

#[test]
fn nothing_of_a_secret_stands_in_the_files() {
    let place = tempfile::tempdir().unwrap();
    drop(made(place.path()));
    for entry in fs::read_dir(place.path()).unwrap() {
        let bytes = fs::read(entry.unwrap().path()).unwrap();
        for planted in [&b"secret-one"[..], b"the-api-key", b"grid-eth", b"AGE-SECRET"] {
            assert!(!bytes.windows(planted.len()).any(|window| window == planted));
        }
    }
}

#[test]
fn a_folder_that_cannot_be_one_is_a_sentence() {
    let place = tempfile::tempdir().unwrap();
    fs::write(place.path().join("file"), "").unwrap();
    let sealed = Sealed::new(place.path().join("file/sealed"), CHEAP);
    let error = sealed.make(&words("open sesame")).err().unwrap();
    assert!(error.to_string().contains("it is no folder"), "{error}");
}
