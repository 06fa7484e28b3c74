//! Reads `src/` and fails on an import, an outside crate or a call in the wrong room: the tables of `src/lib.rs` as a test.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Which rooms a room may import.
const ARROWS: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("rules", &["domain"]),
    ("flows", &["domain", "rules"]),
    ("secret", &["domain"]),
    ("inventory", &["domain", "secret"]),
    ("system", &["domain", "secret"]),
    ("exchanges", &["domain", "secret"]),
    ("vault", &["domain", "secret"]),
    ("practice", &["domain", "secret"]),
    ("engine", &["domain", "rules", "flows", "secret", "inventory", "system", "exchanges", "vault", "practice"]),
    ("tui", &["domain", "rules", "flows", "engine", "secret"]),
    ("cli", &["domain", "rules", "flows", "engine", "secret"]),
];

/// Outside things, by what stands in the code, and the places that may have them.
const OUTSIDE: &[(&str, &[&str])] = &[
    ("std::env::", &["system/"]),
    ("std::process::", &["system/"]),
    ("SystemTime::now", &["system/"]),
    ("Utc::now", &["system/"]),
    ("Instant::now", &["system/"]),
    ("ring::", &["secret/", "exchanges/client"]),
    ("reqwest::", &["exchanges/client"]),
    ("hyper::", &["practice/"]),
    ("hyper_util::", &["practice/"]),
    ("rusqlite", &["inventory/"]),
    ("keyring_core", &["vault/"]),
    ("zbus_secret_service_keyring_store", &["vault/"]),
    ("age::", &["vault/"]),
    ("secrecy::", &["vault/"]),
    ("zbus::", &["vault/", "system/"]),
    ("ratatui", &["tui/"]),
    ("crossterm::", &["tui/", "secret/prompt"]),
    ("tui_input", &["tui/"]),
    ("tokio::spawn", &["engine/", "practice/"]),
    ("thread::spawn", &["engine/", "practice/", "vault/", "tui/event_loop"]),
    ("thread::Builder", &["engine/", "practice/", "vault/", "tui/event_loop"]),
    ("mpsc::", &["engine/", "practice/", "vault/", "tui/event_loop"]),
    ("println!", &["cli/"]),
    ("io::stdout", &["cli/", "tui/terminal", "secret/prompt"]),
    ("include_str!", &["exchanges/registry", "inventory/migrate"]),
    ("anyhow", &["main.rs"]),
    ("ExitCode", &["main.rs"]),
    ("clap", &["cli/"]),
    // A secret's bytes leave the credential types by these calls only.
    (".expose_", &["secret/", "exchanges/client", "vault/"]),
];

/// The one file that may hold `unsafe`, to harden the process.
const UNSAFE: &str = "system/harden";

struct Source {
    /// Below `src/`, with `/`.
    path: String,
    /// Without comments, strings and tests.
    code: String,
}

#[test]
fn rooms_import_only_what_their_arrows_allow() {
    let mut wrong = Vec::new();
    for source in sources() {
        let Some((room, _)) = source.path.split_once('/') else { continue };
        let Some((_, allowed)) = ARROWS.iter().find(|(name, _)| *name == room) else {
            wrong.push(format!("{}: a room that the table does not know", source.path));
            continue;
        };
        for target in imports(&source.code) {
            let is_room = ARROWS.iter().any(|(name, _)| *name == target);
            if is_room && target != room && !allowed.contains(&target.as_str()) {
                wrong.push(format!("{}: {room} may not import {target}", source.path));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn outside_things_stay_in_their_rooms() {
    let mut wrong = Vec::new();
    for source in sources() {
        if source.path == "main.rs" {
            continue;
        }
        for (thing, places) in OUTSIDE {
            if stands_in(&source.code, thing) && !places.iter().any(|place| source.path.starts_with(place)) {
                wrong.push(format!("{}: {thing} belongs in {}", source.path, places.join(", ")));
            }
        }
        if stands_in(&source.code, "unsafe ") && !source.path.starts_with(UNSAFE) {
            wrong.push(format!("{}: unsafe belongs in {UNSAFE}", source.path));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn only_the_engine_and_the_desk_are_what_the_faces_see() {
    let wrong: Vec<String> = sources()
        .iter()
        .filter(|source| source.path.starts_with("tui/") || source.path.starts_with("cli/"))
        .flat_map(|source| {
            ["engine::drive", "engine::work"]
                .into_iter()
                .filter(|inner| source.code.contains(inner))
                .map(|inner| format!("{}: a face does not reach into {inner}", source.path))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_binary_is_small() {
    let main = fs::read_to_string(root().join("main.rs")).unwrap();
    assert!(main.lines().count() < 80, "main.rs wires the rooms, and nothing else");
}

#[test]
fn every_room_of_the_table_exists_and_says_what_it_is_for() {
    for (room, _) in ARROWS {
        let text = fs::read_to_string(root().join(room).join("mod.rs")).unwrap();
        assert!(text.starts_with("//! "), "{room}/mod.rs says what the room is for");
        assert!(!text.starts_with("//! (empty)"), "{room} is empty");
    }
}

#[test]
fn the_scanner_sees_what_it_should() {
    assert_eq!(
        imports("use crate::{domain::Key, rules};\nfn x() { crate::flows::step() }"),
        set(&["domain", "flows", "rules"])
    );
    assert!(stands_in("let x = string::new();", "string::new"));
    assert!(!stands_in("let x = string::new();", "ring::"));
    assert_eq!(code_of("a // b\n\"std::env::\" /* c */ d"), "a \n\"\"  d");
    assert_eq!(code_of("a\n#[cfg(test)]\nmod tests { b }"), "a\n");
}

fn set(words: &[&str]) -> BTreeSet<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

fn sources() -> Vec<Source> {
    let mut found = Vec::new();
    let mut folders = vec![root()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|end| end == "rs") {
                let below = path.strip_prefix(root()).unwrap().to_string_lossy().replace('\\', "/");
                let tests_only =
                    below.ends_with("/tests.rs") || below.ends_with("/testing.rs") || below.contains("/tests/");
                if !tests_only {
                    found.push(Source { code: code_of(&fs::read_to_string(&path).unwrap()), path: below });
                }
            }
        }
    }
    assert!(found.len() > 30, "the sources were not found");
    found
}

/// The rooms named after `crate::`, in braces too.
fn imports(code: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (at, _) in code.match_indices("crate::") {
        let rest = &code[at + "crate::".len()..];
        if let Some(group) = rest.strip_prefix('{') {
            let mut depth = 0;
            let mut word = String::new();
            let mut fresh = true;
            for c in group.chars() {
                match c {
                    '{' => depth += 1,
                    '}' if depth == 0 => break,
                    '}' => depth -= 1,
                    ',' if depth == 0 => fresh = true,
                    c if depth == 0 && fresh && (c.is_alphanumeric() || c == '_') => word.push(c),
                    _ if !word.is_empty() => {
                        found.insert(std::mem::take(&mut word));
                        fresh = false;
                    }
                    _ => {}
                }
                if c == ',' && !word.is_empty() {
                    found.insert(std::mem::take(&mut word));
                }
            }
            if !word.is_empty() {
                found.insert(word);
            }
        } else {
            let word: String = rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            found.insert(word);
        }
    }
    found
}

/// Whether `thing` stands there as a word of its own, not as the end of a longer one.
fn stands_in(code: &str, thing: &str) -> bool {
    code.match_indices(thing).any(|(at, _)| {
        let before = code[..at].chars().next_back();
        thing.starts_with('.') || !before.is_some_and(|c| c.is_alphanumeric() || c == '_')
    })
}

/// A file's code without comments, the insides of strings, and its tests (which stand last).
fn code_of(text: &str) -> String {
    let text = match text.find("#[cfg(test)]\nmod ") {
        Some(at) => &text[..at],
        None => text,
    };
    let mut out = String::new();
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '/' if chars.peek() == Some(&'/') => {
                for c in chars.by_ref() {
                    if c == '\n' {
                        out.push('\n');
                        break;
                    }
                }
            }
            '/' if chars.peek() == Some(&'*') => {
                let mut last = ' ';
                for c in chars.by_ref() {
                    if last == '*' && c == '/' {
                        break;
                    }
                    last = c;
                }
            }
            '"' => {
                out.push('"');
                while let Some(c) = chars.next() {
                    match c {
                        '\\' => {
                            chars.next();
                        }
                        '"' => break,
                        _ => {}
                    }
                }
                out.push('"');
            }
            '\'' => {
                // A character literal may hold a quote; a lifetime is no literal.
                let rest: String = chars.clone().take(3).collect();
                if rest.starts_with('\\') || rest.chars().nth(1) == Some('\'') {
                    for c in chars.by_ref().skip(1) {
                        if c == '\'' {
                            break;
                        }
                    }
                } else {
                    out.push('\'');
                }
            }
            c => out.push(c),
        }
    }
    out
}
