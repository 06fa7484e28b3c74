//! The engine: it alone reads, steps, writes and acts. The faces talk to [`desk`] in the words of [`port`]; screens run
//! their jobs through [`supervise`].
//!
//! - `drive` moves flows: read the row, step, write with the revision that was read, act, write the outcome; `scene` is what
//!   a step may look at, `apply` writes its edits, `act` carries out its command.
//! - `asking` puts questions to exchanges, `record` writes down what was heard and the grade that follows.
//! - `stores` chooses and opens the secret store; `opening` puts a desk together.
//! - `work` has a file a command.
//!
//! To add a command: its function in `work`, its call in `desk`, and for a screen its `Job` and `Answer` in `port` with the
//! line in `perform`.

mod act;
mod apply;
mod asking;
pub mod desk;
mod drive;
mod inner;
mod opening;
mod perform;
pub mod port;
mod record;
mod reminder;
mod scene;
mod stores;
pub mod supervise;
mod work;
