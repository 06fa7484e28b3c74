//! The twelve rows of the fleet's picture.

use super::super::{Kind, Site};
use crate::domain::{BotKind, Scope};

/// A line of the fleet's picture.
pub(super) struct Row {
    pub name: &'static str,
    pub kind: Kind,
    pub site: Site,
    pub account: &'static str,
    pub bot: BotKind,
    pub needs: &'static [Scope],
    pub custody: &'static str,
    pub host: &'static str,
    pub end: &'static str,
    pub age_days: i64,
    pub rights: &'static [&'static str],
    pub list: &'static str,
    pub proven: bool,
}

const SPOT: &[Scope] = &[Scope::Read, Scope::Spot];
const FUTURES: &[Scope] = &[Scope::Read, Scope::Futures];
pub(super) const BOTH: &[Scope] = &[Scope::Read, Scope::Spot, Scope::Futures];
const BINANCE_SPOT: &[&str] = &["enableReading", "enableSpotAndMarginTrading"];
const BYBIT_CONTRACT: &[&str] = &["ReadWrite", "Order", "Position"];
const OKX_TRADE: &[&str] = &["read_only", "trade"];
const FRA: &str = "203.0.113.7";

/// What most rows have.
const USUAL: Row = Row {
    name: "",
    kind: Kind::Binance,
    site: Site::GLOBAL,
    account: "main",
    bot: BotKind::Freqtrade,
    needs: SPOT,
    custody: "self",
    host: "vps-fra",
    end: "",
    age_days: 0,
    rights: BINANCE_SPOT,
    list: FRA,
    proven: false,
};

pub(super) const ROWS: [Row; 12] = [
    Row {
        name: "grid-eth",
        account: "sub:grid",
        needs: BOTH,
        end: "9fQ2",
        age_days: 41,
        rights: &[
            "enableReading",
            "enableSpotAndMarginTrading",
            "enableFutures",
            "permitsUniversalTransfer",
            "enableWithdrawals",
        ],
        proven: true,
        ..USUAL
    },
    Row {
        name: "3c-dca",
        bot: BotKind::Script,
        custody: "cloud:3Commas",
        host: "",
        end: "A1kz",
        age_days: 112,
        list: "",
        ..USUAL
    },
    Row {
        name: "mm-sol",
        kind: Kind::Bybit,
        account: "sub:mm",
        bot: BotKind::Hummingbot,
        needs: FUTURES,
        host: "vps-tyo",
        end: "7Tud",
        age_days: 83,
        rights: BYBIT_CONTRACT,
        list: "",
        ..USUAL
    },
    Row {
        name: "arb-okx",
        kind: Kind::Okx,
        account: "sub:arb",
        bot: BotKind::Script,
        needs: BOTH,
        end: "c04e",
        age_days: 79,
        rights: OKX_TRADE,
        ..USUAL
    },
    Row {
        name: "hb-xemm",
        kind: Kind::Okx,
        account: "sub:hb",
        bot: BotKind::Hummingbot,
        end: "1d9a",
        age_days: 91,
        rights: OKX_TRADE,
        proven: true,
        ..USUAL
    },
    Row { name: "tn-btc", site: Site::TESTNET, bot: BotKind::Script, needs: &[], end: "Zb1w", age_days: 60, ..USUAL },
    Row { name: "tn-eth", site: Site::TESTNET, bot: BotKind::Script, end: "P0aa", age_days: 45, ..USUAL },
    Row {
        name: "ox-dca",
        kind: Kind::Okx,
        account: "sub:dca",
        bot: BotKind::Script,
        host: "home",
        end: "e77a",
        age_days: 12,
        rights: OKX_TRADE,
        list: "192.0.2.44",
        ..USUAL
    },
    Row { name: "ft-trend", account: "sub:ft1", end: "Qk3p", age_days: 20, proven: true, ..USUAL },
    Row { name: "ft-mean", account: "sub:ft2", end: "m8Rt", age_days: 20, proven: true, ..USUAL },
    Row {
        name: "pb-perp",
        kind: Kind::Bybit,
        account: "sub:pb",
        bot: BotKind::Passivbot,
        needs: FUTURES,
        host: "vps-tyo",
        end: "4gHs",
        age_days: 33,
        rights: BYBIT_CONTRACT,
        list: "198.51.100.20",
        proven: true,
        ..USUAL
    },
    Row {
        name: "scalper",
        kind: Kind::Bybit,
        account: "sub:sc",
        bot: BotKind::Script,
        needs: FUTURES,
        host: "vps-tyo",
        end: "w2Le",
        age_days: 5,
        rights: BYBIT_CONTRACT,
        list: "198.51.100.20",
        proven: true,
        ..USUAL
    },
];
