//! `practice`: the screens on a made-up fleet.

use clap::Args;

/// Open the screens on a made-up fleet: nothing of yours is read or changed
///
/// Made-up exchanges on this computer, a throw-away home, secrets in memory. What is learned here works the same on real
/// keys.
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  keyward practice")]
pub(super) struct Practice {}
