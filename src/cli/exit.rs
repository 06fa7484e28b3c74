//! What each exit code means. Scripts rely on it: a code is never given another meaning.

use crate::domain::{Kind, Problem};
use crate::flows::Snapshot;
use crate::rules::Attention;

/// How the program ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Exit {
    /// Done; nothing to do; a flow that ended.
    Done,
    /// It was tried and failed, a wish was refused, or nobody knows such a bot.
    Failed,
    /// The words of the call are wrong.
    Usage,
    /// Something needs its user soon, or a flow waits.
    Attention,
    /// Something is broken now.
    Critical,
}

impl Exit {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Done, Self::Failed, Self::Usage, Self::Attention, Self::Critical];

    /// The number that the program gives to its caller.
    pub const fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Failed => 1,
            Self::Usage => 2,
            Self::Attention => 3,
            Self::Critical => 4,
        }
    }

    /// A flow waits until it is done or aborted; its plan waits for `begin`.
    pub(super) fn of_flow(flow: &Snapshot) -> Self {
        if matches!(flow.step, "done" | "aborted") { Self::Done } else { Self::Attention }
    }
}

impl From<&Problem> for Exit {
    fn from(problem: &Problem) -> Self {
        match problem.kind {
            Kind::Usage => Self::Usage,
            Kind::Failed | Kind::Locked | Kind::Stale => Self::Failed,
        }
    }
}

impl From<Attention> for Exit {
    fn from(attention: Attention) -> Self {
        match attention {
            Attention::None => Self::Done,
            Attention::Warning => Self::Attention,
            Attention::Critical => Self::Critical,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::samples;

    #[test]
    fn the_codes_are_the_design_s() {
        assert_eq!(Exit::ALL.map(Exit::code), [0, 1, 2, 3, 4]);
    }

    #[test]
    fn every_kind_of_problem_and_every_attention_has_its_code() {
        let kinds = [(Kind::Failed, 1), (Kind::Usage, 2), (Kind::Locked, 1), (Kind::Stale, 1)];
        for (kind, code) in kinds {
            assert_eq!(Exit::from(&Problem::new("It", "so", "").of_kind(kind)).code(), code, "{kind:?}");
        }
        let attentions = [(Attention::None, 0), (Attention::Warning, 3), (Attention::Critical, 4)];
        for (attention, code) in attentions {
            assert_eq!(Exit::from(attention).code(), code, "{attention:?}");
        }
    }

    #[test]
    fn a_flow_waits_until_it_has_ended() {
        for (step, code) in [("plan", 3), ("make", 3), ("prove", 3), ("new", 3), ("done", 0), ("aborted", 0)] {
            let mut flow = samples::flow();
            flow.snapshot.step = step;
            assert_eq!(Exit::of_flow(&flow.snapshot).code(), code, "{step}");
        }
    }
}
