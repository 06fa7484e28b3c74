//! A home of its own, and the real program called in it.

use super::street::{Made, Street};
use keyward::practice::Kind;
use keyward::secret::Wiped;
use keyward::vault::{Sealed, Vault};
use serde_json::Value;
use std::fs;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

pub const PASSPHRASE: &str = "open sesame, please";

/// The program under test.
pub const KEYWARD: &str = env!("CARGO_BIN_EXE_keyward");

/// Nothing may take longer, on the slowest machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// Somebody with a home, exchanges, and keyward.
pub struct Trader {
    folder: TempDir,
    pub street: Street,
}

/// How a call ended.
#[derive(Debug)]
pub struct Said {
    /// `None`: by a signal.
    pub code: Option<i32>,
    pub out: String,
    pub errors: String,
}

impl Said {
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// The call ended with this code.
    #[track_caller]
    pub fn ends(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "{self:?}");
        self
    }

    /// One clear sentence on standard error and nothing else: what failed, why, what to do.
    #[track_caller]
    pub fn one_sentence(&self) -> &str {
        let said = self.errors.trim_end_matches('\n');
        assert!(!said.is_empty() && !said.contains('\n'), "one line of errors: {self:?}");
        // A command to be typed may stand last, and takes no full stop.
        let ends = said.ends_with(['.', '?', '!']) || said.ends_with("unset P");
        assert!(ends && said.contains(' '), "a sentence: {said}");
        assert!(!said.chars().any(char::is_control), "no control characters: {said:?}");
        for noise in ["panicked", "Error {", "Some(", "None)", "Os {", "unwrap", "RUST_BACKTRACE"] {
            assert!(!said.contains(noise), "{noise} in: {said}");
        }
        said
    }
}

impl Trader {
    pub fn new() -> Self {
        Self::with_policy("quiet = \"300ms\"\nproof_spacing = \"200ms\"\ntail = \"300ms\"")
    }

    pub fn with_policy(policy: &str) -> Self {
        let trader = Self { folder: TempDir::new().unwrap(), street: Street::open() };
        trader.configure(policy);
        fs::write(trader.passphrase_file(), PASSPHRASE).unwrap();
        trader.make_sealed();
        trader
    }

    /// Makes the sealed files, cheap to open.
    pub fn make_sealed(&self) {
        Sealed::new(self.home().join("sealed"), 1).make(&Wiped::copy_of(PASSPHRASE.as_bytes())).unwrap();
    }

    /// Where nothing was sealed yet: no store was made.
    pub fn on_a_fresh_machine() -> Self {
        let trader = Self::new();
        fs::remove_dir_all(trader.home().join("sealed")).unwrap();
        trader
    }

    /// Writes `config.toml`.
    pub fn configure(&self, policy: &str) {
        let mut text = String::new();
        for kind in Kind::ALL {
            text.push_str(&format!("[exchange.{}]\nbase_url = \"{}\"\n", kind.word(), self.street.base_url(kind)));
        }
        text.push_str(&format!("[policy]\n{policy}\n"));
        fs::create_dir_all(self.home()).unwrap();
        #[cfg(unix)]
        fs::set_permissions(self.home(), std::os::unix::fs::PermissionsExt::from_mode(0o700)).unwrap();
        fs::write(self.home().join("config.toml"), text).unwrap();
    }

    pub fn home(&self) -> PathBuf {
        self.folder.path().join("keyward")
    }

    /// The user's own home folder, of which `home` is a part.
    pub fn user_home(&self) -> &Path {
        self.folder.path()
    }

    pub fn passphrase_file(&self) -> PathBuf {
        self.folder.path().join("passphrase")
    }

    /// The program in this home and in nothing else of this machine's.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(KEYWARD);
        command
            .args(arguments)
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("HOME", self.user_home())
            .env("KEYWARD_HOME", self.home())
            .env("KEYWARD_STORE", "sealed")
            .env("KEYWARD_PASSPHRASE_FILE", self.passphrase_file())
            .env("LANG", "C.UTF-8")
            .env("TERM", "xterm-256color")
            .current_dir(self.user_home());
        command
    }

    pub fn run(&self, arguments: &[&str]) -> Said {
        self.run_with(arguments, b"")
    }

    /// With this on standard input.
    pub fn run_with(&self, arguments: &[&str], input: &[u8]) -> Said {
        finish(start(self.command(arguments), input))
    }

    /// `add`, with a key of the exchange's page.
    pub fn add(&self, bot: &str, made: &Made) -> Said {
        let exchange = made.kind.word();
        self.run_with(&["add", bot, "--exchange", exchange, "--ip", "127.0.0.1", "--json"], made.json().as_bytes())
    }

    /// A bot with a key that was asked once.
    pub fn bot(&self, kind: Kind, bot: &str) -> Made {
        let made = self.street.make(kind, bot);
        let said = self.add(bot, &made).ends(0);
        assert_eq!(said.json()["keys"][0]["answer"], "ok", "{said:?}");
        made
    }

    /// The rows of one bot by `show --json`.
    pub fn rows(&self, bot: &str) -> Vec<Value> {
        self.run(&["show", bot, "--json"]).ends(0).json()["keys"].as_array().unwrap().clone()
    }
}

/// Starts it and feeds its standard input from a thread: a program that does not read must not stop the test.
pub fn start(mut command: Command, input: &[u8]) -> Child {
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("keyward starts");
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_vec();
    // Who does not want to read it all closes the pipe: no failure of the test's.
    std::thread::spawn(move || drop(stdin.write_all(&input)));
    child
}

/// Waits for its end; one that hangs is killed and fails the test.
pub fn finish(mut child: Child) -> Said {
    let out = drain(child.stdout.take());
    let errors = drain(child.stderr.take());
    let end = Instant::now() + PATIENCE;
    let status = loop {
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
        if Instant::now() > end {
            child.kill().unwrap();
            child.wait().unwrap();
            panic!("it hangs: {} {}", out.join().unwrap(), errors.join().unwrap());
        }
        std::thread::sleep(Duration::from_millis(2));
    };
    Said { code: status.code(), out: out.join().unwrap(), errors: errors.join().unwrap() }
}

fn drain(pipe: Option<impl Read + Send + 'static>) -> std::thread::JoinHandle<String> {
    std::thread::spawn(move || {
        let mut bytes = Vec::new();
        if let Some(mut pipe) = pipe {
            pipe.read_to_end(&mut bytes).unwrap();
        }
        String::from_utf8_lossy(&bytes).into_owned()
    })
}

impl Said {
    /// Whatever stands on standard error is whole sentences.
    #[track_caller]
    pub fn one_sentence_or_none(&self) {
        for line in self.errors.lines() {
            assert!(line.ends_with(['.', '?', '!']), "a sentence: {line}");
        }
    }
}
