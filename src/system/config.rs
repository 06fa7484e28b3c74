//! `config.toml`: optional, few names, each checked; an unknown one is refused with its line. A line of the file is never
//! repeated in an error: somebody may have put a secret there.
//!
//! To add a setting: a line in the section's function below, and its row in the README.

use super::files::read_text;
use crate::domain::{ExchangeId, Look, Policy, Problem, Span, Theme, clean};
use std::collections::BTreeMap;
use std::net::IpAddr;
use std::path::Path;
use toml::Spanned;
use toml::de::{DeTable, DeValue};
use url::{Host, Url};

/// What the file says; everything has its default.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Config {
    /// Exchanges whose every site is sent elsewhere.
    pub exchanges: BTreeMap<ExchangeId, BaseUrl>,
    /// `[policy]`.
    pub policy: Policy,
    /// `[screen]`, as far as it is drawn.
    pub look: Look,
    /// `[screen] mouse`: whether the mouse is captured; `None`: as the terminal suggests.
    pub mouse: Option<bool>,
    /// `[screen] lock_after`: when an idle screen locks; `None`: never.
    pub lock_after: Option<Span>,
}

/// Where an exchange is sent: https, or a true loopback address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BaseUrl {
    /// The address, without a slash at its end.
    pub url: String,
    /// It is this computer: flows may be quicker there.
    pub loopback: bool,
}

const MAX_BYTES: u64 = 64 * 1024;

impl Config {
    /// Reads the file; without one everything has its default. `known` are the exchanges that a section may name.
    ///
    /// # Errors
    /// A sentence with the line and the key of the first thing that is wrong.
    pub fn read(path: &Path, known: &[&str]) -> Result<Self, Problem> {
        match read_text(path, MAX_BYTES)? {
            Some(text) => Self::parse(&text, &path.display().to_string(), known),
            None => Ok(Self::default()),
        }
    }

    /// Reads the text of a file of that name.
    ///
    /// # Errors
    /// As [`Config::read`].
    pub fn parse(text: &str, name: &str, known: &[&str]) -> Result<Self, Problem> {
        let file = File { text, name };
        let table = DeTable::parse(text).map_err(|error| {
            let at = error.span().map_or(0, |span| span.start);
            file.refuse(at, "", &format!("this is not TOML ({})", clean(error.message(), 80)))
        })?;
        let mut config = Self::default();
        let mut policy_at = [0; 3];
        for (key, value) in table.get_ref() {
            let section = Section { file: &file, name: key.get_ref().as_ref(), at: key.span().start };
            match section.name {
                "exchange" => config.exchanges = exchanges(&section, value, known)?,
                "policy" => config.policy = policy(&section, value, &mut policy_at)?,
                "screen" => screen(&section, value, &mut config)?,
                _ => return Err(file.refuse(section.at, section.name, "there is no such section")),
            }
        }
        config.check_floors(&file, policy_at)?;
        Ok(config)
    }

    /// A pace under its floor makes proofs of death worthless; it is for made-up exchanges on this computer.
    fn check_floors(&self, file: &File<'_>, at: [usize; 3]) -> Result<(), Problem> {
        let quick = self.exchanges.values().any(|base| base.loopback);
        let paces = [
            ("policy.quiet", self.policy.quiet, Policy::QUIET_FLOOR, "10m"),
            ("policy.proof_spacing", self.policy.proof_spacing, Policy::PROOF_SPACING_FLOOR, "60s"),
            ("policy.tail", self.policy.tail, Policy::TAIL_FLOOR, "15m"),
        ];
        for ((key, value, floor, says), at) in paces.into_iter().zip(at) {
            if value < floor && !quick {
                let why = format!("it is at least {says}; less is for an exchange on this computer only");
                return Err(file.refuse(at, key, &why));
            }
        }
        Ok(())
    }
}

impl BaseUrl {
    /// https, or http to a loopback address that is written as such: no name, no other spelling of it.
    pub fn parse(text: &str) -> Option<Self> {
        let url = Url::parse(text).ok()?;
        let loopback = match url.host()? {
            Host::Ipv4(address) => IpAddr::V4(address).is_loopback(),
            Host::Ipv6(address) => IpAddr::V6(address).is_loopback(),
            Host::Domain(_) => false,
        };
        // `http://0x7f.1`, `http://127.1` and the like become 127.0.0.1 when read: only the plain spelling passes.
        let (read, written) = (url.as_str().trim_end_matches('/'), text.trim_end_matches('/'));
        let usual_port = format!("{read}:{}", url.port_or_known_default()?);
        let canonical = read == written || (url.port().is_none() && usual_port == written);
        let plain = url.username().is_empty()
            && url.password().is_none()
            && url.query().is_none()
            && url.fragment().is_none()
            && matches!(url.path(), "" | "/");
        let allowed = url.scheme() == "https" || (url.scheme() == "http" && loopback);
        (allowed && plain && canonical).then(|| Self { url: written.to_owned(), loopback })
    }
}

type Value<'i> = Spanned<DeValue<'i>>;

/// The file, for its errors.
struct File<'a> {
    text: &'a str,
    name: &'a str,
}

impl File<'_> {
    fn refuse(&self, at: usize, key: &str, why: &str) -> Problem {
        let before = self.text.get(..at).unwrap_or_default();
        let line = before.matches('\n').count() + 1;
        let key = if key.is_empty() { String::new() } else { format!(", {}", clean(key, 60)) };
        Problem::usage(
            format!("{} cannot be used", self.name),
            format!("line {line}{key}: {why}"),
            "Mend that line, or move the file away.",
        )
    }
}

/// A table of the file.
struct Section<'a> {
    file: &'a File<'a>,
    name: &'a str,
    at: usize,
}

impl<'a> Section<'a> {
    fn table<'v, 'i>(&self, value: &'v Value<'i>) -> Result<&'v DeTable<'i>, Problem> {
        match value.get_ref() {
            DeValue::Table(table) => Ok(table),
            _ => Err(self.file.refuse(self.at, self.name, "it is a section, not a value")),
        }
    }

    fn path(&self, key: &str) -> String {
        format!("{}.{key}", self.name)
    }

    fn unknown(&self, key: &Spanned<impl AsRef<str>>, names: &str) -> Problem {
        let path = self.path(key.get_ref().as_ref());
        self.file.refuse(key.span().start, &path, &format!("there is no such name; there are {names}"))
    }

    fn wrong(&self, key: &str, value: &Value<'_>, wanted: &str) -> Problem {
        self.file.refuse(value.span().start, &self.path(key), &format!("it must be {wanted}"))
    }

    fn text<'v>(&self, key: &str, value: &'v Value<'_>, wanted: &str) -> Result<&'v str, Problem> {
        match value.get_ref() {
            DeValue::String(text) => Ok(text.as_ref()),
            _ => Err(self.wrong(key, value, wanted)),
        }
    }

    fn flag(&self, key: &str, value: &Value<'_>) -> Result<bool, Problem> {
        match value.get_ref() {
            DeValue::Boolean(flag) => Ok(*flag),
            _ => Err(self.wrong(key, value, "true or false")),
        }
    }

    /// A time like `90d`, `1h`, `60s`, up to ten years.
    fn span(&self, key: &str, value: &Value<'_>) -> Result<Span, Problem> {
        const WANTED: &str = "a time in quotes, like \"90d\", \"1h\", \"15m\" or \"60s\"";
        let text = self.text(key, value, WANTED)?;
        let span = humantime::parse_duration(text).ok().and_then(|time| Span::from_std(time).ok());
        span.filter(|span| *span <= Span::days(3660)).ok_or_else(|| self.wrong(key, value, WANTED))
    }

    fn days(&self, key: &str, value: &Value<'_>, least: i64) -> Result<u32, Problem> {
        let span = self.span(key, value)?;
        let days = span.num_days();
        let whole = Span::days(days) == span && days >= least;
        let wanted = format!("whole days, at least {least}, like \"90d\"");
        u32::try_from(days).ok().filter(|_| whole).ok_or_else(|| self.wrong(key, value, &wanted))
    }
}

fn exchanges(
    section: &Section<'_>,
    value: &Value<'_>,
    known: &[&str],
) -> Result<BTreeMap<ExchangeId, BaseUrl>, Problem> {
    let mut found = BTreeMap::new();
    for (key, value) in section.table(value)? {
        let name = key.get_ref().as_ref();
        let id = ExchangeId::new(name).ok().filter(|_| known.contains(&name));
        let Some(id) = id else { return Err(section.unknown(key, &known.join(", "))) };
        let path = section.path(name);
        let exchange = Section { file: section.file, name: &path, at: key.span().start };
        for (key, value) in exchange.table(value)? {
            if key.get_ref().as_ref() != "base_url" {
                return Err(exchange.unknown(key, "base_url"));
            }
            const WANTED: &str =
                "https://HOST[:PORT], or http:// and a loopback address written plainly, like http://127.0.0.1:9001";
            let base = BaseUrl::parse(exchange.text("base_url", value, WANTED)?);
            found.insert(id.clone(), base.ok_or_else(|| exchange.wrong("base_url", value, WANTED))?);
        }
    }
    Ok(found)
}

/// `at` is told where quiet, proof_spacing and tail stand: their floors depend on the rest of the file.
fn policy(section: &Section<'_>, value: &Value<'_>, at: &mut [usize; 3]) -> Result<Policy, Problem> {
    let mut policy = Policy::default();
    let [quiet_at, spacing_at, tail_at] = at;
    for (key, value) in section.table(value)? {
        let name = key.get_ref().as_ref();
        let start = value.span().start;
        match name {
            "max_age" => policy.max_age_days = section.days(name, value, 1)?,
            "max_age_cloud" => policy.max_age_cloud_days = section.days(name, value, 1)?,
            "warn_before" => policy.warn_before_days = section.days(name, value, 0)?,
            "quiet" => (policy.quiet, *quiet_at) = (section.span(name, value)?, start),
            "proof_spacing" => (policy.proof_spacing, *spacing_at) = (section.span(name, value)?, start),
            "tail" => (policy.tail, *tail_at) = (section.span(name, value)?, start),
            _ => return Err(section.unknown(key, "max_age, max_age_cloud, warn_before, quiet, proof_spacing, tail")),
        }
    }
    Ok(policy)
}

fn screen(section: &Section<'_>, value: &Value<'_>, config: &mut Config) -> Result<(), Problem> {
    for (key, value) in section.table(value)? {
        let name = key.get_ref().as_ref();
        match name {
            "theme" => {
                const WANTED: &str = "\"auto\", \"dark\", \"light\" or \"high\"";
                let theme = Theme::parse(section.text(name, value, WANTED)?);
                config.look.theme = theme.ok_or_else(|| section.wrong(name, value, WANTED))?;
            }
            "ascii" => config.look.ascii = section.flag(name, value)?,
            "mouse" => config.mouse = Some(section.flag(name, value)?),
            "lock_after" => config.lock_after = Some(section.span(name, value)?),
            _ => return Err(section.unknown(key, "theme, ascii, mouse, lock_after")),
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const KNOWN: [&str; 3] = ["binance", "bybit", "okx"];

    fn parse(text: &str) -> Result<Config, String> {
        Config::parse(text, "config.toml", &KNOWN).map_err(|problem| problem.to_string())
    }

    #[test]
    fn an_empty_file_and_none_are_the_defaults() {
        assert_eq!(parse(""), Ok(Config::default()));
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(Config::read(&folder.path().join("config.toml"), &KNOWN), Ok(Config::default()));
        assert_eq!(Config::default().policy.max_age_days, 90);
    }

    #[test]
    fn all_names_are_read() {
        let config = parse(
            r#"
            [exchange.binance]
            base_url = "http://127.0.0.1:9001"
            [exchange.okx]
            base_url = "https://okx.example/"
            [policy]
            max_age = "60d"
            max_age_cloud = "20d"
            warn_before = "0d"
            quiet = "3s"
            proof_spacing = "200ms"
            tail = "1s"
            [screen]
            theme = "high"
            ascii = true
            mouse = false
            lock_after = "5m"
            "#,
        )
        .unwrap();
        let binance = config.exchanges.get(&ExchangeId::new("binance").unwrap()).unwrap();
        assert_eq!((binance.url.as_str(), binance.loopback), ("http://127.0.0.1:9001", true));
        let okx = config.exchanges.get(&ExchangeId::new("okx").unwrap()).unwrap();
        assert_eq!((okx.url.as_str(), okx.loopback), ("https://okx.example", false));
        let policy = &config.policy;
        assert_eq!((policy.max_age_days, policy.max_age_cloud_days, policy.warn_before_days), (60, 20, 0));
        assert_eq!(policy.quiet, Span::seconds(3));
        assert_eq!((policy.proof_spacing, policy.tail), (Span::milliseconds(200), Span::seconds(1)));
        assert_eq!(config.look, Look { theme: Theme::High, ascii: true });
        assert_eq!((config.mouse, config.lock_after), (Some(false), Some(Span::minutes(5))));
    }

    #[test]
    fn what_is_wrong_is_told_by_line_and_key_and_never_repeated() {
        for (text, line, key) in [
            ("secretsecret = 1", 1, "secretsecret"),
            ("[policy]\nmax_ago = \"1d\"", 2, "policy.max_ago"),
            ("[policy]\n\nmax_age = \"hunter2hunter2\"", 3, "policy.max_age"),
            ("[policy]\nmax_age = 90", 2, "policy.max_age"),
            ("[policy]\nmax_age = \"36h\"", 2, "policy.max_age"),
            ("[policy]\nmax_age = \"0d\"", 2, "policy.max_age"),
            ("[policy]\nmax_age = \"99999999999999999999d\"", 2, "policy.max_age"),
            ("policy = 3", 1, "policy"),
            ("[exchange.kraken]\nbase_url = \"https://x.example\"", 1, "exchange.kraken"),
            ("[exchange.binance]\nkey = \"hunter2hunter2\"", 2, "exchange.binance.key"),
            ("[exchange.binance]\nbase_url = \"http://hunter2hunter2\"", 2, "exchange.binance.base_url"),
            ("[screen]\ntheme = \"hunter2hunter2\"", 2, "screen.theme"),
            ("[screen]\nascii = \"yes\"", 2, "screen.ascii"),
            ("[policy]\nquiet = \"9m\"", 2, "policy.quiet"),
            ("[policy]\nquiet = \"1h\"\nproof_spacing = \"59s\"", 3, "policy.proof_spacing"),
            ("[exchange.okx]\nbase_url = \"https://x.example\"\n[policy]\ntail = \"14m\"", 4, "policy.tail"),
        ] {
            let said = parse(text).unwrap_err();
            assert!(said.contains(&format!("line {line}, {key}: ")), "{text:?}: {said}");
            assert!(!said.contains("hunter2"), "{said}");
        }
        for text in ["[policy", "x = hunter2hunter2", "a = \"hunter2hunter2", "[policy]\n[policy]"] {
            let said = parse(text).unwrap_err();
            assert!(said.contains("not TOML") && !said.contains("hunter2"), "{said}");
        }
    }

    #[test]
    fn loopback_has_one_spelling() {
        for good in ["http://127.0.0.1:9001", "http://127.0.0.1:9001/", "http://[::1]:9001", "http://127.9.9.9:1"] {
            assert!(BaseUrl::parse(good).is_some_and(|base| base.loopback), "{good}");
        }
        for good in
            ["https://api.example", "https://api.example:8443/", "https://api.example:443", "https://127.0.0.1:1"]
        {
            assert!(BaseUrl::parse(good).is_some(), "{good}");
        }
        for bad in [
            "http://localhost:9001",
            "http://127.1:9001",
            "http://0x7f000001:9001",
            "http://2130706433",
            "http://0177.0.0.1",
            "http://127.0.0.1.example",
            "http://127.0.0.1@evil.example",
            "http://[::ffff:127.0.0.1]:1",
            "http://10.0.0.1",
            "http://0.0.0.0:1",
            "ftp://127.0.0.1",
            "https://user:pw@api.example",
            "https://api.example/path",
            "https://api.example?x=1",
            "HTTP://127.0.0.1:9001",
            " http://127.0.0.1:9001",
            "http:127.0.0.1:9001",
            "https://",
            "",
        ] {
            assert_eq!(BaseUrl::parse(bad), None, "{bad}");
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "(\\[(policy|screen|exchange\\.okx)\\]\n)?([a-z_]{1,12} = (\"[^\"\n]{0,12}\"|[0-9a-z.-]{0,8})\n){0,4}.{0,40}") {
            let _ = Config::parse(&text, "config.toml", &KNOWN);
        }
    }
}
