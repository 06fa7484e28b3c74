//! An age against its limit: `41/90`, or with a gauge `41d ▰▰▱▱▱ 90`.

use crate::tui::theme::Role;

/// An age in days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Age {
    /// How many.
    pub days: u32,
    /// Nobody could tell the day it was made: at least so many.
    pub at_least: bool,
    /// How many it may be.
    pub limit: u32,
}

impl Age {
    /// The role of its figure and gauge: at work in such a row; bad past the limit, warning from 84 % on.
    pub const fn role(self, working: bool) -> Role {
        let hundred = self.days as u64 * 100;
        let limit = self.limit as u64;
        let (past, near) = (self.days >= self.limit, hundred >= limit * 84);
        match (working, past, near) {
            (true, _, true) => Role::Work,
            (false, true, _) => Role::Bad,
            (false, false, true) => Role::Warn,
            (_, _, false) => Role::Quiet,
        }
    }

    /// `≥60`, at most four characters.
    pub fn figure(self) -> String {
        let days = if self.days > 999 { "999".to_owned() } else { self.days.to_string() };
        if self.at_least { format!("≥{days}") } else { days }
    }

    /// Full and empty fifths: a fifth is full once it is more than half over.
    pub const fn fifths(self) -> usize {
        if self.limit == 0 {
            return 5;
        }
        let (days, limit) = (self.days as usize, self.limit as usize);
        let fifths = (days * 10 + limit - 1) / (limit * 2);
        if fifths > 5 { 5 } else { fifths }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_gauge_is_the_one_of_the_picture() {
        let drawn =
            [(41, 90, 2), (112, 30, 5), (83, 90, 5), (79, 90, 4), (91, 90, 5), (60, 90, 3), (45, 90, 2), (5, 90, 0)];
        for (days, limit, fifths) in drawn {
            assert_eq!(Age { days, at_least: false, limit }.fifths(), fifths, "{days} of {limit}");
        }
        assert_eq!(Age { days: 0, at_least: false, limit: 0 }.fifths(), 5);
    }

    #[test]
    fn an_age_calls_from_84_percent_on() {
        let role = |days, working| Age { days, at_least: false, limit: 100 }.role(working);
        assert_eq!(
            [role(83, false), role(84, false), role(99, false), role(100, false)],
            [Role::Quiet, Role::Warn, Role::Warn, Role::Bad]
        );
        assert_eq!([role(83, true), role(84, true), role(200, true)], [Role::Quiet, Role::Work, Role::Work]);
    }
}
