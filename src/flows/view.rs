//! What one state gives to a picture.

use super::GuideShown;
use crate::domain::Moment;

/// What a state's `view` gives: its sentence, the words that move it on, and the rest that it takes.
pub(super) struct View {
    pub(super) message: String,
    pub(super) waits_for: Vec<String>,
    pub(super) takes: Vec<String>,
    pub(super) next_at: Option<Moment>,
    pub(super) guide: GuideShown,
}

impl View {
    pub(super) fn new(message: impl Into<String>, waits_for: &[&str]) -> Self {
        Self {
            message: message.into(),
            waits_for: waits_for.iter().map(|word| (*word).to_owned()).collect(),
            takes: Vec::new(),
            next_at: None,
            guide: GuideShown::Nothing,
        }
    }

    pub(super) fn takes(mut self, takes: &[&str]) -> Self {
        self.takes.extend(takes.iter().map(|word| (*word).to_owned()));
        self
    }

    pub(super) fn next(mut self, at: Option<Moment>) -> Self {
        self.next_at = at;
        self
    }

    pub(super) fn guide(mut self, guide: GuideShown) -> Self {
        self.guide = guide;
        self
    }
}
