//! The parts that screens are drawn from. Each is a function (or a small type) that draws into a [`Canvas`](super::canvas)
//! and knows roles, never colours.

pub mod confirm;
pub mod field;
pub mod find;
pub mod foot;
pub mod form;
pub mod frame;
pub mod gauge;
pub mod list;
pub mod pane;
pub mod paper;
pub mod secrets;
pub mod steps;
pub mod strip;
