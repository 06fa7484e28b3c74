//! Takes a pasted text apart: a JSON object, an `.env` snippet, `key: value` lines, a configuration of freqtrade or ccxt, a
//! PEM block, a downloaded key file, or lines copied off an exchange's page. No sentence repeats any of it.

use super::field::check_paste;
use super::loose_json::{self, Fault};
use super::pem::{self, Read};
use super::usual::{Usual, swapped};
use super::{Parts, Wiped};
use crate::domain::Problem;

/// What sort of text it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// A JSON object, with or without comments.
    Json,
    /// Lines of names and values: `.env`, `export`, YAML, an exchange's page.
    Lines,
    /// Bare lines without names.
    Bare,
    /// A private key in PEM.
    Pem,
    /// A downloaded key file: a name and a private key.
    KeyFile,
}

impl Shape {
    /// What was done with it, a sentence.
    pub const fn says(self) -> &'static str {
        match self {
            Self::Json => "A JSON object was taken apart.",
            Self::Lines => "A snippet of names and values was taken apart.",
            Self::Bare => "Lines without names: taken as the key, then its secret.",
            Self::Pem => "A private key was found.",
            Self::KeyFile => "This is a key file: name and private key found. Delete the file after it is sealed.",
        }
    }
}

/// What was found in a paste.
#[derive(Debug)]
pub enum Found {
    /// One word: it belongs where it was pasted.
    Word(Wiped),
    /// Parts with their places.
    Parts(Parts, Shape),
}

/// Takes a pasted text apart; the text is wiped.
///
/// # Errors
/// It is too long, holds control characters, is cut off, has several keys, or nothing that could be one.
pub fn take_apart(pasted: String, usual: &Usual) -> Result<Found, Problem> {
    let pasted = Wiped::from_vec(pasted.into_bytes());
    let text = check_paste(&pasted)?.trim();
    if text.starts_with(['{', '[', '/']) {
        match json(text, usual) {
            // A secret in base64 may begin with a slash.
            Err(_) if text.starts_with('/') && !text.contains(char::is_whitespace) => {}
            read => return read,
        }
    }
    match pem::read(text) {
        Read::CutOff => Err(half_a_pem()),
        Read::Block(_, range) => Ok(with_pem(text, range, usual)),
        Read::None => lines(text, usual),
    }
}

/// A part of a credential.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Key,
    Secret,
    Passphrase,
    Private,
}

/// Values that belong together: those of one JSON object, or of names that begin alike.
#[derive(Default)]
struct Group {
    name: String,
    number: usize,
    values: Vec<(Kind, Wiped)>,
}

impl Group {
    fn has(&self, kind: Kind) -> bool {
        self.values.iter().any(|(found, _)| *found == kind)
    }

    fn is_whole(&self) -> bool {
        self.has(Kind::Key) && (self.has(Kind::Secret) || self.has(Kind::Private))
    }

    /// `None` where a part stands in it twice.
    fn into_parts(self) -> Option<Parts> {
        let mut parts = Parts::default();
        for (kind, value) in self.values {
            let place = match kind {
                Kind::Key => &mut parts.key,
                Kind::Secret => &mut parts.secret,
                Kind::Passphrase => &mut parts.passphrase,
                Kind::Private => &mut parts.private_key,
            };
            if place.replace(value).is_some() {
                return None;
            }
        }
        Some(parts)
    }
}

fn json(text: &str, usual: &Usual) -> Result<Found, Problem> {
    let pairs = loose_json::pairs(text).map_err(|fault| match fault {
        Fault::CutOff => Problem::new("This JSON ends in the middle", "", "Copy all of it and paste it again."),
        Fault::Form => Problem::new("This looks like JSON and is none", "", "Paste key and secret one by one."),
        Fault::Doubled => Problem::new("This JSON has a name twice", "", "Paste the one that is meant."),
    })?;
    let mut groups: Vec<Group> = Vec::new();
    let mut key_file = false;
    for pair in pairs {
        let Some(value) = pair.value.filter(|value| !value.text().trim().is_empty()) else { continue };
        // Coinbase's files: {"name": "organizations/../apiKeys/..", "privateKey": "-----BEGIN .."}
        let is_name = pair.name == "name" && value.text().starts_with("organizations/");
        key_file |= is_name;
        let Some((kind, prefix)) = (if is_name { Some((Kind::Key, String::new())) } else { classify(&pair.name) })
        else {
            continue;
        };
        let name = format!("{}{prefix}", normal(&pair.object_name));
        put(&mut groups, name, pair.object, kind, value);
    }
    let shape = if key_file { Shape::KeyFile } else { Shape::Json };
    choose(groups, usual).map(|parts| Found::Parts(parts, shape))
}

/// A PEM block and, around it, perhaps the lines that name the key.
fn with_pem(text: &str, range: std::ops::Range<usize>, usual: &Usual) -> Found {
    let block = text.get(range.clone()).unwrap_or_default();
    let around = [text.get(..range.start), text.get(range.end..)];
    let mut groups = Vec::new();
    for line in around.into_iter().flatten().flat_map(str::lines) {
        if let Some((kind @ (Kind::Key | Kind::Passphrase), prefix, value)) = pair(line) {
            put(&mut groups, prefix, 0, kind, Wiped::copy_of(value.as_bytes()));
        }
    }
    let mut parts = choose(groups, usual).unwrap_or_default();
    let shape = if parts.key.is_some() { Shape::KeyFile } else { Shape::Pem };
    parts.private_key = Some(Wiped::copy_of(block.as_bytes()));
    Found::Parts(parts, shape)
}

fn lines(text: &str, usual: &Usual) -> Result<Found, Problem> {
    let all: Vec<&str> =
        text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')).collect();
    let mut groups: Vec<Group> = Vec::new();
    let mut title = None;
    for line in &all {
        // An exchange's page copied as a whole: "API key", and its value on the next line.
        if let Some(kind) = titled(line) {
            title = Some(kind);
        } else if let Some((kind, prefix, value)) = pair(line) {
            put(&mut groups, prefix, 0, kind, Wiped::copy_of(value.as_bytes()));
        } else if let Some(kind) = title.take() {
            put(&mut groups, String::new(), 0, kind, Wiped::copy_of(line.as_bytes()));
        }
    }
    if !groups.is_empty() {
        return choose(groups, usual).map(|parts| Found::Parts(parts, Shape::Lines));
    }
    let bare = |line: &&str| !line.contains(char::is_whitespace);
    match all.as_slice() {
        [word] => Ok(Found::Word(Wiped::copy_of(word.as_bytes()))),
        words @ ([_, _] | [_, _, _]) if words.iter().all(bare) => Ok(Found::Parts(in_order(words, usual), Shape::Bare)),
        _ => Err(nothing_found()),
    }
}

/// Bare lines are key, secret, passphrase, unless their lengths say otherwise.
fn in_order(words: &[&str], usual: &Usual) -> Parts {
    let word = |at: usize| words.get(at).map(|word| Wiped::copy_of(word.as_bytes()));
    let mut parts = Parts { key: word(0), secret: word(1), passphrase: word(2), private_key: None };
    if swapped(&parts, usual) {
        std::mem::swap(&mut parts.key, &mut parts.secret);
    }
    parts
}

/// The one group that is meant: the only whole one, or the only one that names the venue.
fn choose(groups: Vec<Group>, usual: &Usual) -> Result<Parts, Problem> {
    let (mut whole, rest): (Vec<_>, Vec<_>) = groups.into_iter().partition(Group::is_whole);
    if whole.len() > 1 && !usual.id.is_empty() {
        let (ours, others): (Vec<_>, Vec<_>) = whole.into_iter().partition(|group| group.name.contains(&usual.id));
        whole = if ours.is_empty() { others } else { ours };
    }
    let chosen = match whole.len() {
        0 => {
            // Named differently (`KEY_MAIN`, `SECRET_MAIN`), or one part only: taken together if each is there once.
            let values = rest.into_iter().flat_map(|group| group.values).collect();
            Group { values, ..Group::default() }
        }
        1 => whole.pop().unwrap_or_default(),
        count => return Err(several(count)),
    };
    if chosen.values.is_empty() {
        return Err(nothing_found());
    }
    chosen.into_parts().ok_or_else(|| several(2))
}

fn put(groups: &mut Vec<Group>, name: String, number: usize, kind: Kind, value: Wiped) {
    match groups.iter_mut().find(|group| group.name == name && group.number == number) {
        Some(group) => group.values.push((kind, value)),
        None => groups.push(Group { name, number, values: vec![(kind, value)] }),
    }
}

/// `NAME=value`, `export NAME="value"`, `name: value`, `"name": "value",`.
fn pair(line: &str) -> Option<(Kind, String, &str)> {
    let line = line.trim().trim_start_matches("- ");
    let line =
        ["export ", "set ", "$env:", "const ", "let "].iter().find_map(|word| line.strip_prefix(word)).unwrap_or(line);
    let (name, value) = line.split_once(['=', ':'])?;
    let value = unquoted(value);
    // A secret in base64 may end in "=": a value that short is none.
    if value.len() < 4 {
        return None;
    }
    let (kind, prefix) = classify(name)?;
    Some((kind, prefix, value))
}

fn unquoted(value: &str) -> &str {
    let value = value.trim().trim_end_matches([',', ';']).trim_end();
    for quote in ['"', '\'', '`'] {
        if let Some(inside) = value.strip_prefix(quote) {
            return inside.split_once(quote).map_or(inside, |(inside, _)| inside).trim();
        }
    }
    value.split_once(" #").map_or(value, |(value, _)| value).trim()
}

/// Which part a name means, and what stands before: `BINANCE_API_KEY` is a key of `binance`.
fn classify(name: &str) -> Option<(Kind, String)> {
    const NAMES: [(&str, Kind); 16] = [
        ("privatekeypem", Kind::Private),
        ("privatekey", Kind::Private),
        ("apipassphrase", Kind::Passphrase),
        ("passphrase", Kind::Passphrase),
        ("apipassword", Kind::Passphrase),
        ("password", Kind::Passphrase),
        ("apisecretkey", Kind::Secret),
        ("secretaccesskey", Kind::Secret),
        ("secretkey", Kind::Secret),
        ("apisecret", Kind::Secret),
        ("secret", Kind::Secret),
        ("accesskeyid", Kind::Key),
        ("apikeyid", Kind::Key),
        ("accesskey", Kind::Key),
        ("apikey", Kind::Key),
        ("key", Kind::Key),
    ];
    let name = normal(name);
    if name.len() > 64 || name.ends_with("publickey") {
        return None;
    }
    let (prefix, kind) = NAMES.iter().find_map(|(end, kind)| name.strip_suffix(end).map(|prefix| (prefix, *kind)))?;
    let prefix = prefix.trim_end_matches("access").trim_end_matches("api");
    Some((kind, prefix.to_owned()))
}

/// A line that is nothing but a title.
fn titled(line: &str) -> Option<Kind> {
    let known =
        ["key", "apikey", "accesskey", "secret", "secretkey", "apisecret", "apisecretkey", "passphrase", "privatekey"];
    let name = normal(line.trim_end_matches(':'));
    known.contains(&name.as_str()).then(|| classify(&name)).flatten().map(|(kind, _)| kind)
}

/// Letters and digits only, in lower case.
fn normal(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
}

fn half_a_pem() -> Problem {
    Problem::new(
        "The private key is not whole",
        "its end is missing",
        "Paste it again, from -----BEGIN to -----END; it replaces this one.",
    )
}

fn several(count: usize) -> Problem {
    Problem::new(
        format!("There are {} keys in this text", if count == 2 { "two".to_owned() } else { count.to_string() }),
        "one is meant",
        "Paste only its key and secret.",
    )
}

fn nothing_found() -> Problem {
    Problem::new("No key and no secret could be found in this text", "", "Paste them one by one.")
}

#[cfg(test)]
mod tests;
