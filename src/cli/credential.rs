//! A credential for `add` and `--tell have-key`: one JSON object on standard input, or masked questions where that is a
//! keyboard. Never an argument: those stand in every process list.

use super::console::Console;
use crate::domain::{Problem, VenueFacts};
use crate::secret::prompt::{Prompted, prompt};
use crate::secret::{Credential, Parts, Wiped, credential_from_json};

/// Reads it, whole and checked.
///
/// # Errors
/// Nothing usable was given, or the questions were cancelled. No sentence repeats what was given.
pub(super) fn read(venue: &VenueFacts, console: &mut Console) -> Result<Credential, Problem> {
    if !console.has_keyboard() {
        return Credential::new(credential_from_json(std::io::stdin().lock())?);
    }
    if !console.can_ask() {
        return Err(Problem::new(
            "The credential cannot be asked for",
            "the questions would not be seen: standard error is no terminal",
            "Give it as a JSON object on standard input.",
        ));
    }
    let key = asked(&format!("API key of {}", venue.name), console)?;
    let secret = asked("Its secret, or its private key", console)?;
    let passphrase = if venue.parts.passphrase { Some(asked("Its passphrase", console)?) } else { None };
    Credential::new(Parts { key: Some(key), secret: Some(secret), passphrase, private_key: None })
}

fn asked(question: &str, console: &mut Console) -> Result<Wiped, Problem> {
    match prompt(question, console.asker())? {
        Prompted::Given(text) => Ok(text),
        Prompted::Cancelled => Err(Problem::new("Nothing was done", "it was stopped at the question", "")),
    }
}
