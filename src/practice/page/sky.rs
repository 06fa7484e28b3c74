//! The weather panel of the page: what can go wrong, a line each.

use super::super::{Fault, Lags};
use super::Page;
use crate::domain::Span;

/// A line of the weather panel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WeatherLine {
    /// What goes wrong.
    pub name: &'static str,
    /// It does now.
    pub on: bool,
}

impl Page {
    /// The weather panel's lines.
    pub fn weather(&self) -> Vec<WeatherLine> {
        let lags = self.venue.book(|book| book.lags());
        let on = |sort| match sort {
            Sort::Fault(fault) => self.venue.weather(|weather| weather.has(fault)),
            Sort::LateDeletion => !lags.deletion.is_zero(),
            Sort::LateActivation => !lags.activation.is_zero(),
        };
        LINES.iter().map(|(name, sort)| WeatherLine { name, on: on(*sort) }).collect()
    }

    /// Ticks a line of the weather panel, or no more.
    pub fn tick(&mut self, place: usize) {
        let Some(line) = self.weather().get(place).copied() else { return };
        let lag = if line.on { Span::zero() } else { LATE };
        match LINES.get(place).map(|(_, sort)| *sort) {
            Some(Sort::Fault(fault)) => self.venue.weather(|weather| weather.set(fault, !line.on)),
            Some(Sort::LateDeletion) => {
                self.venue.book(|book| book.set_lags(Lags { deletion: lag, ..book.lags() }));
            }
            Some(Sort::LateActivation) => {
                self.venue.book(|book| book.set_lags(Lags { activation: lag, ..book.lags() }));
            }
            None => {}
        }
    }
}

/// How late a late exchange is in practice, where waits are seconds.
const LATE: Span = Span::seconds(8);

#[derive(Debug, Clone, Copy)]
enum Sort {
    Fault(Fault),
    LateDeletion,
    LateActivation,
}

const LINES: [(&str, Sort); 18] = [
    ("slow: each answer takes 3 s", Sort::Fault(Fault::Slow { millis: 3_000 })),
    ("down: HTTP 503", Sort::Fault(Fault::Down)),
    ("down: no connection", Sort::Fault(Fault::NoConnection)),
    ("hangs up without a word", Sort::Fault(Fault::HangUp)),
    ("429, come back in 20 s", Sort::Fault(Fault::TooMany { retry_after_s: 20 })),
    ("a code that nobody knows", Sort::Fault(Fault::Unclear)),
    ("403 from a wall, HTML", Sort::Fault(Fault::Forbidden)),
    ("502 from a proxy, HTML", Sort::Fault(Fault::BadGateway)),
    ("says nothing at all", Sort::Fault(Fault::Empty)),
    ("says a name twice", Sort::Fault(Fault::Doubled)),
    ("breaks off in the middle", Sort::Fault(Fault::CutOff)),
    ("an endless answer", Sort::Fault(Fault::Endless)),
    ("sends elsewhere: HTTP 302", Sort::Fault(Fault::Redirect)),
    ("its clock is 5 min ahead", Sort::Fault(Fault::WrongClock { millis: 300_000 })),
    ("repeats what was sent", Sort::Fault(Fault::Echo)),
    ("control characters in its words", Sort::Fault(Fault::Escapes)),
    ("a deleted key answers for 8 s", Sort::LateDeletion),
    ("a new key is unknown for 8 s", Sort::LateActivation),
];
