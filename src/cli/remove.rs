//! `remove`: wipes a key's secret here and forgets the key.

use super::console::Console;
use super::exit::Exit;
use super::{lines, values};
use crate::domain::{BotName, Generation, KeyRef, Problem};
use crate::engine::desk::Desk;
use clap::Args;

/// Wipe a key's secret here and forget the key; it lives on at the exchange
///
/// Its journal stays. To kill the key itself: keyward revoke. Not while a rotation or a revocation of it is open.
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  keyward remove old-bot --yes-remove old-bot")]
pub(super) struct Remove {
    /// The bot, or BOT@EXCHANGE
    #[arg(value_name = "BOT", value_parser = KeyRef::parse)]
    bot: KeyRef,
    /// A key that is not the current one
    #[arg(long, value_name = "N", value_parser = values::generation)]
    generation: Option<Generation>,
    /// The bot's name once more: this cannot be taken back
    #[arg(long, value_name = "BOT", required = true, value_parser = BotName::new)]
    yes_remove: BotName,
}

impl Remove {
    pub(super) fn run(self, desk: &Desk, console: &mut Console) -> Result<Exit, Problem> {
        let target = lines::target(KeyRef { generation: self.generation, ..self.bot });
        let done = super::unlock::with_store(desk, console, |_| desk.remove(&target, &self.yes_remove))?;
        console.print(|out| writeln!(out, "{done}"))?;
        Ok(Exit::Done)
    }
}
