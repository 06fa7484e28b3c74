//! Reads `src/` and fails on an import, an outside crate or a call in the wrong room: the tables of `src/lib.rs` as a test.
// It reads this repository's own files, and fails where it cannot.
#![allow(clippy::string_slice, clippy::unwrap_used)]

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

/// Where it was made, and where its parts were fetched from, is nobody's business: a clone lives in other folders and
/// behind other mirrors.
#[test]
fn no_file_names_the_place_where_it_was_made() {
    let repo = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut wrong = Vec::new();
    for path in files(repo, &|name| !matches!(name, "target" | ".git" | "Cargo.lock")) {
        let text = String::from_utf8_lossy(&fs::read(&path).unwrap()).into_owned();
        let found = strangers(&text);
        if !found.is_empty() {
            wrong.push(format!("{}: {}", path.strip_prefix(repo).unwrap().display(), found.join(", ")));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
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
    assert_eq!(code_of("a\n#[cfg(test)]\npub(super) mod vectors { b }"), "a\n");
    assert_eq!(code_of("#[cfg(test)]\nmod model;\nmod kept;"), "#[cfg(test)]\nmod model;\nmod kept;");
    assert_eq!(modules_for_tests("flows/mod.rs", "#[cfg(test)]\nmod model;"), ["flows/model"]);
    assert_eq!(modules_for_tests("okx.rs", "#[cfg(test)]\npub(crate) mod tests;\nmod kept;"), ["okx/tests"]);
    assert_eq!(strangers("as \u{2f}work\u{2f}here says"), ["\u{2f}work\u{2f}"]);
    assert!(strangers("work, homework/ and the design").is_empty());
}

/// Folders of the machine it was made on, hosts of registries, papers that are not in the repository. Each is written in
/// two pieces, so that this list does not find itself.
fn strangers(text: &str) -> Vec<String> {
    const PIECES: &[(&str, &str)] = &[
        ("/wo", "rk/"),
        ("/ro", "ot/"),
        ("crates", ".io"),
        ("static.rust", "-lang"),
        ("pypi", ".org"),
        ("registry.npm", "js"),
        ("proxy.go", "lang"),
        ("deb.deb", "ian"),
        ("DESIGN", ".md"),
        ("flows", ".md"),
        ("screens", ".md"),
        ("deps", ".md"),
        ("style", ".md"),
        ("BRIEF", ".md"),
        ("tui-", "shot"),
        ("work", "tree"),
    ];
    PIECES.iter().map(|(one, two)| format!("{one}{two}")).filter(|word| text.contains(word.as_str())).collect()
}

/// Every file below a folder, without the entries that are not wanted.
fn files(folder: &Path, wanted: &dyn Fn(&str) -> bool) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let entry = entry.unwrap();
            if !wanted(&entry.file_name().to_string_lossy()) {
                continue;
            }
            let kind = entry.file_type().unwrap();
            if kind.is_dir() {
                folders.push(entry.path());
            } else if kind.is_file() {
                found.push(entry.path());
            }
        }
    }
    found
}

fn set(words: &[&str]) -> BTreeSet<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

fn sources() -> Vec<Source> {
    let below = |path: &Path| path.strip_prefix(root()).unwrap().to_string_lossy().replace('\\', "/");
    let texts: Vec<(String, String)> = files(&root(), &|_| true)
        .iter()
        .filter(|path| path.extension().is_some_and(|end| end == "rs"))
        .map(|path| (below(path), fs::read_to_string(path).unwrap()))
        .collect();
    let tests: Vec<String> = texts.iter().flat_map(|(path, text)| modules_for_tests(path, text)).collect();
    let for_tests = |path: &str| {
        tests
            .iter()
            .any(|module| path.strip_prefix(module.as_str()).is_some_and(|rest| rest == ".rs" || rest.starts_with('/')))
    };
    let found: Vec<Source> = texts
        .iter()
        .filter(|(path, _)| !for_tests(path))
        .map(|(path, text)| Source { path: path.clone(), code: code_of(text) })
        .collect();
    assert!(found.len() > 30, "the sources were not found");
    found
}

/// Modules in files of their own that a file declares for tests only: `flows/mod.rs` and `model` are `flows/model`.
fn modules_for_tests(path: &str, text: &str) -> Vec<String> {
    let folder = match path.strip_suffix("mod.rs") {
        Some(folder) => folder.to_owned(),
        None => format!("{}/", path.trim_end_matches(".rs")),
    };
    test_modules(text)
        .filter_map(|(_, line)| line.strip_suffix(';')?.rsplit(' ').next())
        .map(|name| format!("{folder}{name}"))
        .collect()
}

/// Where a file says `#[cfg(test)]`, and the line below where that declares a module.
fn test_modules(text: &str) -> impl Iterator<Item = (usize, &str)> {
    const TEST: &str = "#[cfg(test)]\n";
    text.match_indices(TEST).filter_map(move |(at, _)| {
        let line = text[at + TEST.len()..].lines().next()?.trim();
        let is_module = ["mod ", "pub(super) mod ", "pub(crate) mod "].iter().any(|start| line.starts_with(start));
        is_module.then_some((at, line))
    })
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
    let inline = test_modules(text).find(|(_, line)| line.contains('{'));
    let text = inline.map_or(text, |(at, _)| &text[..at]);
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
