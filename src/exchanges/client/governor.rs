//! Asking must do no harm: each pair of exchange and way has its pace, and a pause after the first "too often".
//!
//! Limits count by address or by user, and the bot's own questions count with ours: a ban that we earn is the bot's ban. So
//! one pair never asks faster than its venue's pace, with jitter, and the first 418, 429 or 403 stops it.

use super::super::adapter::Pace;
use crate::domain::{Chance, ExchangeId, Moment, Way};
use std::collections::BTreeMap;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::Sleep;

/// A pair that is not asked for a while. The engine keeps these as rows, since a process may live for 100 ms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pause {
    /// Which exchange.
    pub exchange: ExchangeId,
    /// By which way.
    pub way: Way,
    /// Until when, by our clock.
    pub until: Moment,
}

type Pair = (ExchangeId, Way);

/// Paces and pauses of all pairs.
pub(in crate::exchanges) struct Governor {
    chance: Arc<dyn Chance>,
    lanes: Mutex<BTreeMap<Pair, Arc<Lane>>>,
    pauses: Mutex<BTreeMap<Pair, Moment>>,
}

/// One pair's lane: how many are on it, and when the next may enter.
struct Lane {
    room: Arc<Semaphore>,
    next: tokio::sync::Mutex<Option<Pin<Box<Sleep>>>>,
}

/// Leave to ask, once. Given back when dropped, a cancelled question's too.
pub(in crate::exchanges) struct Turn {
    _room: Option<OwnedSemaphorePermit>,
}

impl Governor {
    /// With the dice for the jitter.
    pub fn new(chance: Arc<dyn Chance>) -> Self {
        Self { chance, lanes: Mutex::default(), pauses: Mutex::default() }
    }

    /// Waits for this pair's turn. Turns are given in the order in which they were asked for.
    pub async fn turn(&self, exchange: &ExchangeId, way: &Way, pace: &Pace) -> Turn {
        let lane = self.lane(exchange, way, pace);
        let mut next = lane.next.lock().await;
        let room = Arc::clone(&lane.room).acquire_owned().await.ok();
        if let Some(sleep) = next.as_mut() {
            sleep.as_mut().await;
        }
        *next = Some(Box::pin(tokio::time::sleep(pace.spacing + self.jitter(pace.spacing))));
        Turn { _room: room }
    }

    /// Until when a pair is paused; `None` once that is over.
    pub fn paused(&self, exchange: &ExchangeId, way: &Way, now: Moment) -> Option<Moment> {
        let pauses = self.pauses.lock().unwrap_or_else(PoisonError::into_inner);
        pauses.get(&(exchange.clone(), way.clone())).copied().filter(|until| *until > now)
    }

    /// Pauses a pair. A pause is never shortened.
    pub fn pause(&self, exchange: &ExchangeId, way: &Way, until: Moment) {
        let mut pauses = self.pauses.lock().unwrap_or_else(PoisonError::into_inner);
        let pause = pauses.entry((exchange.clone(), way.clone())).or_insert(until);
        *pause = (*pause).max(until);
    }

    /// All pauses that still hold.
    pub fn pauses(&self, now: Moment) -> Vec<Pause> {
        let pauses = self.pauses.lock().unwrap_or_else(PoisonError::into_inner);
        let holding = pauses.iter().filter(|(_, until)| **until > now);
        holding
            .map(|((exchange, way), until)| Pause { exchange: exchange.clone(), way: way.clone(), until: *until })
            .collect()
    }

    fn lane(&self, exchange: &ExchangeId, way: &Way, pace: &Pace) -> Arc<Lane> {
        let mut lanes = self.lanes.lock().unwrap_or_else(PoisonError::into_inner);
        let lane = lanes.entry((exchange.clone(), way.clone())).or_insert_with(|| {
            Arc::new(Lane { room: Arc::new(Semaphore::new(pace.at_once)), next: tokio::sync::Mutex::new(None) })
        });
        Arc::clone(lane)
    }

    /// Up to a quarter of the spacing; none where the dice failed.
    fn jitter(&self, spacing: Duration) -> Duration {
        let mut byte = 0;
        if self.chance.fill(std::slice::from_mut(&mut byte)).is_err() {
            return Duration::ZERO;
        }
        spacing / 4 * u32::from(byte) / 255
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Problem, Span, moment_from_millis};

    struct Highest;
    impl Chance for Highest {
        fn fill(&self, bytes: &mut [u8]) -> Result<(), Problem> {
            bytes.fill(255);
            Ok(())
        }
    }

    const PACE: Pace = Pace { spacing: Duration::from_millis(20), at_once: 2, after_rate: Duration::from_secs(2) };

    fn pair() -> (ExchangeId, Way) {
        (ExchangeId::new("okx").unwrap(), Way::Direct)
    }

    #[tokio::test]
    async fn a_pair_keeps_its_pace() {
        let governor = Governor::new(Arc::new(Highest));
        let (okx, way) = pair();
        let before = tokio::time::Instant::now();
        for _ in 0..5 {
            drop(governor.turn(&okx, &way, &PACE).await);
        }
        assert!(before.elapsed() >= Duration::from_millis(100), "four spacings of 20 ms, each with 5 ms of jitter");
    }

    #[tokio::test]
    async fn only_so_many_at_once_and_a_cancelled_turn_is_given_back() {
        let governor = Governor::new(Arc::new(Highest));
        let (okx, way) = pair();
        let first = governor.turn(&okx, &way, &PACE).await;
        let _second = governor.turn(&okx, &way, &PACE).await;
        let third = tokio::time::timeout(Duration::from_millis(100), governor.turn(&okx, &way, &PACE)).await;
        assert!(third.is_err(), "two are on the way already");
        let elsewhere = Way::parse("socks5h://127.0.0.1:1080").unwrap();
        drop(governor.turn(&okx, &elsewhere, &PACE).await);
        drop(first);
        drop(governor.turn(&okx, &way, &PACE).await);
    }

    #[test]
    fn a_pause_holds_and_is_never_shortened() {
        let governor = Governor::new(Arc::new(Highest));
        let (okx, way) = pair();
        let now = moment_from_millis(1_700_000_000_000).unwrap();
        governor.pause(&okx, &way, now + Span::seconds(60));
        governor.pause(&okx, &way, now + Span::seconds(5));
        assert_eq!(governor.paused(&okx, &way, now), Some(now + Span::seconds(60)));
        assert_eq!(governor.paused(&okx, &way, now + Span::seconds(60)), None);
        assert_eq!(governor.paused(&ExchangeId::new("bybit").unwrap(), &way, now), None);
        assert_eq!(governor.pauses(now).len(), 1);
        assert!(governor.pauses(now + Span::hours(1)).is_empty());
    }
}
