//! What a store answers when it does not do as asked: named by what the caller can do about it.

use crate::domain::Problem;

/// A store's refusal. None holds anything of a secret.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum VaultError {
    /// It must be unlocked first.
    #[error("{place} is locked")]
    Locked {
        /// "the login keyring".
        place: &'static str,
        /// What to do, a sentence.
        how: String,
    },
    /// There is no passphrase yet, and so no store.
    #[error("there are no sealed files here yet")]
    Unmade,
    /// There is no such store on this machine, or not now.
    #[error("{place} cannot be used: {why}")]
    Absent {
        /// "the login keyring".
        place: &'static str,
        /// As a sentence goes on.
        why: String,
    },
    /// No answer in time. Whether it was done is unknown: look.
    #[error("{place} did not answer within {seconds} s")]
    Slow {
        /// "the login keyring".
        place: &'static str,
        /// How long it was waited for.
        seconds: u64,
    },
    /// No room for it.
    #[error("{why}")]
    Full {
        /// A clause: "the disk is full".
        why: String,
    },
    /// It may be read but not written.
    #[error("{what} cannot be written: {why}")]
    ReadOnly {
        /// A folder or a file.
        what: String,
        /// As a sentence goes on.
        why: String,
    },
    /// The store is open, and nothing lies in the slot.
    #[error("no secret lies in this slot")]
    NotThere,
    /// Something lies there and cannot be read.
    #[error("{what} is damaged: {why}")]
    Damaged {
        /// "this sealed secret".
        what: String,
        /// As a sentence goes on.
        why: String,
    },
    /// Another secret lies there, or another store was made meanwhile.
    #[error("something else lies there already")]
    Exists,
    /// It was written and could not be read back equal.
    #[error("the secret did not come back as it was sealed")]
    NotKept,
    /// It was written or wiped, and then could not be looked at: whether it was done is unknown.
    #[error("it cannot be seen whether that was done: {0}")]
    Unseen(Box<VaultError>),
    /// The passphrase is not the one.
    #[error("that does not open it")]
    WrongPassphrase,
    /// A passphrase that is too easy to guess.
    #[error("a passphrase has at least {least} characters")]
    ShortPassphrase {
        /// How many.
        least: usize,
    },
    /// It said no, for a reason of its own.
    #[error("{place} refused: {why}")]
    Refused {
        /// "the login keyring".
        place: &'static str,
        /// Its own words, cleaned.
        why: String,
    },
}

impl VaultError {
    /// What to do next.
    pub fn hint(&self) -> String {
        match self {
            Self::Locked { how, .. } => how.clone(),
            Self::Unmade => {
                "Choose a passphrase for them first: on a terminal, or in the file that KEYWARD_PASSPHRASE_FILE names."
                    .into()
            }
            Self::Absent { .. } => "Start it, or keep secrets in sealed files: KEYWARD_STORE=sealed.".into(),
            Self::Slow { .. } => "A dialog may wait on its desktop. Answer it and try again; nothing is lost.".into(),
            Self::Full { .. } => "Make room and try again; nothing was changed.".into(),
            Self::ReadOnly { .. } => "Make it writable for you and try again; nothing was changed.".into(),
            Self::NotThere => "Replace this key, or bring its secret from a backup.".into(),
            Self::Damaged { .. } => "Bring it from a backup, or replace the key at the exchange.".into(),
            Self::Exists => "Nothing was changed. Begin again: a new slot is taken then.".into(),
            Self::NotKept => "Nothing was recorded. Try again, or move to another store: keyward store move.".into(),
            Self::Unseen(error) => error.hint(),
            Self::WrongPassphrase => "Nothing is locked, try again.".into(),
            Self::ShortPassphrase { .. } => "Take a longer one: a few words that nobody would guess.".into(),
            Self::Refused { .. } => "Try again; keyward doctor tells what works here.".into(),
        }
    }

    /// Whether what was asked for may have happened all the same.
    pub const fn is_unknown(&self) -> bool {
        matches!(self, Self::Slow { .. } | Self::NotKept | Self::Unseen(_))
    }
}

impl From<VaultError> for Problem {
    fn from(error: VaultError) -> Self {
        let text = error.to_string();
        let mut letters = text.chars();
        let what: String = letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect();
        let problem = match error {
            VaultError::Locked { .. } | VaultError::Unmade => Self::locked,
            VaultError::Unseen(ref inner) if matches!(**inner, VaultError::Locked { .. }) => Self::locked,
            _ => Self::new,
        };
        problem(what, "", error.hint())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Kind;

    #[test]
    fn a_refusal_is_a_sentence_with_a_hint() {
        let locked = VaultError::Locked { place: "the login keyring", how: "Unlock it.".into() };
        let problem = Problem::from(locked);
        assert_eq!(problem.kind, Kind::Locked);
        assert_eq!(problem.sentence(), "The login keyring is locked. Unlock it.");
        let wrong = Problem::from(VaultError::WrongPassphrase);
        assert_eq!(wrong.sentence(), "That does not open it. Nothing is locked, try again.");
    }
}
