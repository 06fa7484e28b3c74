//! keyward keeps the exchange API keys of trading bots: what each may do, how old it is, when to replace it, and how to
//! kill it with proof. This page is the map: the rooms in reading order.
//!
//! *The pure rooms know only each other, the hands know words and secrets but not one another, the engine moves them, the
//! faces talk to the engine.* `tests/house.rs` reads this folder and fails on an import that is not in these tables.
//!
//! | room | may import | | outside thing | only in |
//! | --- | --- | --- | --- | --- |
//! | domain | - | | the clock, `std::env`, `std::process`, `unsafe` | system |
//! | rules | domain | | bytes of a secret, signing, hashing | secret |
//! | flows | domain, rules | | HTTP client; server | exchanges/client; practice |
//! | secret | domain | | SQLite | inventory |
//! | inventory | domain, secret (digest) | | keyring, passphrase encryption | vault |
//! | system, exchanges, vault, practice | domain, secret | | spawning, channels | engine, tui/event_loop, practice |
//! | engine | all above | | ratatui; crossterm | tui; tui, secret/prompt |
//! | tui | domain, rules, flows (snapshots), engine (desk), secret (field, tray) | | standard output | cli, tui/terminal |
//! | cli | domain, rules, flows, engine, secret (prompt, standard input) | | `assets/` guides | exchanges/registry |
//! | main, tests, benches | all | | `ExitCode` | main |
//!
//! Three walks to keep short. *A pasted secret*: tui field -> secret (tray) -> engine [flow step, inventory intent, vault
//! seal, exchange ask, inventory outcome] -> tui. *An answer's JSON*: exchanges -> engine -> rules -> inventory -> tui.
//! *`r`*: tui event -> engine drive -> snapshot -> tui, the same function as `keyward rotate --tell`.

pub mod cli;
pub mod domain;
pub mod engine;
pub mod exchanges;
pub mod flows;
pub mod inventory;
pub mod practice;
pub mod rules;
pub mod secret;
pub mod system;
pub mod tui;
pub mod vault;
