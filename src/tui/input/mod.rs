//! Bytes of the terminal into key presses, pastes and answers. Our own, because three things must hold that a general
//! reader does not promise: an answer of the terminal never becomes keys, a lone Esc acts at once (25 ms), and the bytes
//! of a paste stay in memory that is wiped.

mod sequence;

use super::theme::Rgb;
use sequence::{arrow, colour, sequence};
use std::time::Duration;
use zeroize::{Zeroize, Zeroizing};

/// A key press. Nothing in keyward needs Alt, a function key or a chord of two.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Key {
    /// A character, capital or not.
    Char(char),
    /// Ctrl and a letter.
    Ctrl(char),
    /// Enter.
    Enter,
    /// Esc.
    Esc,
    /// Tab.
    Tab,
    /// Shift and Tab.
    BackTab,
    /// Backspace.
    Backspace,
    /// Delete.
    Delete,
    /// Up.
    Up,
    /// Down.
    Down,
    /// Left.
    Left,
    /// Right.
    Right,
    /// Home.
    Home,
    /// End.
    End,
    /// Page up.
    PageUp,
    /// Page down.
    PageDown,
}

/// The longest paste that anything here could use: a key file is under 8 kB. Of a longer one only the length is kept.
pub const PASTE_MAX: usize = 64 * 1024;

/// What was pasted, wiped when dropped. It has no contents in `Debug`.
pub struct Paste {
    bytes: Zeroizing<Vec<u8>>,
    /// How many bytes came; more than [`PASTE_MAX`] were not kept.
    pub length: usize,
}

impl Paste {
    /// A paste of these bytes.
    pub fn new(bytes: Vec<u8>) -> Self {
        let mut bytes = bytes;
        let length = bytes.len();
        if length > PASTE_MAX {
            bytes.zeroize();
            bytes = Vec::new();
        }
        Self { bytes: Zeroizing::new(bytes), length }
    }

    /// More came than anything here could use; nothing of it was kept.
    pub const fn is_too_long(&self) -> bool {
        self.length > PASTE_MAX
    }

    /// Whether these bytes stand in it.
    pub fn holds(&self, bytes: &[u8]) -> bool {
        self.bytes.windows(bytes.len().max(1)).any(|window| window == bytes)
    }

    /// The bytes, for the one field that waits for them.
    pub fn take(self) -> Zeroizing<Vec<u8>> {
        self.bytes
    }
}

impl std::fmt::Debug for Paste {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Paste({} bytes)", self.length)
    }
}

/// What the terminal sent.
#[derive(Debug)]
pub enum Input {
    /// A key press.
    Key(Key),
    /// A paste (bracketed).
    Paste(Paste),
    /// Where the cursor stands, as asked: row and column, from 1.
    Cursor(u16, u16),
    /// A colour, as asked.
    Colour(ColourOf, Rgb),
    /// It has the enhanced keyboard mode.
    EnhancedKeys,
}

/// Which colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColourOf {
    /// One of the named sixteen (OSC 4).
    Named(u8),
    /// The text's (OSC 10).
    Text,
    /// The ground's (OSC 11).
    Ground,
}

/// A lone Esc is told from the start of a sequence after this long.
pub const ESC_ALONE: Duration = Duration::from_millis(25);

/// A string sequence (OSC, DCS) that stops in the middle is given up after this long.
const STRING_LOST: Duration = Duration::from_millis(500);

/// A sequence is never longer than this; the rest of a longer one is passed over.
const SEQUENCE_MAX: usize = 256;

#[derive(Debug, Default)]
enum At {
    #[default]
    Ground,
    Letter,
    Esc,
    Csi,
    Ss3,
    /// OSC, DCS, APC, PM, SOS; the flag says whether it is an OSC, whose text is read.
    Text(bool),
    /// Inside one, after an Esc that may end it.
    TextEsc(bool),
    Paste,
}

/// Takes bytes as they come, in pieces of any size.
#[derive(Default)]
pub struct Reader {
    at: At,
    held: Zeroizing<Vec<u8>>,
    pasted: usize,
}

impl std::fmt::Debug for Reader {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Reader")
    }
}

impl Reader {
    /// Reads `bytes`; what they mean is appended to `out`.
    pub fn feed(&mut self, bytes: &[u8], out: &mut Vec<Input>) {
        for byte in bytes {
            self.byte(*byte, out);
        }
    }

    /// How long to wait for more bytes before [`Self::silence`] must be told; `None` where nothing is half-read.
    pub const fn patience(&self) -> Option<Duration> {
        match self.at {
            At::Ground | At::Paste => None,
            At::Letter | At::Esc | At::Csi | At::Ss3 => Some(ESC_ALONE),
            At::Text(_) | At::TextEsc(_) => Some(STRING_LOST),
        }
    }

    /// Nothing more came for as long as [`Self::patience`] said: a lone Esc is the key, anything else half-read is lost.
    pub fn silence(&mut self, out: &mut Vec<Input>) {
        if matches!(self.at, At::Esc) {
            out.push(Input::Key(Key::Esc));
        }
        if !matches!(self.at, At::Paste) {
            self.rest();
        }
    }

    fn rest(&mut self) {
        self.at = At::Ground;
        self.held.zeroize();
    }

    fn byte(&mut self, byte: u8, out: &mut Vec<Input>) {
        match self.at {
            At::Ground => self.ground(byte, out),
            At::Letter => self.letter(byte, out),
            At::Esc => self.after_esc(byte, out),
            At::Csi => self.csi(byte, out),
            At::Ss3 => {
                out.extend(arrow(byte).map(Input::Key));
                self.rest();
            }
            At::Text(osc) => self.string(byte, osc, out),
            At::TextEsc(osc) => {
                if osc && byte == b'\\' {
                    out.extend(colour(&self.held));
                }
                self.rest();
                if byte != b'\\' {
                    self.at = At::Esc;
                    self.byte(byte, out);
                }
            }
            At::Paste => self.paste(byte, out),
        }
    }

    fn ground(&mut self, byte: u8, out: &mut Vec<Input>) {
        let key = match byte {
            0x1b => {
                self.at = At::Esc;
                return;
            }
            b'\r' | b'\n' => Key::Enter,
            b'\t' => Key::Tab,
            0x7f | 0x08 => Key::Backspace,
            0x01..=0x1a => Key::Ctrl(char::from(byte - 1 + b'a')),
            0x20..=0x7e => Key::Char(char::from(byte)),
            0xc2..=0xf4 => {
                self.held.push(byte);
                self.at = At::Letter;
                return;
            }
            _ => return,
        };
        out.push(Input::Key(key));
    }

    fn letter(&mut self, byte: u8, out: &mut Vec<Input>) {
        if !(0x80..0xc0).contains(&byte) {
            self.rest();
            return self.byte(byte, out);
        }
        self.held.push(byte);
        let wanted = match self.held.first() {
            Some(0xc2..=0xdf) => 2,
            Some(0xe0..=0xef) => 3,
            _ => 4,
        };
        if self.held.len() == wanted {
            let c = std::str::from_utf8(&self.held).ok().and_then(|text| text.chars().next());
            out.extend(c.map(|c| Input::Key(Key::Char(c))));
            self.rest();
        }
    }

    fn after_esc(&mut self, byte: u8, out: &mut Vec<Input>) {
        self.at = match byte {
            b'[' => At::Csi,
            b'O' => At::Ss3,
            b']' => At::Text(true),
            b'P' | b'X' | b'^' | b'_' => At::Text(false),
            _ => {
                // Esc, and then something: two presses that came together.
                out.push(Input::Key(Key::Esc));
                self.at = At::Ground;
                return self.byte(byte, out);
            }
        };
    }

    fn csi(&mut self, byte: u8, out: &mut Vec<Input>) {
        match byte {
            0x1b => {
                self.rest();
                self.at = At::Esc;
            }
            0x40..=0x7e => {
                let held = std::mem::take(&mut self.held);
                self.rest();
                if byte == b'~' && held.as_slice() == b"200" {
                    self.at = At::Paste;
                    self.pasted = 0;
                } else {
                    out.extend(sequence(&held, byte));
                }
            }
            _ if self.held.len() < SEQUENCE_MAX => self.held.push(byte),
            _ => {}
        }
    }

    fn string(&mut self, byte: u8, osc: bool, out: &mut Vec<Input>) {
        match byte {
            0x07 => {
                if osc {
                    out.extend(colour(&self.held));
                }
                self.rest();
            }
            0x1b => self.at = At::TextEsc(osc),
            b'\r' | 0x03 => self.rest(),
            _ if self.held.len() < SEQUENCE_MAX => self.held.push(byte),
            _ => {}
        }
    }

    fn paste(&mut self, byte: u8, out: &mut Vec<Input>) {
        const END: &[u8] = b"\x1b[201~";
        self.pasted += 1;
        if self.held.capacity() == 0 {
            // Room for the longest at once: a growing buffer would leave unwiped copies behind.
            *self.held = Vec::with_capacity(PASTE_MAX + END.len());
        }
        if self.held.len() == self.held.capacity() {
            // Too long: only its end must still be found.
            let kept = self.held.len() - END.len();
            let (head, tail) = self.held.split_at_mut(kept);
            head.zeroize();
            let end = Vec::from(tail);
            self.held.clear();
            self.held.extend_from_slice(&end);
        }
        self.held.push(byte);
        if self.held.ends_with(END) {
            let length = self.pasted - END.len();
            let mut held = std::mem::take(&mut self.held);
            let kept = held.len().saturating_sub(END.len());
            held.truncate(kept);
            let bytes = if length > PASTE_MAX { Zeroizing::default() } else { held };
            out.push(Input::Paste(Paste { bytes, length }));
            self.at = At::Ground;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn told(inputs: &[Input]) -> String {
        inputs.iter().map(|input| format!("{input:?} ")).collect::<String>().trim_end().to_owned()
    }

    fn read(bytes: &[u8]) -> String {
        let mut reader = Reader::default();
        let mut out = Vec::new();
        reader.feed(bytes, &mut out);
        if reader.patience().is_some() {
            reader.silence(&mut out);
        }
        told(&out)
    }

    #[test]
    fn keys_are_keys() {
        assert_eq!(read(b"rR?"), "Key(Char('r')) Key(Char('R')) Key(Char('?'))");
        assert_eq!(read("ü名".as_bytes()), "Key(Char('ü')) Key(Char('名'))");
        assert_eq!(read(b"\r\t\x7f\x03"), "Key(Enter) Key(Tab) Key(Backspace) Key(Ctrl('c'))");
        assert_eq!(
            read(b"\x1b[A\x1bOB\x1b[5~\x1b[Z\x1b[1;5C"),
            "Key(Up) Key(Down) Key(PageUp) Key(BackTab) Key(Right)"
        );
        assert_eq!(read(b"\x1b[27u\x1b[97;5u\x1b[97;2u"), "Key(Esc) Key(Ctrl('a')) Key(Char('A'))");
    }

    #[test]
    fn a_lone_esc_is_a_key_and_two_are_two() {
        assert_eq!(read(b"\x1b"), "Key(Esc)");
        assert_eq!(read(b"\x1b\x1b"), "Key(Esc) Key(Esc)");
        assert_eq!(read(b"\x1bq"), "Key(Esc) Key(Char('q'))");
    }

    #[test]
    fn an_answer_of_the_terminal_never_becomes_keys() {
        assert_eq!(read(b"\x1b[1;3R"), "Cursor(1, 3)");
        assert_eq!(read(b"\x1b]11;rgb:1e1e/1e1e/1e1e\x07"), "Colour(Ground, Rgb(30, 30, 30))");
        assert_eq!(read(b"\x1b]4;9;rgb:ff/00/7f\x1b\\"), "Colour(Named(9), Rgb(255, 0, 127))");
        assert_eq!(read(b"\x1b[?1u"), "EnhancedKeys");
        for unknown in [
            &b"\x1b[?62;22c"[..],
            b"\x1b[>0;276;0c",
            b"\x1bP>|xterm(390)\x1b\\",
            b"\x1b]52;c;cnhxeA==\x07",
            b"\x1b]777;rxq\x1b\\",
            b"\x1b[8;24;80t",
            b"\x1b_Grxq\x1b\\",
            b"\x1b[I",
            b"\x1b[999",
            b"\x1b]11;rgb:zz/zz/zz\x07",
        ] {
            assert_eq!(read(unknown), "", "{unknown:?}");
        }
    }

    #[test]
    fn a_paste_is_one_thing_and_its_letters_are_no_keys() {
        assert_eq!(read(b"\x1b[200~rx\rq\x1b[31mz\x1b[201~a"), "Paste(Paste(10 bytes)) Key(Char('a'))");
        let mut reader = Reader::default();
        let mut out = Vec::new();
        reader.feed(b"\x1b[200~key and secret\x1b[201~", &mut out);
        match out.pop() {
            Some(Input::Paste(paste)) => assert_eq!(paste.take().as_slice(), b"key and secret"),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn ten_megabytes_are_counted_and_not_kept() {
        let mut reader = Reader::default();
        let mut out = Vec::new();
        reader.feed(b"\x1b[200~", &mut out);
        for _ in 0..100 {
            reader.feed(&[b'x'; 100_000], &mut out);
        }
        reader.feed(b"\x1b[201~q", &mut out);
        assert_eq!(told(&out), "Paste(Paste(10000000 bytes)) Key(Char('q'))");
        assert!(matches!(&out[0], Input::Paste(paste) if paste.is_too_long() && paste.bytes.is_empty()));
    }

    proptest! {
        #[test]
        fn bytes_in_any_pieces_mean_the_same(bytes in proptest::collection::vec(any::<u8>(), 0..200), cut in 0_usize..200) {
            let (mut whole, mut pieces) = (Vec::new(), Vec::new());
            let mut reader = Reader::default();
            reader.feed(&bytes, &mut whole);
            let mut reader = Reader::default();
            let (a, b) = bytes.split_at(cut.min(bytes.len()));
            reader.feed(a, &mut pieces);
            reader.feed(b, &mut pieces);
            prop_assert_eq!(told(&whole), told(&pieces));
        }

        #[test]
        fn whatever_is_pasted_gives_no_key(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            prop_assume!(!bytes.windows(6).any(|part| part == b"\x1b[201~"));
            let mut reader = Reader::default();
            let mut out = Vec::new();
            reader.feed(b"\x1b[200~", &mut out);
            reader.feed(&bytes, &mut out);
            reader.feed(b"\x1b[201~", &mut out);
            prop_assert_eq!(out.len(), 1);
        }
    }
}
