//! The signs, and their ASCII. A sign repeats a word beside it and never replaces it.

use super::theme::Role;

/// Broken now.
pub const BROKEN: char = '✖';
/// Needs the user soon.
pub const SOON: char = '▲';
/// At work.
pub const WORK: char = '◐';
/// Not known.
pub const UNKNOWN: char = '?';
/// Fine.
pub const FINE: char = '·';
/// Dead, proven.
pub const DEAD: char = '■';
/// A step that is done; a sentence that is good.
pub const DONE: char = '●';
/// The step that is at work.
pub const NOW: char = '◆';
/// A step to come.
pub const TO_COME: char = '○';
/// The cursor.
pub const CURSOR: char = '›';

/// Which signs this terminal gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Signs {
    /// The drawn ones.
    #[default]
    Drawn,
    /// ASCII: asked for, or the terminal draws the others two cells wide.
    Ascii,
}

impl Signs {
    /// A character as this terminal gets it. Names of the user's stay what they are; only our own signs change.
    pub const fn shown(self, c: char) -> char {
        match self {
            Self::Drawn => c,
            Self::Ascii => ascii(c),
        }
    }
}

/// One ASCII character for each sign that we draw; anything else stays. One cell each, so that no layout moves.
pub const fn ascii(c: char) -> char {
    match c {
        '✖' | '✗' | '×' => 'X',
        '▲' => '!',
        '◐' | '…' => '~',
        '·' => '.',
        '■' => '#',
        '●' | '•' => '*',
        '◆' | '›' | '→' | '≥' => '>',
        '○' | '–' | '─' | '—' | '▱' => '-',
        '✓' => 'v',
        '‹' | '←' => '<',
        '↑' => '^',
        '↓' => 'v',
        '│' | '▏' => '|',
        '▰' => '=',
        '“' | '”' => '"',
        '’' | '‘' => '\'',
        other => other,
    }
}

/// The role of a row's or a line's sign.
pub const fn role_of(sign: char) -> Role {
    match sign {
        BROKEN => Role::Bad,
        SOON => Role::Warn,
        WORK => Role::Work,
        UNKNOWN => Role::Unknown,
        NOW => Role::Now,
        _ => Role::Quiet,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use unicode_width::UnicodeWidthChar;

    #[test]
    fn every_sign_has_one_cell_and_an_ascii_of_one_cell() {
        for c in "✖✗×▲◐…·■●•◆›→≥○–─—▱✓‹←↑↓│▏▰“”’‘".chars() {
            assert_eq!(c.width(), Some(1), "{c}");
            assert!(ascii(c).is_ascii(), "{c}");
            assert_eq!(Signs::Drawn.shown(c), c);
        }
    }

    #[test]
    fn the_six_states_stay_apart_in_ascii() {
        let mut six: Vec<char> = [BROKEN, SOON, WORK, UNKNOWN, FINE, DEAD].into_iter().map(ascii).collect();
        assert_eq!(six.iter().collect::<String>(), "X!~?.#");
        six.sort_unstable();
        six.dedup();
        assert_eq!(six.len(), 6);
    }

    #[test]
    fn a_users_own_letters_stay() {
        assert_eq!(ascii('ü'), 'ü');
        assert_eq!(ascii('名'), '名');
    }
}
