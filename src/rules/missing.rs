//! What nobody knows of a key and its user can tell. A key with an open question is never *fine*.

use super::case::Case;
use crate::domain::{ListState, Scope, Told, Tri};

/// A fact that is unknown, and that the user is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MissingFact {
    /// What it may do.
    Rights,
    /// From where it works.
    AddressList,
    /// When it was made.
    Created,
    /// When it ends by itself.
    End,
    /// What its bot needs: the key has a right of a name that keyward does not know, and nobody can say whether it is too
    /// much.
    Needs,
}

impl MissingFact {
    /// All of them, in the order in which they are asked.
    pub const ALL: [Self; 5] = [Self::Rights, Self::AddressList, Self::Created, Self::End, Self::Needs];

    /// As a sentence asks for it: "tell what it may do, …".
    pub const fn says(self) -> &'static str {
        match self {
            Self::Rights => "what it may do",
            Self::AddressList => "from which addresses it works",
            Self::Created => "when it was made",
            Self::End => "when it ends by itself",
            Self::Needs => "what its bot needs",
        }
    }
}

/// The rights of the scope strip. Of the two that it does not show nobody is asked: what an exchange does not tell of them
/// (Binance nothing of making keys) its user cannot look up either.
const ASKED: [Scope; 7] =
    [Scope::Read, Scope::Spot, Scope::Margin, Scope::Futures, Scope::Options, Scope::Transfer, Scope::Withdraw];

/// What is unknown of a key that serves a bot; of others nothing is asked.
///
/// The end is asked with the other facts where the exchange tells nothing of a key; left open while the others are told it
/// counts as the venue's usual one. A reading that does not speak of the end is not asked about: that venue tells none.
pub fn facts_missing(case: &Case<'_>) -> Vec<MissingFact> {
    if !case.serves() {
        return Vec::new();
    }
    let facts = &case.facts;
    let rights = ASKED.into_iter().any(|scope| facts.scopes.may(scope) == Tri::Unknown);
    let list = facts.list.state == ListState::Unknown;
    let created = facts.age_at_least;
    let unread = case.reading().is_none() || !case.readable();
    let end = unread && facts.expires == Told::NotTold && (rights || list || created);
    let needs = !facts.scopes.extra.is_empty() && case.judged.bot.needs().is_none();
    let unknown = [rights, list, created, end, needs];
    MissingFact::ALL.into_iter().zip(unknown).filter_map(|(fact, unknown)| unknown.then_some(fact)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{AddressList, BotKind, KeyTold, ScopeToken, Scopes, SiteId};
    use crate::rules::samples::{Sample, at};

    #[test]
    fn a_testnet_key_that_cannot_be_read_asks_four_facts() {
        let mut sample = Sample::new();
        sample.key.site = SiteId::new("testnet").unwrap();
        assert_eq!(facts_missing(&sample.case()).len(), 4);
        let mut told = Scopes::none();
        told.read = Tri::Yes;
        sample.key.told.scopes = Some(told);
        use MissingFact::{AddressList as List, Created, End};
        assert_eq!(facts_missing(&sample.case()), [List, Created, End]);
        sample.key.told = KeyTold {
            list: Some(AddressList { state: ListState::Open, addresses: None }),
            created: Some(at("2026-03-01T00:00:00Z")),
            ..sample.key.told.clone()
        };
        assert_eq!(facts_missing(&sample.case()), []);
        sample.key.told.scopes.as_mut().unwrap().manage = Tri::Unknown;
        assert_eq!(facts_missing(&sample.case()), [], "nobody can tell that");
        sample.key.told.scopes.as_mut().unwrap().options = Tri::Unknown;
        assert_eq!(facts_missing(&sample.case()), [MissingFact::Rights, End]);
    }

    #[test]
    fn a_reading_answers_what_it_speaks_of() {
        let mut sample = Sample::new();
        sample.reading(|_| {});
        assert_eq!(facts_missing(&sample.case()), [MissingFact::Created]);
        sample.reading(|reading| reading.created = Told::Is(at("2026-03-01T00:00:00Z")));
        assert_eq!(facts_missing(&sample.case()), []);
        sample.reading(|reading| reading.scopes.extra = vec![ScopeToken::new("BitCard")]);
        assert_eq!(facts_missing(&sample.case()), [], "its bot's needs are known: it is too broad");
        sample.bot.kind = BotKind::Script;
        assert_eq!(facts_missing(&sample.case()), [MissingFact::Needs]);
    }
}
