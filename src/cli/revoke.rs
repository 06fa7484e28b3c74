//! `revoke`: kills a key on suspicion, and proves it.

use super::console::Console;
use super::exit::Exit;
use super::telling::Telling;
use super::{Start, lines, values};
use crate::domain::{Generation, KeyRef, Problem};
use crate::engine::desk::Desk;
use crate::engine::port::{FlowKind, FlowTarget};
use clap::Args;

/// Kill a key on suspicion, and prove that it is dead
///
/// On a terminal this opens the screen that leads through it. With --tell or --json, or without a terminal, it does what is
/// due and needs no person, prints the step, what it waits for and the words that it takes. The first call opens the
/// revocation and wants --reason. Exit code: 0 done or aborted, 3 it waits, 1 a wish was refused, 2 an unknown word.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  keyward revoke grid-eth --reason 'laptop stolen'
  keyward revoke grid-eth --reason 'laptop stolen' --tell now
  keyward revoke grid-eth --generation 2 --tell deleted:77b1")]
pub(super) struct Revoke {
    /// The bot, or BOT@EXCHANGE
    #[arg(value_name = "BOT", value_parser = KeyRef::parse)]
    bot: KeyRef,
    /// A key that is not the current one
    #[arg(long, value_name = "N", value_parser = values::generation)]
    generation: Option<Generation>,
    #[command(flatten)]
    telling: Telling,
}

impl Revoke {
    pub(super) const fn wants_screen(&self) -> bool {
        self.telling.wants_screen()
    }

    pub(super) fn start(self) -> Start {
        Start::Flow { target: to(self.bot, self.generation), reason: self.telling.reason }
    }

    pub(super) fn run(self, desk: &Desk, console: &mut Console) -> Result<Exit, Problem> {
        self.telling.run(to(self.bot, self.generation), false, desk, console)
    }
}

fn to(bot: KeyRef, generation: Option<Generation>) -> FlowTarget {
    FlowTarget { target: lines::target(KeyRef { generation, ..bot }), kind: FlowKind::Revocation }
}
