//! From which addresses a key works, and how sure that is.

use super::name::NameError;
use ipnet::IpNet;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::net::IpAddr;

/// An address or a network: `203.0.113.7`, `10.0.0.0/24`, `2001:db8::/64`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Cidr(IpNet);

impl Cidr {
    /// Reads an address or a network; a network's host bits are dropped, as exchanges do.
    ///
    /// # Errors
    /// Anything that is neither.
    pub fn parse(text: &str) -> Result<Self, NameError> {
        let text = text.trim();
        text.parse::<IpNet>()
            .map(|net| Self(net.trunc()))
            .or_else(|_| text.parse::<IpAddr>().map(Self::from))
            .map_err(|_| NameError::Form("an address is like 203.0.113.7, 10.0.0.0/24 or 2001:db8::1"))
    }

    /// Whether an address lies in it.
    pub fn holds(&self, address: IpAddr) -> bool {
        self.0.contains(&address)
    }

    /// Whether all of `other` lies in it.
    pub fn holds_all(&self, other: &Self) -> bool {
        self.0.contains(&other.0)
    }

    /// How many bits name the network; 32 or 128 is one address.
    pub fn prefix(&self) -> u8 {
        self.0.prefix_len()
    }

    /// More than a /24 (IPv4) or a /64 (IPv6): more than one household or server.
    pub fn is_wide(&self) -> bool {
        match self.0 {
            IpNet::V4(net) => net.prefix_len() < 24,
            IpNet::V6(net) => net.prefix_len() < 64,
        }
    }

    /// The whole internet.
    pub fn is_everything(&self) -> bool {
        self.0.prefix_len() == 0
    }
}

impl From<IpAddr> for Cidr {
    fn from(address: IpAddr) -> Self {
        Self(IpNet::from(address))
    }
}

impl fmt::Display for Cidr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.prefix_len() == self.0.max_prefix_len() {
            f.pad(&self.0.addr().to_string())
        } else {
            f.pad(&self.0.to_string())
        }
    }
}

/// Whether a key is held to addresses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ListState {
    /// Only from a list of addresses.
    Restricted,
    /// Only from a named third party, whose addresses nobody tells.
    Bound,
    /// From anywhere.
    Open,
    /// Nobody said.
    Unknown,
}

impl ListState {
    /// The word in `--json`.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Restricted => "restricted",
            Self::Bound => "bound",
            Self::Open => "open",
            Self::Unknown => "unknown",
        }
    }
}

/// How sure the list is, best first: refused from elsewhere and answered through the host; the exchange says so; the user
/// says so; nobody does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ListProof {
    /// Asked from both sides.
    Proven,
    /// The exchange says so.
    Listed,
    /// The user says so.
    Told,
    /// Nobody does.
    None,
}

impl ListProof {
    /// The word in `--json`.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Proven => "proven",
            Self::Listed => "listed",
            Self::Told => "told",
            Self::None => "none",
        }
    }
}

/// What one source says about a key's addresses.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AddressList {
    /// Restricted, bound, open, or not said.
    pub state: ListState,
    /// Its addresses; `None` where the source does not tell them (Binance), empty where it says there are none.
    pub addresses: Option<Vec<Cidr>>,
}

impl AddressList {
    /// Nothing is said.
    pub const fn unknown() -> Self {
        Self { state: ListState::Unknown, addresses: None }
    }

    /// Whether the list lets an address through: unknown unless the list is told.
    pub fn lets(&self, address: IpAddr) -> super::Tri {
        use super::Tri;
        match (self.state, &self.addresses) {
            (ListState::Open, _) => Tri::Yes,
            (ListState::Restricted, Some(list)) => list.iter().any(|cidr| cidr.holds(address)).into(),
            _ => Tri::Unknown,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Tri;

    #[test]
    fn addresses_and_networks() {
        let net = Cidr::parse("10.0.0.77/24").map(|c| c.to_string());
        assert_eq!(net, Ok("10.0.0.0/24".into()));
        assert_eq!(Cidr::parse(" 203.0.113.7 ").map(|c| c.to_string()), Ok("203.0.113.7".into()));
        assert!(Cidr::parse("203.0.113").is_err());
        assert!(Cidr::parse("10.0.0.0/8").is_ok_and(|c| c.is_wide()));
        assert!(Cidr::parse("0.0.0.0/0").is_ok_and(|c| c.is_everything()));
    }

    #[test]
    fn a_list_without_addresses_says_nothing_about_one() {
        let here = IpAddr::from([203, 0, 113, 7]);
        let list = AddressList { state: ListState::Restricted, addresses: None };
        assert_eq!(list.lets(here), Tri::Unknown);
        let list = AddressList { addresses: Cidr::parse("203.0.113.7").ok().map(|c| vec![c]), ..list };
        assert_eq!(list.lets(here), Tri::Yes);
        assert_eq!(list.lets(IpAddr::from([203, 0, 113, 8])), Tri::No);
    }
}
