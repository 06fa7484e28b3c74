//! The engine: it alone reads, steps, writes and acts. (Its inside follows.)
pub mod desk;
pub mod port;
pub mod supervise;
