//! PEM blocks as people paste them: whole, or with their line breaks lost or written as `\n`.
//!
//! An own reader of some thirty lines and not the one in `rustls-pki-types`, which wants its line breaks intact and leaves
//! the base64 text of a private key in freed memory.

use super::Wiped;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

const BEGIN: &str = "-----BEGIN ";
const END: &str = "-----END ";
const DASHES: &str = "-----";

/// One block.
pub(super) struct Block<'a> {
    /// `PRIVATE KEY`, `RSA PRIVATE KEY`, `PUBLIC KEY` and so on.
    pub label: &'a str,
    /// What it holds; `None` where that is no base64.
    pub der: Option<Wiped>,
}

/// What a text holds.
pub(super) enum Read<'a> {
    /// No block begins in it.
    None,
    /// A block begins and does not end.
    CutOff,
    /// The first block, and where in the text it stands.
    Block(Block<'a>, std::ops::Range<usize>),
}

/// The first block of a text.
pub(super) fn read(text: &str) -> Read<'_> {
    let Some((before, rest)) = text.split_once(BEGIN) else { return Read::None };
    let Some((label, rest)) = rest.split_once(DASHES) else { return Read::CutOff };
    let Some((body, rest)) = rest.split_once(END) else { return Read::CutOff };
    let Some((_, after)) = rest.split_once(DASHES) else { return Read::CutOff };
    let range = before.len()..text.len() - after.len();
    Read::Block(Block { label: label.trim(), der: decode(body) }, range)
}

/// Base64 with blanks, line breaks and written-out `\n` left out.
pub(super) fn decode(body: &str) -> Option<Wiped> {
    let mut letters = Wiped::with_capacity(body.len());
    let mut bytes = body.bytes().peekable();
    while let Some(byte) = bytes.next() {
        match byte {
            b'\\' => match bytes.next() {
                Some(b'n' | b'r') => {}
                _ => return None,
            },
            byte if byte.is_ascii_whitespace() => {}
            byte => letters.push(&[byte]),
        }
    }
    let mut der = vec![0; base64::decoded_len_estimate(letters.len())];
    let length = STANDARD.decode_slice(letters.expose(), &mut der);
    let mut der = Wiped::from_vec(der);
    der.truncate(length.ok()?);
    Some(der)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn bytes(text: &str) -> Option<Vec<u8>> {
        match read(text) {
            Read::Block(block, _) => block.der.map(|der| der.expose().to_vec()),
            _ => None,
        }
    }

    #[test]
    fn lost_and_written_out_line_breaks_do_no_harm() {
        let wanted = Some(b"hello world".to_vec());
        for text in [
            "-----BEGIN X-----\naGVsbG8g\nd29ybGQ=\n-----END X-----\n",
            "-----BEGIN X-----\r\naGVsbG8g\r\nd29ybGQ=\r\n-----END X-----",
            "-----BEGIN X----- aGVsbG8g d29ybGQ= -----END X-----",
            "-----BEGIN X-----\\naGVsbG8g\\nd29ybGQ=\\n-----END X-----\\n",
            "KEY=-----BEGIN X-----aGVsbG8gd29ybGQ=-----END X-----;",
        ] {
            assert_eq!(bytes(text), wanted, "{text}");
        }
    }

    #[test]
    fn half_a_block_is_told_from_none() {
        assert!(matches!(read("abc"), Read::None));
        assert!(matches!(read("-----BEGIN PRIVATE KEY-----\nMC4C"), Read::CutOff));
        assert!(matches!(read("-----BEGIN X-----\n!!\n-----END X-----"), Read::Block(Block { der: None, .. }, _)));
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in "(-----BEGIN |-----END |-----|\\\\n|[ -~é\n]{0,5}){0,12}") {
            if let Read::Block(_, range) = read(&text) {
                prop_assert!(text.get(range).is_some_and(|block| block.starts_with(BEGIN)));
            }
        }
    }
}
