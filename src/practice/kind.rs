//! Which exchange is played: its sites, what can be ticked on its page in its own words, and the limits that its form
//! knows. From the exchanges' documentation: Binance *API Key Permission*, Bybit *Get API Key Information*, OKX *Get account
//! configuration*.

use crate::domain::{ExchangeId, NameError, SiteId};

/// An exchange that practice plays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// Binance.
    Binance,
    /// Bybit.
    Bybit,
    /// OKX.
    Okx,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Binance, Self::Bybit, Self::Okx];

    /// The exchange's id as the rest of keyward says it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Binance => "binance",
            Self::Bybit => "bybit",
            Self::Okx => "okx",
        }
    }

    /// Its name on screens.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Binance => "Binance",
            Self::Bybit => "Bybit",
            Self::Okx => "OKX",
        }
    }

    /// Its id.
    ///
    /// # Errors
    /// Never for the words above.
    pub fn exchange(self) -> Result<ExchangeId, NameError> {
        ExchangeId::new(self.word())
    }

    /// The one that plays an exchange; `None` for an exchange that practice does not have.
    pub fn of(exchange: &ExchangeId) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == exchange.as_str())
    }

    /// Its separate worlds, the usual one first.
    pub const fn sites(self) -> &'static [Site] {
        match self {
            Self::Binance => &[Site("global"), Site("testnet"), Site("demo")],
            Self::Bybit => &[
                Site("global"),
                Site("nl"),
                Site("tr"),
                Site("kz"),
                Site("ge"),
                Site("ae"),
                Site("eu"),
                Site("id"),
                Site("jp"),
                Site("hk"),
                Site("testnet"),
                Site("demo"),
            ],
            Self::Okx => &[Site("global"), Site("eea"), Site("us"), Site("demo"), Site("eea-demo")],
        }
    }

    /// One of its sites by id.
    pub fn site(self, id: &str) -> Option<Site> {
        self.sites().iter().copied().find(|site| site.0 == id)
    }

    /// What can be ticked on its page, in its order.
    pub const fn toggles(self) -> &'static [Toggle] {
        match self {
            Self::Binance => BINANCE,
            Self::Bybit => BYBIT,
            Self::Okx => OKX,
        }
    }

    /// Most keys on an account, where the exchange says so (OKX error 59501).
    pub const fn max_keys(self) -> Option<usize> {
        match self {
            Self::Okx => Some(50),
            Self::Binance | Self::Bybit => None,
        }
    }

    /// Most addresses in a list: 20 at OKX (error 59503), 30 at Binance (its pages for third-party keys; taken over).
    pub const fn list_max(self) -> Option<usize> {
        match self {
            Self::Okx => Some(20),
            Self::Binance => Some(30),
            Self::Bybit => None,
        }
    }

    /// A key comes with a passphrase of its owner's.
    pub const fn passphrase(self) -> bool {
        matches!(self, Self::Okx)
    }
}

/// One of an exchange's separate worlds. A key lives on one; on another it looks dead.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Site(&'static str);

impl Site {
    /// The usual one.
    pub const GLOBAL: Self = Self("global");
    /// Play money on a host of its own.
    pub const TESTNET: Self = Self("testnet");
    /// Play money on the usual hosts: told by a header at OKX, by a host elsewhere.
    pub const DEMO: Self = Self("demo");

    /// Its id as text.
    pub const fn as_str(self) -> &'static str {
        self.0
    }

    /// Its id.
    ///
    /// # Errors
    /// Never for a site of [`Kind::sites`].
    pub fn id(self) -> Result<SiteId, NameError> {
        SiteId::new(self.0)
    }

    /// OKX: the play-money world on the same host as this one; `None` where there is none.
    pub fn demo_twin(self) -> Option<Self> {
        match self.0 {
            "global" => Some(Self::DEMO),
            "eea" => Some(Self("eea-demo")),
            _ => None,
        }
    }

    /// Play money, told by a header (OKX).
    pub fn is_demo(self) -> bool {
        self.0 == "demo" || self.0.ends_with("-demo")
    }
}

/// What can be ticked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Toggle {
    /// As the page has it.
    pub name: &'static str,
    /// In the page's list of keys, where there is little room.
    pub word: &'static str,
    /// The token of the API's answer that it stands for.
    pub token: &'static str,
    /// The token's group in the API's answer (Bybit); else empty.
    pub group: &'static str,
}

const fn toggle(name: &'static str, word: &'static str, token: &'static str, group: &'static str) -> Toggle {
    Toggle { name, word, token, group }
}

const BINANCE: &[Toggle] = &[
    toggle("Enable Reading", "read", "enableReading", ""),
    toggle("Enable Spot & Margin Trading", "spot", "enableSpotAndMarginTrading", ""),
    toggle("Enable Futures", "futures", "enableFutures", ""),
    toggle("Enable Margin Loan, Repay & Transfer", "margin", "enableMargin", ""),
    toggle("Permits Universal Transfer", "transfer", "permitsUniversalTransfer", ""),
    toggle("Enable Internal Transfer", "internal", "enableInternalTransfer", ""),
    toggle("Enable European Options", "options", "enableVanillaOptions", ""),
    toggle("Enable Portfolio Margin Trading", "portfolio", "enablePortfolioMarginTrading", ""),
    toggle("Enable Withdrawals", "withdraw", "enableWithdrawals", ""),
    toggle("FIX API: trade", "fix", "enableFixApiTrade", ""),
    toggle("FIX API: read only", "fix-read", "enableFixReadOnly", ""),
    toggle("Enable Prediction Trading", "prediction", "enablePredictionTrading", ""),
];

const BYBIT: &[Toggle] = &[
    toggle("Read-Write", "read-write", "ReadWrite", ""),
    toggle("Contract: Orders", "orders", "Order", "ContractTrade"),
    toggle("Contract: Positions", "positions", "Position", "ContractTrade"),
    toggle("SPOT: Trade", "spot", "SpotTrade", "Spot"),
    toggle("USDC Contracts", "usdc", "OptionsTrade", "Options"),
    toggle("Derivatives", "derivatives", "DerivativesTrade", "Derivatives"),
    toggle("Wallet: Account Transfer", "transfer", "AccountTransfer", "Wallet"),
    toggle("Wallet: Subaccount Transfer", "sub-transfer", "SubMemberTransfer", "Wallet"),
    toggle("Wallet: Subaccount Transfer List", "sub-list", "SubMemberTransferList", "Wallet"),
    toggle("Wallet: Withdrawal", "withdraw", "Withdraw", "Wallet"),
    toggle("Convert", "convert", "ExchangeHistory", "Exchange"),
    toggle("Earn", "earn", "Earn", "Earn"),
    toggle("Block Trade", "block", "BlockTrade", "BlockTrade"),
    toggle("P2P: Orders", "p2p", "FiatP2POrder", "FiatP2P"),
    toggle("P2P: Advertising", "p2p-ads", "Advertising", "FiatP2P"),
    toggle("Pay", "pay", "FaitPayOrder", "FiatBitPay"),
    toggle("Fiat Convert", "fiat", "FiatConvertBrokerOrder", "FiatConvertBroker"),
    toggle("Card", "card", "BitCard", "BitCard"),
    toggle("ByX Post", "post", "ByXPost", "ByXPost"),
    toggle("Affiliate", "affiliate", "Affiliate", "Affiliate"),
];

const OKX: &[Toggle] = &[
    toggle("Read", "read", "read_only", ""),
    toggle("Trade", "trade", "trade", ""),
    toggle("Withdraw", "withdraw", "withdraw", ""),
];

/// Which toggles of an exchange are on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Rights(u32);

impl Rights {
    /// None.
    pub const NONE: Self = Self(0);

    /// Those of some tokens; a token that the exchange does not have is left out.
    pub fn of(kind: Kind, tokens: &[&str]) -> Self {
        tokens.iter().fold(Self::NONE, |rights, token| rights.with(kind, token, true))
    }

    /// Whether a token is on.
    pub fn has(self, kind: Kind, token: &str) -> bool {
        place(kind, token).is_some_and(|place| self.at(place))
    }

    /// Whether the toggle at a place of [`Kind::toggles`] is on.
    pub const fn at(self, place: usize) -> bool {
        place < 32 && self.0 & (1 << place) != 0
    }

    /// The same with one token on or off.
    #[must_use]
    pub fn with(self, kind: Kind, token: &str, on: bool) -> Self {
        place(kind, token).map_or(self, |place| self.with_at(place, on))
    }

    /// The same with the toggle at a place on or off.
    #[must_use]
    pub const fn with_at(self, place: usize, on: bool) -> Self {
        if place >= 32 {
            return self;
        }
        if on { Self(self.0 | (1 << place)) } else { Self(self.0 & !(1 << place)) }
    }

    /// The toggles that are on, in the page's order.
    pub fn on(self, kind: Kind) -> impl Iterator<Item = &'static Toggle> {
        kind.toggles().iter().enumerate().filter(move |(place, _)| self.at(*place)).map(|(_, toggle)| toggle)
    }

    /// More than reading is on.
    pub fn beyond_reading(self, kind: Kind) -> bool {
        self.on(kind).any(|toggle| !matches!(toggle.token, "enableReading" | "enableFixReadOnly" | "read_only"))
    }
}

fn place(kind: Kind, token: &str) -> Option<usize> {
    kind.toggles().iter().position(|toggle| toggle.token == token)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_toggle_has_a_token_of_its_own_and_turns_alone() {
        for kind in Kind::ALL {
            let toggles = kind.toggles();
            assert!(toggles.len() <= 32);
            for toggle in toggles {
                let rights = Rights::of(kind, &[toggle.token]);
                let on: Vec<_> = rights.on(kind).collect();
                assert_eq!(on, [toggle], "{}", toggle.token);
                assert_eq!(rights.with(kind, toggle.token, false), Rights::NONE);
            }
        }
    }

    #[test]
    fn ids_and_sites_read_back() {
        for kind in Kind::ALL {
            assert_eq!(kind.exchange().ok().and_then(|id| Kind::of(&id)), Some(kind));
            for site in kind.sites() {
                assert!(site.id().is_ok());
                assert_eq!(kind.site(site.as_str()), Some(*site));
            }
        }
        assert_eq!(Site::GLOBAL.demo_twin(), Some(Site::DEMO));
        assert_eq!(Site::TESTNET.demo_twin(), None);
    }
}
