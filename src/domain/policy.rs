//! The user's rules, and how the screen looks: what `config.toml` becomes.

use super::{Bot, Span, VenueFacts};

/// How long keys may live, and the pace of the flows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    /// Longest age of a key that only its owner holds, in days.
    pub max_age_days: u32,
    /// Longest age of a key that a cloud platform holds, in days.
    pub max_age_cloud_days: u32,
    /// How many days before the end the user is warned.
    pub warn_before_days: u32,
    /// How long old and new key both live in a rotation.
    pub quiet: Span,
    /// Least distance between two questions that prove a death.
    pub proof_spacing: Span,
    /// How long a session that was opened before a deletion may live on; the guide may say more.
    pub tail: Span,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            max_age_days: 90,
            max_age_cloud_days: 30,
            warn_before_days: 14,
            quiet: Span::hours(1),
            proof_spacing: Self::PROOF_SPACING_FLOOR,
            tail: Self::TAIL_FLOOR,
        }
    }
}

impl Policy {
    /// `quiet` is at least this, but for an exchange on loopback.
    pub const QUIET_FLOOR: Span = Span::minutes(10);
    /// `proof_spacing` is at least this, but for an exchange on loopback.
    pub const PROOF_SPACING_FLOOR: Span = Span::seconds(60);
    /// `tail` is at least this, but for an exchange on loopback.
    pub const TAIL_FLOOR: Span = Span::minutes(15);

    /// How many days a key of this bot may live.
    pub fn max_age_of(&self, bot: &Bot) -> u32 {
        bot.max_age_days.unwrap_or(if bot.custody.is_cloud() { self.max_age_cloud_days } else { self.max_age_days })
    }

    /// The pace of flows at one exchange. On loopback (practice, tests) `proof_spacing` and `tail` stand for the guide's own
    /// values; elsewhere the floors and the guide hold.
    pub fn pace(&self, venue: &VenueFacts, loopback: bool) -> Pace {
        if loopback {
            return Pace {
                quiet: self.quiet,
                asks: venue.asks.max(2),
                spacing: self.proof_spacing,
                proof_after: self.proof_spacing,
                lag: self.proof_spacing,
                tail: self.tail,
                budget_max: venue.ask_budget.max,
                budget_spacing: self.proof_spacing,
            };
        }
        let proof_spacing = self.proof_spacing.max(Self::PROOF_SPACING_FLOOR);
        let spacing = Span::seconds(i64::from(venue.ask_budget.spacing_s)).max(proof_spacing);
        Pace {
            quiet: self.quiet.max(Self::QUIET_FLOOR),
            asks: venue.asks.max(2),
            spacing,
            proof_after: Span::seconds(i64::from(venue.proof_after_s)).max(spacing),
            lag: Span::minutes(3),
            tail: Span::seconds(i64::from(venue.session_tail_s)).max(self.tail).max(Self::TAIL_FLOOR),
            budget_max: venue.ask_budget.max,
            budget_spacing: spacing,
        }
    }
}

/// The pace of flows at one exchange, as it holds (floors and loopback applied).
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Pace {
    /// How long old and new key both live.
    #[serde(with = "seconds")]
    pub quiet: Span,
    /// How many *gone* prove a death; at least 2.
    pub asks: u32,
    /// Least distance of the first and the last of at least two rows that are *spaced*.
    #[serde(with = "seconds")]
    pub spacing: Span,
    /// Least distance of the first and the last *gone* of a proof.
    #[serde(with = "seconds")]
    pub proof_after: Span,
    /// How long a deletion, or a new key, may take to be known at the exchange: three minutes.
    #[serde(with = "seconds")]
    pub lag: Span,
    /// When the second look is due after a death.
    #[serde(with = "seconds")]
    pub tail: Span,
    /// How often a flow by itself asks a key that is refused.
    pub budget_max: u32,
    /// How soon it asks again.
    #[serde(with = "seconds")]
    pub budget_spacing: Span,
}

mod seconds {
    //! Spans are stored as milliseconds.
    use super::Span;
    use serde::{Deserialize, Deserializer, Serializer};

    pub fn serialize<S: Serializer>(span: &Span, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_i64(span.num_milliseconds())
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Span, D::Error> {
        let millis = i64::deserialize(deserializer)?;
        Span::try_milliseconds(millis).ok_or_else(|| serde::de::Error::custom("a span out of range"))
    }
}

/// Colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Theme {
    /// Dark, or light where the terminal says so.
    #[default]
    Auto,
    /// For dark grounds.
    Dark,
    /// For light grounds.
    Light,
    /// High contrast.
    High,
}

impl Theme {
    /// Reads the word of `--theme`.
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "auto" => Some(Self::Auto),
            "dark" => Some(Self::Dark),
            "light" => Some(Self::Light),
            "high" => Some(Self::High),
            _ => None,
        }
    }
}

/// How the screen looks and when it locks: `[screen]`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Look {
    /// Which colours.
    pub theme: Theme,
    /// ASCII signs only.
    pub ascii: bool,
}
