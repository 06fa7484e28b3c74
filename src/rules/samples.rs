//! Made-up venues and keys for tests.

use super::{Case, FlowBrief, Judged, KeyFacts, judge};
use crate::domain::*;

/// The moment of the screens' pictures.
pub(crate) const NOW: &str = "2026-03-16T03:10:00Z";

/// A moment as it is written.
pub(crate) fn at(text: &str) -> Moment {
    text.parse().unwrap()
}

/// Addresses as they are written.
pub(crate) fn cidrs(texts: &[&str]) -> Vec<Cidr> {
    texts.iter().map(|text| Cidr::parse(text).unwrap()).collect()
}

/// Bots by name.
pub(crate) fn bot_names(texts: &[&str]) -> Vec<BotName> {
    texts.iter().map(|text| BotName::new(text).unwrap()).collect()
}

/// A host by the addresses that it is seen from.
pub(crate) fn host(addresses: &[&str]) -> Host {
    Host { name: HostName::new("vps-fra").unwrap(), addresses: cidrs(addresses), way: Way::Direct }
}

/// One key with all around it, to be changed and judged.
#[derive(Debug, Clone)]
pub(crate) struct Sample {
    pub(crate) key: Key,
    pub(crate) bot: Bot,
    pub(crate) host: Option<Host>,
    pub(crate) before: Option<(Moment, Reading)>,
    pub(crate) flow: Option<FlowBrief>,
    pub(crate) same_key: Vec<BotName>,
    pub(crate) same_account: Vec<BotName>,
    pub(crate) killing: bool,
    pub(crate) secret_there: Tri,
    pub(crate) policy: Policy,
    pub(crate) venue: VenueFacts,
    pub(crate) now: Moment,
}

impl Sample {
    /// A freqtrade bot's key of which nothing is known yet.
    pub(crate) fn new() -> Self {
        let bot = BotName::new("grid-eth").unwrap();
        Self {
            key: Key {
                id: KeyId(1),
                bot: bot.clone(),
                exchange: ExchangeId::new("plain").unwrap(),
                site: SiteId::new("global").unwrap(),
                account: Account::sub("grid"),
                generation: Generation::FIRST,
                hint: KeyHint::new("9fQ2").unwrap(),
                fingerprint: None,
                slot: None,
                secret: SecretPlace::Keyring,
                state: KeyState::Active,
                current: true,
                first_seen: at("2026-02-03T09:22:00Z"),
                told: KeyTold::default(),
                reading: None,
                answer: None,
                list_proven_at: None,
                grade: Grade::Alive,
            },
            bot: Bot {
                name: bot,
                kind: BotKind::Freqtrade,
                custody: Custody::Own,
                host: None,
                needs_told: None,
                max_age_days: None,
                delivery: Delivery::ByHand,
                retired: false,
            },
            host: None,
            before: None,
            flow: None,
            same_key: Vec::new(),
            same_account: Vec::new(),
            killing: false,
            secret_there: Tri::Unknown,
            policy: Policy::default(),
            venue: plain_venue(),
            now: at(NOW),
        }
    }

    /// Changes its reading; the first is a spot key on a list, read now.
    pub(crate) fn reading(&mut self, change: impl FnOnce(&mut Reading)) {
        let now = at(NOW);
        let (_, reading) = self.key.reading.get_or_insert_with(|| (now, plain_reading()));
        change(reading);
    }

    pub(crate) fn scopes(&mut self, scopes: Scopes) {
        self.reading(|reading| reading.scopes = scopes);
    }

    pub(crate) fn list(&mut self, state: ListState, addresses: Option<Vec<Cidr>>) {
        self.reading(|reading| reading.list = AddressList { state, addresses });
    }

    pub(crate) fn case(&self) -> Case<'_> {
        let judged = Judged {
            key: &self.key,
            bot: &self.bot,
            host: self.host.as_ref(),
            before: self.before.as_ref(),
            flow: self.flow,
            same_key: &self.same_key,
            same_account: &self.same_account,
            killing: self.killing,
            secret_there: self.secret_there,
        };
        Case::new(judged, &self.policy, &self.venue, self.now)
    }

    pub(crate) fn facts(&self) -> KeyFacts {
        self.case().facts
    }

    pub(crate) fn judge(&self) -> Vec<Finding> {
        judge(&self.case())
    }

    pub(crate) fn finding(&self, id: RuleId) -> Option<Finding> {
        self.judge().into_iter().find(|finding| finding.rule == id)
    }

    pub(crate) fn severity(&self, id: RuleId) -> Option<Severity> {
        self.finding(id).map(|finding| finding.severity)
    }
}

/// A spot key on a list whose addresses are not told.
pub(crate) fn plain_reading() -> Reading {
    let mut scopes = Scopes::none();
    scopes.read = Tri::Yes;
    scopes.spot = Tri::Yes;
    Reading {
        scopes,
        list: AddressList { state: ListState::Restricted, addresses: None },
        created: Told::NotTold,
        expires: Told::NotTold,
        last_used: Told::NotTold,
        account: AccountKind::Unknown,
        account_id: Told::NotTold,
        symbols: Told::NotTold,
        label: Told::NotTold,
        third_party: false,
        remarks: Vec::new(),
        digest: Digest::new([0; 32]),
    }
}

/// One toggle for most of trading, transfers come with it; a testnet that nobody can read.
pub(crate) fn plain_venue() -> VenueFacts {
    VenueFacts {
        id: ExchangeId::new("plain").unwrap(),
        name: "Plain".into(),
        sites: vec![site("global", true), site("testnet", false)],
        parts: CredentialParts {
            key_lengths: vec![64],
            secret_lengths: vec![64],
            passphrase: false,
            private_keys: Vec::new(),
        },
        tells: Tells {
            scopes: true,
            list: true,
            addresses: false,
            created: true,
            expires: false,
            account: false,
            account_id: false,
            symbols: false,
            last_used: false,
        },
        max_keys: Some(30),
        second_key_possible: true,
        delete_first: false,
        secret_shown_once: true,
        passphrase: Passphrase::None,
        two_factor: vec!["totp".into()],
        edit_rights: true,
        edit_list: true,
        list_max: Some(30),
        list_ipv6: None,
        expiry: "Plain deletes open keys that may trade.".into(),
        inactivity: String::new(),
        asking_counts_as_use: false,
        activation_delay_s: 0,
        session_tail_s: 900,
        nonce: "none".into(),
        refusals: Vec::new(),
        life_words: Vec::new(),
        asks: 3,
        proof_after_s: 900,
        ask_budget: AskBudget { max: 10, spacing_s: 60 },
        wrong_site_looks_like_death: true,
        looks_key_up_first: false,
        dms: String::new(),
        self_generated: SelfGenerated::Ed25519,
        api_delete: String::new(),
        guide: Guide {
            create: Vec::new(),
            edit_rights: "Open {site_path}, Edit restrictions at {hint}, tick, Save.".into(),
            edit_list: "Open {site_path}, Edit restrictions at {hint}, paste {addresses}, Confirm.".into(),
            delete: DeletePage { delete: "Delete".into(), disarm: "Enable Spot & Margin Trading".into() },
        },
        toggles: vec![
            toggle("Enable Reading", &[Scope::Read]),
            toggle("Enable Spot & Margin Trading", &[Scope::Spot, Scope::Margin, Scope::Earn]),
            toggle("Enable Futures", &[Scope::Futures]),
            toggle("Enable Withdrawals", &[Scope::Withdraw]),
        ],
        inseparable: vec![Scope::Margin, Scope::Earn, Scope::Transfer],
        freeze_path: "Plain app, Security, Disable account".into(),
        checked_on: chrono::NaiveDate::from_ymd_opt(2026, 2, 20).unwrap(),
    }
}

/// Every right has a toggle of its own.
pub(crate) fn parting_venue() -> VenueFacts {
    VenueFacts {
        name: "Parting".into(),
        expiry: "A key without a list lives 90 days.".into(),
        toggles: vec![
            toggle("SPOT Trade", &[Scope::Spot]),
            toggle("Contract", &[Scope::Futures]),
            toggle("Account Transfer", &[Scope::Transfer]),
            toggle("Withdrawal", &[Scope::Withdraw]),
        ],
        inseparable: Vec::new(),
        ..plain_venue()
    }
}

/// Nothing can be changed in place, and no toggle is named.
pub(crate) fn rigid_venue() -> VenueFacts {
    VenueFacts {
        name: "Rigid".into(),
        edit_rights: false,
        edit_list: false,
        expiry: String::new(),
        toggles: Vec::new(),
        ..plain_venue()
    }
}

fn site(id: &str, readable: bool) -> Site {
    Site {
        id: SiteId::new(id).unwrap(),
        hosts: vec!["api.plain.example".into()],
        page: "https://plain.example/keys".into(),
        ui_path: "plain.example · API Management".into(),
        readable,
        header: None,
    }
}

fn toggle(name: &str, scopes: &[Scope]) -> Toggle {
    Toggle { name: name.into(), scopes: scopes.to_vec(), with_more: None }
}
