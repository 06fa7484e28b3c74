//! What the README says is so: its tables are made from the code, its configuration is read, its commands are known.
//!
//! `KEYWARD_WRITE_README=1 cargo test --test readme` writes the tables anew.
// Tests read their environment and start the program; helpers outside of test functions unwrap.
#![allow(clippy::disallowed_methods, clippy::unwrap_used)]

use keyward::cli::Exit;
use keyward::domain::{Policy, RuleId, Severity, Span, VenueFacts};
use keyward::exchanges::venues;
use keyward::rules::rule;
use keyward::system::Config;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

fn path() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")
}

fn readme() -> String {
    std::fs::read_to_string(path()).unwrap()
}

#[test]
fn the_tables_are_the_codes() {
    let mut text = readme();
    for (name, table) in [("exchanges", exchanges()), ("rules", rules()), ("exits", exits())] {
        let (start, end) = (format!("<!-- {name}: written by tests/readme.rs -->\n"), format!("<!-- /{name} -->"));
        let from = text.find(&start).unwrap() + start.len();
        let to = text.find(&end).unwrap();
        if std::env::var_os("KEYWARD_WRITE_README").is_some() {
            text.replace_range(from..to, &table);
            std::fs::write(path(), &text).unwrap();
            continue;
        }
        assert_eq!(&text[from..to], table, "write it anew: KEYWARD_WRITE_README=1 cargo test --test readme");
    }
}

/// A row of a table.
fn row<'a>(cells: impl IntoIterator<Item = &'a str>) -> String {
    format!("| {} |\n", cells.into_iter().collect::<Vec<_>>().join(" | "))
}

fn exchanges() -> String {
    let all: Vec<&VenueFacts> = venues().collect();
    let mut table = row(std::iter::once("").chain(all.iter().map(|venue| venue.name.as_str())));
    table.push_str(&row(std::iter::repeat_n("---", all.len() + 1)));
    let mut line = |what: &str, says: &dyn Fn(&VenueFacts) -> String| {
        let cells: Vec<String> = all.iter().map(|venue| says(venue)).collect();
        table.push_str(&row(std::iter::once(what).chain(cells.iter().map(String::as_str))));
    };
    let told = |yes: bool| if yes { "told" } else { "no" }.to_owned();
    line("what it may do", &|venue| told(venue.tells.scopes));
    line("whether it is held to addresses", &|venue| told(venue.tells.list));
    line("which addresses", &|venue| told(venue.tells.addresses));
    line("when it was made", &|venue| told(venue.tells.created));
    line("when it ends", &|venue| told(venue.tells.expires));
    line("main or sub-account", &|venue| told(venue.tells.account));
    line("the account's number", &|venue| told(venue.tells.account_id));
    line("which symbols it is limited to", &|venue| told(venue.tells.symbols));
    line("when it was last used", &|venue| told(venue.tells.last_used));
    line("kinds of key", &|venue| {
        let own = venue.parts.private_keys.iter().map(|kind| match kind.as_str() {
            "rsa" => "RSA".to_owned(),
            "ed25519" => "Ed25519".to_owned(),
            other => other.to_owned(),
        });
        let secret = if venue.parts.passphrase { "secret and passphrase" } else { "secret" };
        std::iter::once(secret.to_owned()).chain(own).collect::<Vec<_>>().join(", ")
    });
    line("sites", &|venue| {
        let name = |site: &keyward::domain::Site| {
            format!("{}{}", site.id, if site.readable { "" } else { " (cannot be read)" })
        };
        venue.sites.iter().map(name).collect::<Vec<_>>().join(", ")
    });
    line("asking counts as use", &|venue| if venue.asking_counts_as_use { "yes" } else { "no" }.to_owned());
    line("a proof of death wants", &|venue| {
        let apart = Span::seconds(i64::from(venue.proof_after_s));
        let minutes = apart.num_minutes();
        let minutes = if minutes == 1 { "1 minute".to_owned() } else { format!("{minutes} minutes") };
        format!("{} refusals over {minutes}", venue.asks)
    });
    line("how keys end by themselves", &|venue| {
        [venue.expiry.as_str(), venue.inactivity.as_str()].join(" ").trim().to_owned()
    });
    line("these facts were checked on", &|venue| venue.checked_on.to_string());
    table
}

fn rules() -> String {
    let mut table = row(["rule", "severity", "it asks for", "why"]);
    table.push_str(&row(std::iter::repeat_n("---", 4)));
    let mut all: Vec<_> = RuleId::ALL.iter().map(|id| rule(*id)).collect();
    all.sort_by_key(|rule| (std::cmp::Reverse(rule.severity), rule.weight));
    for rule in all {
        let severity = match rule.severity {
            Severity::Critical => "**critical**",
            other => other.word(),
        };
        table.push_str(&row([format!("`{}`", rule.id).as_str(), severity, rule.title, rule.why]));
    }
    table
}

/// The meanings stand where the codes are defined.
fn exits() -> String {
    let source = include_str!("../src/cli/exit.rs");
    let mut table = row(["code", "meaning"]);
    table.push_str(&row(std::iter::repeat_n("---", 2)));
    for exit in Exit::ALL {
        let before = source.split(&format!("\n    {exit:?},")).next().unwrap();
        let meaning = before.rsplit("    /// ").next().unwrap().trim();
        table.push_str(&row([exit.code().to_string().as_str(), meaning]));
    }
    table
}

fn config() -> String {
    let text = readme();
    let from = text.find("```toml\n").unwrap() + "```toml\n".len();
    text[from..][..text[from..].find("```").unwrap()].to_owned()
}

#[test]
fn the_configuration_is_read_and_holds_the_defaults() {
    let venues: Vec<&str> = venues().map(|venue| venue.id.as_str()).collect();
    let read = Config::parse(&config(), "README.md", &venues).unwrap();
    assert_eq!(read.policy, Policy::default());
    assert_eq!(read.look, Config::default().look);
    assert_eq!(read.exchanges.len(), 1);
}

/// The program names all that it takes when it refuses a name: the README has each of them.
#[test]
fn the_configuration_has_every_name() {
    let here = config();
    for section in ["policy", "screen", "exchange.binance"] {
        let refused = Config::parse(&format!("[{section}]\nno_such_name = 1\n"), "x", &["binance"]).unwrap_err();
        let names = refused
            .why
            .split("there are ")
            .nth(1)
            .map_or_else(|| vec!["base_url"], |names| names.split(", ").collect());
        for name in names {
            assert!(here.contains(&format!("\n{name} = ")), "{section}.{name}");
        }
        assert!(here.contains(&format!("[{section}]")), "{section}");
    }
}

#[test]
fn every_command_and_file_that_it_names_is_there() {
    let text = readme();
    let in_blocks = text.split("```sh\n").skip(1).flat_map(|block| block.split("```").next().unwrap().lines());
    let in_blocks = in_blocks.filter_map(|line| line.trim().strip_prefix("keyward "));
    let in_text = text.split("`keyward ").skip(1);
    let words: BTreeSet<&str> =
        in_blocks.chain(in_text).filter_map(|rest| rest.split(|c: char| !c.is_ascii_lowercase()).next()).collect();
    for word in ["add", "check", "edit", "practice", "remind", "remove", "revoke", "rotate", "store"] {
        assert!(words.contains(word), "{word} is not in {words:?}");
    }
    for word in words.iter().filter(|word| !word.is_empty()) {
        let output = Command::new(env!("CARGO_BIN_EXE_keyward")).args([word, "--help"]).output().unwrap();
        assert!(output.status.success(), "keyward {word}: {}", String::from_utf8_lossy(&output.stderr));
    }
    for link in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
        assert!(link.starts_with("https://") || path().with_file_name(link).exists(), "{link}");
    }
    let known = |option: &str| {
        ["add", "edit", "remind", "revoke", "rotate", "remove"].iter().any(|word| {
            let output = Command::new(env!("CARGO_BIN_EXE_keyward")).args([word, "--help"]).output().unwrap();
            String::from_utf8_lossy(&output.stdout).contains(option)
        })
    };
    let after_dashes = text.split([' ', '`']).filter_map(|word| word.strip_prefix("--"));
    let options: BTreeSet<&str> =
        after_dashes.filter_map(|rest| rest.split(|c: char| !c.is_ascii_lowercase() && c != '-').next()).collect();
    for option in options.iter().filter(|option| !matches!(**option, "release" | "help" | "" | "-")) {
        assert!(known(&format!("--{option}")), "--{option}");
    }
}
