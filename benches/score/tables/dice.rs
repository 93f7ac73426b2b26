//! Random numbers with a fixed stream for each seed, and the distributions that tables of accounts have.
//!
//! Invariant: the same seed gives the same numbers on every platform that computes `exp` and `ln` alike.

use std::f64::consts::TAU;

/// A stream of random numbers (SplitMix64).
pub struct Dice(u64);

impl Dice {
    pub fn seeded(seed: u64) -> Dice {
        Dice(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15))
    }

    pub fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        bits ^ (bits >> 31)
    }

    /// From 0 up to and without 1.
    pub fn unit(&mut self) -> f64 {
        (self.bits() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// From 0 up to and without `end`.
    pub fn below(&mut self, end: usize) -> usize {
        ((u128::from(self.bits()) * end as u128) >> 64) as usize
    }

    pub fn chance(&mut self, share: f64) -> bool {
        self.unit() < share
    }

    /// A value that is missing in this share of the accounts.
    pub fn unless<T>(&mut self, missing: f64, value: T) -> Option<T> {
        (!self.chance(missing)).then_some(value)
    }

    pub fn normal(&mut self, mean: f64, deviation: f64) -> f64 {
        let radius = (-2.0 * (1.0 - self.unit()).ln()).sqrt();
        mean + deviation * radius * (TAU * self.unit()).cos()
    }

    pub fn exponential(&mut self, mean: f64) -> f64 {
        -mean * (1.0 - self.unit()).ln()
    }

    pub fn poisson(&mut self, mean: f64) -> u32 {
        let least = (-mean).exp();
        let (mut product, mut count) = (self.unit(), 0);
        while product > least {
            product *= self.unit();
            count += 1;
        }
        count
    }

    /// How many of `tries` come true.
    pub fn binomial(&mut self, tries: usize, share: f64) -> usize {
        (0..tries).filter(|_| self.chance(share)).count()
    }
}

/// Places whose frequency falls with their rank to the power of `skew`: a table of 65,536 draws.
pub struct Skewed(Vec<u8>);

impl Skewed {
    pub fn new(places: usize, skew: f64) -> Skewed {
        const DRAWS: f64 = 65_536.0;
        let weights: Vec<f64> = (1..=places).map(|rank| (rank as f64).powf(-skew)).collect();
        let total: f64 = weights.iter().sum();
        let (mut draws, mut sum) = (Vec::new(), 0.0);
        for (place, weight) in weights.iter().enumerate() {
            sum += weight;
            draws.resize((sum / total * DRAWS).round() as usize, u8::try_from(place).unwrap());
        }
        Skewed(draws)
    }

    pub fn draw(&self, dice: &mut Dice) -> usize {
        usize::from(self.0[dice.below(self.0.len())])
    }
}
