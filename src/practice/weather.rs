//! What can go wrong on top of the exchange's own judgement: told for the whole exchange or for one key.

use super::KeyNumber;

/// One thing that goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Fault {
    /// Every answer comes late.
    Slow {
        /// By so much.
        millis: u32,
    },
    /// HTTP 503.
    Down,
    /// Nobody listens: the connection is refused.
    NoConnection,
    /// The connection is closed without a word.
    HangUp,
    /// HTTP 429 with `Retry-After`.
    TooMany {
        /// So long, in seconds.
        retry_after_s: u32,
    },
    /// A code that nobody listed.
    Unclear,
    /// HTTP 403 with a page of a wall, not the exchange's own body.
    Forbidden,
    /// HTTP 502 with a proxy's page.
    BadGateway,
    /// HTTP 200 with a page for people.
    HtmlPage,
    /// HTTP 200 and nothing in it.
    Empty,
    /// The answer's first name stands there twice.
    Doubled,
    /// The answer breaks off in the middle.
    CutOff,
    /// An answer of 200 MB.
    Endless,
    /// HTTP 302 to another host.
    Redirect,
    /// The exchange's clock is off.
    WrongClock {
        /// By so much; below zero: it is behind.
        millis: i32,
    },
    /// The refusal repeats the headers that were sent, in its text and in its own headers.
    Echo,
    /// The refusal's text holds escape sequences, bells and characters that turn the line around.
    Escapes,
    /// HTTP 451: not from this country.
    Country,
}

impl Fault {
    /// It concerns questions about a key; the public clock goes on.
    pub const fn spares_the_clock(self) -> bool {
        matches!(self, Self::Unclear | Self::Echo | Self::Escapes)
    }
}

/// What goes wrong at one exchange.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Weather {
    everywhere: Vec<Fault>,
    keys: Vec<(KeyNumber, Fault)>,
}

impl Weather {
    /// Fine.
    pub const fn fine() -> Self {
        Self { everywhere: Vec::new(), keys: Vec::new() }
    }

    /// One thing goes wrong everywhere, or no more.
    pub fn set(&mut self, fault: Fault, on: bool) {
        self.everywhere.retain(|old| *old != fault);
        if on {
            self.everywhere.push(fault);
        }
    }

    /// One thing goes wrong with one key, or no more.
    pub fn set_for(&mut self, key: KeyNumber, fault: Fault, on: bool) {
        self.keys.retain(|old| *old != (key, fault));
        if on {
            self.keys.push((key, fault));
        }
    }

    /// Nothing goes wrong any more.
    pub fn clear(&mut self) {
        *self = Self::fine();
    }

    /// Whether something goes wrong everywhere.
    pub fn has(&self, fault: Fault) -> bool {
        self.everywhere.contains(&fault)
    }

    /// Nothing goes wrong.
    pub const fn is_fine(&self) -> bool {
        self.everywhere.is_empty() && self.keys.is_empty()
    }

    /// What a question meets: what goes wrong everywhere, then what goes wrong with its key.
    pub(super) fn over(&self, key: Option<KeyNumber>) -> Vec<Fault> {
        let own = self.keys.iter().filter(|(number, _)| Some(*number) == key).map(|(_, fault)| *fault);
        self.everywhere.iter().copied().chain(own).collect()
    }
}
