//! One lock a bot, of the operating system, held while one act of a flow runs: freed by any death of its holder.

use super::clock::Elapsed;
use super::files::{not_a_link, trouble};
use super::tty;
use crate::domain::{Kind, Moment, Problem, clean, rfc3339};
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read as _, Seek as _, Write as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The folder of the locks.
#[derive(Debug, Clone)]
pub struct Locks {
    folder: PathBuf,
}

/// A lock that is held; dropping it frees it.
#[derive(Debug)]
#[must_use = "a lock that is dropped is free"]
pub struct Held {
    _file: File,
}

/// Who holds a lock, by their own word; a hint for a sentence, no proof.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Holder {
    /// `tty 3`, or `process 4711` without a terminal.
    who: String,
    /// Since when.
    since: Option<Moment>,
}

impl Locks {
    /// The locks in a folder that [`super::Home::prepare`] made.
    pub fn new(folder: &Path) -> Self {
        Self { folder: folder.into() }
    }

    /// Takes the lock of a name at once.
    ///
    /// # Errors
    /// Another holds it ([`Kind::Stale`], says who and since when), or the file cannot be opened.
    pub fn hold(&self, name: &str, now: Moment) -> Result<Held, Problem> {
        let path = self.folder.join(file_name(name));
        not_a_link(&path)?;
        let mut file = open(&path).map_err(|error| trouble("could not be opened", &path, &error))?;
        match file.try_lock() {
            Ok(()) => {
                // What stands in the file is a courtesy: the lock holds without it, on a full disk, too.
                let _ = sign(&mut file, now);
                Ok(Held { _file: file })
            }
            Err(TryLockError::WouldBlock) => Err(busy(&read_holder(&mut file), now)),
            Err(TryLockError::Error(error)) => Err(trouble("could not be locked", &path, &error)),
        }
    }

    /// Takes the lock of a name, and waits for it so long. Blocks its thread.
    ///
    /// # Errors
    /// As [`Locks::hold`], once the time is over.
    pub fn hold_within(&self, name: &str, now: Moment, patience: Duration) -> Result<Held, Problem> {
        let watch = Elapsed::start();
        loop {
            match self.hold(name, now) {
                Err(problem) if problem.kind == Kind::Stale && watch.so_far() < patience => {
                    std::thread::sleep(Duration::from_millis(50));
                }
                other => return other,
            }
        }
    }
}

fn open(path: &Path) -> std::io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600).custom_flags(rustix::fs::OFlags::NOFOLLOW.bits().cast_signed());
    }
    options.open(path)
}

fn sign(file: &mut File, now: Moment) -> std::io::Result<()> {
    let who = tty::name().unwrap_or_else(|| format!("process {}", std::process::id()));
    file.set_len(0)?;
    file.rewind()?;
    writeln!(file, "{}\n{who}", rfc3339(now))
}

/// On Windows a locked file cannot be read: then nobody is named.
fn read_holder(file: &mut File) -> Holder {
    let mut text = String::new();
    let _ = file.take(200).read_to_string(&mut text);
    let mut lines = text.lines();
    let since = lines.next().and_then(|line| line.parse().ok());
    let who = lines.next().map(|line| clean(line, 40)).filter(|line| !line.is_empty());
    Holder { who: who.unwrap_or_else(|| "another process".into()), since }
}

fn busy(holder: &Holder, now: Moment) -> Problem {
    let for_seconds = holder.since.map(|since| (now - since).num_seconds().max(0));
    let who = match for_seconds {
        Some(seconds) => format!("{}, {seconds} s", holder.who),
        None => holder.who.clone(),
    };
    Problem::new(
        format!("Another keyward on this computer acts on this bot now ({who})"),
        "",
        "This one goes on when that ends: try again.",
    )
    .of_kind(Kind::Stale)
}

/// A name as a file's: its plain letters, and a number over the whole, so that two names never share a file by looks. That
/// two names may share one by chance does no harm: one waits for the other.
fn file_name(name: &str) -> String {
    let plain: String = name.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').take(32).collect();
    // FNV-1a: stable over versions of keyward and Rust, which two keywards of different age must agree on.
    let number = name
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3));
    format!("{plain}-{number:016x}.lock")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> Moment {
        "2026-03-16T03:10:00Z".parse().unwrap()
    }

    #[test]
    fn one_holds_it_and_the_other_is_told_who() {
        let folder = tempfile::tempdir().unwrap();
        let locks = Locks::new(folder.path());
        let held = locks.hold("grid-eth", now()).unwrap();
        let problem = locks.hold("grid-eth", now() + crate::domain::Span::seconds(6)).unwrap_err();
        assert_eq!(problem.kind, Kind::Stale);
        assert!(problem.sentence().contains(", 6 s"), "{}", problem.sentence());
        let _other = locks.hold("grid-btc", now()).unwrap();
        drop(held);
        let _again = locks.hold("grid-eth", now()).unwrap();
    }

    #[test]
    fn waiting_ends() {
        let folder = tempfile::tempdir().unwrap();
        let locks = Locks::new(folder.path());
        let _held = locks.hold("a", now()).unwrap();
        assert_eq!(locks.hold_within("a", now(), Duration::from_millis(60)).unwrap_err().kind, Kind::Stale);
        std::thread::scope(|scope| {
            let held = locks.hold("b", now()).unwrap();
            let waiting = scope.spawn(|| locks.hold_within("b", now(), Duration::from_secs(20)).is_ok());
            drop(held);
            assert!(waiting.join().unwrap());
        });
    }

    #[test]
    fn a_killed_holder_holds_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let locks = Locks::new(folder.path());
        // Its words stay in the file, its lock does not.
        std::fs::write(folder.path().join(file_name("a")), "2020-01-01T00:00:00Z\ntty9\n").unwrap();
        let _held = locks.hold("a", now()).unwrap();
    }

    #[test]
    fn any_name_is_a_file_and_no_two_share_one_by_looks() {
        let names = ["a", "A", "Über bot 7", "Uber bot 7", "日本語", "", &"é".repeat(64), "a b", "ab", "CON"];
        let files: std::collections::BTreeSet<String> =
            names.iter().map(|name| file_name(name).to_ascii_lowercase()).collect();
        assert_eq!(files.len(), names.len());
        assert!(files.iter().all(|file| file.is_ascii() && file.len() <= 60));
    }

    #[cfg(unix)]
    #[test]
    fn a_link_is_not_followed() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("target");
        std::os::unix::fs::symlink(&target, folder.path().join(file_name("a"))).unwrap();
        assert!(Locks::new(folder.path()).hold("a", now()).is_err());
        assert!(!target.exists());
    }
}
