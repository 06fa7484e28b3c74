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
    /// Copy what the guide shows.
    Copy,
    /// Make a passphrase.
    MakePassphrase,
    /// Leave a flow where it stands.
    Leave,
    /// The proof of its death.
    Proof,
    /// The bot was seen with it.
    SawIt,
    /// Put the old key back.
    PutBack,
    /// Another key than the one that was taken in.
    OtherKey,
    /// Take it although it fails.
    Anyway,
    /// What cannot be read from here, told by its user.
    Told,
    /// Ask by another way.
    ByWay,
    /// A key was made and is lost.
    Lost,
    /// Leave it so, with a reason.
    Accept,
    /// Give it up.
    GiveUp,
    /// Wipe the old secret.
    Wipe,
    /// Trading is turned off there.
    Off,
    /// The account is frozen.
    Frozen,
    /// Where the account is frozen.
    Freeze,
    /// Why it is revoked.
    Reason,
    /// Kill it at once.
    KillNow,
    /// Later.
    Later,
    /// Never.
    Never,
    /// What the bot needs.
    Needs,
    /// How many days a key may live.
    Days,
    /// Save it.
    Save,
    /// Clear the clipboard.
    ClearClipboard,
    /// Make a key on the page.
    MakeKey,
    /// Delete a key on the page.
    Delete,
    /// Tick a toggle.
    Tick,
    /// The weather at the made-up exchange.
    Weather,
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
use Place::{
    AddBot, AddCheck, AddExchange, AddLeave, AddSave, AddSealed, AddSecret, Edit, Evidence, Fleet, Help, History,
    Journal, MakeSealed, NotProven, OneKey, Page, PageKey, PageNew, PageText, PageWeather, Proof, Question, Remove,
    RevokeControlled, RevokeCutOff, RevokeDone, RevokeKill, RevokeLook, RevokeNew, RevokeProve, RevokeStop, RevokeTail,
    RotateAlive, RotateAsking, RotateCheck, RotateDone, RotateKill, RotateMake, RotatePlan, RotateProve, RotatePutBack,
    RotateQuiet, RotateReady, RotateTail, RotateTakeIn, RotateWrongOne, TypeLine, TypeName, Unlock, UnlockKeyring,
    Welcome,
};
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
    row!(Action::Help, "?", [Char('?')], DOING, None, Some(Everywhere), "keys"),
    row!(Action::History, "H", [Char('H')], DOING, None, Some(GoTo), "what happened"),
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
    // -- rotate and revoke ----------------------------------------------------------------------------------------------
    row!(Action::Enter, "Enter", [Key::Enter], &[RotatePlan], left("start", 0), Some(ThisKey), "start"),
    row!(Action::Enter, "Enter", [Key::Enter], &[RotateAsking], left("ask again", 0), Some(ThisKey), "ask again"),
    row!(
        Action::Enter,
        "Enter",
        [Key::Enter],
        &[RotateMake],
        left("I have the new key", 0),
        Some(ThisKey),
        "I have the new key"
    ),
    row!(Action::Enter, "Enter", [Key::Enter], &[RotateTakeIn], left("seal it", 0), Some(ThisKey), "seal it"),
    row!(
        Action::Enter,
        "Enter",
        [Key::Enter],
        &[RotateReady],
        left("the bot has it", 0),
        Some(ThisKey),
        "the bot has it"
    ),
    row!(Action::Enter, "Enter", [Key::Enter], &[RotateAlive], left("I saw it", 0), Some(ThisKey), "I saw it"),
    row!(
        Action::Enter,
        "Enter",
        [Key::Enter],
        &[RotatePutBack],
        left("the old one is back", 0),
        Some(ThisKey),
        "the old one is back"
    ),
    row!(Action::Enter, "Enter", [Key::Enter], &[RotateQuiet], left("end it now", 0), Some(ThisKey), "end it now"),
    row!(Action::Enter, "Enter", [Key::Enter], &[RotateKill], left("it is deleted", 0), Some(ThisKey), "it is deleted"),
    row!(
        Action::Enter,
        "Enter",
        [Key::Enter],
        &[RotateProve],
        left("I saw it gone", 0),
        Some(ThisKey),
        "I saw it gone"
    ),
    row!(
        Action::Enter,
        "Enter",
        [Key::Enter],
        &[RotateWrongOne],
        left("the old one is back", 0),
        Some(ThisKey),
        "the old one is back"
    ),
    row!(Action::Enter, "Enter", [Key::Enter], &[RotateTail], left("look now", 0), Some(ThisKey), "look now"),
    row!(Action::Enter, "Enter", [Key::Enter], &[RotateDone], left("fleet", 0), Some(ThisKey), "fleet"),
    row!(Action::Enter, "Enter", [Key::Enter], &[RevokeStop], left("or 1-2 choose", 0), Some(ThisKey), "choose"),
    row!(Action::Enter, "Enter", [Key::Enter], &[RevokeControlled], left("they have", 0), Some(ThisKey), "they have"),
    row!(Action::Enter, "Enter", [Key::Enter], &[RevokeKill], left("it is deleted", 0), Some(ThisKey), "it is deleted"),
    row!(
        Action::Enter,
        "Enter",
        [Key::Enter],
        &[RevokeCutOff],
        left("it is deleted", 0),
        Some(ThisKey),
        "it is deleted"
    ),
    row!(
        Action::Enter,
        "Enter",
        [Key::Enter],
        &[RevokeProve],
        left("I saw it gone", 0),
        Some(ThisKey),
        "I saw it gone"
    ),
    row!(Action::Enter, "Enter", [Key::Enter], &[RevokeLook], left("I have looked", 0), Some(ThisKey), "I have looked"),
    row!(
        Action::Enter,
        "Enter",
        [Key::Enter],
        &[RevokeNew],
        left("make the new key", 0),
        Some(ThisKey),
        "make the new key"
    ),
    row!(Action::Enter, "Enter", [Key::Enter], &[RevokeTail], left("look now", 0), Some(ThisKey), "look now"),
    row!(Action::Enter, "Enter", [Key::Enter], &[RevokeDone], left("fleet", 0), Some(ThisKey), "fleet"),
    row!(Action::Enter, "Enter", [Key::Enter], &[Proof], left("go on", 0), Some(ThisKey), "go on"),
    row!(Action::Enter, "Enter", [Key::Enter], &[NotProven], left("choose", 0), Some(ThisKey), "choose"),
    row!(Action::Enter, "Enter", [Key::Enter], &[TypeName], left("do it, once it is whole", 0), Some(ThisKey), "do it"),
    row!(Action::Enter, "Enter", [Key::Enter], &[TypeLine], left("say it", 0), Some(ThisKey), "say it"),
    row!(Action::Enter, "Enter", [Key::Enter], &[Question], left("or 1-2 choose", 0), Some(ThisKey), "choose"),
    row!(Action::Enter, "Enter", [Key::Enter], &[Unlock], left("unlock", 0), Some(ThisKey), "unlock"),
    row!(Action::Enter, "Enter", [Key::Enter], &[MakeSealed], left("make it", 0), Some(ThisKey), "make it"),
    row!(
        Action::Enter,
        "Enter",
        [Key::Enter],
        &[UnlockKeyring],
        left("open its dialog", 0),
        Some(ThisKey),
        "open its dialog"
    ),
    row!(Action::Enter, "Enter", [Key::Enter], &[AddBot], left("next", 0), Some(ThisKey), "next"),
    row!(Action::Enter, "Enter", [Key::Enter], &[AddExchange], left("next", 0), Some(ThisKey), "next"),
    row!(Action::Enter, "Enter", [Key::Enter], &[AddSecret], left("seal it", 0), Some(ThisKey), "seal it"),
    row!(
        Action::Enter,
        "Enter",
        [Key::Enter],
        &[AddSealed],
        left("check it there", 0),
        Some(ThisKey),
        "check it there"
    ),
    row!(Action::Enter, "Enter", [Key::Enter], &[AddSave], left("save", 0), Some(ThisKey), "save"),
    row!(Action::Enter, "Enter", [Key::Enter], &[AddLeave], left("or 1-2 choose", 0), Some(ThisKey), "choose"),
    row!(Action::Enter, "Enter", [Key::Enter], &[Edit], left("tell it", 0), Some(ThisKey), "tell it"),
    row!(Action::Enter, "Enter", [Key::Enter], &[Page], left("change it", 0), Some(ThisKey), "change it"),
    row!(Action::Enter, "Enter", [Key::Enter], &[PageText], left("take it", 0), Some(ThisKey), "take it"),
    row!(
        Action::Enter,
        "Enter",
        [Key::Enter],
        &[PageNew],
        left("close this page", 0),
        Some(ThisKey),
        "close this page"
    ),
    row!(Action::Ask, "v", [Char('v')], &[RotateCheck], left("ask again", 0), Some(ThisKey), "ask again"),
    row!(
        Action::Enter,
        "Enter",
        [Key::Enter],
        &[RotateCheck, AddCheck, PageKey, PageWeather],
        None,
        Some(ThisKey),
        "the next thing"
    ),
    row!(
        Action::Told,
        "T",
        [Char('T')],
        &[RotateCheck],
        left("tell what is not read", 110),
        Some(ThisKey),
        "tell what is unread"
    ),
    row!(Action::Page, "o", [Char('o')], &[AddCheck], left("open its page", 0), Some(ThisKey), "open its page"),
    row!(Action::Ask, "v", [Char('v')], &[AddCheck], left("ask again", 0), Some(ThisKey), "ask again"),
    row!(Action::Save, "s", [Char('s')], &[AddCheck], left("save as it is", 0), Some(ThisKey), "save it as it is"),
    row!(Action::Ask, "v", [Char('v')], &[RotateAlive], left("look again", 60), Some(ThisKey), "look again"),
    row!(
        Action::Page,
        "o",
        [Char('o')],
        &[RotateMake, RotateKill, RevokeKill, RevokeCutOff, RevokeLook],
        left("open", 0),
        Some(ThisKey),
        "open its page"
    ),
    row!(
        Action::Page,
        "o",
        [Char('o')],
        &[RotateCheck, NotProven, AddExchange],
        left("open its page", 60),
        Some(ThisKey),
        "open its page"
    ),
    row!(
        Action::Page,
        "o",
        [Char('o')],
        &[
            RotatePlan,
            RotateAsking,
            RotateReady,
            RotateAlive,
            RotatePutBack,
            RotateQuiet,
            RotateProve,
            RotateWrongOne,
            RevokeControlled,
            RevokeProve,
            Proof
        ],
        None,
        Some(ThisKey),
        "open its page"
    ),
    row!(
        Action::Copy,
        "y",
        [Char('y')],
        &[RotateMake, AddExchange],
        left("copy", 60),
        Some(ThisKey),
        "copy what is shown"
    ),
    row!(
        Action::Copy,
        "y",
        [Char('y')],
        &[RotateCheck, RotateKill, RevokeKill, RevokeCutOff],
        None,
        Some(ThisKey),
        "copy what is shown"
    ),
    row!(Action::Copy, "y", [Char('y')], &[AddCheck], left("copy the address", 110), Some(ThisKey), "copy the address"),
    row!(
        Action::MakePassphrase,
        "g",
        [Char('g')],
        &[RotateMake],
        left("passphrase", 80),
        Some(ThisKey),
        "make a passphrase"
    ),
    row!(
        Action::MakePassphrase,
        "g",
        [Char('g')],
        &[AddExchange],
        left("passphrase", 110),
        Some(ThisKey),
        "make a passphrase"
    ),
    row!(Action::OtherKey, "n", [Char('n')], &[RotateCheck], left("other key", 60), Some(ThisKey), "another key"),
    row!(Action::OtherKey, "n", [Char('n')], &[RotateReady], None, Some(ThisKey), "another key"),
    row!(Action::SawIt, "u", [Char('u')], &[RotateAlive], None, Some(ThisKey), "I saw it"),
    row!(Action::Enter, "c", [Char('c')], &[RotateReady], None, Some(ThisKey), "put there by hand"),
    row!(
        Action::PutBack,
        "b",
        [Char('b')],
        &[RotateAlive, RotateQuiet],
        left("put the old one back", 60),
        Some(ThisKey),
        "put the old back"
    ),
    row!(Action::PutBack, "b", [Char('b')], &[RotateKill], None, Some(ThisKey), "put the old back"),
    row!(Action::Off, "t", [Char('t')], &[RevokeKill], left("trading is off", 60), Some(ThisKey), "trading is off"),
    row!(Action::Frozen, "z", [Char('z')], &[RevokeKill], left("frozen", 80), Some(ThisKey), "it is frozen"),
    row!(Action::Freeze, "f", [Char('f')], &[RevokeStop], left("freeze now", 60), Some(ThisKey), "where to freeze it"),
    row!(Action::Freeze, "f", [Char('f')], &[RevokeKill, RevokeCutOff], None, Some(ThisKey), "where to freeze it"),
    row!(Action::Page, "o", [Char('o')], &[RevokeStop], left("open its page", 60), Some(ThisKey), "open its page"),
    row!(Action::Reason, "w", [Char('w')], &[RevokeStop], None, Some(ThisKey), "why it is revoked"),
    row!(Action::Ask, "v", [Char('v')], &[RevokeKill], right("alive?", 80), Some(ThisKey), "does it answer"),
    row!(
        Action::Ask,
        "v",
        [Char('v')],
        &[RotateProve, RevokeProve, NotProven],
        left("ask now", 0),
        Some(ThisKey),
        "ask now"
    ),
    row!(
        Action::Ask,
        "v",
        [Char('v')],
        &[
            RotateAsking,
            RotateKill,
            RotateQuiet,
            RotateReady,
            RotateMake,
            RotatePutBack,
            RotateWrongOne,
            RotateTail,
            RevokeControlled,
            RevokeCutOff,
            RevokeLook,
            RevokeNew,
            RevokeTail
        ],
        None,
        Some(ThisKey),
        "ask now"
    ),
    row!(
        Action::Accept,
        "a",
        [Char('a')],
        &[RotateProve, RevokeProve],
        left("leave it so", 80),
        Some(ThisKey),
        "leave it so"
    ),
    row!(Action::Accept, "a", [Char('a')], &[RotateAsking], left("go on unheard", 60), Some(ThisKey), "go on unheard"),
    row!(
        Action::Accept,
        "a",
        [Char('a')],
        &[RevokeControlled],
        left("go on without", 60),
        Some(ThisKey),
        "go on without"
    ),
    row!(
        Action::KillNow,
        "x",
        [Char('x')],
        &[RevokeControlled],
        left("kill it now", 60),
        Some(ThisKey),
        "kill it at once"
    ),
    row!(
        Action::Rotate,
        "r",
        [Char('r')],
        &[RevokeControlled],
        left("replace it first", 110),
        Some(ThisKey),
        "replace it first"
    ),
    row!(Action::Rotate, "r", [Char('r')], &[RotateDone], left("rotate again", 60), Some(ThisKey), "rotate again"),
    row!(Action::Later, "l", [Char('l')], &[RevokeNew], left("later", 60), Some(ThisKey), "later"),
    row!(Action::Never, "n", [Char('n')], &[RevokeNew], left("never", 60), Some(ThisKey), "never"),
    row!(
        Action::ByWay,
        "w",
        [Char('w')],
        &[RotateAsking],
        left("another way", 80),
        Some(ThisKey),
        "ask by another way"
    ),
    row!(
        Action::ByWay,
        "w",
        [Char('w')],
        &[RotateProve, RotateKill, RotateMake, RotateCheck, RotateReady],
        None,
        Some(ThisKey),
        "ask by another way"
    ),
    row!(Action::Lost, "k", [Char('k')], &[RotateMake], None, Some(ThisKey), "a new key is lost"),
    row!(Action::Lost, "k", [Char('k')], &[RotateCheck, RotateReady], None, Some(ThisKey), "the new key is lost"),
    row!(
        Action::Anyway,
        "t",
        [Char('t')],
        &[RotateCheck],
        right("take it anyway", 80),
        Some(ThisKey),
        "take it anyway"
    ),
    row!(
        Action::GiveUp,
        "A",
        [Char('A')],
        &[
            RotateAsking,
            RotateMake,
            RotateCheck,
            RotateReady,
            RotatePutBack,
            RevokeStop,
            RevokeControlled,
            RevokeKill,
            RevokeCutOff
        ],
        None,
        Some(ThisKey),
        "give it up"
    ),
    row!(
        Action::Proof,
        "d",
        [Char('d')],
        &[RotateProve, RotateTail, RotateDone, RevokeProve, RevokeLook, RevokeNew, RevokeTail, RevokeDone],
        right("proof", 80),
        Some(ThisKey),
        "is it dead, and why"
    ),
    row!(Action::Evidence, "d", [Char('d')], &[NotProven], right("details", 80), Some(ThisKey), "all its answers"),
    row!(
        Action::Evidence,
        "d",
        [Char('d')],
        &[Proof],
        left("details, as it was answered", 60),
        Some(ThisKey),
        "all its answers"
    ),
    row!(Action::Wipe, "w", [Char('w')], &[Proof], right("wipe now", 80), Some(ThisKey), "wipe its secret now"),
    row!(
        Action::Wipe,
        "w",
        [Char('w')],
        &[RotateTail, RotateDone, RevokeTail, RevokeDone],
        right("wipe now", 80),
        Some(ThisKey),
        "wipe its secret now"
    ),
    row!(Action::Leave, "l", [Char('l')], &[RotatePlan], left("later", 0), Some(ThisKey), "later"),
    row!(
        Action::Leave,
        "l",
        [Char('l')],
        &[RotateMake, RotateReady, RotateAlive, RotateQuiet, RotateKill, RotateProve],
        right("leave", 80),
        Some(ThisKey),
        "come back later"
    ),
    row!(
        Action::Leave,
        "l",
        [Char('l')],
        &[RotateCheck, RotateAsking, RotatePutBack, RotateWrongOne, RotateTail],
        None,
        Some(ThisKey),
        "come back later"
    ),
    // -- add, edit, unlock, the page ------------------------------------------------------------------------------------
    row!(
        Action::Pane,
        "Tab",
        [Key::Tab],
        &[AddBot, AddExchange, Edit],
        left("next field", 0),
        Some(ThisKey),
        "next field"
    ),
    row!(
        Action::Pane,
        "Tab",
        [Key::Tab],
        &[AddSecret, RotateTakeIn, MakeSealed],
        left("next field", 60),
        Some(ThisKey),
        "next field"
    ),
    row!(Action::Move(Step::Up), "←→", [Key::Left], &[AddBot, Edit], left("choose", 60), Some(ThisKey), "choose"),
    row!(Action::Move(Step::Up), "←→", [Key::Left], &[AddExchange], left("choose", 80), Some(ThisKey), "choose"),
    row!(Action::Needs, "n", [Char('n')], &[AddBot], left("needs", 80), Some(ThisKey), "what it needs"),
    row!(Action::Days, "m", [Char('m')], &[AddBot], left("days", 80), Some(ThisKey), "days of its life"),
    row!(
        Action::ClearClipboard,
        "c",
        [Char('c')],
        &[AddSealed],
        left("clear clipboard", 60),
        Some(ThisKey),
        "clear the clipboard"
    ),
    row!(
        Action::Tick,
        "Ctrl-U",
        [Key::Ctrl('u')],
        &[AddSecret, RotateTakeIn],
        right("empty field", 80),
        Some(ThisKey),
        "empty the field"
    ),
    row!(
        Action::Tick,
        "Ctrl-U",
        [Key::Ctrl('u')],
        &[Unlock, MakeSealed],
        left("empty", 60),
        Some(ThisKey),
        "empty the field"
    ),
    row!(Action::Edit, "b", [Char('b')], &[AddCheck], right("edit the bot", 80), Some(ThisKey), "edit the bot"),
    row!(
        Action::Unlock,
        "u",
        [Char('u')],
        &[
            RotatePlan,
            RotateAsking,
            RotateMake,
            RotateCheck,
            RotateReady,
            RotatePutBack,
            RotateQuiet,
            RotateKill,
            RotateProve,
            RotateWrongOne,
            RotateTail,
            RevokeStop,
            RevokeControlled,
            RevokeKill,
            RevokeCutOff,
            RevokeProve,
            RevokeLook,
            RevokeNew,
            RevokeTail,
            Proof,
            NotProven,
        ],
        None,
        Some(ThisKey),
        "unlock the store"
    ),
    row!(Action::Unlock, "u", [Char('u')], &[UnlockKeyring], None, Some(ThisKey), "open its dialog"),
    row!(Action::Save, "s", [Char('s')], &[Page, PageKey], left("save, with 2FA", 0), Some(ThisKey), "save, with 2FA"),
    row!(Action::MakeKey, "n", [Char('n')], &[Page, PageKey], left("make a key", 60), Some(ThisKey), "make a key"),
    row!(Action::Delete, "D", [Char('D')], &[Page, PageKey], left("delete", 80), Some(ThisKey), "delete the key"),
    row!(Action::Weather, "w", [Char('w')], &[Page], left("weather", 80), Some(ThisKey), "the weather"),
    row!(Action::Tick, "Space", [Char(' ')], &[PageKey, PageWeather], left("tick", 0), Some(ThisKey), "tick"),
    row!(Action::Pane, "Tab", [Key::Tab], &[Page, PageKey], None, Some(ThisKey), "next pane"),
    row!(Action::Pane, "Tab", [Key::Tab], &[PageText], left("next field", 60), Some(ThisKey), "next field"),
    row!(
        Action::Copy,
        "y",
        [Char('y')],
        &[PageNew],
        left("copy key and secret", 0),
        Some(ThisKey),
        "copy key and secret"
    ),
    row!(
        Action::Move(Step::Up),
        "↑",
        [Key::Up],
        &[
            RotatePlan,
            RotateAsking,
            RotateMake,
            RotateCheck,
            RotateReady,
            RotateAlive,
            RotatePutBack,
            RotateQuiet,
            RotateKill,
            RotateProve,
            RotateWrongOne,
            RotateTail,
            RotateDone,
            RevokeStop,
            RevokeControlled,
            RevokeKill,
            RevokeCutOff,
            RevokeProve,
            RevokeLook,
            RevokeNew,
            RevokeTail,
            RevokeDone,
            Proof,
            NotProven,
            AddCheck,
            AddSealed,
            AddSave,
            AddLeave,
            Page,
            PageKey,
            PageWeather
        ],
        None,
        None,
        "up"
    ),
    row!(
        Action::Move(Step::Down),
        "↓",
        [Key::Down],
        &[
            RotatePlan,
            RotateAsking,
            RotateMake,
            RotateCheck,
            RotateReady,
            RotateAlive,
            RotatePutBack,
            RotateQuiet,
            RotateKill,
            RotateProve,
            RotateWrongOne,
            RotateTail,
            RotateDone,
            RevokeStop,
            RevokeControlled,
            RevokeKill,
            RevokeCutOff,
            RevokeProve,
            RevokeLook,
            RevokeNew,
            RevokeTail,
            RevokeDone,
            Proof,
            NotProven,
            AddCheck,
            AddSealed,
            AddSave,
            AddLeave,
            Page,
            PageKey,
            PageWeather
        ],
        None,
        None,
        "down"
    ),
    row!(
        Action::Move(Step::PageUp),
        "PgUp",
        [Key::PageUp],
        &[
            RotatePlan,
            RotateAsking,
            RotateMake,
            RotateCheck,
            RotateReady,
            RotateAlive,
            RotatePutBack,
            RotateQuiet,
            RotateKill,
            RotateProve,
            RotateWrongOne,
            RotateTail,
            RotateDone,
            RevokeStop,
            RevokeControlled,
            RevokeKill,
            RevokeCutOff,
            RevokeProve,
            RevokeLook,
            RevokeNew,
            RevokeTail,
            RevokeDone,
            Proof,
            NotProven,
            AddCheck,
            AddSealed,
            AddSave,
            AddLeave,
            Page,
            PageKey,
            PageWeather
        ],
        None,
        None,
        "a screenful up"
    ),
    row!(
        Action::Move(Step::PageDown),
        "PgDn",
        [Key::PageDown],
        &[
            RotatePlan,
            RotateAsking,
            RotateMake,
            RotateCheck,
            RotateReady,
            RotateAlive,
            RotatePutBack,
            RotateQuiet,
            RotateKill,
            RotateProve,
            RotateWrongOne,
            RotateTail,
            RotateDone,
            RevokeStop,
            RevokeControlled,
            RevokeKill,
            RevokeCutOff,
            RevokeProve,
            RevokeLook,
            RevokeNew,
            RevokeTail,
            RevokeDone,
            Proof,
            NotProven,
            AddCheck,
            AddSealed,
            AddSave,
            AddLeave,
            Page,
            PageKey,
            PageWeather
        ],
        None,
        None,
        "a screenful down"
    ),
    row!(
        Action::Pick(0),
        "1",
        [Char('1')],
        &[RevokeStop, Question, NotProven, RevokeNew, AddSave, AddLeave],
        None,
        None,
        "the first"
    ),
    row!(
        Action::Pick(1),
        "2",
        [Char('2')],
        &[RevokeStop, Question, NotProven, RevokeNew, AddSave, AddLeave],
        None,
        None,
        "the second"
    ),
    row!(Action::Pick(2), "3", [Char('3')], &[NotProven, RevokeNew, AddSave], None, None, "the third"),
    row!(Action::Back, "Esc", [Key::Esc], &[RotatePlan], right("back", 0), Some(Everywhere), "back; stops what runs"),
    row!(Action::Back, "Esc", [Key::Esc], &[RotateAsking], right("back", 0), Some(Everywhere), "back; stops what runs"),
    row!(Action::Back, "Esc", [Key::Esc], &[RotateMake], right("back", 0), Some(Everywhere), "back; stops what runs"),
    row!(Action::Back, "Esc", [Key::Esc], &[RotateCheck], right("back", 0), Some(Everywhere), "back; stops what runs"),
    row!(Action::Back, "Esc", [Key::Esc], &[RotateReady], right("back", 0), Some(Everywhere), "back; stops what runs"),
    row!(Action::Back, "Esc", [Key::Esc], &[RotateAlive], right("back", 0), Some(Everywhere), "back; stops what runs"),
    row!(
        Action::Back,
        "Esc",
        [Key::Esc],
        &[RotatePutBack],
        right("back", 0),
        Some(Everywhere),
        "back; stops what runs"
    ),
    row!(Action::Back, "Esc", [Key::Esc], &[RotateQuiet], right("back", 0), Some(Everywhere), "back; stops what runs"),
    row!(Action::Back, "Esc", [Key::Esc], &[RotateKill], right("back", 0), Some(Everywhere), "back; stops what runs"),
    row!(Action::Back, "Esc", [Key::Esc], &[RotateProve], right("back", 0), Some(Everywhere), "back; stops what runs"),
    row!(
        Action::Back,
        "Esc",
        [Key::Esc],
        &[RotateWrongOne],
        right("back", 0),
        Some(Everywhere),
        "back; stops what runs"
    ),
    row!(Action::Back, "Esc", [Key::Esc], &[RotateTail], right("back", 0), Some(Everywhere), "back; stops what runs"),
    row!(Action::Back, "Esc", [Key::Esc], &[RotateDone], right("back", 0), Some(Everywhere), "back; stops what runs"),
    row!(
        Action::Back,
        "Esc",
        [Key::Esc, Char('0')],
        &[RevokeStop],
        right("back, nothing done", 0),
        Some(Everywhere),
        "back; stops what runs"
    ),
    row!(
        Action::Back,
        "Esc",
        [Key::Esc],
        &[RevokeControlled],
        right("back", 0),
        Some(Everywhere),
        "back; stops what runs"
    ),
    row!(Action::Back, "Esc", [Key::Esc], &[RevokeKill], right("leave", 0), Some(Everywhere), "back; stops what runs"),
    row!(Action::Back, "Esc", [Key::Esc], &[RevokeCutOff], right("back", 0), Some(Everywhere), "back; stops what runs"),
    row!(Action::Back, "Esc", [Key::Esc], &[RevokeProve], right("back", 0), Some(Everywhere), "back; stops what runs"),
    row!(Action::Back, "Esc", [Key::Esc], &[RevokeLook], right("back", 0), Some(Everywhere), "back; stops what runs"),
    row!(
        Action::Back,
        "Esc",
        [Key::Esc, Char('0')],
        &[RevokeNew],
        right("back", 0),
        Some(Everywhere),
        "back; stops what runs"
    ),
    row!(Action::Back, "Esc", [Key::Esc], &[RevokeTail], right("back", 0), Some(Everywhere), "back; stops what runs"),
    row!(Action::Back, "Esc", [Key::Esc], &[RevokeDone], right("back", 0), Some(Everywhere), "back; stops what runs"),
    row!(Action::Back, "Esc", [Key::Esc], &[Proof], right("back", 0), Some(Everywhere), "back; stops what runs"),
    row!(
        Action::Back,
        "Esc",
        [Key::Esc, Char('0')],
        &[NotProven],
        right("back", 0),
        Some(Everywhere),
        "back; stops what runs"
    ),
    row!(Action::Back, "Esc", [Key::Esc], &[RotateTakeIn], right("back", 0), Some(Everywhere), "back; stops what runs"),
    row!(Action::Back, "Esc", [Key::Esc], &[TypeName], right("back", 0), Some(Everywhere), "back; stops what runs"),
    row!(Action::Back, "Esc", [Key::Esc], &[TypeLine], right("back", 0), Some(Everywhere), "back; stops what runs"),
    row!(
        Action::Back,
        "Esc",
        [Key::Esc, Char('0')],
        &[Question],
        right("back", 0),
        Some(Everywhere),
        "back; stops what runs"
    ),
    row!(
        Action::Back,
        "Esc",
        [Key::Esc],
        &[Unlock],
        right("go on without asking", 0),
        Some(Everywhere),
        "back; stops what runs"
    ),
    row!(
        Action::Back,
        "Esc",
        [Key::Esc],
        &[UnlockKeyring],
        right("go on without asking", 0),
        Some(Everywhere),
        "back; stops what runs"
    ),
    row!(Action::Back, "Esc", [Key::Esc], &[MakeSealed], right("back", 0), Some(Everywhere), "back; stops what runs"),
    row!(Action::Back, "Esc", [Key::Esc], &[AddBot], right("back", 0), Some(Everywhere), "back; stops what runs"),
    row!(Action::Back, "Esc", [Key::Esc], &[AddExchange], right("back", 0), Some(Everywhere), "back; stops what runs"),
    row!(Action::Back, "Esc", [Key::Esc], &[AddSecret], right("back", 0), Some(Everywhere), "back; stops what runs"),
    row!(Action::Back, "Esc", [Key::Esc], &[AddSealed], right("back", 0), Some(Everywhere), "back; stops what runs"),
    row!(Action::Back, "Esc", [Key::Esc], &[AddCheck], right("back", 0), Some(Everywhere), "back; stops what runs"),
    row!(
        Action::Back,
        "Esc",
        [Key::Esc, Char('0')],
        &[AddSave],
        right("back", 0),
        Some(Everywhere),
        "back; stops what runs"
    ),
    row!(
        Action::Back,
        "Esc",
        [Key::Esc, Char('0')],
        &[AddLeave],
        right("back to it", 0),
        Some(Everywhere),
        "back; stops what runs"
    ),
    row!(Action::Back, "Esc", [Key::Esc], &[Edit], right("back", 0), Some(Everywhere), "back; stops what runs"),
    row!(Action::Back, "Esc", [Key::Esc], &[Page], right("to keyward", 0), Some(Everywhere), "back; stops what runs"),
    row!(
        Action::Back,
        "Esc",
        [Key::Esc],
        &[PageKey],
        right("to the list", 0),
        Some(Everywhere),
        "back; stops what runs"
    ),
    row!(Action::Back, "Esc", [Key::Esc], &[PageText], right("back", 0), Some(Everywhere), "back; stops what runs"),
    row!(
        Action::Back,
        "Esc",
        [Key::Esc],
        &[PageNew],
        right("to keyward", 0),
        Some(Everywhere),
        "back; stops what runs"
    ),
    row!(
        Action::Back,
        "Esc",
        [Key::Esc],
        &[PageWeather],
        right("to the page", 0),
        Some(Everywhere),
        "back; stops what runs"
    ),
    row!(Action::Quit, "q", [Char('q')], &[Fleet], right("quit", 110), Some(Everywhere), "quit, from the fleet"),
    row!(Action::Quit, "q", [Char('q')], &[Welcome], right("quit", 80), Some(Everywhere), "quit"),
    row!(Action::Quit, "Ctrl-C", [Key::Ctrl('c')], ALL, None, None, "quit"),
];

const ALL: &[Place] = &Place::ALL;
/// Screens that do things, where keys are actions.
const DOING: &[Place] = &[
    RotatePlan,
    RotateAsking,
    RotateMake,
    RotateCheck,
    RotateReady,
    RotateAlive,
    RotatePutBack,
    RotateQuiet,
    RotateKill,
    RotateProve,
    RotateWrongOne,
    RotateTail,
    RotateDone,
    RevokeStop,
    RevokeControlled,
    RevokeKill,
    RevokeCutOff,
    RevokeProve,
    RevokeLook,
    RevokeNew,
    RevokeTail,
    RevokeDone,
    Proof,
    NotProven,
    AddSealed,
    AddCheck,
    AddSave,
    AddLeave,
    Page,
    PageKey,
    PageNew,
    PageWeather,
];
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
