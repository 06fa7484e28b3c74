//! The masked fields of a credential: written only. What is drawn of them is the key's end and how many characters each has;
//! the characters stay in the secret room's own fields.

use super::field::{label, masked};
use crate::domain::{KeyHint, Problem};
use crate::secret::usual::{Notice, Usual};
use crate::secret::{Credential, PASTE_LIMIT, Place, Sheet, Wiped};
use crate::tui::canvas::Canvas;
use crate::tui::input::{Key, Paste};
use crate::tui::theme::Role;
use crate::tui::view::Layout;
use ratatui::layout::Rect;
use zeroize::Zeroize;

/// The fields, and which of them waits.
pub struct Secrets {
    sheet: Sheet,
    usual: Usual,
    at: usize,
    /// A passphrase that was made here, for as long as the exchange's form may need it.
    made: Option<Wiped>,
    /// What the last paste was, or why it was not taken.
    pub says: Option<Says>,
}

/// What the fields say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Says {
    /// How a text was taken apart.
    Taken(&'static str),
    /// Why nothing was taken.
    Refused(String),
}

impl Secrets {
    /// Empty fields for a venue.
    pub fn new(usual: Usual) -> Self {
        Self { sheet: Sheet::new(usual.clone()), usual, at: 0, made: None, says: None }
    }

    /// Every part is there.
    pub fn is_whole(&self) -> bool {
        self.sheet.is_whole()
    }

    /// Nothing was pasted or typed yet.
    pub fn is_empty(&self) -> bool {
        self.sheet.is_empty() || (self.made().is_some() && !self.has(Place::Key) && !self.has(Place::Secret))
    }

    /// They are this exchange's.
    pub fn is_for(&self, usual: &Usual) -> bool {
        self.usual.id == usual.id
    }

    /// A passphrase is in its field.
    pub fn has_passphrase(&self) -> bool {
        self.has(Place::Passphrase)
    }

    /// Puts a passphrase that was made here into its field.
    pub fn put_made(&mut self, made: Wiped) {
        self.sheet.put_passphrase(&made);
        self.made = Some(made);
        self.go_to_empty();
    }

    /// The passphrase that was made here, while it stands in its field.
    pub fn made(&self) -> Option<&Wiped> {
        self.made.as_ref().filter(|made| self.sheet.holds_passphrase(made))
    }

    fn has(&self, place: Place) -> bool {
        self.sheet.len(place) > 0
    }

    /// What looks wrong about what is there.
    pub fn notices(&self) -> Vec<Notice> {
        self.sheet.notices()
    }

    /// The two halves stand in each other's place.
    pub fn is_swapped(&self) -> bool {
        self.notices().iter().any(|notice| matches!(notice, Notice::Swapped { .. }))
    }

    /// The key's end, once it is there.
    pub fn hint(&self) -> Option<KeyHint> {
        self.sheet.hint()
    }

    /// How many characters each place has.
    pub fn counts(&self) -> Vec<(Place, usize)> {
        self.sheet.places().iter().map(|place| (*place, self.sheet.len(*place))).collect()
    }

    /// Takes the credential out. The fields are emptied only if it can be one; a passphrase that was made here stays until
    /// the key is sealed: where that fails, key and secret are pasted anew.
    ///
    /// # Errors
    /// A part is missing or cannot be one.
    pub fn take(&mut self) -> Result<Credential, Problem> {
        let held = self.made().is_some();
        let credential = self.sheet.take()?;
        if let Some(made) = self.made.as_ref().filter(|_| held) {
            self.sheet.put_passphrase(made);
            self.go_to_empty();
        }
        Ok(credential)
    }

    fn place(&self) -> Place {
        self.sheet.places().get(self.at).copied().unwrap_or(Place::Key)
    }

    fn last(&self) -> usize {
        self.sheet.places().len().saturating_sub(1)
    }

    /// Takes a key press; false where it is none of the fields'. Enter within a private key is a part of it and submits
    /// nothing.
    pub fn press(&mut self, key: Key) -> bool {
        match key {
            Key::Char('s') if self.is_swapped() => {
                self.sheet.swap();
                self.says = None;
            }
            Key::Char(c) => {
                let place = self.place();
                self.says =
                    self.sheet.field(place).type_character(c).err().map(|problem| Says::Refused(problem.sentence()));
            }
            Key::Backspace => {
                let place = self.place();
                self.sheet.field(place).backspace();
            }
            Key::Ctrl('u') => {
                let place = self.place();
                self.sheet.field(place).clear();
                self.says = None;
            }
            Key::Tab | Key::Down => self.at = if self.at >= self.last() { 0 } else { self.at + 1 },
            Key::BackTab | Key::Up => self.at = if self.at == 0 { self.last() } else { self.at - 1 },
            Key::Enter => {
                let place = self.place();
                let field = self.sheet.field(place);
                if field.waits_for_more() {
                    field.break_line();
                } else if field.is_empty() || self.sheet.is_whole() {
                    return false;
                } else {
                    self.go_to_empty();
                }
            }
            _ => return false,
        }
        true
    }

    /// Takes a paste, which is wiped; the cursor goes to what is still empty.
    pub fn paste(&mut self, paste: Paste) {
        self.says = None;
        if paste.is_too_long() {
            self.says = Some(Says::Refused(too_long(paste.length)));
            return;
        }
        let mut bytes = paste.take();
        unix_lines(&mut bytes);
        let text = match String::from_utf8(std::mem::take(&mut *bytes)) {
            Ok(text) => text,
            Err(error) => {
                error.into_bytes().zeroize();
                let why = "That holds control or invisible characters; a key has none. Nothing was taken.";
                self.says = Some(Says::Refused(why.to_owned()));
                return;
            }
        };
        let place = self.place();
        match self.sheet.paste(place, text) {
            Ok(shape) => {
                self.says = shape.map(|shape| Says::Taken(shape.says()));
                self.go_to_empty();
            }
            Err(problem) => self.says = Some(Says::Refused(problem.sentence())),
        }
    }

    fn go_to_empty(&mut self) {
        let places = self.sheet.places();
        if let Some(at) = places.iter().position(|place| self.sheet.len(*place) == 0) {
            self.at = at;
        }
    }

    /// Draws the fields from the top of `area`. Returns the first free row.
    pub fn draw(&self, area: Rect, layout: Layout, canvas: &mut Canvas<'_>) -> u16 {
        let places = Columns::of(layout);
        for (row, place) in (0..).zip(self.sheet.places()) {
            let y = area.y + row * places.step;
            if y >= area.bottom() {
                break;
            }
            let focus = usize::from(row) == self.at;
            let count = self.sheet.len(*place);
            let x = area.x + places.inset;
            label(name(*place), x, y, focus, canvas);
            let from = x + places.value;
            match self.hint().filter(|_| *place == Place::Key) {
                Some(hint) => {
                    let after = canvas.put(from, y, area.right(), &hint.to_string(), Role::Text);
                    if focus {
                        canvas.caret = Some((after, y));
                    }
                }
                None => {
                    masked(count, from, y, places.dots, focus, canvas);
                }
            }
            let note = match (count, layout) {
                (0, _) => String::new(),
                (count, Layout::Phone) => format!("{count} characters"),
                (count, _) => says_count(&self.usual, *place, count),
            };
            canvas.put(x + places.note, y, area.right(), &note, if focus { Role::Text } else { Role::Quiet });
        }
        area.y + u16::try_from(self.sheet.places().len()).unwrap_or(3) * places.step
    }
}

/// `18 characters, as Bybit makes them`.
pub fn says_count(usual: &Usual, place: Place, count: usize) -> String {
    let lengths = match place {
        Place::Key => &usual.key_lengths,
        Place::Secret => &usual.secret_lengths,
        Place::Passphrase => return format!("{count} characters"),
    };
    if lengths.contains(&count) {
        format!("{count} characters, as {} makes them", usual.venue)
    } else {
        format!("{count} characters")
    }
}

/// A field's label.
pub const fn name(place: Place) -> &'static str {
    match place {
        Place::Key => "API key",
        Place::Secret => "Secret",
        Place::Passphrase => "Passphrase",
    }
}

/// Where the fields' parts stand.
#[derive(Debug, Clone, Copy)]
pub struct Columns {
    /// Before the cursor.
    pub inset: u16,
    /// From there to the value.
    pub value: u16,
    /// And to the note.
    pub note: u16,
    /// Most dots.
    pub dots: u16,
    /// Rows from one field to the next.
    pub step: u16,
}

impl Columns {
    /// The usual places.
    pub const fn of(layout: Layout) -> Self {
        match layout {
            Layout::Wide => Self { inset: 5, value: 16, note: 51, dots: 22, step: 2 },
            Layout::Table => Self { inset: 3, value: 14, note: 39, dots: 18, step: 1 },
            Layout::Narrow => Self { inset: 1, value: 14, note: 34, dots: 16, step: 1 },
            Layout::Phone => Self { inset: 0, value: 13, note: 26, dots: 8, step: 1 },
        }
    }
}

/// Line breaks as `\n`, in place: a terminal sends `\r` for the line breaks of a paste (xterm, tmux), some send both.
fn unix_lines(bytes: &mut Vec<u8>) {
    let mut kept = 0;
    let mut before = 0;
    for at in 0..bytes.len() {
        let Some(byte) = bytes.get(at).copied() else { break };
        let doubled = byte == b'\n' && before == b'\r';
        before = byte;
        if doubled {
            continue;
        }
        if let Some(place) = bytes.get_mut(kept) {
            *place = if byte == b'\r' { b'\n' } else { byte };
        }
        kept += 1;
    }
    // What is left behind the end is wiped, not only forgotten.
    if let Some(rest) = bytes.get_mut(kept..) {
        rest.zeroize();
    }
    bytes.truncate(kept);
}

fn too_long(bytes: usize) -> String {
    let size = match bytes {
        0..1_000_000 => format!("{} kB", bytes.div_ceil(1000)),
        _ => format!("{} MB", bytes.div_ceil(1_000_000)),
    };
    format!("That is {size}; a key is under {} kB. Nothing was taken.", PASTE_LIMIT / 1000)
}

impl std::fmt::Debug for Secrets {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secrets([redacted])")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bybit() -> Secrets {
        Secrets::new(Usual {
            id: "bybit".into(),
            venue: "Bybit".into(),
            key_lengths: vec![18],
            secret_lengths: vec![36],
            passphrase: false,
        })
    }

    fn paste(secrets: &mut Secrets, text: &str) {
        secrets.paste(Paste::new(text.as_bytes().to_vec()));
    }

    #[test]
    fn one_by_one_and_swapped_back() {
        let mut secrets = bybit();
        paste(&mut secrets, &"s".repeat(36));
        paste(&mut secrets, &"k".repeat(18));
        assert!(secrets.is_whole() && secrets.is_swapped());
        assert!(secrets.press(Key::Char('s')));
        assert!(!secrets.is_swapped() && secrets.notices().is_empty());
        assert!(secrets.take().is_ok() && secrets.is_empty());
    }

    #[test]
    fn ten_megabytes_and_nonsense_are_refused_and_nothing_is_lost() {
        let mut secrets = bybit();
        paste(&mut secrets, &"k".repeat(18));
        paste(&mut secrets, &"x".repeat(10_000_000));
        let refused = |secrets: &Secrets| match &secrets.says {
            Some(Says::Refused(why)) => why.clone(),
            other => panic!("{other:?}"),
        };
        assert_eq!(refused(&secrets), "That is 10 MB; a key is under 8 kB. Nothing was taken.");
        secrets.paste(Paste::new(vec![0xff, 0xfe]));
        assert!(refused(&secrets).ends_with("Nothing was taken."));
        assert!(secrets.hint().is_some());
    }

    #[test]
    fn line_breaks_as_terminals_send_them_are_taken_apart() {
        for (key, secret) in [("\n", "\n"), ("\r", "\r"), ("\r\n", "\r\n")] {
            let mut secrets = bybit();
            let text = format!("API_KEY={}{key}API_SECRET={}{secret}", "k".repeat(18), "s".repeat(36));
            paste(&mut secrets, &text);
            assert!(secrets.is_whole() && secrets.notices().is_empty(), "{key:?}: {:?}", secrets.notices());
        }
        let mut bytes = b"a\r\nb\rc\n\n".to_vec();
        unix_lines(&mut bytes);
        assert_eq!(bytes, b"a\nb\nc\n\n");
    }

    #[test]
    fn a_made_passphrase_is_there_until_another_stands_in_its_place() {
        let mut secrets = Secrets::new(Usual { passphrase: true, ..bybit().usual });
        secrets.put_made(Wiped::copy_of(b"made"));
        assert!(secrets.is_empty() && secrets.made().is_some(), "nothing of it was pasted");
        paste(&mut secrets, &"k".repeat(18));
        assert!(!secrets.is_empty());
        paste(&mut secrets, &"s".repeat(36));
        assert!(secrets.take().is_ok_and(|credential| credential.has_passphrase()));
        assert!(secrets.is_empty() && secrets.made().is_some(), "for another try");
        secrets.press(Key::BackTab);
        secrets.press(Key::Char('x'));
        assert!(!secrets.is_empty() && secrets.made().is_none(), "another one stands there");
    }

    #[test]
    fn a_newline_submits_nothing_and_enter_goes_on_to_what_is_empty() {
        let mut secrets = bybit();
        secrets.press(Key::Char('k'));
        assert!(secrets.press(Key::Enter), "it goes to the secret");
        paste(&mut secrets, "abc\n");
        assert!(secrets.is_whole());
        assert!(!secrets.press(Key::Enter), "now it is the screen's");
        assert!(!format!("{secrets:?}").contains("abc"));
    }
}
