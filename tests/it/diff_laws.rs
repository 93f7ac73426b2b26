//! Laws of `diff`: the two sides stay what they are, the plans between them meet both, and nothing moves unseen.

use icp::check::{MemoryLoader, check};
use icp::diff::{Attributor, Region, Slot, Unit, Version, compare, exchanged, units, witnesses};
use icp::eval::evaluate;
use icp::plan::{Plan, blank_account, plan};
use icp::text::{SourceFile, Sources};
use icp::types::{Account, Cell, Day, Number};

use crate::dice::Dice;
use crate::random_profiles::{account, random_model, today};

struct Side {
    sources: Sources,
    checked: icp::check::Checked,
}

fn side(text: &str) -> Side {
    let mut sources = Sources::new();
    let checked = check(&mut sources, SourceFile::new("a.icp", text), &MemoryLoader::default());
    assert!(checked.model.is_some(), "{:?}\n{text}", checked.diagnostics);
    Side { sources, checked }
}

impl Side {
    fn version(&self) -> Version<'_> {
        let model = self.checked.model.as_ref().unwrap();
        Version { sources: &self.sources, files: &self.checked.files, model }
    }

    fn plan(&self) -> Plan {
        plan(self.version().model)
    }
}

/// Status, tier, segment, and the scores that `own` has, by name.
fn seen(plan: &Plan, account: &Account, own: &Plan) -> (String, Option<String>, Option<String>, Vec<String>) {
    let outcome = evaluate(plan, account, today());
    let mut scores: Vec<String> = plan
        .scores
        .iter()
        .zip(&outcome.scores)
        .filter(|(named, _)| own.scores.iter().any(|score| score.name == named.name))
        .map(|(named, score)| format!("{} {}", named.name, score.value))
        .collect();
    scores.sort();
    (
        outcome.status.word().to_owned(),
        outcome.tier.map(|tier| plan.tiers[tier].name.clone()),
        outcome.segment.map(|segment| plan.segments[segment].name.clone()),
        scores,
    )
}

/// The account over another schema, field by field.
fn widened(account: &Account, plan: &Plan) -> Account {
    let mut wide = blank_account(&plan.schema);
    wide.key.clone_from(&account.key);
    wide.cells[..account.cells.len()].clone_from_slice(&account.cells);
    wide.tables[..account.tables.len()].clone_from_slice(&account.tables);
    wide
}

#[test]
fn a_profile_and_itself_have_no_difference() {
    for seed in 0..60 {
        let mut dice = Dice::new(seed);
        let (text, _) = random_model(&mut dice, true);
        let side = side(&text);
        let comparison = compare(side.version(), side.version());
        assert!(comparison.changes.is_empty(), "seed {seed}: {:?}", comparison.changes);
        assert!(comparison.proved_same);
    }
}

#[test]
fn the_plans_of_both_sides_and_between_them_give_what_they_should() {
    let mut moved = 0;
    for seed in 0..60 {
        let mut dice = Dice::new(1_000 + seed);
        let (old, new) = (side(&random_model(&mut dice, false).0), side(&random_model(&mut dice, false).0));
        let comparison = compare(old.version(), new.version());
        let joint = &comparison.joint;
        let slots: Vec<Slot> = comparison.deciding().flat_map(|change| change.slots.clone()).collect();
        let (forth, back) = (exchanged(joint, true, &slots), exchanged(joint, false, &slots));
        let (old_plan, new_plan) = (old.plan(), new.plan());
        for _ in 0..20 {
            let account = account(&mut dice);
            let wide = widened(&account, &joint.old);
            let (was, is) = (seen(&old_plan, &account, &old_plan), seen(&new_plan, &account, &new_plan));
            assert_eq!(seen(&joint.old, &wide, &old_plan), was, "seed {seed}: old side");
            assert_eq!(seen(&joint.new, &wide, &new_plan), is, "seed {seed}: new side");
            assert_eq!(seen(&forth, &wide, &new_plan), is, "seed {seed}: every change made");
            assert_eq!(seen(&back, &wide, &old_plan), was, "seed {seed}: every change left out");
            moved += usize::from(was != is);
            assert!(
                !comparison.proved_same || (&was.0, &was.1) == (&is.0, &is.1),
                "seed {seed}: said to be the same"
            );
        }
    }
    assert!(moved > 250, "only {moved} accounts move");
}

#[test]
fn what_one_change_does_is_what_its_plans_say() {
    let mut asked = 0;
    for seed in 0..25 {
        let mut dice = Dice::new(5_000 + seed);
        let (old, new) = (side(&random_model(&mut dice, false).0), side(&random_model(&mut dice, false).0));
        let comparison = compare(old.version(), new.version());
        let joint = &comparison.joint;
        let units: Vec<Unit> = icp::diff::units(&comparison);
        if comparison.deciding().filter(|change| !change.slots.is_empty()).count() > units.len() {
            continue;
        }
        let attributor = Attributor::new(joint, &units, today());
        for _ in 0..10 {
            let wide = widened(&account(&mut dice), &joint.old);
            let run = |plan: &Plan| attributor.run(plan, &wide, today());
            let (was, is) = (run(&joint.old), run(&joint.new));
            let found = attributor.attribute(&wide, was, is);
            for (number, unit) in units.iter().enumerate() {
                let alone = run(&exchanged(joint, true, &unit.slots)) != was;
                let left_out = run(&exchanged(joint, false, &unit.slots));
                assert_eq!(found.alone >> number & 1 == 1, alone, "seed {seed}: {} alone", unit.label);
                assert_eq!(
                    found.undone_by >> number & 1 == 1,
                    was != is && left_out == was,
                    "seed {seed}: {} left out",
                    unit.label
                );
                asked += 1;
            }
        }
    }
    assert!(asked > 500, "only {asked} questions");
}

/// A rule over `size`: bands as ends and points, or a flat one, with a fade or none.
#[derive(Clone)]
struct OneRule {
    bands: Vec<(usize, usize)>,
    rest: (usize, usize),
    flat: Option<(usize, usize)>,
    fade: usize,
}

impl OneRule {
    fn random(dice: &mut Dice) -> OneRule {
        let bands = (0..dice.below(3) + 1).map(|_| (dice.below(3), dice.below(4))).collect();
        let flat = (dice.below(3) == 0).then(|| (dice.below(4), dice.below(3)));
        OneRule { bands, rest: (dice.below(3), dice.below(3)), flat, fade: dice.below(4) }
    }

    /// The same with one thing changed.
    fn edited(&self, dice: &mut Dice) -> OneRule {
        let mut new = self.clone();
        let band = dice.below(new.bands.len());
        match (dice.below(5), &mut new.flat) {
            (0 | 1, Some((sign_and_points, _))) => *sign_and_points = dice.below(4),
            (2, Some((_, from))) => *from = dice.below(3),
            (0 | 1, None) => new.bands[band].1 = dice.below(4),
            (2, None) => new.bands[band].0 = dice.below(4),
            (3, _) => new.fade = dice.below(4),
            _ => new.rest = (dice.below(3), dice.below(3)),
        }
        new
    }

    fn text(&self, cells: &str) -> String {
        let fade = ["", "", "fading over 10 days since seen", "halving every 4 days since seen"][self.fade];
        let rule = match self.flat {
            Some((points, from)) => {
                format!("signal a \"A\" {} {fade} when size >= {from}", ["+5", "+10", "-5", "-10"][points])
            }
            None => {
                let mut bands = String::new();
                let mut from = 0;
                for (length, points) in &self.bands {
                    bands.push_str(&format!("{from}..{} => {}\n", from + length, 5 * points));
                    from += length + 1;
                }
                let guard = if self.bands.len() == 2 { "when seen >= 2026-01-01" } else { "" };
                let unknown = ["", "unknown => 5\n", "unknown => 10\n"][self.rest.0];
                format!(
                    "weight a \"A\" by size {{\n{bands}{unknown}otherwise => {}\n}} {guard} {fade}",
                    5 * self.rest.1
                )
            }
        };
        format!(
            "profile a \"A\" {{\n version \"1.0.0\"\n}}\n\
             account {{\n id: text key\n size: whole{cells}\n seen: date\n}}\n\
             score fit cap -100..100 {{\n{rule}\n}}\ntier A when fit >= 10\ntier B otherwise\n"
        )
    }
}

#[test]
fn where_points_are_said_to_go_no_account_goes_the_other_way() {
    use icp::diff::Direction;
    use icp::types::{Cell, Day, Interval, Number, Points};

    let number = |value: i128| Cell::Number(Number::from_millionths(value * Number::SCALE));
    let mut said = [0; 2];
    for seed in 0..800 {
        let mut dice = Dice::new(9_000 + seed);
        let cells = ["", " range"][dice.below(2)];
        let rule = OneRule::random(&mut dice);
        let edited = rule.edited(&mut dice);
        let (old, new) = (side(&rule.text(cells)), side(&edited.text(cells)));
        let comparison = compare(old.version(), new.version());
        let Some(change) = comparison.changes.iter().find(|change| change.name == "a") else { continue };
        let Some(direction) = change.direction else { continue };
        said[usize::from(direction == Direction::PointsUp)] += 1;
        let mut sizes: Vec<Cell> = (0..12).map(number).collect();
        sizes.push(Cell::Unknown);
        if !cells.is_empty() {
            let ends = (0..12).flat_map(|low| (low + 1..12).map(move |high| (low, high)));
            sizes.extend(
                ends.map(|(low, high)| {
                    Cell::Range(Interval::closed(low * Number::SCALE, high * Number::SCALE))
                }),
            );
        }
        let days = [Cell::Unknown, Cell::Day(today())]
            .into_iter()
            .chain([1, 5, 9, 15, 30].map(|age| Cell::Day(Day::from_number(today().number() - age).unwrap())));
        let days: Vec<Cell> = days.collect();
        let (old_plan, new_plan) = (old.plan(), new.plan());
        for (size, day) in sizes.iter().flat_map(|size| days.iter().map(move |day| (size, day))) {
            let earned = |plan: &Plan| -> Points {
                let mut account = blank_account(&plan.schema);
                (account.cells[1], account.cells[2]) = (size.clone(), day.clone());
                evaluate(plan, &account, today()).scores[0].value
            };
            let (was, is) = (earned(&old_plan), earned(&new_plan));
            let holds = if direction == Direction::PointsUp { was <= is } else { was >= is };
            assert!(
                holds,
                "seed {seed}: {direction:?}, yet {was} → {is} for {size:?} {day:?}\n{}\n{}",
                rule.text(cells),
                edited.text(cells)
            );
        }
    }
    assert!(said.iter().all(|count| *count > 50), "said only {said:?} times");
}

#[test]
fn whatever_lies_in_a_region_shows_what_its_account_shows() {
    let mut tried = 0;
    for seed in 0..12 {
        let mut dice = Dice::new(9_000 + seed);
        let sides = [side(&random_model(&mut dice, true).0), side(&random_model(&mut dice, true).0)];
        let comparison = compare(sides[0].version(), sides[1].version());
        let joint = &comparison.joint;
        let all = units(&comparison);
        let attributor = Attributor::new(joint, &all, today());
        for witness in witnesses(joint, &attributor, today()).into_iter().take(4) {
            for (field, region) in witness.regions.iter().enumerate() {
                let cells =
                    region.iter().flat_map(|region| inside(region, &witness.account.cells[field], &mut dice));
                for cell in cells.collect::<Vec<_>>() {
                    let mut changed = witness.account.clone();
                    changed.cells[field] = cell.clone();
                    let shown = (
                        attributor.run(&joint.old, &changed, today()),
                        attributor.run(&joint.new, &changed, today()),
                    );
                    assert_eq!(shown, (witness.old, witness.new), "seed {seed} {region:?} {cell:?}");
                    tried += 1;
                }
            }
        }
    }
    assert!(tried > 50, "{tried}");
}

/// Cells that a region holds: its ends, and some between them.
fn inside(region: &Region, own: &Cell, dice: &mut Dice) -> Vec<Cell> {
    let (from, below) = match region {
        Region::Also(cells) => return cells.clone(),
        Region::Between { from, below } => (from, below),
    };
    match own {
        Cell::Day(own) => {
            let day = |cell: &Cell| if let Cell::Day(day) = cell { day.number() } else { panic!("{cell:?}") };
            let low = from.as_ref().map_or(own.number() - 900, day);
            let end = below.as_ref().map_or(own.number() + 900, day);
            let mut days = vec![low, end - 1];
            days.extend((0..6).map(|_| low + dice.below((end - low) as usize) as i32));
            days.into_iter().map(|day| Cell::Day(Day::from_number(day).unwrap())).collect()
        }
        Cell::Number(own) => {
            let at = |cell: &Cell| {
                if let Cell::Number(number) = cell { number.millionths() } else { panic!("{cell:?}") }
            };
            let low = from.as_ref().map_or(own.millionths() - 5_000_000_000, at);
            let end = below.as_ref().map_or(own.millionths() + 5_000_000_000, at);
            let whole = own.is_whole();
            let mut numbers = vec![low, if whole { end - Number::SCALE } else { end - 1 }];
            numbers.extend((0..6).map(|_| {
                let between = low + dice.below((end - low) as usize) as i128;
                if whole { between.div_euclid(Number::SCALE) * Number::SCALE } else { between }
            }));
            numbers.retain(|number| (low..end).contains(number));
            numbers.into_iter().map(|number| Cell::Number(Number::from_millionths(number))).collect()
        }
        _ => panic!("{own:?}"),
    }
}
