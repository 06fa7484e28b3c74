//! What `add` and `edit` tell of a bot and its host.

use super::values;
use crate::domain::{BotKind, Cidr, Custody, HostName, Scope, Way};
use crate::engine::port::AboutBot;
use clap::Args;

#[derive(Debug, Args)]
#[command(next_help_heading = "The bot and its host")]
pub(super) struct About {
    /// Which program it is: freqtrade, hummingbot, passivbot, octobot, jesse, nautilus, ccxt or script
    #[arg(long, value_name = "KIND", value_parser = BotKind::parse)]
    kind: Option<BotKind>,
    /// Who else holds its keys: self (nobody) or cloud:NAME (a platform)
    #[arg(long, value_name = "CUSTODY", value_parser = Custody::parse)]
    custody: Option<Custody>,
    /// The machine it runs on; a new name makes a new host
    #[arg(long, value_name = "HOST", value_parser = HostName::new)]
    host: Option<HostName>,
    /// An address or a network that the host is seen from; may be given again
    #[arg(long, value_name = "CIDR", value_parser = Cidr::parse)]
    ip: Vec<Cidr>,
    /// How to ask through the host: direct, or a proxy like socks5h://127.0.0.1:1080
    #[arg(long, value_name = "WAY", value_parser = Way::parse)]
    way: Option<Way>,
    /// What the bot cannot work without: read, spot, margin, futures, options, earn, transfer; may be given again
    #[arg(long, value_name = "SCOPE", value_parser = Scope::parse)]
    need: Vec<Scope>,
    /// How old its keys may get, in days: 90d
    #[arg(long, value_name = "DAYS", value_parser = values::days)]
    max_age: Option<u32>,
}

impl About {
    /// In the desk's words; what was not given stays as it is.
    pub(super) fn into_draft(self) -> AboutBot {
        AboutBot {
            kind: self.kind,
            custody: self.custody,
            host: self.host,
            addresses: given(self.ip),
            way: self.way,
            needs: given(self.need),
            max_age_days: self.max_age,
        }
    }

    /// Nothing was told.
    pub(super) const fn is_empty(&self) -> bool {
        self.kind.is_none()
            && self.custody.is_none()
            && self.host.is_none()
            && self.ip.is_empty()
            && self.way.is_none()
            && self.need.is_empty()
            && self.max_age.is_none()
    }
}

fn given<T>(values: Vec<T>) -> Option<Vec<T>> {
    if values.is_empty() { None } else { Some(values) }
}
