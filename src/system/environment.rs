//! All that keyward takes from its environment, read once and in one place.

use crate::secret::Wiped;
use std::ffi::OsString;
use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};

/// What the environment says. No secret is in it: the passphrase is fetched apart, by [`Environment::passphrase`].
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Environment {
    /// `KEYWARD_HOME`: one folder for everything.
    pub keyward_home: Option<PathBuf>,
    /// `KEYWARD_STORE`: `auto`, `keyring` or `sealed`, as it was written.
    pub store: Option<String>,
    /// `KEYWARD_PASSPHRASE_FILE`: where the sealed store's passphrase stands.
    pub passphrase_file: Option<PathBuf>,
    /// `KEYWARD_PASSPHRASE` is set: the user is warned that other programs of theirs can read it.
    pub passphrase_is_set: bool,
    /// The user's home folder, to shorten paths with.
    pub user_home: Option<PathBuf>,
    /// `XDG_CONFIG_HOME`, where service managers look; absolute, else it does not count.
    pub xdg_config_home: Option<PathBuf>,
    /// `NO_COLOR` is set and not empty.
    pub no_color: bool,
    /// `TERM`.
    pub term: Option<String>,
    /// `COLORFGBG`, by which some terminals say whether they are dark.
    pub colorfgbg: Option<String>,
    /// The locale's character set is UTF-8, or nobody says.
    pub utf8: bool,
    /// Inside ssh: dialogs of the desktop are seen by nobody.
    pub ssh: bool,
    /// Inside tmux.
    pub tmux: bool,
    /// The address of a session bus is told.
    pub session_bus: bool,
    /// A display is there (X11 or Wayland).
    pub display: bool,
}

impl Environment {
    /// Reads the process's own.
    pub fn read() -> Self {
        Self::from_lookup(|name| std::env::var_os(name))
    }

    /// Reads another one.
    pub fn from_lookup(get: impl Fn(&str) -> Option<OsString>) -> Self {
        let set = |name: &str| get(name).filter(|value| !value.is_empty());
        let text = |name: &str| set(name).and_then(|value| value.into_string().ok());
        let path = |name: &str| set(name).map(PathBuf::from);
        // POSIX: the first that is set and not empty counts.
        let locale = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find_map(text);
        let utf8 = |locale: String| {
            let locale = locale.to_ascii_lowercase();
            locale.contains("utf-8") || locale.contains("utf8")
        };
        Self {
            keyward_home: path("KEYWARD_HOME"),
            store: text("KEYWARD_STORE"),
            passphrase_file: path("KEYWARD_PASSPHRASE_FILE"),
            passphrase_is_set: set("KEYWARD_PASSPHRASE").is_some(),
            user_home: path("HOME").or_else(|| path("USERPROFILE")),
            xdg_config_home: path("XDG_CONFIG_HOME").filter(|path| path.is_absolute()),
            no_color: set("NO_COLOR").is_some(),
            term: text("TERM"),
            colorfgbg: text("COLORFGBG"),
            utf8: locale.is_none_or(utf8),
            ssh: set("SSH_CONNECTION").is_some() || set("SSH_TTY").is_some(),
            tmux: set("TMUX").is_some(),
            session_bus: set("DBUS_SESSION_BUS_ADDRESS").is_some(),
            display: set("DISPLAY").is_some() || set("WAYLAND_DISPLAY").is_some(),
        }
    }

    /// Where the sealed store's passphrase comes from when nobody is asked: the file that `KEYWARD_PASSPHRASE_FILE` names,
    /// without the line break at its end, else [`Environment::passphrase`]. `None` also where the file cannot be read.
    pub fn passphrase_source(&self) -> Box<dyn Fn() -> Option<Wiped> + Send + Sync> {
        match self.passphrase_file.clone() {
            Some(file) => Box::new(move || passphrase_in(&file)),
            None => Box::new(Self::passphrase),
        }
    }

    /// It names a passphrase, or a file with one.
    pub const fn names_passphrase(&self) -> bool {
        self.passphrase_file.is_some() || self.passphrase_is_set
    }

    /// `KEYWARD_PASSPHRASE`, wiped when it is dropped. The environment itself cannot be wiped: hence the warning. `None`
    /// where it is not set, is empty, or is no UTF-8.
    pub fn passphrase() -> Option<Wiped> {
        let value = std::env::var_os("KEYWARD_PASSPHRASE")?;
        value.into_string().ok().filter(|text| !text.is_empty()).map(|text| Wiped::from_vec(text.into_bytes()))
    }

    /// A page can be opened in a browser that its user sees.
    pub const fn has_desktop(&self) -> bool {
        if cfg!(any(target_os = "macos", windows)) { !self.ssh } else { self.display && !self.ssh }
    }
}

/// Longer than any passphrase that somebody keeps in a file.
const LONGEST: usize = 4096;

fn passphrase_in(file: &Path) -> Option<Wiped> {
    let mut buffer = Wiped::from_vec(vec![0; LONGEST]);
    let mut filled = 0;
    let mut file = File::open(file).ok()?;
    loop {
        match file.read(buffer.room(filled)?) {
            Ok(0) => break,
            Ok(more) => filled += more,
            Err(_) => return None,
        }
        if filled == LONGEST {
            return None;
        }
    }
    let text = std::str::from_utf8(buffer.expose().get(..filled)?).ok()?.trim_end_matches(['\r', '\n']);
    (!text.is_empty()).then(|| Wiped::copy_of(text.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(pairs: &[(&str, &str)]) -> Environment {
        Environment::from_lookup(|name| {
            pairs.iter().find(|(key, _)| *key == name).map(|(_, value)| OsString::from(value))
        })
    }

    #[test]
    fn nothing_set_means_nothing() {
        assert_eq!(of(&[]), Environment { utf8: true, ..Environment::default() });
        let empty = of(&[("KEYWARD_HOME", ""), ("NO_COLOR", ""), ("DISPLAY", ""), ("LC_ALL", "")]);
        assert_eq!(empty, of(&[]), "empty is not set");
    }

    #[test]
    fn each_name_is_read() {
        let all = of(&[
            ("KEYWARD_HOME", "/k"),
            ("KEYWARD_STORE", "sealed"),
            ("KEYWARD_PASSPHRASE_FILE", "/p"),
            ("KEYWARD_PASSPHRASE", "open sesame"),
            ("HOME", "/home/t"),
            ("XDG_CONFIG_HOME", "/c"),
            ("NO_COLOR", "1"),
            ("TERM", "dumb"),
            ("COLORFGBG", "0;15"),
            ("LANG", "C"),
            ("SSH_CONNECTION", "a b c d"),
            ("TMUX", "x"),
            ("DBUS_SESSION_BUS_ADDRESS", "unix:path=/x"),
            ("WAYLAND_DISPLAY", "wayland-0"),
        ]);
        assert_eq!(all.keyward_home, Some("/k".into()));
        assert_eq!(all.store.as_deref(), Some("sealed"));
        assert_eq!(all.passphrase_file, Some("/p".into()));
        assert!(all.passphrase_is_set && !format!("{all:?}").contains("sesame"));
        assert_eq!((all.user_home, all.xdg_config_home), (Some("/home/t".into()), Some("/c".into())));
        assert!(all.no_color && all.ssh && all.tmux && all.session_bus && all.display && !all.utf8);
        assert_eq!((all.term.as_deref(), all.colorfgbg.as_deref()), (Some("dumb"), Some("0;15")));
        assert_eq!(of(&[("XDG_CONFIG_HOME", "relative")]).xdg_config_home, None);
        assert!(of(&[("LC_ALL", ""), ("LANG", "de_DE.UTF-8")]).utf8);
    }

    #[test]
    fn a_passphrase_file_gives_its_line() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("p");
        let said = |bytes: &[u8]| {
            std::fs::write(&file, bytes).unwrap();
            let environment =
                of(&[("KEYWARD_PASSPHRASE_FILE", file.to_str().unwrap()), ("KEYWARD_PASSPHRASE", "other")]);
            environment.passphrase_source()().map(|found| found.expose().to_vec())
        };
        assert_eq!(said(b"open sesame\r\n").as_deref(), Some(&b"open sesame"[..]));
        assert_eq!(said(b" spaces count ").as_deref(), Some(&b" spaces count "[..]));
        assert_eq!((said(b""), said(b"\n"), said(&[0xff]), said(&[b'x'; 5000])), (None, None, None, None));
        std::fs::remove_file(&file).unwrap();
        let gone = of(&[("KEYWARD_PASSPHRASE_FILE", file.to_str().unwrap()), ("KEYWARD_PASSPHRASE", "other")]);
        assert!(gone.passphrase_source()().is_none(), "the file that was named is meant, and no other");
    }

    #[test]
    fn a_browser_over_ssh_is_seen_by_nobody() {
        assert!(!of(&[("DISPLAY", ":0"), ("SSH_TTY", "/dev/pts/1")]).has_desktop());
        assert!(of(&[("DISPLAY", ":0")]).has_desktop());
    }
}
