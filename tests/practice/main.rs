//! The practice exchanges over real loopback HTTP, asked by hand: requests are written and signed here by the recipes of
//! the exchanges' documentation, without keyward's own client, so that neither can hide the other's mistakes.

// The helpers of a test may fail like the test itself; patience is measured by the machine's clock.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::disallowed_methods)]

mod binance;
mod bybit;
mod client;
mod okx;
mod proxy;
mod stage;
mod weather;
mod world;
