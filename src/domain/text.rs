//! Words from outside, made safe to show; long words, cut so that their ends stay.

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// What an exchange or a file said, fit for a screen, a journal and a log: control, bidi and format characters become
/// spaces, runs of blanks one blank, and at most `max` characters stay.
pub fn clean(text: &str, max: usize) -> String {
    let mut out = String::new();
    let mut count = 0;
    let mut blank = true;
    for c in text.chars() {
        let c = if shows(c) { c } else { ' ' };
        if c == ' ' && blank {
            continue;
        }
        if count == max {
            out.push('…');
            break;
        }
        blank = c == ' ';
        out.push(c);
        count += 1;
    }
    out.trim_end().to_owned()
}

/// Control characters, bidi marks and other invisible ones can redraw or reorder a line: none is ever shown.
pub(super) fn shows(c: char) -> bool {
    !(c.is_control()
        || matches!(c, '\u{00AD}' | '\u{061C}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}' | '\u{FEFF}' | '\u{FFF0}'..='\u{FFFB}' | '\u{E0000}'..='\u{E0FFF}'))
}

/// `text` in at most `cells` terminal cells, cut in the middle: the end tells two keys, two hosts and two names apart.
pub fn middle_cut(text: &str, cells: usize) -> String {
    if text.width() <= cells {
        return text.to_owned();
    }
    if cells == 0 {
        return String::new();
    }
    let room = cells - 1;
    let tail_room = room / 2;
    let parts: Vec<&str> = text.graphemes(true).collect();
    let mut head = String::new();
    let mut used = 0;
    for part in &parts {
        if used + part.width() > room - tail_room {
            break;
        }
        used += part.width();
        head.push_str(part);
    }
    let mut tail: Vec<&str> = Vec::new();
    let mut tail_used = 0;
    for part in parts.iter().rev() {
        if tail_used + part.width() > tail_room {
            break;
        }
        tail_used += part.width();
        tail.push(part);
    }
    tail.reverse();
    format!("{head}…{}", tail.concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_could_redraw_the_screen_is_gone() {
        assert_eq!(clean("a\u{1b}[2Jb\u{202e}c\r\n  d", 80), "a [2Jb c d");
        assert_eq!(clean("abcdef", 3), "abc…");
        assert_eq!(clean("", 3), "");
    }

    #[test]
    fn the_end_stays() {
        assert_eq!(middle_cut("a-very-long-bot-name-01", 10), "a-ver…e-01");
        assert_eq!(middle_cut("short", 10), "short");
        assert_eq!(middle_cut("日本語の名前です", 7), "日…す");
        assert_eq!(middle_cut("abc", 0), "");
        assert_eq!(middle_cut("abc", 1), "…");
    }
}
