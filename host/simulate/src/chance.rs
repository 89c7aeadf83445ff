//! The only source of chance: `SplitMix64` (Steele, Lea and Flood, 2014), small enough to be the same
//! for ever.

use crate::numbers::float;

/// A stream of numbers that follows from a seed.
#[derive(Clone, Debug)]
pub struct Chance(u64);

impl Chance {
    /// The stream of this seed and purpose. Streams of other purposes are independent of it, so that one
    /// more contact on one channel moves nobody on another.
    pub fn new(seed: u64, purpose: &str) -> Self {
        // FNV-1a tells the purposes apart; one step of the generator mixes them with the seed.
        let hash = purpose
            .bytes()
            .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
                (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
            });
        let mixed = Self(seed).next() ^ hash;
        Self(Self(mixed).next())
    }

    const fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number above 0 and up to 1, in steps of 2^-53.
    pub fn unit(&mut self) -> f64 {
        const STEPS: f64 = 9_007_199_254_740_992.0;
        float((self.next() >> 11) + 1) / STEPS
    }

    /// An exponential number with this mean.
    pub fn exponential(&mut self, mean: f64) -> f64 {
        -mean * self.unit().ln()
    }

    /// A lognormal number with this mean and standard deviation.
    pub fn lognormal(&mut self, mean: f64, deviation: f64) -> f64 {
        let variance = (deviation / mean).powi(2).ln_1p();
        let normal = self.normal();
        (mean.ln() - variance / 2.0 + variance.sqrt() * normal).exp()
    }

    /// A normal number with mean 0 and deviation 1 (Box and Muller, 1958).
    fn normal(&mut self) -> f64 {
        let radius = (-2.0 * self.unit().ln()).sqrt();
        radius * (std::f64::consts::TAU * self.unit()).cos()
    }

    /// One of the items; `None` when there is none.
    pub fn pick<'a, T>(&mut self, items: &'a [T]) -> Option<&'a T> {
        let length = u64::try_from(items.len()).ok()?;
        let place = self.next().checked_rem(length)?;
        items.get(usize::try_from(place).ok()?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Mean and standard deviation of many draws.
    fn measured(mut draw: impl FnMut() -> f64) -> (f64, f64) {
        let (mut sum, mut squares) = (0.0, 0.0);
        let count = 200_000;
        for _ in 0..count {
            let number = draw();
            sum += number;
            squares += number * number;
        }
        let mean = sum / f64::from(count);
        (mean, (squares / f64::from(count) - mean * mean).sqrt())
    }

    #[test]
    fn draws_have_the_mean_and_deviation_they_are_asked_for() {
        let mut chance = Chance::new(7, "test");
        // The bounds are five standard errors of 200 000 draws, or more.
        let (mean, deviation) = measured(|| chance.exponential(300.0));
        assert!((mean - 300.0).abs() < 3.4 && (deviation - 300.0).abs() < 6.8);
        let (mean, deviation) = measured(|| chance.lognormal(300.0, 150.0));
        assert!((mean - 300.0).abs() < 1.7 && (deviation - 150.0).abs() < 4.0);
        let (mean, _) = measured(|| chance.unit());
        assert!((mean - 0.5).abs() < 0.0033);
    }

    #[test]
    fn a_seed_and_a_purpose_give_one_stream() {
        let draw = |seed, purpose| Chance::new(seed, purpose).next();
        assert_eq!(draw(1, "web"), draw(1, "web"));
        assert_ne!(draw(1, "web"), draw(2, "web"));
        assert_ne!(draw(1, "web"), draw(1, "sms"));
    }

    #[test]
    fn what_is_picked_is_one_of_the_items() {
        let mut chance = Chance::new(1, "test");
        let picked: std::collections::BTreeSet<_> =
            (0..100).filter_map(|_| chance.pick(&[1, 2, 3])).collect();
        assert_eq!(picked.len(), 3);
        assert_eq!(chance.pick::<u8>(&[]), None);
    }
}
