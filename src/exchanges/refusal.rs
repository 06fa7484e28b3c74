//! What an answer that is no reading means: its class (what the user should do) and its sign (what it means for the key's
//! life), out of the venue's guide. What the guide does not list is unclear; what did not come from the venue says nothing.

use crate::domain::{Class, Code, Refusal, RefusalRow, Sign, VenueFacts, clean};
use std::net::IpAddr;

/// What came back instead of a reading, beside the HTTP status.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Came<'a> {
    /// The venue's own refusal: its code and its words.
    Code {
        /// Its code.
        code: String,
        /// Its words, unfiltered.
        text: &'a str,
    },
    /// Its own form, and a success, but with a field missing or of another kind, or under an HTTP status that is none.
    Unread(&'a str),
    /// JSON of another form.
    Foreign,
    /// Nothing.
    Empty,
    /// A web page: the edge, not the venue.
    Html,
    /// Neither JSON nor a page; doubled keys and endless nesting, too.
    NotJson,
    /// It ended in the middle.
    CutOff,
    /// More than a good answer ever has.
    TooLarge,
    /// Packed, though nobody asked for that.
    Packed,
}

/// Reads a refusal exactly, twice. A status that says "too often" or "down" outweighs a code: what an overloaded machine
/// says about a key is no sign of its death.
pub(super) fn refusal(venue: &VenueFacts, question: &str, status: u16, came: &Came<'_>) -> Refusal {
    let overloaded = matches!(status, 418 | 429) || status >= 500;
    if let Came::Code { code, text } = came {
        let row = row(venue, question, code, text).filter(|row| !overloaded || row.sign == Sign::Nothing);
        if let Some(row) = row {
            let mut refusal = made(row.class, row.sign, Some(Code::new(code)), &row.means);
            if matches!(row.class, Class::Address | Class::Country | Class::Unclear) {
                refusal.seen_from = address_in(text);
            }
            return refusal;
        }
    }
    by_status(venue, question, status, came).unwrap_or_else(|| unlisted(venue, status, came))
}

/// Nothing came back at all.
pub(super) fn silence(says: &str) -> Refusal {
    made(Class::Down, Sign::Nothing, None, says)
}

/// It was not even asked, by a reason of ours.
pub(super) fn unasked(class: Class, says: &str) -> Refusal {
    made(class, Sign::Nothing, None, says)
}

/// The first address in a text, as `request ip: 203.0.113.7` and `Your IP 2001:db8::1 is not ...` tell it.
pub(super) fn address_in(text: &str) -> Option<IpAddr> {
    text.split(|c: char| !(c.is_ascii_hexdigit() || matches!(c, ':' | '.')))
        .filter_map(|word| {
            let word = word.trim_end_matches(['.', ':']);
            word.parse::<IpAddr>().or_else(|_| word.trim_start_matches(':').parse()).ok()
        })
        .find(|address| !address.is_unspecified())
}

/// The row of a code: the one for this question before the one for all. The words must be the row's where it has some.
fn row<'v>(venue: &'v VenueFacts, question: &str, code: &str, text: &str) -> Option<&'v RefusalRow> {
    let fits = |row: &&RefusalRow| row.code == code && row.text.as_deref().is_none_or(|words| text.contains(words));
    let at = |wanted: Option<&str>| venue.refusals.iter().filter(fits).find(|row| row.at.as_deref() == wanted);
    at(Some(question)).or_else(|| at(None))
}

/// What the HTTP status alone says, by the guide or, where that is silent, by what every venue means by it.
fn by_status(venue: &VenueFacts, question: &str, status: u16, came: &Came<'_>) -> Option<Refusal> {
    let code = Some(Code::new(&format!("HTTP {status}")));
    let listed = row(venue, question, &format!("http-{status}"), "")
        .or_else(|| row(venue, question, "http-5xx", "").filter(|_| status >= 500));
    if let Some(row) = listed {
        // A page of the edge is never a verdict on the key, whatever the status means elsewhere.
        let from_edge = *came == Came::Html && row.sign != Sign::Nothing;
        // The venue's own code, unlisted, is more exact than a status that says nothing sure.
        let has_code = matches!(came, Came::Code { .. }) && matches!(status, 400..=417);
        if !from_edge && !has_code {
            return Some(made(row.class, row.sign, code, &row.means));
        }
    }
    let (class, says) = match status {
        418 | 429 => (Class::Rate, "asked too often"),
        403 if !matches!(came, Came::Code { .. }) => (Class::Rate, "blocked, which says nothing about the key"),
        451 => (Class::Country, "not available from this country"),
        300..=399 => (Class::Down, "it wants to send the question elsewhere, which is never followed"),
        500.. => (Class::Down, "it is down"),
        _ => return None,
    };
    Some(made(class, Sign::Nothing, code, says))
}

/// An answer that no row speaks of. The venue's own code is unclear; what is not the venue's says nothing.
fn unlisted(venue: &VenueFacts, status: u16, came: &Came<'_>) -> Refusal {
    let name = &venue.name;
    let says = match came {
        Came::Code { code, text } => {
            let words = clean(text, 100);
            let says = if words.is_empty() {
                "a code that nobody listed".to_owned()
            } else {
                format!("a code that nobody listed: {words}")
            };
            return made(Class::Unclear, Sign::Unclear, Some(Code::new(code)), &says);
        }
        Came::Unread(field) => format!("its answer is no reading: \"{field}\" is missing or of another kind"),
        Came::Foreign => format!("an answer that is not in {name}'s form"),
        Came::Empty => "an empty answer".to_owned(),
        Came::Html => "a web page in place of an answer".to_owned(),
        Came::NotJson => "an answer that cannot be read".to_owned(),
        Came::CutOff => "an answer that was cut off".to_owned(),
        Came::TooLarge => "an answer that is far too large".to_owned(),
        Came::Packed => "a packed answer, which was not asked for".to_owned(),
    };
    made(Class::Down, Sign::Nothing, (status != 200).then(|| Code::new(&format!("HTTP {status}"))), &says)
}

fn made(class: Class, sign: Sign, code: Option<Code>, says: &str) -> Refusal {
    Refusal { class, sign, code, says: clean(says, 159), seen_from: None, not_before: None }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ExchangeId;
    use crate::exchanges::registry::{venue, venues};
    use proptest::prelude::*;

    fn of(exchange: &str, question: &str, status: u16, came: Came<'_>) -> (Class, Sign) {
        let refusal = refusal(venue(&ExchangeId::new(exchange).unwrap()).unwrap(), question, status, &came);
        (refusal.class, refusal.sign)
    }

    fn code(code: &str) -> Came<'static> {
        with_text(code, "")
    }

    fn with_text<'a>(code: &str, text: &'a str) -> Came<'a> {
        Came::Code { code: code.to_owned(), text }
    }

    #[test]
    fn a_code_means_what_it_means_at_that_question() {
        assert_eq!(of("binance", "apiRestrictions", 400, code("-2008")), (Class::UnknownKey, Sign::Gone));
        assert_eq!(of("binance", "account", 400, code("-2008")), (Class::UnknownKey, Sign::Unclear));
        assert_eq!(of("binance", "account", 401, code("-2015")), (Class::Unclear, Sign::Unclear));
    }

    #[test]
    fn some_codes_want_their_words() {
        let words = with_text("-2010", "This action is disabled on this account.");
        assert_eq!(of("binance", "account", 400, words), (Class::Frozen, Sign::Asleep));
        let other = with_text("-2010", "Account has insufficient balance.");
        assert_eq!(of("binance", "account", 400, other), (Class::Unclear, Sign::Unclear));
    }

    #[test]
    fn an_overloaded_machine_declares_nobody_dead() {
        for status in [418, 429, 500, 502, 503, 504] {
            for (exchange, gone) in [("binance", "-2008"), ("bybit", "10003"), ("okx", "50119")] {
                for question in ["apiRestrictions", "query-api", "account/config"] {
                    assert_eq!(of(exchange, question, status, code(gone)).1, Sign::Nothing, "{exchange} {status}");
                }
            }
        }
    }

    #[test]
    fn what_is_not_the_venues_says_nothing() {
        let came = [Came::Foreign, Came::Empty, Came::Html, Came::NotJson, Came::CutOff, Came::TooLarge, Came::Packed];
        for venue in venues() {
            for came in &came {
                for status in [200, 204, 301, 302, 400, 403, 404, 429, 451, 500, 520] {
                    assert_eq!(refusal(venue, "x", status, came).sign, Sign::Nothing, "{} {status} {came:?}", venue.id);
                }
            }
        }
        assert_eq!(of("bybit", "query-api", 401, Came::Empty), (Class::Unclear, Sign::Unclear));
        assert_eq!(of("bybit", "query-api", 401, Came::Html), (Class::Down, Sign::Nothing));
        assert_eq!(of("bybit", "query-api", 403, Came::Html), (Class::Rate, Sign::Nothing));
        assert_eq!(of("okx", "account/config", 403, Came::Html), (Class::Country, Sign::Nothing));
        assert_eq!(of("okx", "account/config", 403, code("50035")), (Class::Right, Sign::Unclear));
        assert_eq!(of("binance", "apiRestrictions", 451, Came::Html), (Class::Country, Sign::Nothing));
        assert_eq!(of("binance", "apiRestrictions", 302, Came::Empty), (Class::Down, Sign::Nothing));
        assert_eq!(of("bybit", "query-api", 401, code("10010")), (Class::Address, Sign::Lives));
    }

    #[test]
    fn the_address_that_it_saw_is_found() {
        let found = |text| address_in(text).map(|address: IpAddr| address.to_string());
        assert_eq!(
            found("Invalid API-key, IP, or permissions for action, request ip: 203.0.113.7").as_deref(),
            Some("203.0.113.7")
        );
        assert_eq!(
            found("Your IP 2001:db8::7 is not included in your API key's IP whitelist.").as_deref(),
            Some("2001:db8::7")
        );
        assert_eq!(found("through the IP address (198.51.100.20).").as_deref(), Some("198.51.100.20"));
        assert_eq!(found("Invalid Api-Key ID."), None);
        assert_eq!(found(":: 1.2.3 face"), None);
        let okx = venue(&ExchangeId::new("okx").unwrap()).unwrap();
        let came = with_text("50110", "Your IP 192.0.2.44 is not included");
        assert_eq!(refusal(okx, "account/config", 401, &came).seen_from, Some(IpAddr::from([192, 0, 2, 44])));
    }

    #[test]
    fn foreign_words_are_filtered_and_short() {
        let text = format!("\u{1b}[2J\u{202e}{}", "x".repeat(5000));
        let okx = venue(&ExchangeId::new("okx").unwrap()).unwrap();
        let refusal = refusal(okx, "account/config", 401, &with_text("1\u{1b}[31m", &text));
        assert!(refusal.says.chars().count() <= 160 && !refusal.says.contains(['\u{1b}', '\u{202e}']));
        assert!(refusal.code.is_some_and(|code| !code.as_str().contains('\u{1b}')));
    }

    proptest! {
        #[test]
        fn only_a_listed_code_names_a_key_gone(code in ".{0,30}", text in ".{0,60}", status in 100u16..700) {
            for venue in venues() {
                let refusal = refusal(venue, "query-api", status, &with_text(&code, &text));
                prop_assert!(refusal.class != Class::Ok && refusal.sign != Sign::Answers);
                let listed = venue.refusals.iter().any(|row| row.code == code);
                prop_assert!(listed || matches!(refusal.sign, Sign::Unclear | Sign::Nothing));
                prop_assert!(refusal.says.chars().count() <= 160);
            }
        }
    }
}
