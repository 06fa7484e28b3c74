//! Each line on both sides of its edge, and the laws over random histories.

use super::*;
use crate::domain::Code;
use proptest::prelude::*;
use std::net::{IpAddr, Ipv4Addr};

const SPACING: i64 = 60;
const PROOF_AFTER: i64 = 900;

fn site() -> SiteId {
    SiteId::new("global").unwrap()
}

fn home() -> Way {
    Way::Direct
}

fn host() -> Way {
    Way::parse("socks5h://127.0.0.1:1080").unwrap()
}

fn on(site: &SiteId) -> ProofSite<'_> {
    ProofSite {
        site,
        asks: 3,
        spacing: Span::seconds(SPACING),
        proof_after: Span::seconds(PROOF_AFTER),
        secret_here: Tri::Yes,
        killing: true,
    }
}

/// A history in the making: rows at seconds of the exchange's clock.
#[derive(Default)]
struct Rows(Vec<Evidence>);

impl Rows {
    fn push(mut self, second: i64, way: Way, kind: EvidenceKind) -> Self {
        let at = Moment::UNIX_EPOCH + Span::seconds(second);
        let number = i64::try_from(self.0.len()).unwrap() + 1;
        self.0.push(Evidence { number, at, exchange_at: Some(at), site: site(), way, egress: None, kind });
        self
    }

    fn answer(self, second: i64, sign: Sign) -> Self {
        self.by(second, home(), sign)
    }

    fn by(self, second: i64, way: Way, sign: Sign) -> Self {
        let class = if sign == Sign::Lives { Class::Address } else { Class::Unclear };
        self.push(second, way, row(class, sign, true, None))
    }

    fn reading(self, second: i64, trade: Tri) -> Self {
        let power = Some(Power { trade, move_coins: Tri::No });
        self.push(second, home(), row(Class::Ok, Sign::Answers, true, power))
    }

    fn word(self, second: i64, kind: EvidenceKind) -> Self {
        self.push(second, home(), kind)
    }

    fn list(self, second: i64, word: ListWord) -> Self {
        self.push(second, home(), EvidenceKind::List { word })
    }

    fn seen_from(mut self, last: u8) -> Self {
        self.0.last_mut().unwrap().egress = Some(IpAddr::V4(Ipv4Addr::new(203, 0, 113, last)));
        self
    }

    fn without_control(mut self) -> Self {
        if let EvidenceKind::Answer { control, .. } = &mut self.0.last_mut().unwrap().kind {
            *control = false;
        }
        self
    }

    #[track_caller]
    fn is(self, grade: Grade, line: GradeLine) -> Self {
        self.judged(&on(&site()), grade, line)
    }

    #[track_caller]
    fn judged(self, on: &ProofSite<'_>, grade: Grade, line: GradeLine) -> Self {
        let verdict = super::grade(&self.0, on);
        assert_eq!((verdict.grade, verdict.line), (grade, line));
        self
    }

    fn named_gone(&self) -> bool {
        super::grade(&self.0, &on(&site())).named_gone
    }
}

fn row(class: Class, sign: Sign, control: bool, power: Option<Power>) -> EvidenceKind {
    EvidenceKind::Answer { class, sign, code: Some(Code::new("-2015")), control, power }
}

fn lived() -> Rows {
    Rows::default().answer(0, Sign::Answers)
}

#[test]
fn line_1_it_shows_life_until_something_counts() {
    lived().is(Grade::Alive, GradeLine::Lives);
    Rows::default().answer(0, Sign::Lives).is(Grade::Alive, GradeLine::Lives);
    Rows::default().list(0, ListWord::Holds).is(Grade::Alive, GradeLine::Lives);
    lived().answer(5, Sign::Nothing).is(Grade::Alive, GradeLine::Lives);
    lived().answer(5, Sign::Gone).without_control().is(Grade::Alive, GradeLine::Lives);
    // A listed key that is refused from elsewhere, as it should be.
    let stray =
        Rows::default().by(0, host(), Sign::Answers).by(10, home(), Sign::Unclear).by(200, home(), Sign::Unclear);
    stray.is(Grade::Alive, GradeLine::Lives);
    // Known to be asked from another address than the one where it answered.
    let moved = || Rows::default().by(0, home(), Sign::Lives).seen_from(1).by(10, home(), Sign::Unclear);
    moved().seen_from(2).is(Grade::Alive, GradeLine::Lives);
    moved().seen_from(1).is(Grade::NotProven, GradeLine::Open);
    moved().is(Grade::NotProven, GradeLine::Open);
    // A stray *gone* is more than a stray *unclear*.
    Rows::default().by(0, host(), Sign::Answers).by(9, home(), Sign::Gone).is(Grade::NotProven, GradeLine::Open);
    lived().answer(9, Sign::Unclear).is(Grade::NotProven, GradeLine::Open);
    lived().word(9, EvidenceKind::YouSawGone).is(Grade::NotProven, GradeLine::Open);
    lived().word(9, EvidenceKind::YouSaidDeleted).is(Grade::Alive, GradeLine::Lives);
}

#[test]
fn line_1_cut_off_is_a_change_too() {
    let could = || Rows::default().reading(0, Tri::Yes);
    could().reading(9, Tri::No).is(Grade::CutOff, GradeLine::Lives);
    could().reading(9, Tri::Unknown).is(Grade::Alive, GradeLine::Lives);
    Rows::default().reading(0, Tri::No).reading(9, Tri::No).is(Grade::Alive, GradeLine::Lives);
    could().reading(9, Tri::No).reading(19, Tri::Yes).is(Grade::Alive, GradeLine::Lives);
    // By an address list that nobody uses: the word must stand between the answer and the refusal.
    could().word(5, EvidenceKind::YouSaidOff).answer(9, Sign::Lives).is(Grade::CutOff, GradeLine::Lives);
    could().answer(9, Sign::Lives).is(Grade::Alive, GradeLine::Lives);
    could().answer(9, Sign::Lives).word(10, EvidenceKind::YouSaidOff).is(Grade::Alive, GradeLine::Lives);
    could()
        .word(5, EvidenceKind::YouSaidOff)
        .reading(7, Tri::Yes)
        .answer(9, Sign::Lives)
        .is(Grade::Alive, GradeLine::Lives);
    // Where it never answered by this way, a refusal by address is what a listed key gets.
    Rows::default()
        .by(0, host(), Sign::Answers)
        .word(5, EvidenceKind::YouSaidOff)
        .by(9, home(), Sign::Lives)
        .is(Grade::Alive, GradeLine::Lives);
}

#[test]
fn line_2_a_list_lost_it() {
    let listed = || Rows::default().list(0, ListWord::Holds);
    let left = || listed().list(9, ListWord::HoldsNot);
    left().is(Grade::NotProven, GradeLine::Open);
    assert!(left().answer(10, Sign::Gone).is(Grade::ProvenDead, GradeLine::LeftTheList).named_gone());
    left().answer(10, Sign::Unclear).is(Grade::ProvenDead, GradeLine::LeftTheList);
    let unheard = site();
    left().judged(&ProofSite { secret_here: Tri::No, ..on(&unheard) }, Grade::ProvenDead, GradeLine::LeftTheList);
    left().judged(&ProofSite { secret_here: Tri::Unknown, ..on(&unheard) }, Grade::NotProven, GradeLine::Open);
    // A list that never held it says nothing.
    Rows::default().list(0, ListWord::HoldsNot).is(Grade::Unasked, GradeLine::Unasked);
    lived().list(9, ListWord::HoldsNot).answer(10, Sign::Unclear).is(Grade::NotProven, GradeLine::Open);
    // One that only ever held it asleep is no sign of life.
    let asleep = || Rows::default().list(0, ListWord::HoldsAsleep).list(9, ListWord::HoldsNot);
    asleep().answer(10, Sign::Gone).is(Grade::NotProven, GradeLine::Open);
    left().list(20, ListWord::Holds).is(Grade::Alive, GradeLine::Lives);
}

#[test]
fn line_3_named_unknown_often_enough_and_far_enough_apart() {
    let thrice = |last| lived().answer(10, Sign::Gone).answer(70, Sign::Gone).answer(10 + last, Sign::Gone);
    let proven = thrice(PROOF_AFTER).is(Grade::ProvenDead, GradeLine::NamedUnknown);
    assert!(proven.named_gone());
    thrice(PROOF_AFTER - 1).is(Grade::LikelyDead, GradeLine::NamedUnknownTwice);
    lived().answer(10, Sign::Gone).answer(9_000, Sign::Gone).is(Grade::LikelyDead, GradeLine::NamedUnknownTwice);
    // Without an earlier sign of life it is no change.
    Rows::default()
        .answer(10, Sign::Gone)
        .answer(70, Sign::Gone)
        .answer(9_000, Sign::Gone)
        .is(Grade::NotProven, GradeLine::Open);
    // Stray ones do not count.
    let stray =
        |second| Rows::default().by(0, host(), Sign::Answers).by(10, home(), Sign::Gone).by(second, home(), Sign::Gone);
    stray(2_000).by(4_000, home(), Sign::Gone).is(Grade::NotProven, GradeLine::Open);
    // Once, a spacing after the exchange confirmed our delete.
    let deleted = |second| lived().word(5, EvidenceKind::DeleteConfirmed).answer(second, Sign::Gone);
    deleted(5 + SPACING).is(Grade::ProvenDead, GradeLine::NamedUnknown);
    deleted(4 + SPACING).is(Grade::NotProven, GradeLine::Open);
    lived()
        .word(5, EvidenceKind::DeleteConfirmed)
        .answer(6, Sign::Answers)
        .answer(500, Sign::Gone)
        .is(Grade::NotProven, GradeLine::Open);
}

#[test]
fn line_4_seen_gone_and_refused() {
    let seen = || lived().word(5, EvidenceKind::YouSawGone);
    assert!(seen().answer(9, Sign::Gone).is(Grade::LikelyDead, GradeLine::SeenGoneAndRefused).named_gone());
    let unclear = seen().answer(9, Sign::Unclear).answer(9 + SPACING, Sign::Unclear);
    assert!(!unclear.is(Grade::LikelyDead, GradeLine::SeenGoneAndRefused).named_gone());
    seen().answer(9, Sign::Unclear).answer(8 + SPACING, Sign::Unclear).is(Grade::NotProven, GradeLine::Open);
    // A stray *gone* is enough, a stray *unclear* is not.
    let elsewhere = || Rows::default().by(0, host(), Sign::Answers).word(5, EvidenceKind::YouSawGone);
    elsewhere().by(9, home(), Sign::Gone).is(Grade::LikelyDead, GradeLine::SeenGoneAndRefused);
    elsewhere().by(9, home(), Sign::Unclear).by(99, home(), Sign::Unclear).is(Grade::DeadByWord, GradeLine::SeenGone);
    // Never heard before, but named unknown.
    Rows::default()
        .word(5, EvidenceKind::YouSawGone)
        .answer(9, Sign::Gone)
        .is(Grade::LikelyDead, GradeLine::SeenGoneAndRefused);
    // What was seen before it lived again is no longer so.
    seen().answer(7, Sign::Answers).answer(9, Sign::Gone).is(Grade::NotProven, GradeLine::Open);
}

#[test]
fn line_5_named_unknown_twice() {
    let twice = |apart| lived().answer(10, Sign::Gone).answer(10 + apart, Sign::Gone);
    assert!(twice(SPACING).is(Grade::LikelyDead, GradeLine::NamedUnknownTwice).named_gone());
    twice(SPACING - 1).is(Grade::NotProven, GradeLine::Open);
}

#[test]
fn line_6_by_the_users_word() {
    let seen = || Rows::default().word(5, EvidenceKind::YouSawGone);
    seen().is(Grade::NotProven, GradeLine::Open);
    let by_word = seen().answer(9, Sign::Unclear).answer(9 + SPACING, Sign::Unclear);
    assert!(!by_word.is(Grade::DeadByWord, GradeLine::SeenGone).named_gone());
    seen().answer(9, Sign::Unclear).answer(8 + SPACING, Sign::Unclear).is(Grade::NotProven, GradeLine::Open);
    let gone = site();
    seen().judged(&ProofSite { secret_here: Tri::No, ..on(&gone) }, Grade::DeadByWord, GradeLine::SeenGone);
}

#[test]
fn line_7_asleep_twice_is_cut_off() {
    let asleep = |apart| lived().answer(10, Sign::Asleep).answer(10 + apart, Sign::Asleep);
    asleep(SPACING).is(Grade::CutOff, GradeLine::CutOff);
    asleep(SPACING - 1).is(Grade::NotProven, GradeLine::Open);
    asleep(SPACING).answer(200, Sign::Answers).is(Grade::Alive, GradeLine::Lives);
    Rows::default().list(0, ListWord::HoldsAsleep).list(99, ListWord::HoldsAsleep).is(Grade::CutOff, GradeLine::CutOff);
    // A key that is cut off and then refused otherwise stays cut off until a line of death fits.
    let cut = || Rows::default().reading(0, Tri::Yes).reading(9, Tri::No);
    cut().answer(20, Sign::Unclear).is(Grade::CutOff, GradeLine::CutOff);
    cut().answer(20, Sign::Gone).answer(20 + SPACING, Sign::Gone).is(Grade::LikelyDead, GradeLine::NamedUnknownTwice);
    // After *asleep* only what comes after it counts.
    let after = lived().answer(10, Sign::Gone).answer(99, Sign::Gone).answer(200, Sign::Asleep);
    after.is(Grade::NotProven, GradeLine::Open);
}

#[test]
fn lines_8_and_9() {
    let calm = site();
    let calm = ProofSite { killing: false, ..on(&calm) };
    lived().answer(9, Sign::Gone).judged(&calm, Grade::Unclear, GradeLine::Open);
    lived().answer(9, Sign::Gone).is(Grade::NotProven, GradeLine::Open);
    lived().answer(9, Sign::Asleep).judged(&calm, Grade::Unclear, GradeLine::Open);
    Rows::default().is(Grade::Unasked, GradeLine::Unasked);
    Rows::default().answer(0, Sign::Nothing).is(Grade::Unasked, GradeLine::Unasked);
    Rows::default().answer(0, Sign::Unclear).without_control().is(Grade::Unasked, GradeLine::Unasked);
    let mut elsewhere = lived().0;
    elsewhere[0].site = SiteId::new("testnet").unwrap();
    assert_eq!(grade(&elsewhere, &calm).grade, Grade::Unasked);
}

#[test]
fn what_carries_the_verdict() {
    let rows =
        lived().answer(5, Sign::Nothing).answer(10, Sign::Gone).answer(70, Sign::Gone).answer(1_000, Sign::Gone).0;
    let site = site();
    let verdict = grade(&rows, &on(&site));
    assert_eq!(verdict.before.map(|row| row.number), Some(1));
    assert_eq!(verdict.after.iter().map(|row| row.number).collect::<Vec<_>>(), [3, 4, 5]);
}

#[test]
fn what_can_be_proven_from_here() {
    let site = site();
    let on = on(&site);
    let reach = |rows: &Rows, up_first| super::reach(&rows.0, &on, &home(), up_first);
    assert_eq!(reach(&Rows::default(), true), None);
    assert_eq!(reach(&lived(), false), Some(Reach::Proven));
    let listed = || Rows::default().by(0, home(), Sign::Lives);
    assert_eq!(reach(&listed(), true), Some(Reach::Proven));
    // Bybit and OKX look the key up first: life anywhere is life to lose here.
    let host_only = || Rows::default().by(0, host(), Sign::Answers);
    assert_eq!(reach(&host_only(), true), Some(Reach::Proven));
    assert_eq!(reach(&host_only(), false), Some(Reach::Word));
    assert_eq!(reach(&Rows::default().answer(0, Sign::Unclear), false), Some(Reach::Word));
    assert_eq!(reach(&Rows::default().answer(0, Sign::Gone), true), Some(Reach::Likely));
    let no_secret = ProofSite { secret_here: Tri::No, ..on };
    assert_eq!(super::reach(&lived().0, &no_secret, &home(), true), Some(Reach::Word));
}

// -- laws ---------------------------------------------------------------------------------------------------------------

fn any_kind() -> impl Strategy<Value = EvidenceKind> {
    let sign = prop_oneof![
        3 => Just(Sign::Answers), 2 => Just(Sign::Lives), 6 => Just(Sign::Gone),
        2 => Just(Sign::Asleep), 4 => Just(Sign::Unclear), 2 => Just(Sign::Nothing)
    ];
    let class = prop_oneof![Just(Class::Address), Just(Class::Unclear)];
    let tri = || prop_oneof![Just(Tri::Yes), Just(Tri::No), Just(Tri::Unknown)];
    let answer = (sign, class, prop::bool::weighted(0.9), prop::option::of((tri(), tri()))).prop_map(
        |(sign, class, control, power)| {
            let power = power.filter(|_| sign == Sign::Answers).map(|(trade, move_coins)| Power { trade, move_coins });
            row(class, sign, control, power)
        },
    );
    let list = prop_oneof![Just(ListWord::Holds), Just(ListWord::HoldsAsleep), Just(ListWord::HoldsNot)];
    prop_oneof![
        12 => answer,
        1 => list.prop_map(|word| EvidenceKind::List { word }),
        1 => Just(EvidenceKind::DeleteConfirmed),
        2 => Just(EvidenceKind::YouSawGone),
        1 => Just(EvidenceKind::YouSaidOff),
        1 => Just(EvidenceKind::YouSaidDeleted),
    ]
}

fn any_row() -> impl Strategy<Value = (i64, bool, Option<u8>, bool, EvidenceKind)> {
    let step = prop_oneof![0_i64..30, Just(SPACING - 1), Just(SPACING), Just(PROOF_AFTER), 0_i64..2_000];
    (step, any::<bool>(), prop::option::weighted(0.4, 1_u8..3), prop::bool::weighted(0.95), any_kind())
}

fn build(parts: Vec<(i64, bool, Option<u8>, bool, EvidenceKind)>) -> Vec<Evidence> {
    let mut second = 0;
    let mut rows = Vec::new();
    for (number, (step, from_host, egress, here, kind)) in (1..).zip(parts) {
        second += step;
        let at = Moment::UNIX_EPOCH + Span::seconds(second);
        rows.push(Evidence {
            number,
            at,
            exchange_at: Some(at),
            site: if here { site() } else { SiteId::new("testnet").unwrap() },
            way: if from_host { host() } else { home() },
            egress: egress.map(|last| IpAddr::V4(Ipv4Addr::new(203, 0, 113, last))),
            kind,
        });
    }
    rows
}

fn history() -> impl Strategy<Value = Vec<Evidence>> {
    prop::collection::vec(any_row(), 0..12).prop_map(build)
}

fn rank(grade: Grade) -> u8 {
    match grade {
        Grade::Unasked => 0,
        Grade::Alive => 1,
        Grade::Unclear | Grade::NotProven => 2,
        Grade::CutOff => 3,
        Grade::DeadByWord => 4,
        Grade::LikelyDead => 5,
        Grade::ProvenDead => 6,
    }
}

fn next(rows: &[Evidence], kind: EvidenceKind, way: Way, later: i64) -> Vec<Evidence> {
    let at = rows.last().map_or(Moment::UNIX_EPOCH, |row| row.at) + Span::seconds(later);
    let number = rows.last().map_or(0, |row| row.number) + 1;
    let mut rows = rows.to_vec();
    rows.push(Evidence { number, at, exchange_at: Some(at), site: site(), way, egress: None, kind });
    rows
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12_000, ..ProptestConfig::default() })]

    #[test]
    fn the_laws_hold(rows in history(), secret in 0..3_u8, from_host in any::<bool>(), later in 0_i64..2_000) {
        let site = site();
        let secret_here = [Tri::Yes, Tri::No, Tri::Unknown][usize::from(secret)];
        let on = ProofSite { secret_here, ..on(&site) };
        let verdict = grade(&rows, &on);
        let ours: Vec<&Evidence> = rows.iter().filter(|row| row.site == site && weighs(row)).collect();

        // Exactly one grade each, whatever the words for it; and the sentence "it is dead" only with a word for death.
        let calm = grade(&rows, &ProofSite { killing: false, ..on });
        prop_assert_eq!(calm.line, verdict.line);
        prop_assert_eq!(calm.grade == Grade::Unclear, verdict.grade == Grade::NotProven);
        prop_assert!(!verdict.named_gone || verdict.grade.is_death());

        if verdict.grade == Grade::ProvenDead {
            // Never proven without an earlier sign of life.
            prop_assert!(ours.iter().any(|row| is_life(row)));
            // Never with all refusals inside one spacing, a list or our confirmed delete aside.
            let aside = |row: &&Evidence| {
                matches!(row.kind, EvidenceKind::List { .. } | EvidenceKind::DeleteConfirmed)
            };
            if !rows.iter().any(|row| aside(&row)) {
                let (first, last) = (verdict.after.first().unwrap(), verdict.after.last().unwrap());
                prop_assert!(last.time() - first.time() >= on.spacing);
                prop_assert!(verdict.after.len() >= 3);
            }
        }

        // Never dead in any word after a later sign of life, or after asleep.
        for sign in [Sign::Answers, Sign::Lives, Sign::Asleep] {
            let way = if from_host { super::tests::host() } else { home() };
            let awake = next(&rows, row(Class::Address, sign, true, None), way, later);
            prop_assert!(!grade(&awake, &on).grade.is_death());
        }

        // One more *gone*, or the user's, never lowers.
        for control in [true, false] {
            let way = if from_host { super::tests::host() } else { home() };
            let more = next(&rows, row(Class::UnknownKey, Sign::Gone, control, None), way, later);
            prop_assert!(rank(grade(&more, &on).grade) >= rank(verdict.grade));
        }
        let seen = next(&rows, EvidenceKind::YouSawGone, home(), later);
        prop_assert!(rank(grade(&seen, &on).grade) >= rank(verdict.grade));

        // Unmoved by rows that say nothing, wherever they stand.
        let mut padded = Vec::new();
        for real in &rows {
            let mut nothing = real.clone();
            nothing.kind = row(Class::Down, Sign::Nothing, true, None);
            padded.push(nothing);
            padded.push(real.clone());
        }
        for (number, row) in (1..).zip(&mut padded) {
            row.number = number;
        }
        prop_assert_eq!(grade(&padded, &on).grade, verdict.grade);

        // A step of our own clock changes nothing, and neither does the order in which rows are read.
        let mut stepped = rows.clone();
        for (number, row) in (0_i64..).zip(&mut stepped) {
            row.at += Span::seconds((number * 7_919) % 5_000 - 2_500);
        }
        stepped.reverse();
        prop_assert_eq!(grade(&stepped, &on).grade, verdict.grade);
    }
}
