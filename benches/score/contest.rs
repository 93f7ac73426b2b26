//! Things measured in turn: A B C, A B C, …, so that whatever else the machine does hits all of them.
//!
//! In: named runs. Out: medians, and ratios pair by pair. Invariant: the first contestant is what others are compared to.

use std::fmt::Write as _;

use crate::process::Cost;

/// A named thing that can be run again and again.
pub struct Contestant<'c> {
    name: String,
    run: Box<dyn FnMut() -> Cost + 'c>,
    costs: Vec<Cost>,
}

pub struct Contest<'c> {
    title: String,
    rows: u64,
    contestants: Vec<Contestant<'c>>,
}

impl<'c> Contest<'c> {
    pub fn new(title: impl Into<String>, rows: u64) -> Contest<'c> {
        Contest { title: title.into(), rows, contestants: Vec::new() }
    }

    pub fn enter(&mut self, name: impl Into<String>, run: impl FnMut() -> Cost + 'c) {
        self.contestants.push(Contestant { name: name.into(), run: Box::new(run), costs: Vec::new() });
    }

    pub fn hold(&mut self, rounds: usize) {
        for _ in 0..rounds {
            for contestant in &mut self.contestants {
                let cost = (contestant.run)();
                contestant.costs.push(cost);
            }
        }
    }

    /// How often a contestant takes as long as another: the median over the rounds.
    pub fn ratio(&self, of: &str, to: &str) -> Option<f64> {
        self.pairs(of, to, |cost| Some(cost.wall))
    }

    fn pairs(&self, of: &str, to: &str, measure: impl Fn(&Cost) -> Option<f64>) -> Option<f64> {
        let costs = |name: &str| Some(&self.contestants.iter().find(|one| one.name == name)?.costs);
        let pairs = costs(of)?.iter().zip(costs(to)?);
        Some(median(pairs.map(|(of, to)| Some(measure(of)? / measure(to)?)).collect::<Option<Vec<_>>>()?))
    }

    pub fn title(&self) -> &str {
        &self.title
    }

    /// The most memory of a contestant over all rounds.
    pub fn peak(&self, name: &str) -> Option<f64> {
        let one = self.contestants.iter().find(|one| one.name == name)?;
        one.costs.iter().filter_map(|cost| cost.peak).max_by(f64::total_cmp)
    }

    /// The results as a Markdown table.
    pub fn table(&self) -> String {
        let mut text = format!("### {}\n\n", self.title);
        text += "| | s (median) | least | most | Mrows/s | CPU s | peak MiB | time, first = 1 | CPU, first = 1 |\n";
        text += "|---|---:|---:|---:|---:|---:|---:|---:|---:|\n";
        for one in &self.contestants {
            let walls = || one.costs.iter().map(|cost| cost.wall);
            let (least, most) = (walls().fold(f64::MAX, f64::min), walls().fold(0.0, f64::max));
            let processor = one.costs.iter().map(|cost| cost.processor).collect::<Option<Vec<f64>>>();
            let processor = processor.map_or_else(|| "–".to_owned(), |times| format!("{:.2}", median(times)));
            let peak = self.peak(&one.name).map_or_else(|| "–".to_owned(), |peak| format!("{peak:.0}"));
            let middle = median(walls());
            let first = self.contestants.first().map_or("", |first| first.name.as_str());
            let ratio = self.ratio(&one.name, first).unwrap_or(1.0);
            let work = self.pairs(&one.name, first, |cost| cost.processor);
            let work = work.map_or_else(|| "–".to_owned(), |work| format!("{work:.2}"));
            let speed = self.rows as f64 / middle / 1e6;
            let _ = writeln!(
                text,
                "| {} | {middle:.3} | {least:.3} | {most:.3} | {speed:.2} | {processor} | {peak} | {ratio:.2} | {work} |",
                one.name
            );
        }
        text
    }
}

pub fn median(values: impl IntoIterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.into_iter().collect();
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    if values.len() % 2 == 1 { values[middle] } else { f64::midpoint(values[middle - 1], values[middle]) }
}
