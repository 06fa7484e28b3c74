//! Leads a flow to its end as a careful script would: always the first word of `waits_for` that it can honestly say, after
//! doing what the word says at the exchange's page. Where it can say none it comes back when `next_at` says.

use super::street::Made;
use super::trader::{Said, Trader, finish, start};
use keyward::practice::Kind;
use serde_json::Value;
use std::time::{Duration, Instant};

/// Which of the two flows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flow {
    Rotate,
    Revoke,
}

/// A script that leads one flow of one bot. What it knows is what a person would know; all else it reads from the flow.
pub struct Script<'a> {
    pub trader: &'a Trader,
    pub flow: Flow,
    pub kind: Kind,
    pub bot: &'a str,
    /// The key that is to die.
    pub old: Made,
    /// The key that was made to take its place.
    pub new: Option<Made>,
    /// Secrets lie in the keyring of this session, not in sealed files.
    pub keyring: bool,
    /// It was told already that the old key is deleted.
    gone_is_seen: bool,
    /// All that was printed.
    pub said: Vec<Said>,
    /// The steps and words so far, for the eyes of whoever reads a failure.
    pub path: Vec<String>,
}

impl<'a> Script<'a> {
    pub fn new(trader: &'a Trader, flow: Flow, bot: &'a str, old: &Made) -> Self {
        let old = old.clone();
        Self {
            trader,
            flow,
            kind: old.kind,
            bot,
            old,
            new: None,
            keyring: false,
            gone_is_seen: false,
            said: Vec::new(),
            path: Vec::new(),
        }
    }

    /// The sub-account is named like the bot.
    fn account(&self) -> &str {
        self.bot.split('@').next().unwrap()
    }

    /// The arguments of a call that tells a word, or of one that tells none.
    pub fn arguments(&self, word: Option<&str>) -> Vec<String> {
        let call = match self.flow {
            Flow::Rotate => "rotate",
            Flow::Revoke => "revoke",
        };
        let mut arguments = vec![call.to_owned(), self.bot.to_owned(), "--json".to_owned()];
        if let Some(word) = word {
            arguments.extend(["--tell".to_owned(), word.to_owned()]);
            if word == "wipe" || word == "never" || word.starts_with("override:") {
                arguments.extend(["--type-name".to_owned(), self.account().to_owned()]);
            }
        }
        // The reason opens it, once.
        if self.flow == Flow::Revoke && !self.path.iter().any(|word| word.starts_with("--")) {
            arguments.extend(["--reason".to_owned(), "a laptop is gone".to_owned()]);
        }
        arguments
    }

    /// What goes with the word on standard input.
    pub fn input(&self, word: Option<&str>) -> String {
        match (word, &self.new) {
            (Some("have-key"), Some(new)) => new.json(),
            _ => String::new(),
        }
    }

    pub fn tell(&self, word: Option<&str>) -> Said {
        let arguments = self.arguments(word);
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let mut command = self.trader.command(&arguments);
        if self.keyring {
            command.env_remove("KEYWARD_STORE");
            for name in ["DBUS_SESSION_BUS_ADDRESS", "XDG_RUNTIME_DIR"] {
                command.env(name, std::env::var_os(name).unwrap());
            }
        }
        finish(start(command, self.input(word).as_bytes()))
    }

    /// The flow as it stands, after what is due and needs no person.
    pub fn look(&self) -> Value {
        let said = self.tell(None);
        assert!(matches!(said.code, Some(0 | 3)), "{:?} {said:?}", self.path);
        said.json()["flow"].clone()
    }

    fn tell_and_keep(&mut self, word: &str) {
        let said = self.tell(Some(word));
        assert!(matches!(said.code, Some(0 | 3)), "{:?} {said:?}", self.path);
        self.said.push(said);
    }

    /// What a word means at the exchange's page and at the bot, done before it is said. `None`: it would not be true, or is
    /// no way forward.
    pub fn do_it(&mut self, word: &str) -> Option<()> {
        let street = &self.trader.street;
        match word.split(':').next().unwrap_or_default() {
            "begin" | "now" | "end-quiet" | "looked" | "later" => {}
            "have-key" => {
                if self.new.is_none() {
                    self.new = Some(street.make(self.kind, self.account()));
                }
            }
            // What the script ticked and typed itself at the page.
            "told" => {}
            "delivered" | "seen" => self.new.as_ref().map(|_| ())?,
            "deleted" => {
                if !street.is_deleted(&self.old) {
                    street.delete(&self.old);
                }
            }
            // Only after it was deleted can a list be seen without it; said once.
            "gone" => {
                if !street.is_deleted(&self.old) || std::mem::replace(&mut self.gone_is_seen, true) {
                    return None;
                }
            }
            _ => return None,
        }
        Some(())
    }

    /// The next word that can honestly be said, with what it means done.
    pub fn next(&mut self, flow: &Value) -> Option<String> {
        let words: Vec<String> =
            flow["waits_for"].as_array().unwrap().iter().map(|w| w.as_str().unwrap().into()).collect();
        for word in words {
            if self.do_it(&word).is_some() {
                // Where the end of the key that stays is wanted, the page shows it.
                let word = match (word.strip_suffix(':'), &self.new) {
                    (Some("deleted"), Some(new)) => format!("deleted:{}", new.hint()),
                    _ => word,
                };
                return Some(word);
            }
        }
        None
    }

    /// To the end; `at` is called with each word before it is told, may tell it in its own way, and says whether it is still
    /// to be told.
    pub fn lead(&mut self, mut at: impl FnMut(&Self, &str) -> bool) -> Value {
        let end = Instant::now() + Duration::from_secs(60);
        loop {
            let flow = self.look();
            let step = flow["step"].as_str().unwrap().to_owned();
            self.path.push(step.clone());
            if step == "done" || step == "aborted" {
                return flow;
            }
            assert!(Instant::now() < end, "no end: {:?} {flow:#}", self.path);
            match self.next(&flow) {
                Some(word) => {
                    self.path.push(format!("--{word}"));
                    if at(self, &word) {
                        self.tell_and_keep(&word);
                    }
                }
                None => {
                    assert!(
                        !flow["next_at"].is_null(),
                        "nothing to say and nothing to wait for: {:?} {flow:#}",
                        self.path
                    );
                    std::thread::sleep(Duration::from_millis(60));
                }
            }
        }
    }

    pub fn reach_the_end(&mut self) -> Value {
        self.lead(|_, _| true)
    }
}
