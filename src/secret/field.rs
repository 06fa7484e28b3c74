//! One write-only field: what is typed or pasted into it can be counted, replaced and handed on, never read back.
//!
//! Its own type and not a flag on an ordinary input: it has no `Clone`, no `Debug` of its contents, no undo, a fixed
//! capacity (growing would leave copies behind), and is wiped when it goes.

use super::Wiped;
use crate::domain::Problem;

/// Most bytes that a paste may have: a PEM of an RSA key with 4096 bits has 3,300.
pub const PASTE_LIMIT: usize = 8 * 1024;

/// A write-only field.
pub struct Field {
    text: Wiped,
    characters: usize,
}

impl Field {
    /// An empty one. Its room is taken at once, so that it never moves.
    pub fn new() -> Self {
        Self { text: Wiped::with_capacity(PASTE_LIMIT), characters: 0 }
    }

    /// Takes one typed character.
    ///
    /// # Errors
    /// It is invisible or a control character, or the field is full. Nothing is taken then.
    pub fn type_character(&mut self, c: char) -> Result<(), Problem> {
        if !shows(c) {
            return Err(unshowable());
        }
        let mut buffer = [0; 4];
        let bytes = c.encode_utf8(&mut buffer).as_bytes();
        if self.text.len() + bytes.len() > PASTE_LIMIT {
            return Err(too_long(self.text.len() + bytes.len()));
        }
        self.text.push(bytes);
        self.characters += 1;
        Ok(())
    }

    /// Takes a line break: within a private key only, see [`Field::waits_for_more`].
    pub fn break_line(&mut self) {
        if self.text.len() < PASTE_LIMIT {
            self.text.push(b"\n");
            self.characters += 1;
        }
    }

    /// Replaces what is there by what was pasted, which is wiped.
    ///
    /// # Errors
    /// It is too long or holds control characters: nothing is taken, what was there stays.
    pub fn paste(&mut self, pasted: String) -> Result<(), Problem> {
        let pasted = Wiped::from_vec(pasted.into_bytes());
        let text = check_paste(&pasted)?;
        let text = text.trim();
        self.clear();
        self.text.push(text.as_bytes());
        self.characters = text.chars().count();
        Ok(())
    }

    /// Takes the last character away.
    pub fn backspace(&mut self) {
        let end = self.text.text().char_indices().next_back().map_or(0, |(at, _)| at);
        self.text.truncate(end);
        self.characters = self.characters.saturating_sub(1);
    }

    /// Empties it.
    pub fn clear(&mut self) {
        self.text.truncate(0);
        self.characters = 0;
    }

    /// How many characters it has.
    pub const fn len(&self) -> usize {
        self.characters
    }

    /// Whether nothing was put into it.
    pub const fn is_empty(&self) -> bool {
        self.characters == 0
    }

    /// Whether another field holds the same: for a passphrase that is typed twice.
    pub fn same_as(&self, other: &Self) -> bool {
        self.text.same_as(&other.text)
    }

    /// Whether a private key has begun in it and not ended: a line break belongs to it then, and submits nothing.
    pub fn waits_for_more(&self) -> bool {
        let text = self.text.text();
        text.contains("-----BEGIN ") && !text.contains("-----END ")
    }

    /// Takes its contents out; it is empty then.
    pub fn take(&mut self) -> Wiped {
        self.characters = 0;
        let taken = Wiped::copy_of(self.text.expose());
        self.text.truncate(0);
        taken
    }

    /// Its contents, for its neighbours in this room.
    pub(super) fn text(&self) -> &str {
        self.text.text()
    }

    /// Whether it holds just this.
    pub(super) fn holds(&self, part: &Wiped) -> bool {
        self.text.same_as(part)
    }

    /// Puts in what was taken apart. It was checked as a paste before.
    pub(super) fn put(&mut self, part: &Wiped) {
        self.clear();
        let text = part.text().trim();
        if text.len() <= PASTE_LIMIT {
            self.text.push(text.as_bytes());
            self.characters = text.chars().count();
        }
    }
}

impl Default for Field {
    fn default() -> Self {
        Self::new()
    }
}

impl std::fmt::Debug for Field {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("[redacted]")
    }
}

/// Checks a paste as a whole before any of it is looked at.
pub(super) fn check_paste(pasted: &Wiped) -> Result<&str, Problem> {
    if pasted.len() > PASTE_LIMIT {
        return Err(too_long(pasted.len()));
    }
    let Ok(text) = std::str::from_utf8(pasted.expose()) else { return Err(unshowable()) };
    let text = text.trim_start_matches('\u{feff}');
    if !text.chars().all(|c| shows(c) || matches!(c, '\n' | '\r' | '\t')) {
        return Err(unshowable());
    }
    if text.trim().is_empty() {
        return Err(Problem::new("There was nothing in that paste", "", "Copy it again, then paste it."));
    }
    Ok(text)
}

fn shows(c: char) -> bool {
    // What the domain's filter would take away is not showable; one character at a time it is a blank or itself.
    c == ' ' || !crate::domain::clean(c.encode_utf8(&mut [0; 4]), 1).is_empty()
}

fn too_long(bytes: usize) -> Problem {
    let size = match bytes {
        0..1_000_000 => format!("{} kB", bytes.div_ceil(1000)),
        _ => format!("{} MB", bytes.div_ceil(1_000_000)),
    };
    Problem::new(format!("That is {size}; a key is under 8 kB"), "", "Nothing was taken.")
}

fn unshowable() -> Problem {
    Problem::new("That holds control or invisible characters; a key has none", "", "Nothing was taken.")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_field_counts_and_hands_on() {
        let mut field = Field::new();
        for c in "abcé".chars() {
            field.type_character(c).unwrap();
        }
        field.backspace();
        assert_eq!((field.len(), field.is_empty()), (3, false));
        field.paste("  secret-36 \r\n".to_owned()).unwrap();
        assert_eq!(field.len(), 9);
        let mut again = Field::new();
        again.paste("secret-36".to_owned()).unwrap();
        assert!(field.same_as(&again));
        again.backspace();
        assert!(!field.same_as(&again));
        assert_eq!(field.take().expose(), b"secret-36");
        assert!(field.is_empty());
        field.backspace();
        assert_eq!(format!("{field:?}"), "[redacted]");
    }

    #[test]
    fn too_much_and_unshowable_are_refused_whole() {
        let mut field = Field::new();
        field.paste("good".to_owned()).unwrap();
        let huge = field.paste("x".repeat(10_000_000)).unwrap_err();
        assert_eq!(huge.sentence(), "That is 10 MB; a key is under 8 kB. Nothing was taken.");
        assert!(field.paste("x".repeat(8193)).unwrap_err().sentence().starts_with("That is 9 kB"));
        for bad in ["a\u{1b}[31m", "a\0", "a\u{202e}b", "a\u{200b}b"] {
            let problem = field.paste(bad.to_owned()).unwrap_err();
            assert!(problem.sentence().ends_with("Nothing was taken."), "{bad:?}");
        }
        assert!(field.paste(" \n ".to_owned()).is_err());
        assert!(field.type_character('\u{7}').is_err());
        assert_eq!(field.take().expose(), b"good");
    }

    #[test]
    fn it_never_moves() {
        let mut field = Field::new();
        let place = field.text.expose().as_ptr();
        field.paste("x".repeat(PASTE_LIMIT)).unwrap();
        assert!(field.type_character('y').is_err());
        field.break_line();
        assert_eq!((field.text.expose().as_ptr(), field.len()), (place, PASTE_LIMIT));
    }

    #[test]
    fn a_private_key_waits_for_its_end() {
        let mut field = Field::new();
        field.paste("-----BEGIN PRIVATE KEY-----\nMC4C".to_owned()).unwrap();
        assert!(field.waits_for_more());
        field.break_line();
        "-----END PRIVATE KEY-----".chars().for_each(|c| field.type_character(c).unwrap());
        assert!(!field.waits_for_more());
    }

    proptest! {
        #[test]
        fn any_keys_keep_the_count_right(keys in proptest::collection::vec(any::<Option<char>>(), 0..60)) {
            let mut field = Field::new();
            for key in keys {
                match key {
                    Some(c) => { let _ = field.type_character(c); }
                    None => field.backspace(),
                }
                prop_assert_eq!(field.text().chars().count(), field.len());
            }
        }
    }
}
