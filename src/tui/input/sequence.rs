//! Finished escape sequences: keys, and what the terminal answers to a question. What is not known is nothing.

use super::{ColourOf, Input, Key};
use crate::tui::theme::Rgb;

/// The key of a cursor sequence's last byte.
pub(super) const fn arrow(byte: u8) -> Option<Key> {
    Some(match byte {
        b'A' => Key::Up,
        b'B' => Key::Down,
        b'C' => Key::Right,
        b'D' => Key::Left,
        b'H' => Key::Home,
        b'F' => Key::End,
        b'M' => Key::Enter,
        _ => return None,
    })
}

/// A finished CSI sequence: its parameters and its last byte. What is not known is nothing.
pub(super) fn sequence(held: &[u8], last: u8) -> Option<Input> {
    let text = std::str::from_utf8(held).ok()?;
    if let Some(private) = text.strip_prefix('?') {
        return (last == b'u' && private.parse::<u32>().is_ok()).then_some(Input::EnhancedKeys);
    }
    let mut numbers = text.split(';').map(|part| part.split(':').next().unwrap_or_default().parse::<u32>().ok());
    let first = numbers.next().flatten();
    let second = numbers.next().flatten();
    let key = match last {
        b'R' => {
            let (row, column) = (u16::try_from(first?).ok()?, u16::try_from(second?).ok()?);
            return Some(Input::Cursor(row, column));
        }
        b'Z' => Key::BackTab,
        b'~' => match first? {
            1 | 7 => Key::Home,
            3 => Key::Delete,
            4 | 8 => Key::End,
            5 => Key::PageUp,
            6 => Key::PageDown,
            _ => return None,
        },
        b'u' => enhanced(first?, second.unwrap_or(1))?,
        // Alone these are keys; with a number that is no modifier they are answers.
        b'A' | b'B' | b'C' | b'D' | b'H' | b'F' if matches!(first, None | Some(1)) => arrow(last)?,
        _ => return None,
    };
    Some(Input::Key(key))
}

/// A key in the enhanced mode (`CSI code ; modifiers u`): modifiers are 1 and a bit each for Shift, Alt, Ctrl.
fn enhanced(code: u32, modifiers: u32) -> Option<Key> {
    let bits = modifiers.saturating_sub(1);
    let (shift, ctrl) = (bits & 1 != 0, bits & 4 != 0);
    Some(match code {
        27 => Key::Esc,
        13 => Key::Enter,
        9 if shift => Key::BackTab,
        9 => Key::Tab,
        127 => Key::Backspace,
        _ => match char::from_u32(code)? {
            c if ctrl && c.is_ascii_alphabetic() => Key::Ctrl(c.to_ascii_lowercase()),
            c if c.is_control() || ('\u{e000}'..='\u{f8ff}').contains(&c) => return None,
            c if shift => c.to_uppercase().next().map(Key::Char)?,
            c => Key::Char(c),
        },
    })
}

/// A colour's answer: `4;1;rgb:dcdc/3232/2f2f`, `10;rgb:…`, `11;rgb:…`.
pub(super) fn colour(held: &[u8]) -> Option<Input> {
    let text = std::str::from_utf8(held).ok()?;
    let (number, rest) = text.split_once(';')?;
    let (of, value) = match number {
        "4" => {
            let (named, value) = rest.split_once(';')?;
            (ColourOf::Named(named.parse().ok().filter(|named| *named < 16)?), value)
        }
        "10" => (ColourOf::Text, rest),
        "11" => (ColourOf::Ground, rest),
        _ => return None,
    };
    let value = value.strip_prefix("rgb:").or_else(|| value.strip_prefix("rgba:"))?;
    let mut parts = value.split('/').map(|part| {
        let digits = part.get(..part.len().min(4))?;
        let most = 16_u32.checked_pow(u32::try_from(digits.len()).ok()?)?.checked_sub(1).filter(|most| *most > 0)?;
        u8::try_from(u32::from_str_radix(digits, 16).ok()? * 255 / most).ok()
    });
    let mut next = || parts.next().flatten();
    Some(Input::Colour(of, Rgb(next()?, next()?, next()?)))
}
