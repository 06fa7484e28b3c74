//! Hand-made facts of three venues, as far as flows look at them, and how each answers about a key.

use crate::domain::{
    AskBudget, Class, Code, CredentialParts, DeletePage, ExchangeId, Guide, Passphrase, SelfGenerated, Sign, Site,
    SiteId, Tells, VenueFacts,
};

/// One of the three.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Venue {
    Binance,
    Bybit,
    Okx,
}

impl Venue {
    pub(super) const ALL: [Self; 3] = [Self::Binance, Self::Bybit, Self::Okx];

    pub(super) fn facts(self) -> VenueFacts {
        let (id, name, asks, proof_after_s, max) = match self {
            Self::Binance => ("binance", "Binance", 3, 900, 4),
            Self::Bybit => ("bybit", "Bybit", 2, 60, 4),
            Self::Okx => ("okx", "OKX", 2, 60, 4),
        };
        let binance = self == Self::Binance;
        VenueFacts {
            id: ExchangeId::new(id).unwrap(),
            name: name.to_owned(),
            sites: vec![Site {
                id: SiteId::new("global").unwrap(),
                hosts: vec![format!("api.{id}.com")],
                page: format!("https://www.{id}.com/keys"),
                ui_path: format!("{id}.com · API"),
                readable: true,
                header: None,
            }],
            parts: CredentialParts {
                key_lengths: vec![64],
                secret_lengths: vec![64],
                passphrase: self == Self::Okx,
                private_keys: vec![],
            },
            tells: Tells {
                scopes: true,
                list: true,
                addresses: !binance,
                created: true,
                expires: true,
                account: !binance,
                account_id: true,
                symbols: false,
                last_used: false,
            },
            max_keys: Some(30),
            second_key_possible: true,
            delete_first: false,
            secret_shown_once: true,
            passphrase: if self == Self::Okx { Passphrase::User } else { Passphrase::None },
            two_factor: vec!["totp".to_owned()],
            edit_rights: true,
            edit_list: true,
            list_max: Some(30),
            list_ipv6: None,
            expiry: String::new(),
            inactivity: String::new(),
            asking_counts_as_use: self == Self::Okx,
            activation_delay_s: 180,
            session_tail_s: 900,
            nonce: "none".to_owned(),
            refusals: vec![],
            life_words: vec![],
            asks,
            proof_after_s,
            ask_budget: AskBudget { max, spacing_s: 60 },
            wrong_site_looks_like_death: true,
            looks_key_up_first: !binance,
            dms: String::new(),
            self_generated: SelfGenerated::None,
            api_delete: String::new(),
            guide: Guide {
                create: vec![],
                edit_rights: String::new(),
                edit_list: String::new(),
                delete: DeletePage { delete: "Delete".to_owned(), disarm: "Untick".to_owned() },
            },
            toggles: vec![],
            inseparable: vec![],
            freeze_path: String::new(),
            checked_on: chrono::NaiveDate::from_ymd_opt(2026, 2, 20).unwrap(),
        }
    }

    /// What it says of a key that is not there: from an address that was listed, and from another.
    pub(super) fn no_such_key(self, listed: bool) -> (Class, Sign, Code) {
        match self {
            Self::Binance if !listed => (Class::Unclear, Sign::Unclear, Code::new("-2015")),
            Self::Binance => (Class::UnknownKey, Sign::Gone, Code::new("-2008")),
            Self::Bybit => (Class::UnknownKey, Sign::Gone, Code::new("10003")),
            Self::Okx => (Class::UnknownKey, Sign::Gone, Code::new("50119")),
        }
    }

    /// What it says of a living key that is asked from an address off its list.
    pub(super) fn address(self) -> (Class, Sign, Code) {
        match self {
            Self::Binance => (Class::Unclear, Sign::Unclear, Code::new("-2015")),
            Self::Bybit => (Class::Address, Sign::Lives, Code::new("10010")),
            Self::Okx => (Class::Address, Sign::Lives, Code::new("50110")),
        }
    }

    pub(super) fn asleep(self) -> (Class, Sign, Code) {
        match self {
            Self::Binance => (Class::Frozen, Sign::Asleep, Code::new("-3022")),
            Self::Bybit => (Class::Expired, Sign::Asleep, Code::new("33004")),
            Self::Okx => (Class::Frozen, Sign::Asleep, Code::new("50100")),
        }
    }
}
