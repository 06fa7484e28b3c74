//! `rotate`: replaces a bot's key while the bot keeps working.

use super::console::Console;
use super::exit::Exit;
use super::telling::Telling;
use super::{Start, lines};
use crate::domain::{KeyRef, Problem};
use crate::engine::desk::Desk;
use crate::engine::port::{FlowKind, FlowTarget};
use clap::Args;

/// Replace a bot's key, step by step, while the bot keeps working
///
/// On a terminal this opens the screen that leads through it. With --tell or --json, or without a terminal, it does what is
/// due and needs no person, prints the step, what it waits for and the words that it takes. Nothing starts before begin.
/// Exit code: 0 done or aborted, 3 it waits, 1 a wish was refused, 2 an unknown word.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  keyward rotate grid-eth
  keyward rotate grid-eth --tell begin
  keyward rotate grid-eth --tell have-key <new-key.json
  keyward rotate grid-eth --tell override:listed --type-name grid-eth")]
pub(super) struct Rotate {
    /// The bot, or BOT@EXCHANGE
    #[arg(value_name = "BOT", value_parser = KeyRef::parse)]
    bot: KeyRef,
    #[command(flatten)]
    telling: Telling,
    /// Begin anew, although a rotation has only just ended
    #[arg(long)]
    again: bool,
}

impl Rotate {
    pub(super) const fn wants_screen(&self) -> bool {
        self.telling.wants_screen()
    }

    pub(super) fn start(self) -> Start {
        Start::Flow { target: to(self.bot), reason: None }
    }

    pub(super) fn run(self, desk: &Desk, console: &mut Console) -> Result<Exit, Problem> {
        self.telling.run(to(self.bot), self.again, desk, console)
    }
}

fn to(bot: KeyRef) -> FlowTarget {
    FlowTarget { target: lines::target(bot), kind: FlowKind::Rotation }
}
