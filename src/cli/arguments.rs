//! All commands, and the options of the screens. A command's own arguments stand in its file.

use super::add::Add;
use super::ask::Ask;
use super::check::Check;
use super::doctor::Doctor;
use super::edit::Edit;
use super::journal::Journal;
use super::list::List;
use super::practice::Practice;
use super::remind::Remind;
use super::remove::Remove;
use super::revoke::Revoke;
use super::rotate::Rotate;
use super::show::Show;
use super::store::Store;
use super::values;
use crate::domain::Theme;
use clap::{Args, Parser, Subcommand};

/// Keeps the exchange API keys of trading bots: what each may do, how old it is, when to replace it, and how to kill it with
/// proof.
#[derive(Debug, Parser)]
#[command(
    name = "keyward",
    version,
    max_term_width = 100,
    disable_help_subcommand = true,
    after_help = "\
Without a command the screens open: all that is here, and guides for every step.

Exit codes: 0 done, 1 failed, 2 wrong usage, 3 attention or waiting, 4 critical.

Examples:
  keyward                              open the screens
  keyward practice                     try all of it on a made-up fleet
  keyward add grid-eth --exchange binance
  keyward check                        ask the exchanges, then say what is wrong
  keyward rotate grid-eth              replace a key, step by step"
)]
pub(super) struct Keyward {
    #[command(flatten)]
    pub(super) screen: Screen,
    #[command(subcommand)]
    pub(super) command: Option<Command>,
}

/// How the screens look.
#[derive(Debug, Args)]
#[command(next_help_heading = "Screen")]
pub(super) struct Screen {
    /// Colours: auto, dark, light or high (contrast)
    #[arg(long, global = true, value_name = "THEME", value_parser = values::theme)]
    pub(super) theme: Option<Theme>,
    /// Signs of ASCII only
    #[arg(long, global = true)]
    pub(super) ascii: bool,
}

/// What can be done from the command line.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    Add(Box<Add>),
    Edit(Box<Edit>),
    List(List),
    Show(Show),
    Ask(Ask),
    Check(Check),
    Rotate(Rotate),
    Revoke(Revoke),
    Remove(Remove),
    Remind(Remind),
    Journal(Journal),
    Store(Store),
    Practice(Practice),
    Doctor(Doctor),
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    /// Each line of the design's table of commands, as far as it is due.
    const LINES: &[&str] = &[
        "",
        "--theme auto --ascii",
        "--theme high",
        "add grid --exchange binance",
        "add grid@okx",
        "add grid --exchange binance --site testnet --account sub:grid --kind freqtrade --custody cloud:3Commas --host vps \
         --ip 203.0.113.7 --ip 10.0.0.0/24 --way socks5h://127.0.0.1:1080 --need read --need spot --max-age 90d \
         --created 2026-03-16 --no-ask --anyway --json",
        "add grid --exchange binance --account main --custody self --way direct",
        "edit grid --created today",
        "edit grid@okx --exchange okx --site eea --account portfolio:dca --kind script --custody self --host vps \
         --ip 203.0.113.7 --way direct --need read --max-age 30d --scope withdraw=no --scope read=yes \
         --expires 2026-08-01 --created 2026-01-01 --listed yes --json",
        "remove grid --yes-remove grid",
        "remove grid@okx --generation 2 --yes-remove grid",
        "list",
        "list --json",
        "list --ascii",
        "show grid",
        "show grid@okx --json",
        "ask",
        "ask grid dca@okx --json",
        "ask grid --generation 2 --way direct",
        "check",
        "check --offline --json",
        "rotate grid",
        "rotate grid --tell begin",
        "rotate grid@okx --tell override:listed --type-name grid --reason why --again --json",
        "rotate grid --tell way:direct",
        "revoke grid --reason stolen",
        "revoke grid --generation 2 --reason stolen --tell deleted:77b1 --type-name grid --json",
        "remind",
        "remind --json",
        "remind --notify --exec cat",
        "remind --install",
        "remind --uninstall",
        "journal",
        "journal --verify --json",
        "journal grid",
        "store",
        "store --json",
        "store move keyring",
        "store move sealed",
        "practice",
        "practice --theme light",
        "doctor",
        "doctor --json",
    ];

    const WRONG: &[&str] = &[
        "--theme pink",
        "add",
        "add grid --exchange Binance",
        "add a/b --exchange binance",
        "add grid --exchange binance --account grid",
        "add grid --exchange binance --custody cloud",
        "add grid --exchange binance --way ssh:vps",
        "add grid --exchange binance --ip 203.0.113",
        "add grid --exchange binance --need fly",
        "add grid --exchange binance --kind cat",
        "add grid --exchange binance --secret x",
        "edit grid --scope withdraw",
        "edit grid --expires today",
        "remove grid",
        "ask --generation 2",
        "rotate",
        "rotate grid --tell leave",
        "rotate grid --tell deliver",
        "rotate grid --generation 2",
        "revoke grid --reason  ",
        "revoke grid --again",
        "remind --install --json",
        "store move",
        "store move memory",
        "store --json move sealed",
        "show",
        "list grid",
    ];

    fn parse(line: &str) -> Result<Keyward, clap::Error> {
        Keyward::try_parse_from(std::iter::once("keyward").chain(line.split_whitespace()))
    }

    #[test]
    fn the_design_s_lines_are_understood() {
        Keyward::command().debug_assert();
        for line in LINES {
            assert!(
                parse(line).is_ok(),
                "{line}: {}",
                parse(line).err().map(|error| error.to_string()).unwrap_or_default()
            );
        }
    }

    #[test]
    fn wrong_lines_are_not() {
        for line in WRONG {
            assert!(parse(line).is_err(), "{line}");
        }
    }

    #[test]
    fn every_command_and_argument_has_help_and_every_command_an_example() {
        fn look(command: &clap::Command, path: &str) {
            let name = format!("{path} {}", command.get_name());
            assert!(command.get_about().is_some(), "{name} has no help");
            let after = command.get_after_help().map(ToString::to_string).unwrap_or_default();
            assert!(after.contains("Example") && after.contains("keyward"), "{name} has no example");
            for argument in command.get_arguments() {
                assert!(argument.get_help().is_some(), "{name}: {} has no help", argument.get_id());
            }
            command.get_subcommands().for_each(|inner| look(inner, &name));
        }
        look(&Keyward::command(), "");
    }

    #[test]
    fn every_command_is_in_the_table_and_nothing_of_later_is_offered() {
        let command = Keyward::command();
        let mut names: Vec<&str> = command.get_subcommands().map(clap::Command::get_name).collect();
        names.sort_unstable();
        let due = [
            "add", "ask", "check", "doctor", "edit", "journal", "list", "practice", "remind", "remove", "revoke",
            "rotate", "show", "store",
        ];
        assert_eq!(names, due);
        for name in due {
            assert!(LINES.iter().any(|line| line.split(' ').next() == Some(name)), "{name} has no line");
        }
        let later = [
            "--read-only",
            "--both-sides",
            "--history",
            "--dry-run",
            "--ics",
            "--hint",
            "passwd",
            "backup",
            "ssh:",
            "incident",
            "make-pair",
            "deliver ",
            "swap",
        ];
        for command in std::iter::once(&command).chain(command.get_subcommands()) {
            let help = command.clone().render_long_help().to_string();
            for word in later {
                assert!(!help.contains(word), "{}: {word}", command.get_name());
            }
        }
    }

    #[test]
    fn options_of_the_screen_stand_anywhere() {
        for line in ["--ascii practice --theme high", "practice --ascii --theme high", "--ascii --theme high"] {
            let keyward = parse(line).unwrap();
            assert_eq!((keyward.screen.ascii, keyward.screen.theme), (true, Some(Theme::High)), "{line}");
        }
    }
}
