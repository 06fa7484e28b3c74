//! The practice exchanges over real loopback HTTP, asked by hand: requests are written and signed here by the recipes of
//! the exchanges' documentation, without keyward's own client, so that neither can hide the other's mistakes.

mod binance;
mod bybit;
mod client;
mod okx;
mod proxy;
mod stage;
mod weather;
