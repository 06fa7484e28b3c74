//! Draws it.

use super::bot;
use super::exchange;
use super::state::{State, Step, address, place};
use crate::domain::date_of as date;
use crate::domain::{Class, Origin, Scope};
use crate::engine::port::AddCard;
use crate::tui::actions::Action;
use crate::tui::canvas::{Canvas, Words};
use crate::tui::glyphs::{BROKEN, DONE, FINE, SOON, UNKNOWN, WORK};
use crate::tui::screens::flow::{passphrase, view as flow};
use crate::tui::screens::rotate::{fields_say, height};
use crate::tui::state::{Drawn, Shared, Window, sign_of};
use crate::tui::theme::Role;
use crate::tui::view::Layout;
use crate::tui::widgets::field::masked;
use crate::tui::widgets::foot::Footer;
use crate::tui::widgets::frame::Head;
use crate::tui::widgets::paper::{Paper, Row};
use crate::tui::widgets::secrets::{Columns, name, says_count};
use crate::tui::widgets::steps::Steps;
use ratatui::layout::Rect;

const STEPS: &[&str] = &["Bot", "Exchange", "Secret", "Check", "Save"];

/// Draws it.
pub fn draw(state: &State, shared: &Shared, window: Window, canvas: &mut Canvas<'_>) -> Drawn {
    let mut drawn = Drawn { window, hits: Vec::new() };
    let layout = Layout::of(canvas.area().width);
    let at = match state.step {
        Step::Bot => 0,
        Step::Exchange => 1,
        Step::Secret => 2,
        Step::Check => 3,
        Step::Save => 4,
        Step::Leave => {
            if state.card.is_some() {
                2
            } else {
                3
            }
        }
    };
    let head = Head::new(title(state, shared), vec![format!("step {} of 5", at + 1)]);
    let steps = Steps { names: STEPS, at };
    let body = flow::frame(
        head,
        steps,
        &Footer { place: place(state), without: &without(state, shared) },
        shared,
        canvas,
        &mut drawn,
    );
    let inner = flow::inner(body, layout);
    let paper = Paper::of(layout);
    match state.step {
        Step::Bot => form_step("Which bot trades with this key?", Words::new(), state, shared, layout, inner, canvas),
        Step::Exchange => {
            let bot = state.bot.text(bot::Name::Bot);
            let question = format!("Where does {bot} trade?");
            form_step(&question, Words::new(), state, shared, layout, inner, canvas);
        }
        Step::Secret => secret(state, shared, layout, inner, canvas),
        Step::Check => {
            let rows = check(state, shared, layout);
            drawn.window = paper.draw(&rows, state.scroll, inner, canvas);
        }
        Step::Save => {
            let note = match layout {
                Layout::Wide => Some(58),
                Layout::Table => Some(43),
                _ => None,
            };
            Paper { note, ..paper }.draw(&save(state, shared, layout), state.scroll, inner, canvas);
        }
        Step::Leave => {
            paper.draw(&leave(state, shared, layout), 0, inner, canvas);
        }
    }
    drawn
}

/// Keys that the step has and this exchange has not.
fn without(state: &State, shared: &Shared) -> Vec<Action> {
    let venue = exchange::venue(&state.exchange, &shared.bench.venues);
    let makes = venue.is_some_and(|venue| passphrase::is_wanted(&venue.id, shared));
    if makes && state.made().is_none() { Vec::new() } else { vec![Action::MakePassphrase] }
}

/// `Add a key · mm-sol on Bybit, sub:mm`.
fn title(state: &State, shared: &Shared) -> String {
    let bot = state.bot.text(bot::Name::Bot);
    match (state.step, &state.card, &state.left, state.place_of(shared)) {
        (_, Some(card), _, _) => {
            let row = &card.row;
            format!("Add a key · {} on {}, {}", row.bot, row.exchange_name, row.account)
        }
        (_, None, Some(row), _) => format!("Add a key · {} on {}, {}", row.bot, row.exchange_name, row.account),
        (Step::Bot, ..) => "Add a key".to_owned(),
        (Step::Exchange, ..) => format!("Add a key · {bot}"),
        (_, None, None, Some(place)) => format!("Add a key · {bot} on {}, {}", place.venue.name, place.account),
        (_, None, None, None) => format!("Add a key · {bot}"),
    }
}

fn above(state: &State, shared: &Shared) -> Vec<Row> {
    let mut rows = Vec::new();
    if let Some(why) = &state.refused {
        rows.push(Row::Signed(BROKEN, Role::Bad, Words::new().role(Role::Bad, why.clone())));
        rows.push(Row::Blank);
    }
    if let Some(seconds) = state.busy(shared.now).filter(|seconds| *seconds > 0) {
        rows.push(Row::Signed(WORK, Role::Work, Words::new().text(format!("At it, {seconds} s."))));
        rows.push(Row::Blank);
    }
    rows
}

/// Steps 1 and 2: a question, the form, and what helps with it.
fn form_step(
    question: &str,
    _: Words,
    state: &State,
    shared: &Shared,
    layout: Layout,
    area: Rect,
    canvas: &mut Canvas<'_>,
) {
    let paper = Paper::of(layout);
    let mut rows = above(state, shared);
    rows.push(Row::Said(Words::new().strong(question.to_owned())));
    paper.draw(&rows, 0, area, canvas);
    let used = u16::try_from(height(&rows, layout, area.width)).unwrap_or(1);
    let y = area.y + used + u16::from(layout >= Layout::Table);
    let below = Rect { y, height: area.bottom().saturating_sub(y), ..area };
    let y = if state.step == Step::Bot {
        state.bot.draw(below, layout, canvas)
    } else {
        state.exchange.draw(below, layout, canvas)
    };
    if state.step == Step::Exchange {
        let y = y + u16::from(layout >= Layout::Table);
        let rest = Rect { y, height: area.bottom().saturating_sub(y), ..area };
        paper.draw(&page_rows(state, shared), 0, rest, canvas);
    }
}

/// How a key is made there, for who has none yet.
fn page_rows(state: &State, shared: &Shared) -> Vec<Row> {
    let Some(venue) = exchange::venue(&state.exchange, &shared.bench.venues) else { return Vec::new() };
    let needs = bot::needs(&state.bot);
    let mut words = Words::new();
    for (on, name) in venue.to_tick(&needs) {
        let text = if on { format!("✓ {name}   ") } else { format!("✗ {name} stays off") };
        words = words.text(text);
    }
    let intro = Words::new().text("No key yet? ").key("o");
    let mut rows = vec![Row::Said(intro.text(format!(" opens {}'s page. Make it like this:", venue.name)))];
    if !words.is_empty() {
        rows.push(Row::Under(words));
    }
    if let Some(address) = address(state) {
        let note = if state.copies_passphrase {
            Words::new().quiet("y copies")
        } else {
            Words::new().key("y").text(" copies")
        };
        rows.push(Row::Under(Words::new().text(format!("IP list  {address}   ")).then(&note)));
    }
    if passphrase::is_wanted(&venue.id, shared) {
        let secrets = state.secrets.as_ref().filter(|secrets| secrets.is_for(&state.usual(shared)));
        let note = passphrase::note(secrets, state.copies_passphrase);
        let said = Words::new().text("Passphrase  ").then(&passphrase::words(&venue.name, secrets));
        rows.push(Row::Under(said.text("   ").then(&note)));
        let says = state.making.says(secrets, state.taken(shared));
        rows.extend((!says.is_empty()).then_some(Row::Blank));
        rows.extend(says);
    }
    rows
}

/// Step 3: the fields; or what is sealed.
fn secret(state: &State, shared: &Shared, layout: Layout, area: Rect, canvas: &mut Canvas<'_>) {
    let paper = Paper::of(layout);
    let mut rows = above(state, shared);
    let rest = if layout >= Layout::Table {
        " In any order, together or one by one; a JSON, an .env snippet or a downloaded key file is taken apart for you."
    } else {
        " Together or one by one."
    };
    rows.push(Row::Said(Words::new().strong("Paste the key and its secret.").text(rest)));
    paper.draw(&rows, 0, area, canvas);
    let used = u16::try_from(height(&rows, layout, area.width)).unwrap_or(2);
    let gap = u16::from(layout >= Layout::Table);
    let y = area.y + used + gap;
    let below = Rect { y, height: area.bottom().saturating_sub(y), ..area };
    let (y, rows) = match (&state.card, &state.secrets) {
        (Some(card), _) => (sealed_fields(state, card, shared, layout, below, canvas), sealed(card, shared, layout)),
        (None, Some(secrets)) => {
            let rows = fields_say(secrets, state.taken(shared));
            (secrets.draw(below, layout, canvas), rows)
        }
        (None, None) => return,
    };
    let y = y + gap;
    paper.draw(&rows, 0, Rect { y, height: area.bottom().saturating_sub(y), ..area }, canvas);
}

/// The fields as they were: the key's end, and how many characters each part had.
fn sealed_fields(
    state: &State,
    card: &AddCard,
    shared: &Shared,
    layout: Layout,
    area: Rect,
    canvas: &mut Canvas<'_>,
) -> u16 {
    let columns = Columns::of(layout);
    let usual = state.usual(shared);
    let hint = card.row.hint.map(|hint| hint.to_string()).unwrap_or_default();
    let mut y = area.y;
    let when = card.sealed_at.format("%H:%M:%S");
    let parts = if state.sealed.is_empty() {
        vec![(crate::secret::Place::Key, 0), (crate::secret::Place::Secret, 0)]
    } else {
        state.sealed.clone()
    };
    for (part, count) in parts {
        if y >= area.bottom() {
            break;
        }
        let x = area.x + columns.inset;
        canvas.put(x + 2, y, area.right(), name(part), Role::Quiet);
        let key = part == crate::secret::Place::Key;
        if key {
            canvas.put(x + columns.value, y, area.right(), &hint, Role::Text);
        } else {
            masked(if count == 0 { 12 } else { count }, x + columns.value, y, columns.dots, false, canvas);
        }
        let note = match (key, count) {
            (true, 0) => String::new(),
            (_, count) if layout == Layout::Phone => format!("{count} characters"),
            (true, count) => says_count(&usual, part, count),
            (false, 0) => format!("sealed at {when}"),
            (false, count) => format!("{count} characters, sealed at {when}"),
        };
        canvas.put(x + columns.note, y, area.right(), &note, if key { Role::Quiet } else { Role::Text });
        y += columns.step;
    }
    y
}

fn sealed(card: &AddCard, shared: &Shared, layout: Layout) -> Vec<Row> {
    let row = &card.row;
    let hint = row.hint.map(|hint| hint.to_string()).unwrap_or_default();
    let named = format!("keyward  {}  {}  {hint}", row.bot, row.exchange_name);
    let mut rows = vec![
        Row::Signed(DONE, Role::Quiet, Words::new().strong("Both are there.").text(" Nothing was sent anywhere yet.")),
        Row::Blank,
    ];
    let keeps = "a clipboard manager or a synced phone may keep a copy that keyward cannot reach.";
    if layout == Layout::Wide {
        let fact = |label: &str, words: Words| Row::Fact(label.to_owned(), words, String::new());
        let store = card.place.clone();
        rows.push(fact("Sealed as", Words::new().text(format!("{named}      in {store}, read back, equal"))));
        let clip = Words::new().text("may still hold the secret.  ").key("c").text(format!(" clears it here; {keeps}"));
        rows.push(fact("Clipboard", clip));
        let next = format!(
            "keyward asks {} one question (what may this key do){}. It places no order.",
            row.exchange_name,
            row.host.as_ref().map(|host| format!(" as {} is asked", host.as_str())).unwrap_or_default()
        );
        rows.push(fact("Next", Words::new().text(next)));
        return rows;
    }
    rows.push(Row::Said(Words::new().text(format!("Already in {} as  {named}", card.place))));
    let clip = Words::new().text("Your clipboard may still hold the secret. ").key("c");
    rows.push(Row::Said(clip.text(format!(" clears it; {keeps}"))));
    if shared.practice {
        rows.push(Row::Said(Words::new().quiet("In practice nothing of it is real.")));
    }
    rows
}

/// Step 4: what the exchange says, what is wrong first.
fn check(state: &State, shared: &Shared, layout: Layout) -> Vec<Row> {
    let mut rows = above(state, shared);
    let Some(card) = &state.card else { return rows };
    let wide = layout == Layout::Wide;
    if wide {
        let head = |text: &'static str| Words::new().quiet(text);
        rows.push(Row::Cells(vec![(0, head("WHAT")), (28, head("SO")), (68, head("WHO SAYS SO"))]));
    }
    if let Some(asked) = &card.asked {
        let (sign, role) = match asked.class {
            Class::Ok => (DONE, Role::Quiet),
            Class::Signature | Class::UnknownKey | Class::Expired => (BROKEN, Role::Bad),
            _ => (SOON, Role::Warn),
        };
        let says = asked.says.trim_end_matches('.').to_owned();
        rows.push(match asked.class {
            Class::Ok if wide => Row::Cells(vec![
                (0, Words::new().quiet(sign.to_string())),
                (2, Words::new().text("It works")),
                (28, Words::new().text(crate::domain::middle_cut(&says, 84))),
            ]),
            Class::Ok => {
                let (label, text, note) = ("It works".to_owned(), Words::new().quiet(says), String::new());
                Row::Check { sign, role, label, text, note }
            }
            _ => Row::Signed(sign, role, Words::new().text(asked.says.clone())),
        });
    }
    for line in &card.lines {
        let sign = sign_of(line.sign);
        let role = crate::tui::glyphs::role_of(sign);
        let sign = if sign == FINE { DONE } else { sign };
        let text = match role {
            Role::Quiet => Words::new().quiet(line.so.clone()),
            _ => Words::new().text(line.so.clone()),
        };
        if layout == Layout::Wide {
            rows.push(Row::Cells(vec![
                (0, Words::new().role(role, sign.to_string())),
                (2, Words::new().role(if role == Role::Quiet { Role::Text } else { role }, line.what)),
                (28, Words::new().text(crate::domain::middle_cut(&line.so, 38))),
                (68, Words::new().quiet(crate::domain::middle_cut(&line.who, 42))),
            ]));
        } else {
            rows.push(Row::Check { sign, role, label: line.what.to_owned(), text, note: String::new() });
        }
    }
    rows.push(Row::Blank);
    rows.extend(mend(state, card, layout));
    rows
}

/// The change that heals most of it, and that it can be saved as it is.
fn mend(state: &State, card: &AddCard, layout: Layout) -> Vec<Row> {
    let mut rows = Vec::new();
    if state.holds() {
        rows.push(Row::Said(Words::new().strong("Everything holds.").text(" ").key("Enter").text(" goes on.")));
        return rows;
    }
    if let Some(first) = card.explained.first() {
        rows.push(Row::Said(Words::new().strong("Fix:").text(format!(" {}", first.fix))));
        if !first.how.is_empty() && layout >= Layout::Table {
            rows.push(Row::Said(Words::new().text(first.how.clone())));
        }
        rows.push(Row::Said(
            Words::new().key("o").text(" opens the page. Then ").key("v").text(", and keyward asks again."),
        ));
        rows.push(Row::Blank);
    }
    let saves = if card.can_save {
        "You can save it as it is. It will stand on top of the fleet until mended."
    } else {
        "The exchange does not take it: site, key and secret are to be looked at. s saves it all the same."
    };
    rows.push(Row::Said(Words::new().text(saves)));
    rows
}

/// Step 5: what will be kept, what comes next, and the date that matters.
fn save(state: &State, shared: &Shared, layout: Layout) -> Vec<Row> {
    let mut rows = above(state, shared);
    let Some(card) = &state.card else { return rows };
    let row = &card.row;
    let facts = &row.facts;
    let all = if state.holds() { " Everything holds." } else { " What does not hold stays on the fleet until mended." };
    rows.push(Row::Said(Words::new().strong(format!("Save {}.", row.bot)).text(all)));
    rows.extend((layout >= Layout::Table).then_some(Row::Blank));
    let hint = row.hint.map(|hint| hint.to_string()).unwrap_or_default();
    let made = match facts.created.origin {
        Origin::Seen => format!("{hint}, nobody told when it was made"),
        _ => format!("{hint}, made {}", date(facts.created.value)),
    };
    let fact = |label: &str, text: String, who: String| Row::Fact(label.to_owned(), Words::new().text(text), who);
    let who = |text: &str| if layout >= Layout::Table { text.to_owned() } else { String::new() };
    let names = |scopes: &[Scope]| scopes.iter().map(|scope| scope.word()).collect::<Vec<_>>().join(", ");
    rows.push(fact("Key", made, who(&row.exchange_name)));
    rows.push(fact("May do", facts.scopes.strip(), who(&short_rights(&facts.scopes, names))));
    let list = facts.list.addresses.iter().flatten().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    let works = match facts.list.state {
        crate::domain::ListState::Open => "anywhere".to_owned(),
        crate::domain::ListState::Unknown => "?".to_owned(),
        _ if list.is_empty() => "its list".to_owned(),
        _ => list,
    };
    rows.push(fact("Works from", works, String::new()));
    rows.push(fact("Secret", format!("in {}", card.place), who("read back, equal")));
    let warn = facts.due - crate::domain::Span::days(i64::from(shared.bench.policy.warn_before_days));
    rows.push(fact("Replace by", date(facts.due), who(&format!("reminded from {}", date(warn)))));
    rows.extend((layout >= Layout::Table).then_some(Row::Blank));
    rows.push(Row::Said(Words::new().text("How does the bot get it?")));
    let choice = |digit: usize, text: &str, note: &'static str| Row::Choice {
        digit,
        chosen: state.choice + 1 == digit,
        text: text.to_owned(),
        note: if layout >= Layout::Table { Words::new().quiet(note) } else { Words::new() },
    };
    rows.push(choice(1, "It has it already", "the key was made for it, or you put it there"));
    rows.push(choice(3, "Later", "you put it there; nothing is checked until then"));
    rows
}

fn short_rights(scopes: &crate::domain::Scopes, names: impl Fn(&[Scope]) -> String) -> String {
    let may: Vec<Scope> = [Scope::Read, Scope::Spot, Scope::Margin, Scope::Futures, Scope::Options]
        .into_iter()
        .filter(|scope| scopes.may(*scope).is_yes())
        .collect();
    let withdraw = match scopes.coins_can_leave() {
        crate::domain::Tri::Yes => "can withdraw",
        crate::domain::Tri::No => "cannot withdraw",
        crate::domain::Tri::Unknown => "withdrawing: nobody knows",
    };
    if may.is_empty() { withdraw.to_owned() } else { format!("{}; {withdraw}", names(&may)) }
}

/// A key that is sealed and not saved.
fn leave(state: &State, shared: &Shared, layout: Layout) -> Vec<Row> {
    let mut rows = above(state, shared);
    let hint = state.hint().map(|hint| hint.to_string()).unwrap_or_default();
    let said = Words::new().strong(format!("{hint} is sealed and not saved yet."));
    rows.push(Row::Signed(UNKNOWN, Role::Unknown, said.text(" Nothing of it is the bot's.")));
    rows.extend((layout >= Layout::Table).then_some(Row::Blank));
    let choice = |digit: usize, text: &str, note: &'static str| Row::Choice {
        digit,
        chosen: state.choice + 1 == digit,
        text: text.to_owned(),
        note: if layout >= Layout::Table { Words::new().quiet(note) } else { Words::new() },
    };
    rows.push(choice(1, "Go on with it", "the check, then the saving"));
    rows.push(choice(2, "Drop it", "its secret is wiped; the exchange keeps it"));
    rows.push(Row::Blank);
    rows.push(Row::Said(
        Words::new().key("Esc").text(" leaves it as it is: adding a key asks again what becomes of it."),
    ));
    rows
}
