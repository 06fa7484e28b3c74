//! What a person can tell a flow, as `--tell` takes it and the screens' keys send it.
//!
//! A *fact* (something happened out there) is recorded in every state after Planned and never refused; all other words are
//! *wishes*, which a state may refuse with a sentence. One catalogue: the command line's help and the tests read it, too.

use super::check::Line;
use crate::domain::{KeyHint, Problem, Way};
use std::fmt;

/// One word.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Word {
    /// Start.
    Begin,
    /// The new key is here; its credential comes as [`super::Event::HaveKey`].
    HaveKey,
    /// A key was made at the exchange and lost; its end, where it is known.
    LostKey(Option<KeyHint>),
    /// Look now.
    Ask,
    /// Ask through this way from now on.
    Way(Way),
    /// A line of Check holds, by the user's word.
    Told(Line),
    /// Take the new key although this line fails.
    Override(Line),
    /// The bot was given the key (in PutBack and WrongOne: the old one).
    Delivered,
    /// The bot was seen with it.
    Seen,
    /// Put the old key back.
    PutBack,
    /// End the quiet time now.
    EndQuiet,
    /// The key was deleted at the exchange; the end of the key that *stays*, where it is wanted.
    Deleted(Option<KeyHint>),
    /// The user saw the page's list without the key.
    Gone,
    /// Trading was turned off, or the list set to an address that nobody uses.
    Off,
    /// The account is frozen.
    Frozen,
    /// Wipe the old secret.
    Wipe,
    /// Somebody may be using it: kill it at once.
    Now,
    /// Nobody is using it: positions first.
    Controlled,
    /// Every position has its stop at the exchange.
    Guarded,
    /// Replace it first, then kill it.
    RotateFirst,
    /// What was done with the key has been looked at.
    Looked,
    /// Make a replacement now.
    Replace,
    /// Make a replacement later.
    Later,
    /// The bot gets no key any more.
    Never,
    /// Go on with an open point.
    Accept,
    /// Give up.
    Abort,
}

/// A word that nobody knows, or one with an argument that does not fit: wrong usage.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WordError {
    /// No such word.
    #[error("no flow knows the word \"{0}\"")]
    Unknown(String),
    /// The word takes an argument, and this is none that fits.
    #[error("\"{word}\" does not fit: {why}")]
    Argument {
        /// The word as it was typed, filtered.
        word: String,
        /// Which form is wanted.
        why: String,
    },
}

impl From<WordError> for Problem {
    fn from(error: WordError) -> Self {
        Self::usage("The word was not taken", error.to_string(), "See what the flow takes: call it without --tell.")
    }
}

impl Word {
    /// The words that stand alone, with their text. `told:`, `override:` and `way:` always carry an argument.
    const PLAIN: [(&'static str, Self); 23] = [
        ("begin", Self::Begin),
        ("have-key", Self::HaveKey),
        ("lost-key", Self::LostKey(None)),
        ("ask", Self::Ask),
        ("delivered", Self::Delivered),
        ("seen", Self::Seen),
        ("put-back", Self::PutBack),
        ("end-quiet", Self::EndQuiet),
        ("deleted", Self::Deleted(None)),
        ("gone", Self::Gone),
        ("off", Self::Off),
        ("frozen", Self::Frozen),
        ("wipe", Self::Wipe),
        ("now", Self::Now),
        ("controlled", Self::Controlled),
        ("guarded", Self::Guarded),
        ("rotate-first", Self::RotateFirst),
        ("looked", Self::Looked),
        ("replace", Self::Replace),
        ("later", Self::Later),
        ("never", Self::Never),
        ("accept", Self::Accept),
        ("abort", Self::Abort),
    ];

    /// Reads a word of `--tell`.
    ///
    /// # Errors
    /// A word that nobody knows, or an argument that does not fit.
    pub fn parse(text: &str) -> Result<Self, WordError> {
        let shown = || shown(text);
        let unfit = |why: &dyn fmt::Display| WordError::Argument { word: shown(), why: why.to_string() };
        match text.split_once(':') {
            None => Self::PLAIN
                .into_iter()
                .find(|(word, _)| *word == text)
                .map(|(_, word)| word)
                .ok_or_else(|| WordError::Unknown(shown())),
            Some(("lost-key", end)) => KeyHint::new(end).map(|end| Self::LostKey(Some(end))).map_err(|why| unfit(&why)),
            Some(("deleted", end)) => KeyHint::new(end).map(|end| Self::Deleted(Some(end))).map_err(|why| unfit(&why)),
            Some(("way", way)) => Way::parse(way).map(Self::Way).map_err(|why| unfit(&why)),
            Some(("told", line)) => Self::line(line).map(Self::Told).map_err(|why| unfit(&why)),
            Some(("override", line)) => Self::line(line).map(Self::Override).map_err(|why| unfit(&why)),
            Some(_) => Err(WordError::Unknown(shown())),
        }
    }

    fn line(text: &str) -> Result<Line, &'static str> {
        Line::parse(text).ok_or("a line is answers, account, no-withdraw, enough, not-too-much or listed")
    }

    /// Something that happened: recorded in every state after Planned, never refused.
    pub const fn is_fact(&self) -> bool {
        matches!(
            self,
            Self::LostKey(_)
                | Self::Told(_)
                | Self::Delivered
                | Self::Seen
                | Self::Deleted(_)
                | Self::Gone
                | Self::Off
                | Self::Frozen
                | Self::Guarded
                | Self::Looked
        )
    }

    /// It cannot be taken back, so the bot's name must be typed with it.
    pub const fn needs_name(&self) -> bool {
        matches!(self, Self::Override(_) | Self::Wipe | Self::Never)
    }

    /// A reason must come with it. A revocation's `abort` wants one too, a rotation's does not.
    pub const fn needs_reason(&self) -> bool {
        matches!(self, Self::Accept)
    }
}

/// What was given in a word's place may be a secret: only what can be none is repeated, up to its argument.
fn shown(text: &str) -> String {
    let name = text.split(':').next().unwrap_or_default();
    let harmless = name.len() <= 20 && name.chars().all(|c| c.is_ascii_lowercase() || c == '-');
    let argument = if name.len() < text.len() { ":.." } else { "" };
    if harmless { format!("{name}{argument}") } else { "..".to_owned() }
}

impl fmt::Display for Word {
    /// As `--tell` takes it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::LostKey(Some(end)) => write!(f, "lost-key:{}", end.text()),
            Self::Deleted(Some(end)) => write!(f, "deleted:{}", end.text()),
            Self::Way(way) => write!(f, "way:{}", way.as_text()),
            Self::Told(line) => write!(f, "told:{}", line.word()),
            Self::Override(line) => write!(f, "override:{}", line.word()),
            plain => {
                let text = Self::PLAIN.iter().find(|(_, word)| word == plain).map_or("", |(text, _)| *text);
                f.write_str(text)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_reads_back() {
        for (text, word) in Word::PLAIN {
            assert_eq!(Word::parse(text), Ok(word.clone()));
            assert_eq!(word.to_string(), text);
        }
        for text in ["lost-key:77b1", "deleted:c04e", "way:direct", "told:listed", "override:enough"] {
            assert_eq!(Word::parse(text).map(|word| word.to_string()), Ok(text.to_owned()));
        }
    }

    #[test]
    fn words_of_later_are_unknown_and_arguments_are_checked() {
        for text in [
            "deliver",
            "make-pair",
            "full",
            "no-second",
            "stopped",
            "started",
            "bot-broke",
            "on-again",
            "keep:1",
            "cancelled:all",
            "leave",
            "",
            "begin:now",
            "gone:77b1",
            "Begin",
        ] {
            assert!(matches!(Word::parse(text), Err(WordError::Unknown(_))), "{text}");
        }
        for text in ["deleted:", "deleted:77b", "lost-key:12345", "told:elsewhere", "override:", "way:ssh:vps", "way:"]
        {
            assert!(matches!(Word::parse(text), Err(WordError::Argument { .. })), "{text}");
        }
    }

    #[test]
    fn facts_are_facts() {
        let facts = Word::PLAIN.iter().filter(|(_, word)| word.is_fact()).count();
        assert_eq!(facts, 9, "told:LINE is the tenth");
        assert!(Word::Wipe.needs_name() && Word::Accept.needs_reason() && !Word::Abort.needs_reason());
    }
}
