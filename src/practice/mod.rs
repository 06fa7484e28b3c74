//! Practice: made-up exchanges over loopback HTTP, their page of API keys, their bad weather, and a made-up fleet. They
//! are written from the exchanges' documentation and never from our adapter, so that they judge as the real ones do: the
//! tests, the benches and `keyward practice` ask the same ones.
//!
//! | file | is |
//! | --- | --- |
//! | `kind` | which exchange: its sites, its toggles in its own words, its limits |
//! | `book`, `record`, `form` | whose keys exist there, and what the page's form refuses: the state behind page and API |
//! | `venue` | one exchange: book, weather, limits, who is seen from where; `server` puts it on loopback |
//! | `binance`, `bybit`, `okx` | the wire of each: endpoints, check order, refusals |
//! | `weather` | what can go wrong on top |
//! | `proxy` | a made-up machine: a way through which questions come from another address |
//! | `page` | the exchange's own page of keys, for the panel of `keyward practice` |
//! | `plan`, `fleet`, `history`, `crowd` | the made-up bots: twelve that show every state, their past, and thousands more |
//! | `world` | all of it, put together |
//!
//! *To use it*: [`World::start`] gives base URLs, ways, pages and the plan of the fleet; a test that wants one exchange and one
//! key takes [`Venue::start`] and [`Book::plant`], and tells its [`Weather`].
//!
//! *To add a venue*: a row in [`Kind`] with its sites and toggles, a file beside `okx.rs` with its endpoints and its check
//! order, an arm in `venue::wire`, what its form refuses in `form`, and a test file under
//! `tests/practice/`.

mod binance;
mod book;
mod bybit;
mod crowd;
mod fleet;
mod form;
mod history;
mod kind;
mod limits;
mod made_up;
mod okx;
mod page;
mod plan;
mod proxy;
mod record;
mod server;
mod signature;
mod venue;
mod weather;
mod wire;
mod world;

pub use book::Book;
pub use crowd::crowd;
pub use fleet::Fleet;
pub use history::PastReading;
pub use kind::{Kind, Rights, Site, Toggle};
pub use made_up::MadeUp;
pub use page::{Fresh, Page, PageRow, PageToggle, WeatherLine};
pub use plan::{PlannedBot, PlannedHost, PlannedKey, PlannedRotation, Venues};
pub use proxy::Proxy;
pub use record::{AccountNumber, BookAccount, BookKey, KeyNumber, Lags, Look, Planted, Refused, Wish};
pub use server::Running;
pub use signature::Proof;
pub use venue::{Plays, Venue};
pub use weather::{Fault, Weather};
pub use world::World;
