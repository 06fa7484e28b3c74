//! JSON as people paste it: with comments and trailing commas, as freqtrade's configurations have them.
//!
//! An own reader, because values go straight into wiped memory here; `serde_json` unescapes through a buffer that nobody
//! wipes. It keeps texts only; numbers and words are noted as *other*.

use super::Wiped;
use std::iter::Peekable;
use std::str::Chars;

/// Deeper than any configuration.
const DEPTH_LIMIT: usize = 16;

/// One name and its value.
pub(super) struct Pair {
    /// Which object it stands in, counted as they begin.
    pub object: usize,
    /// The name of that object in its own parent; empty for the outermost and in lists.
    pub object_name: String,
    /// Its name.
    pub name: String,
    /// Its text, or `None` for a number, `true`, `null`.
    pub value: Option<Wiped>,
}

/// Why it is no JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    /// It ends in the middle.
    CutOff,
    /// Something stands where nothing of the sort can.
    Form,
    /// A name stands twice in one object.
    Doubled,
}

/// All names with text values of one JSON value, and what is behind it refused.
pub(super) fn pairs(text: &str) -> Result<Vec<Pair>, Fault> {
    let mut reader = Reader { rest: text.chars().peekable(), objects: 0, pairs: Vec::new() };
    reader.value("", "", 0, None)?;
    match reader.peek() {
        Err(Fault::CutOff) => Ok(reader.pairs),
        _ => Err(Fault::Form),
    }
}

struct Reader<'a> {
    rest: Peekable<Chars<'a>>,
    objects: usize,
    pairs: Vec<Pair>,
}

impl Reader<'_> {
    /// Reads a value that stands under `name` in the object `parent`.
    fn value(&mut self, parent: &str, name: &str, depth: usize, object: Option<usize>) -> Result<(), Fault> {
        if depth > DEPTH_LIMIT {
            return Err(Fault::Form);
        }
        let value = match self.peek()? {
            '{' => return self.object(name, depth),
            '[' => return self.list(depth),
            '"' => Some(self.text()?),
            c if c.is_ascii_alphanumeric() || c == '-' => {
                while self.rest.next_if(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '+' | '.')).is_some() {}
                None
            }
            _ => return Err(Fault::Form),
        };
        if let Some(object) = object {
            self.pairs.push(Pair { object, object_name: parent.to_owned(), name: name.to_owned(), value });
        }
        Ok(())
    }

    fn object(&mut self, own_name: &str, depth: usize) -> Result<(), Fault> {
        self.rest.next();
        let number = self.objects;
        self.objects += 1;
        let mut names: Vec<String> = Vec::new();
        loop {
            match self.peek()? {
                '}' => break,
                '"' => {}
                _ => return Err(Fault::Form),
            }
            let name = self.text()?.text().to_owned();
            if names.contains(&name) {
                return Err(Fault::Doubled);
            }
            if self.peek()? != ':' {
                return Err(Fault::Form);
            }
            self.rest.next();
            self.value(own_name, &name, depth + 1, Some(number))?;
            names.push(name);
            if !self.comma('}')? {
                break;
            }
        }
        self.rest.next();
        Ok(())
    }

    fn list(&mut self, depth: usize) -> Result<(), Fault> {
        self.rest.next();
        while self.peek()? != ']' {
            self.value("", "", depth + 1, None)?;
            if !self.comma(']')? {
                break;
            }
        }
        self.rest.next();
        Ok(())
    }

    /// Whether a comma follows; else the closing bracket must.
    fn comma(&mut self, close: char) -> Result<bool, Fault> {
        match self.peek()? {
            ',' => {
                self.rest.next();
                Ok(true)
            }
            c if c == close => Ok(false),
            _ => Err(Fault::Form),
        }
    }

    /// A quoted text.
    fn text(&mut self) -> Result<Wiped, Fault> {
        self.rest.next();
        // Names are short; a value moves a few times at most, each time wiping what it left.
        let mut text = Wiped::with_capacity(128);
        loop {
            let c = match self.rest.next().ok_or(Fault::CutOff)? {
                '"' => return Ok(text),
                '\\' => self.escaped()?,
                '\n' | '\r' => return Err(Fault::Form),
                c => c,
            };
            text.push(c.encode_utf8(&mut [0; 4]).as_bytes());
        }
    }

    fn escaped(&mut self) -> Result<char, Fault> {
        Ok(match self.rest.next().ok_or(Fault::CutOff)? {
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'b' => '\u{8}',
            'f' => '\u{c}',
            'u' => {
                let first = self.four_digits()?;
                match char::from_u32(first) {
                    Some(c) => c,
                    None => self.low_surrogate(first)?,
                }
            }
            c @ ('"' | '\\' | '/') => c,
            _ => return Err(Fault::Form),
        })
    }

    fn low_surrogate(&mut self, high: u32) -> Result<char, Fault> {
        if self.rest.next() != Some('\\') || self.rest.next() != Some('u') {
            return Err(Fault::Form);
        }
        let low = self.four_digits()?;
        char::decode_utf16([high, low].map(|unit| u16::try_from(unit).unwrap_or_default()))
            .next()
            .and_then(Result::ok)
            .filter(|c| u32::from(*c) > 0xffff)
            .ok_or(Fault::Form)
    }

    fn four_digits(&mut self) -> Result<u32, Fault> {
        let mut number = 0;
        for _ in 0..4 {
            let digit = self.rest.next().ok_or(Fault::CutOff)?.to_digit(16).ok_or(Fault::Form)?;
            number = number * 16 + digit;
        }
        Ok(number)
    }

    /// The next character that is neither blank nor in a comment.
    fn peek(&mut self) -> Result<char, Fault> {
        loop {
            match self.rest.peek().copied().ok_or(Fault::CutOff)? {
                c if c.is_whitespace() => {
                    self.rest.next();
                }
                '/' => self.comment()?,
                c => return Ok(c),
            }
        }
    }

    fn comment(&mut self) -> Result<(), Fault> {
        self.rest.next();
        match self.rest.next().ok_or(Fault::CutOff)? {
            '/' => while self.rest.next().is_some_and(|c| c != '\n') {},
            '*' => {
                let mut before = ' ';
                loop {
                    let c = self.rest.next().ok_or(Fault::CutOff)?;
                    if before == '*' && c == '/' {
                        break;
                    }
                    before = c;
                }
            }
            _ => return Err(Fault::Form),
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(text: &str) -> Result<Vec<String>, Fault> {
        let line = |pair: Pair| {
            let value = pair.value.as_ref().map_or("-", Wiped::text);
            format!("{} {}.{}={value}", pair.object, pair.object_name, pair.name)
        };
        pairs(text).map(|pairs| pairs.into_iter().map(line).collect())
    }

    #[test]
    fn comments_nesting_and_escapes() {
        let text = r#"// freqtrade
            { "stake": 3, /* the account */ "exchange": { "key": "a\"b\u00e9\ud83d\ude00\n", "secret": "s", },
              "pairs": ["x", {"y": "z"}], }"#;
        assert_eq!(read(text).unwrap(), ["0 .stake=-", "1 exchange.key=a\"bé😀\n", "1 exchange.secret=s", "2 .y=z"]);
    }

    #[test]
    fn what_is_no_json_is_told_apart() {
        assert_eq!(read(r#"{"key": "ab"#), Err(Fault::CutOff));
        assert_eq!(read(r#"{"key" "ab"}"#), Err(Fault::Form));
        assert_eq!(read(r#"{"key": "a"} more"#), Err(Fault::Form));
        assert_eq!(read(r#"{"key": "a", "key": "b"}"#), Err(Fault::Doubled));
        assert_eq!(read(r#"{"key": "\ud83dx"}"#), Err(Fault::Form));
        assert_eq!(read(&"[".repeat(100_000)), Err(Fault::Form));
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in r#"[\[\]{}:,"\\/*u0-9a-d \n]{0,60}"#) {
            let _ = pairs(&text);
        }

        #[test]
        fn what_serde_writes_is_read(name in "[a-z]{1,8}", value in any::<String>()) {
            let json = serde_json::to_string(&serde_json::json!({ &name: &value })).unwrap();
            let read = pairs(&json).unwrap();
            prop_assert_eq!(read[0].value.as_ref().unwrap().expose(), value.as_bytes());
        }
    }
}
