//! Check: nothing of the new key is the bot's before each line holds, by the exchange, by the user's word, or by override.

use super::{Act, Rotation, Said, State, View, Which, Word, all_hold, ready};
use crate::domain::{Class, EvidenceKind, Moment, Sign, Tri};
use crate::flows::asking::{self, Due};
use crate::flows::{CheckLine, GuideShown, Illegal, Line};

pub(super) fn take(r: &mut Rotation, act: &mut Act<'_>, said: &Said) -> Result<bool, Illegal> {
    match said.word {
        Word::Ask => act.ask_for(false, true, r.hold)?,
        Word::Override(line) => overrule(r, act, line)?,
        Word::Abort => r.abort(act, ""),
        Word::HaveKey => {
            return Err(Illegal::new(
                "`have-key`",
                "no credential came with it",
                "Give it on standard input, or paste it.",
            ));
        }
        _ => return Ok(false),
    }
    Ok(true)
}

/// Takes the key although this line is known to fail.
pub(super) fn overrule(r: &mut Rotation, act: &mut Act<'_>, line: Line) -> Result<(), Illegal> {
    let no = |why: &str, hint: &str| Err(Illegal::new(format!("`override:{}`", line.word()), why, hint));
    if !line.can_be_told() {
        return no("this line can be neither told nor overridden", "");
    }
    if r.answered.overridden.contains(&line) {
        return Ok(());
    }
    let holds = r.check_lines(act.world).into_iter().find(|checked| checked.line == line).map(|checked| checked.holds);
    match holds {
        Some(Tri::No) => {
            r.answered.overridden.push(line);
            act.you(r.new_hint(), format!("{} taken although {} fails", r.new_name(), line.word()));
            Ok(())
        }
        Some(Tri::Yes) => no("this line holds", ""),
        _ => no("this line is not known to fail", &format!("If it holds, tell `told:{}`.", line.word())),
    }
}

pub(super) fn settle(r: &mut Rotation, act: &mut Act<'_>) {
    if r.heard.delivered || r.heard.seen {
        ready::leave(r, act);
        return;
    }
    if all_hold(&r.check_lines(act.world)) && !is_stale(r, act) {
        act.note(r.new_hint(), format!("{}: each line of the check holds", r.new_name()));
        r.state = State::Ready { since: act.now() };
        return;
    }
    if act.may_look && due(r, act) == Due::Now {
        act.ask(false, true);
    }
}

/// What is known of it is from before it was given this time.
fn is_stale(r: &Rotation, act: &Act<'_>) -> bool {
    r.sealed_mark > 0 && act.can_ask(Which::New) && act.said_since(Which::New, r.sealed_mark).is_none()
}

/// By itself a new key is asked once; and again while nothing was heard, or while a new key may not be known yet.
fn due(r: &Rotation, act: &Act<'_>) -> Due {
    if !act.can_ask(Which::New) {
        return Due::WhenTold;
    }
    let rows = act.rows(Which::New);
    let newest = rows.iter().filter(|row| row.sign().is_some()).max_by_key(|row| row.number);
    let fresh = |at: Moment| act.view(Which::New).is_some_and(|view| at - view.key.first_seen < r.pace.lag);
    let waits = is_stale(r, act)
        || match newest.map(|row| (&row.kind, row.at)) {
            None => true,
            Some((EvidenceKind::Answer { sign: Sign::Nothing, class, .. }, _)) => *class != Class::Site,
            Some((EvidenceKind::Answer { class: Class::UnknownKey, .. }, at)) => fresh(at),
            _ => false,
        };
    if !waits {
        return Due::WhenTold;
    }
    asking::again(rows, &r.pace, r.sealed_mark, act.now()).hold(r.hold, act.now())
}

pub(super) fn view(r: &Rotation, act: &Act<'_>) -> View {
    let lines = r.check_lines(act.world);
    let failing: Vec<&CheckLine> = lines.iter().filter(|line| line.holds.is_no()).collect();
    let next_at = due(r, act).at(act.now());
    let told: Vec<String> = open(&lines, Tri::Unknown, "told");
    let overridden: Vec<String> = open(&lines, Tri::No, "override");
    let message = match failing.first() {
        Some(line) => format!("{} The old key stays until the new one passes. Nothing to hurry.", line.says),
        None if next_at.is_some() => format!("Asking {} about {}.", act.venue(), r.new_name()),
        None => format!("{} answers no further: what cannot be read from here is yours to tell.", act.venue()),
    };
    let ask = vec!["ask".to_owned()];
    let waits: Vec<String> = if next_at.is_some() {
        [ask, told, overridden].concat()
    } else if failing.is_empty() {
        [told, ask].concat()
    } else {
        [ask, vec!["have-key".to_owned()], told, overridden].concat()
    };
    let guide = if failing.is_empty() { GuideShown::Nothing } else { GuideShown::Edit };
    View { waits_for: waits, ..View::new(message, &[]) }
        .takes(&["ask", "way:", "have-key", "lost-key", "abort"])
        .next(next_at)
        .guide(guide)
}

/// `told:` or `override:` for each line that stands so.
pub(super) fn open(lines: &[CheckLine], holds: Tri, word: &str) -> Vec<String> {
    let open = lines.iter().filter(|line| line.holds == holds && line.line.can_be_told());
    open.map(|line| format!("{word}:{}", line.line.word())).collect()
}
