//! A passphrase that keyward makes where an exchange wants its user to think of one. It lies in the masked fields, is drawn
//! nowhere, and reaches the clipboard only by its user's wish.

use crate::domain::{ExchangeId, Passphrase};
use crate::engine::port::{Answer, GuideLine, Job};
use crate::secret::Place;
use crate::tui::canvas::Words;
use crate::tui::glyphs::{self, SOON};
use crate::tui::screens::Screen;
use crate::tui::state::{Shared, Ticket};
use crate::tui::theme::Role;
use crate::tui::widgets::paper::Row;
use crate::tui::widgets::secrets::{Secrets, name};

/// The making of one: what is under way, and whether it went to the clipboard.
#[derive(Debug, Default)]
pub struct Making {
    sent: Option<Ticket>,
    copied: bool,
}

/// Whether an exchange wants its user to think of one.
pub fn is_wanted(exchange: &ExchangeId, shared: &Shared) -> bool {
    shared.bench.venue(exchange).is_some_and(|venue| venue.passphrase == Passphrase::User)
}

/// The line of a guide that asks for it.
pub fn line_of(guide: &[GuideLine]) -> Option<usize> {
    guide.iter().position(|line| line.label == name(Place::Passphrase))
}

impl Making {
    /// Has one made. One that stands in its field is never replaced: a key may be made with it already.
    pub fn begin(&mut self, exchange: (&ExchangeId, &str), secrets: &Secrets, shared: &mut Shared) {
        let (id, exchange) = exchange;
        if !is_wanted(id, shared) {
            let first = format!("{exchange} wants no passphrase of your own.");
            shared.say(glyphs::UNKNOWN, "keyward", &first, Words::new());
        } else if secrets.made().is_some() {
            let rest = Words::new().key("y").text(" copies it. Ctrl-U in its field wipes it.");
            shared.say(glyphs::UNKNOWN, "keyward", "A passphrase is made already.", rest);
        } else if secrets.has_passphrase() {
            let rest = Words::new().text("Ctrl-U empties it.");
            shared.say(glyphs::UNKNOWN, "keyward", "There is a passphrase in its field already.", rest);
        } else if self.sent.is_none() {
            self.sent = Some(shared.start(Job::MakePassphrase));
        }
    }

    /// Puts it into its field when it has come; true where it did.
    pub fn hear(&mut self, ticket: Ticket, answer: &Answer, secrets: &mut Secrets, shared: &mut Shared) -> bool {
        if self.sent != Some(ticket) {
            return false;
        }
        self.sent = None;
        let made = match answer {
            Answer::Passphrase(handle) => shared.bench.tray.take_passphrase(*handle, shared.now),
            Answer::Problem(problem) => Err(problem.clone()),
            _ => return false,
        };
        match made {
            // Typed meanwhile: what a person typed is not replaced.
            Ok(_) if secrets.has_passphrase() => false,
            Ok(made) => {
                secrets.put_made(made);
                self.copied = false;
                let rest = Words::new().key("y").text(" copies it for the exchange's form.");
                shared.say(glyphs::DONE, "keyward", "A passphrase is made.", rest);
                true
            }
            Err(problem) => {
                shared.say_problem("keyward", &problem);
                false
            }
        }
    }

    /// Copies it, which is its user's wish.
    pub fn copy(&mut self, secrets: &Secrets, shared: &mut Shared) {
        if let Some(made) = secrets.made() {
            shared.copy_secret(made.dup());
            self.copied = true;
            shared.say(
                glyphs::DONE,
                "keyward",
                "The passphrase is copied.",
                Words::new().text("Paste it into the form."),
            );
        }
    }

    /// What is to be known of one that was made: when it is lost (not once a made-up page's key waits with it), and what a
    /// clipboard keeps.
    pub fn says(&self, secrets: Option<&Secrets>, taken: bool) -> Vec<Row> {
        if secrets.and_then(Secrets::made).is_none() {
            return Vec::new();
        }
        let lost =
            "Stay until keyward says Sealed: once you leave, the passphrase is wiped, and another key is to be made.";
        let mut rows = Vec::new();
        if !taken {
            rows.push(Row::Said(Words::new().text(lost)));
        }
        if self.copied {
            let kept = "Your clipboard may still hold the passphrase; a clipboard manager or a synced phone may keep a copy that keyward cannot reach.";
            rows.push(Row::Signed(SOON, Role::Warn, Words::new().text(kept)));
        }
        rows
    }
}

/// `OKX wants one: g makes one`, or that one is made.
pub fn words(exchange: &str, secrets: Option<&Secrets>) -> Words {
    match secrets.and_then(Secrets::made) {
        Some(made) => Words::new().text(format!("made, {} characters, in its field", made.len())),
        None => Words::new().text(format!("{exchange} wants one: ")).key("g").text(" makes one"),
    }
}

/// `y copies`, as the cursor of copying stands.
pub fn note(secrets: Option<&Secrets>, next: bool) -> Words {
    match secrets.and_then(Secrets::made) {
        Some(_) if next => Words::new().key("y").text(" copies"),
        Some(_) => Words::new().quiet("y copies"),
        None => Words::new(),
    }
}

/// Says so where a screen goes that holds one. A key that was taken from a made-up page has it and waits still.
pub fn say_lost<'a>(mut gone: impl Iterator<Item = &'a Screen>, shared: &mut Shared) {
    if shared.bench.taken.is_none() && gone.any(Screen::holds_made_passphrase) {
        say_wiped(shared);
    }
}

/// Says that one is gone, and what becomes of a key that was made with it.
pub fn say_wiped(shared: &mut Shared) {
    let rest = "Was a key made with it? Make another.";
    shared.say(SOON, "keyward", "The passphrase is wiped.", Words::new().text(rest));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_guide_that_wants_one_has_its_line() {
        for venue in crate::exchanges::venues() {
            let line = |label: &str| GuideLine { label: label.to_owned(), text: String::new(), copies: None };
            let guide: Vec<GuideLine> = venue.guide.create.iter().map(|step| line(&step.label)).collect();
            assert_eq!(line_of(&guide).is_some(), venue.passphrase == Passphrase::User, "{}", venue.id);
        }
    }
}
