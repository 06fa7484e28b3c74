//! The one table of actions: their keys, where they hold, their place in the last line, and their words. Key handling,
//! last line and help are all drawn from it, so that none of them can promise what another does not do.
//!
//! *To add an action*: a variant of [`Action`], and a row in [`TABLE`] for each set of screens on which it is called the
//! same. The tests below then say what is missing.

use super::input::Key;
use super::screens::Place;

/// Something a key can mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Action {
    /// The next action that line 2 names, or open the row.
    Enter,
    /// Back; stops work that runs.
    Back,
    /// A numbered choice or row, from 0.
    Pick(u8),
    /// The cursor up or down by rows.
    Move(Step),
    /// The next pane.
    Pane,
    /// Replace the key.
    Rotate,
    /// Kill the key.
    Revoke,
    /// Ask the exchange again.
    Ask,
    /// Ask the exchanges about all keys.
    AskAll,
    /// Who says so.
    Evidence,
    /// Opens the exchange's page.
    Page,
    /// Add a key.
    Add,
    /// Tell facts of a bot and its key.
    Edit,
    /// Wipe a key here.
    Remove,
    /// Practise.
    Practise,
    /// Sort the list again.
    Sort,
    /// Try an unreachable way again.
    TryWay,
    /// Open the secret store.
    Unlock,
    /// Find in a list.
    Find,
    /// One bot's rows only.
    OneBot,
    /// The fleet.
    Fleet,
    /// What happened lately.
    History,
    /// The record for good.
    Journal,
    /// All keys of this screen.
    Help,
    /// Leave keyward.
    Quit,
}

/// How far the cursor moves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    /// One row up.
    Up,
    /// One row down.
    Down,
    /// A screenful up.
    PageUp,
    /// A screenful down.
    PageDown,
    /// To the first.
    Home,
    /// To the last.
    End,
}

/// Under which heading the help lists it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Section {
    /// What is done with the row or the thing shown.
    ThisKey,
    /// The list as such.
    TheList,
    /// Other screens.
    GoTo,
    /// More keys in the fleet.
    MoreKeys,
    /// Everywhere the same.
    Everywhere,
}

impl Section {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::ThisKey, Self::TheList, Self::GoTo, Self::MoreKeys, Self::Everywhere];

    /// Its heading.
    pub const fn heading(self) -> &'static str {
        match self {
            Self::ThisKey => "THIS KEY",
            Self::TheList => "THE LIST",
            Self::GoTo => "GO TO",
            Self::MoreKeys => "MORE KEYS",
            Self::Everywhere => "EVERYWHERE",
        }
    }
}

/// A place in the last line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Foot {
    /// What stands behind the key.
    pub label: &'static str,
    /// Left or right group.
    pub side: Side,
    /// From how many columns on it stands there.
    pub from: u16,
}

/// Which end of the last line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// With the main key.
    Left,
    /// At the right end.
    Right,
}

/// A row of the table.
#[derive(Debug, Clone, Copy)]
pub struct Row {
    /// What it does.
    pub action: Action,
    /// The key as people read it; `1-4` and `↑↓` stand for several.
    pub shown: &'static str,
    /// The keys.
    pub keys: &'static [Key],
    /// The screens on which it holds.
    pub on: &'static [Place],
    /// Its place in the last line, if it has one; rows of the table stand there in the table's order.
    pub foot: Option<Foot>,
    /// Its heading in the help; `None` for what needs no help (digits that are drawn beside their choice).
    pub section: Option<Section>,
    /// Its words in the help.
    pub words: &'static str,
}

const fn left(label: &'static str, from: u16) -> Option<Foot> {
    Some(Foot { label, side: Side::Left, from })
}

const fn right(label: &'static str, from: u16) -> Option<Foot> {
    Some(Foot { label, side: Side::Right, from })
}

macro_rules! row {
    ($action:expr, $shown:literal, [$($key:expr),*], $on:expr, $foot:expr, $section:expr, $words:literal) => {
        Row { action: $action, shown: $shown, keys: &[$($key),*], on: $on, foot: $foot, section: $section, words: $words }
    };
}

use Key::Char;
use Place::{Evidence, Fleet, Help, History, Journal, OneKey, Remove, Welcome};
use Section::{Everywhere, GoTo, MoreKeys, TheList, ThisKey};

/// The table. Its order is the order in the last line and in the help.
pub const TABLE: &[Row] = &[
    row!(Action::Enter, "Enter", [Key::Enter], &[Fleet], left("open", 0), Some(ThisKey), "open it"),
    row!(Action::Enter, "Enter", [Key::Enter], &[OneKey], left("mend it", 0), Some(ThisKey), "mend it"),
    row!(Action::Enter, "Enter", [Key::Enter], &[Evidence], left("how to mend it", 0), Some(ThisKey), "how to mend it"),
    row!(Action::Enter, "Enter", [Key::Enter], &[History], left("open it", 0), Some(ThisKey), "open it"),
    row!(Action::Enter, "Enter", [Key::Enter], &[Welcome], left("choose", 0), Some(ThisKey), "choose"),
    row!(
        Action::Enter,
        "Enter",
        [Key::Enter],
        &[Remove],
        left("remove, once the name is whole", 0),
        Some(ThisKey),
        "remove"
    ),
    row!(Action::Pick(0), "1", [Char('1')], &[Fleet], None, None, "the first"),
    row!(Action::Pick(0), "1 4", [Char('1')], &[Welcome], left("pick", 60), None, "the first"),
    row!(Action::Pick(1), "2", [Char('2')], &[Fleet], None, None, "the second"),
    row!(Action::Pick(2), "3", [Char('3')], &[Fleet], None, None, "the third"),
    row!(Action::Pick(3), "4", [Char('4')], &[Fleet, Welcome], None, None, "the fourth"),
    row!(Action::Pick(4), "5", [Char('5')], &[Fleet], None, None, "the fifth"),
    row!(Action::Pick(5), "6", [Char('6')], &[Fleet], None, None, "the sixth"),
    row!(Action::Pick(6), "7", [Char('7')], &[Fleet], None, None, "the seventh"),
    row!(Action::Pick(7), "8", [Char('8')], &[Fleet], None, None, "the eighth"),
    row!(Action::Rotate, "r", [Char('r')], &[Fleet, OneKey], left("rotate", 60), Some(ThisKey), "rotate"),
    row!(Action::Revoke, "x", [Char('x')], &[Fleet, OneKey], left("revoke", 0), Some(ThisKey), "revoke"),
    row!(Action::Revoke, "x", [Char('x')], &[Remove], left("revoke it first", 80), None, "revoke it first"),
    row!(Action::Ask, "v", [Char('v')], &[Fleet, OneKey, Evidence], left("ask again", 80), Some(ThisKey), "ask again"),
    row!(Action::Evidence, "e", [Char('e')], &[Fleet], None, Some(ThisKey), "who says so"),
    row!(Action::Find, "/", [Char('/')], &[Journal], left("find", 0), Some(Everywhere), "find"),
    row!(Action::OneBot, "b", [Char('b')], &[Journal], left("one bot", 60), Some(TheList), "one bot, all again"),
    row!(Action::Evidence, "e", [Char('e')], &[Journal], left("evidence", 60), Some(ThisKey), "who says so"),
    row!(Action::Evidence, "e", [Char('e')], &[OneKey], left("who says so", 80), Some(ThisKey), "who says so"),
    row!(Action::Page, "o", [Char('o')], &[Fleet, OneKey, Evidence], None, Some(ThisKey), "open its page"),
    row!(Action::Edit, "b", [Char('b')], &[Fleet], None, Some(ThisKey), "edit the bot"),
    row!(Action::Edit, "b", [Char('b')], &[OneKey], left("edit the bot", 110), Some(ThisKey), "edit the bot"),
    row!(Action::Remove, "D", [Char('D')], &[Fleet, OneKey], None, Some(ThisKey), "remove it here"),
    row!(
        Action::Move(Step::Up),
        "↑",
        [Key::Up],
        &[Fleet, OneKey, Evidence, History, Journal, Welcome, Help],
        None,
        None,
        "up"
    ),
    row!(Action::Move(Step::Down), "↑↓", [Key::Down], &[History], left("move", 80), None, "down"),
    row!(Action::Move(Step::Down), "↑↓", [Key::Down], &[Evidence], left("other answers", 110), None, "down"),
    row!(Action::Find, "/", [Char('/')], &[History], left("find", 60), Some(Everywhere), "find"),
    row!(Action::Move(Step::Down), "↓", [Key::Down], &[Fleet, OneKey, Journal, Welcome, Help], None, None, "down"),
    row!(Action::Move(Step::Up), "k", [Char('k')], LISTS, None, None, "up"),
    row!(Action::Move(Step::Down), "j", [Char('j')], LISTS, None, None, "down"),
    row!(Action::Move(Step::PageUp), "PgUp", [Key::PageUp], LISTS, None, None, "a screenful up"),
    row!(Action::Move(Step::PageDown), "PgDn", [Key::PageDown], LISTS, None, None, "a screenful down"),
    row!(Action::Move(Step::Home), "Home", [Key::Home], LISTS, None, None, "the first"),
    row!(Action::Move(Step::End), "End", [Key::End], LISTS, None, None, "the last"),
    row!(Action::AskAll, "V", [Char('V')], &[Fleet], None, Some(TheList), "ask about all keys"),
    row!(Action::Sort, "S", [Char('S')], &[Fleet], None, Some(TheList), "sort again"),
    row!(Action::TryWay, "h", [Char('h')], &[Fleet], None, Some(TheList), "try a host again"),
    row!(Action::Unlock, "u", [Char('u')], &[Fleet], None, Some(TheList), "unlock the store"),
    row!(Action::Fleet, "F", [Char('F')], ALL, None, Some(GoTo), "fleet"),
    row!(Action::Journal, "J", [Char('J')], &[Fleet, OneKey, Evidence, Welcome, Help], None, Some(GoTo), "journal"),
    row!(Action::Journal, "J", [Char('J')], &[History], right("journal", 80), Some(GoTo), "journal"),
    row!(Action::Add, "a", [Char('a')], &[Fleet], None, Some(MoreKeys), "add a key"),
    row!(Action::Practise, "p", [Char('p')], &[Welcome], None, Some(MoreKeys), "practise"),
    row!(Action::Find, "/", [Char('/')], &[Fleet], left("find", 110), Some(Everywhere), "find"),
    row!(Action::Find, "/", [Char('/')], &[Help], right("find a key", 60), Some(Everywhere), "find"),
    row!(Action::Help, "?", [Char('?')], &[Fleet, Welcome], right("keys", 0), Some(Everywhere), "keys"),
    row!(Action::Help, "?", [Char('?')], &[OneKey, Evidence, History, Journal], None, Some(Everywhere), "keys"),
    row!(
        Action::History,
        "H",
        [Char('H')],
        &[Fleet, OneKey, Evidence, Journal, Welcome, Help],
        None,
        Some(Everywhere),
        "what happened lately"
    ),
    row!(
        Action::Back,
        "Esc",
        [Key::Esc, Char('0')],
        &[Fleet, Welcome],
        None,
        Some(Everywhere),
        "back; stops what runs"
    ),
    row!(Action::Back, "Esc", [Key::Esc], &[OneKey], right("fleet", 0), Some(Everywhere), "back; stops what runs"),
    row!(
        Action::Back,
        "Esc",
        [Key::Esc],
        &[Evidence, History, Journal],
        right("back", 0),
        Some(Everywhere),
        "back; stops what runs"
    ),
    row!(Action::Back, "Esc", [Key::Esc], &[Help], left("back", 0), Some(Everywhere), "back; stops what runs"),
    row!(Action::Back, "Esc", [Key::Esc], &[Remove], right("keep it", 0), Some(Everywhere), "keep it"),
    row!(Action::Pane, "Tab", [Key::Tab], &[Fleet], left("pane", 110), Some(Everywhere), "next pane"),
    row!(Action::Quit, "q", [Char('q')], &[Fleet], right("quit", 110), Some(Everywhere), "quit, from the fleet"),
    row!(Action::Quit, "q", [Char('q')], &[Welcome], right("quit", 80), Some(Everywhere), "quit"),
    row!(Action::Quit, "Ctrl-C", [Key::Ctrl('c')], ALL, None, None, "quit"),
];

const ALL: &[Place] = &Place::ALL;
const LISTS: &[Place] = &[Fleet, OneKey, Evidence, History, Journal];

/// What a key means on a screen.
pub fn action_of(key: Key, place: Place) -> Option<Action> {
    rows_of(place).find(|row| row.keys.contains(&key)).map(|row| row.action)
}

/// The rows that hold on a screen, in the table's order.
pub fn rows_of(place: Place) -> impl Iterator<Item = &'static Row> {
    TABLE.iter().filter(move |row| row.on.contains(&place))
}

/// The key of an action on a screen, as people read it.
pub fn shown(action: Action, place: Place) -> Option<&'static str> {
    rows_of(place).find(|row| row.action == action).map(|row| row.shown)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashMap;

    #[test]
    fn no_key_means_two_things_on_one_screen() {
        for place in Place::ALL {
            let mut seen: HashMap<Key, Action> = HashMap::new();
            for row in rows_of(place) {
                for key in row.keys {
                    if let Some(before) = seen.insert(*key, row.action) {
                        panic!("{key:?} on {place:?} is {before:?} and {:?}", row.action);
                    }
                }
            }
        }
    }

    #[test]
    fn every_row_has_a_key_a_screen_and_words() {
        for row in TABLE {
            assert!(!row.keys.is_empty() && !row.on.is_empty() && !row.shown.is_empty(), "{row:?}");
            assert!(!row.words.is_empty() && row.words.is_ascii(), "{row:?}");
            assert!(!row.words.ends_with('.'), "{row:?}");
        }
    }

    #[test]
    fn every_screen_can_be_left_and_has_a_main_key() {
        for place in Place::ALL {
            let leaves = rows_of(place).any(|row| matches!(row.action, Action::Back | Action::Quit));
            assert!(leaves, "{place:?}");
            assert!(rows_of(place).any(|row| row.foot.is_some()), "{place:?}");
        }
    }

    #[test]
    fn the_last_line_holds_six_keys_at_80_columns() {
        for place in Place::ALL {
            let count = rows_of(place).filter(|row| row.foot.is_some_and(|foot| foot.from <= 80)).count();
            assert!(count <= 6, "{place:?}: {count}");
        }
    }

    #[test]
    fn nothing_later_is_offered() {
        for place in Place::ALL {
            for key in ['!', ':', 'C', 'K', 'L', 'I', 'i', 'M', 'O', '9'] {
                assert_eq!(action_of(Char(key), place), None, "{key} on {place:?}");
            }
        }
    }
}
