//! The lines of Check: as a list, condensed, or as a table of old and new beside each other.

use super::State;
use crate::domain::Tri;
use crate::engine::port::FlowCard;
use crate::flows::{By, CheckLine, Line, Snapshot, Word};
use crate::tui::canvas::Words;
use crate::tui::glyphs::{BROKEN, DONE, UNKNOWN, WORK};
use crate::tui::screens::flow::{Ask, view as flow};
use crate::tui::theme::Role;
use crate::tui::view::Layout;
use crate::tui::widgets::paper::Row;

/// The lines that the exchange does not tell from here and its user can.
pub fn untold(snapshot: &Snapshot) -> Vec<(Line, String)> {
    let open = |line: &&CheckLine| line.holds == Tri::Unknown && line.line.can_be_told();
    let told = |line: &&CheckLine| snapshot.takes.contains(&format!("told:{}", line.line.word()));
    snapshot.lines.iter().filter(open).filter(told).map(|line| (line.line, line.says.clone())).collect()
}

/// The pane for taking the key although lines fail; `None` where none does.
pub fn anyway(snapshot: &Snapshot) -> Option<Ask> {
    let failing: Vec<&CheckLine> =
        snapshot.lines.iter().filter(|line| line.holds.is_no() && line.line.can_be_told()).collect();
    let first = failing.first()?;
    let new = snapshot.new.map(|new| new.hint.to_string()).unwrap_or_default();
    let mut facts = vec![("Then", Words::new().text(consequence(first.line, snapshot)))];
    facts.extend(failing.iter().skip(1).map(|line| ("And", Words::new().text(consequence(line.line, snapshot)))));
    if let Some(old) = snapshot.old {
        let kept = format!("{}, until the new one is seen trading. ", old.hint);
        facts.push(("Kept", Words::new().text(kept).key("b").text(" puts it back.")));
    }
    let title = format!("take {new} although it {}", failing_word(first.line));
    let words = failing.iter().map(|line| Word::Override(line.line)).collect();
    Some(Ask::name(title, facts, "To take it anyway, type the bot's name.", snapshot.bot.as_str(), words))
}

fn consequence(line: Line, snapshot: &Snapshot) -> String {
    let bot = &snapshot.bot;
    match line {
        Line::Enough => format!("{bot} gets a key with which its orders fail."),
        Line::NoWithdraw => format!("a thief with {bot}'s new key takes the coins, not only the trades."),
        Line::NotTooMuch => format!("{bot} gets a key that may do more than it needs."),
        Line::Listed => format!("{bot}'s new key works from where it should not, or not from its host."),
        Line::Account => format!("{bot} trades on another account than before."),
        Line::Answers => format!("{bot} gets a key that {} did not answer.", snapshot.exchange_name),
        Line::Sealed | Line::Another => String::new(),
    }
}

const fn failing_word(line: Line) -> &'static str {
    match line {
        Line::Enough => "cannot trade",
        Line::NoWithdraw => "can withdraw",
        Line::NotTooMuch => "may do too much",
        Line::Listed => "is not listed",
        Line::Account => "is of another account",
        Line::Answers => "does not answer",
        Line::Sealed => "is not sealed",
        Line::Another => "is known already",
    }
}

/// The body of Check.
pub fn rows(state: &State, card: &FlowCard, layout: Layout) -> Vec<Row> {
    let snapshot = &card.snapshot;
    let mut rows = match layout {
        Layout::Wide => table(card),
        Layout::Table => snapshot.lines.iter().map(|line| full(line, card, label(line))).collect(),
        _ => condensed(card),
    };
    rows.push(Row::Blank);
    rows.extend(advice(state, card, layout));
    rows
}

/// What is to be done about it, and that nothing hurries.
fn advice(state: &State, card: &FlowCard, layout: Layout) -> Vec<Row> {
    let snapshot = &card.snapshot;
    let exchange = &snapshot.exchange_name;
    let new = snapshot.new.map(|new| new.hint.to_string()).unwrap_or_default();
    let failing = snapshot.lines.iter().find(|line| line.holds.is_no());
    let old = snapshot.old.map(|old| old.hint.to_string());
    let mut rows = Vec::new();
    match failing {
        Some(line) => {
            if layout >= Layout::Table {
                rows.push(Row::Said(why(line.line)));
            }
            let again = Words::new().text(format!("At {exchange} edit {new}{}, then ", what_to_tick(line.line)));
            rows.push(Row::Said(again.key("v").text(".")));
            if layout >= Layout::Table && !card.guide.is_empty() {
                rows.push(Row::Blank);
                rows.extend(flow::guide(
                    &card.guide,
                    1,
                    flow::copyable(&card.guide, &card.page).get(state.copy_at).copied(),
                    &card.page,
                ));
            }
        }
        None if !untold(snapshot).is_empty() && snapshot.next_at.is_none() => {
            let said = Words::new().strong(format!("{exchange} answers no further:"));
            rows.push(Row::Said(
                said.text(" what cannot be read from here is yours to tell. ").key("Enter").text(": one question."),
            ));
        }
        None => rows.push(flow::main_sentence(card, snapshot.started_at.unwrap_or_default())),
    }
    match (old, layout) {
        (Some(_), Layout::Table | Layout::Wide) => {
            rows.push(Row::Blank);
            rows.push(Row::Said(Words::new().text("The old key stays until the new one passes. Nothing to hurry.")));
        }
        (Some(old), _) => rows.push(Row::Said(Words::new().text(format!("The old key {old} keeps working.")))),
        (None, _) => {}
    }
    if layout == Layout::Wide {
        rows.push(Row::Blank);
        rows.push(Row::Said(Words::new().text(next(snapshot))));
    }
    rows
}

fn next(snapshot: &Snapshot) -> String {
    let bot = &snapshot.bot;
    match snapshot.old {
        Some(old) => format!(
            "What happens next: you put the new key where {bot} reads it and restart it, keyward waits until you saw {bot} with the new key, lets both live for a while, and only then leads you through deleting {}.",
            old.hint
        ),
        None => format!("What happens next: you put the new key where {bot} reads it and start it."),
    }
}

fn why(line: Line) -> Words {
    let (first, rest) = match line {
        Line::Enough => ("The new key is weaker than the bot needs:", " its orders would fail."),
        Line::NoWithdraw => ("The new key can move coins away:", " a thief with it takes them."),
        Line::NotTooMuch => ("The new key may do more than the bot needs:", " so may a thief with it."),
        Line::Listed => {
            ("The new key is not held to the bot's address:", " a thief could use it, or the bot could not.")
        }
        Line::Account => ("The new key is of another account:", " the bot would trade there."),
        Line::Answers => ("The new key does not answer.", " Was it saved? Is it this site's?"),
        Line::Sealed | Line::Another => ("The new key cannot be taken.", ""),
    };
    Words::new().strong(first).text(rest)
}

const fn what_to_tick(line: Line) -> &'static str {
    match line {
        Line::Enough => ", tick what is missing",
        Line::NoWithdraw => ", untick Withdraw",
        Line::NotTooMuch => ", untick what it does not need",
        Line::Listed => ", correct its address list",
        _ => "",
    }
}

fn sign(line: &CheckLine, card: &FlowCard) -> (char, Role) {
    match line.holds {
        Tri::Yes => (DONE, Role::Quiet),
        Tri::No => (BROKEN, Role::Bad),
        Tri::Unknown if card.snapshot.next_at.is_some() => (WORK, Role::Work),
        Tri::Unknown => (UNKNOWN, Role::Unknown),
    }
}

/// The label of a line as it stands: `Cannot withdraw`, or `Can withdraw.` where it fails.
fn label(line: &CheckLine) -> &'static str {
    if line.holds.is_no() {
        return match line.line {
            Line::Sealed => "Not sealed.",
            Line::Answers => "No answer.",
            Line::Another => "Known already.",
            Line::Account => "Another account.",
            Line::NoWithdraw => "Can withdraw.",
            Line::Enough => "Cannot trade.",
            Line::NotTooMuch => "May do too much.",
            Line::Listed => "Not listed.",
        };
    }
    match line.line {
        Line::Sealed => "Sealed",
        Line::Answers => "Answers",
        Line::Another => "Not the old one",
        Line::Account => "Right account",
        Line::NoWithdraw => "Cannot withdraw",
        Line::Enough => "Enough to trade",
        Line::NotTooMuch => "Nothing more",
        Line::Listed => "Listed",
    }
}

/// What is so, with the one who says it where that is not the exchange.
fn says(line: &CheckLine) -> String {
    let text = if line.holds.is_no() { line.says.clone() } else { line.says.trim_end_matches('.').to_owned() };
    match line.by {
        Some(By::Told) => "you say so".to_owned(),
        Some(By::Override) => format!("taken anyway: {text}"),
        _ => text,
    }
}

fn full(line: &CheckLine, card: &FlowCard, label: &'static str) -> Row {
    let (sign, role) = sign(line, card);
    let text = says(line);
    let text = if line.holds.is_yes() { Words::new().quiet(text) } else { Words::new().text(text) };
    Row::Check { sign, role, label: label.to_owned(), text, note: String::new() }
}

/// What holds of the first four in one row, each of the others in its own.
fn condensed(card: &FlowCard) -> Vec<Row> {
    let first = [Line::Sealed, Line::Answers, Line::Another, Line::Account];
    let holds = |line: &&CheckLine| line.holds.is_yes();
    let together: Vec<String> = card
        .snapshot
        .lines
        .iter()
        .filter(|line| first.contains(&line.line))
        .filter(holds)
        .enumerate()
        .map(|(at, line)| if at == 0 { label(line).to_owned() } else { label(line).to_lowercase() })
        .collect();
    let mut rows = Vec::new();
    if !together.is_empty() {
        rows.push(Row::Signed(DONE, Role::Quiet, Words::new().text(together.join(", "))));
    }
    for line in &card.snapshot.lines {
        if line.holds.is_yes() && first.contains(&line.line) {
            continue;
        }
        let (sign, role) = sign(line, card);
        let name = if role == Role::Quiet { Role::Text } else { role };
        let mut words = Words::new().role(name, label(line));
        if !line.holds.is_yes() {
            words = words.text(format!(" {}", says(line)));
        }
        rows.push(Row::Signed(sign, role, words));
    }
    rows
}

/// Old and new beside each other, as far as is known of the old one.
fn table(card: &FlowCard) -> Vec<Row> {
    let snapshot = &card.snapshot;
    let end = |hint: Option<String>| hint.map_or_else(String::new, |hint| format!(" {hint}"));
    let old = end(snapshot.old.map(|old| old.hint.to_string()));
    let new = end(snapshot.new.map(|new| new.hint.to_string()));
    let head = |text: String| Words::new().quiet(text);
    let mut rows = vec![Row::Cells(vec![
        (0, head("CHECK".into())),
        (21, head(if snapshot.old.is_some() { format!("OLD{old}") } else { String::new() })),
        (42, head(format!("NEW{new}"))),
        (68, head("HOW KEYWARD KNOWS".into())),
    ])];
    for line in &snapshot.lines {
        let (sign, role) = sign(line, card);
        let name = if role == Role::Quiet { Role::Text } else { role };
        let label = if line.line == Line::Another { "Another key" } else { label(line).trim_end_matches('.') };
        let cut = |text: String, room: usize| crate::domain::middle_cut(&text, room);
        rows.push(Row::Cells(vec![
            (0, Words::new().role(role, sign.to_string())),
            (2, Words::new().role(name, label)),
            (21, Words::new().quiet(cut(old_value(line.line, card), 20))),
            (42, Words::new().role(name, cut(new_value(line, card), 25))),
            (68, Words::new().quiet(cut(says(line).trim_end_matches('.').to_owned(), 46))),
        ]));
    }
    rows
}

fn old_value(line: Line, card: &FlowCard) -> String {
    if card.snapshot.old.is_none() {
        return String::new();
    }
    let facts = &card.row.facts;
    let yes = |value: Tri| match value {
        Tri::Yes => "yes",
        Tri::No => "no",
        Tri::Unknown => "?",
    };
    match line {
        Line::Sealed => card.row.secret_in.to_owned(),
        Line::Answers => card.snapshot.old.map_or("?", |old| old.alive.says(old.killing)).to_owned(),
        Line::Another => card.snapshot.old.map_or_else(String::new, |old| old.hint.to_string()),
        Line::Account => card.row.account.to_string(),
        Line::NoWithdraw => match facts.scopes.coins_can_leave() {
            Tri::No => "right".to_owned(),
            Tri::Yes => "it can".to_owned(),
            Tri::Unknown => "?".to_owned(),
        },
        Line::Enough | Line::NotTooMuch => facts.scopes.strip(),
        Line::Listed => match &facts.list.addresses {
            Some(list) if !list.is_empty() => list.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "),
            _ => yes(match facts.list.state {
                crate::domain::ListState::Open => Tri::No,
                crate::domain::ListState::Unknown => Tri::Unknown,
                _ => Tri::Yes,
            })
            .to_owned(),
        },
    }
}

fn new_value(line: &CheckLine, card: &FlowCard) -> String {
    let (yes, no) = match line.line {
        Line::Another => return card.snapshot.new.map_or_else(String::new, |new| new.hint.to_string()),
        Line::Sealed => ("sealed", "not sealed"),
        Line::Answers => ("yes", "no"),
        Line::Account => ("the same", "another"),
        Line::NoWithdraw => ("right", "it can"),
        Line::Enough => ("enough", "not enough"),
        Line::NotTooMuch => ("nothing more", "more"),
        Line::Listed => ("listed", "not as it should be"),
    };
    match (line.holds, line.by) {
        (Tri::Yes, Some(By::Told)) => format!("{yes}, you say"),
        (Tri::Yes, Some(By::Override)) => "taken anyway".to_owned(),
        (Tri::Yes, _) => yes.to_owned(),
        (Tri::No, _) => no.to_owned(),
        (Tri::Unknown, _) if card.snapshot.next_at.is_some() => "asking".to_owned(),
        (Tri::Unknown, _) => "?".to_owned(),
    }
}
