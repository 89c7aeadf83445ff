//! What the textbooks say: Erlang C (M/M/c) and Erlang A (M/M/c+M).
//!
//! Contacts come as a Poisson stream, talks and patience are exponential, agents are equal and take one
//! conversation at a time, and whoever came first is answered first. The number of contacts present is
//! then a birth-and-death process: up at the arrival rate, down at the rate of whoever talks and of
//! whoever loses patience. See Erlang (1917) and Palm (1946); A. Mandelbaum and S. Zeltyn, "The
//! Palm/Erlang-A Queue, with Applications to Call Centers", Technion, 2005.

use crate::numbers::float;

/// Steps of Simpson's rule. The integrand is smooth, and ten times as many change no tenth digit.
const STEPS: u32 = 2_000;
/// States beyond which nothing counts: the part left out is below this.
const NEGLIGIBLE: f64 = 1e-16;

/// One queue. Times are in any unit, the same for all.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Model {
    /// Contacts in a unit of time.
    pub arrivals: f64,
    /// How long a talk lasts.
    pub handle: f64,
    /// How long a contact waits before leaving; `None`: for ever.
    pub patience: Option<f64>,
    /// Agents.
    pub agents: u32,
}

impl Model {
    /// The load in Erlang: how many agents would be busy if there were always enough.
    pub fn load(&self) -> f64 {
        self.arrivals * self.handle
    }

    /// Whether there is a steady state: with contacts who wait for ever, only below full load.
    pub fn is_stable(&self) -> bool {
        self.patience.is_some() || self.load() < f64::from(self.agents)
    }

    /// The part of contacts who find no agent free. 1 where there is no steady state.
    pub fn waits(&self) -> f64 {
        self.lines(|_| 1.0)
    }

    /// How many wait, on average. Infinite where there is no steady state.
    pub fn line(&self) -> f64 {
        if self.is_stable() {
            self.lines(f64::from)
        } else {
            f64::INFINITY
        }
    }

    /// How long contacts wait on average, whether they are answered or leave (Little's law).
    pub fn mean_wait(&self) -> f64 {
        self.line() / self.arrivals
    }

    /// The part of contacts who leave.
    pub fn abandons(&self) -> f64 {
        self.patience
            .map_or(0.0, |patience| self.line() / patience / self.arrivals)
    }

    /// The part of their time in which agents talk.
    pub fn occupancy(&self) -> f64 {
        (self.load() * (1.0 - self.abandons()) / f64::from(self.agents)).min(1.0)
    }

    /// The part of contacts who are answered within `time`.
    ///
    /// Whoever finds `k` in line is answered after `k + 1` departures. Summed over `k`, the density of the
    /// wait of somebody who would wait for ever is `p(c) · c·mu · exp(lambda · (1 - e^(-theta v)) / theta
    /// - c·mu·v)`; that they are still there is `e^(-theta v)`. With theta at zero it is Erlang C's.
    pub fn answered_within(&self, time: f64) -> f64 {
        if !self.is_stable() {
            return 0.0;
        }
        let all_talk = f64::from(self.agents) / self.handle;
        let density = |v: f64| match self.patience {
            None => ((self.arrivals - all_talk) * v).exp(),
            Some(patience) => {
                let came = -(-v / patience).exp_m1() * patience * self.arrivals;
                (came - all_talk * v - v / patience).exp()
            }
        };
        let (at_full, waits) = (self.at_full(), self.waits());
        1.0 - waits + at_full * all_talk * simpson(density, time)
    }

    /// The probability that all agents talk and nobody waits.
    fn at_full(&self) -> f64 {
        self.lines(|waiting| if waiting == 0 { 1.0 } else { 0.0 })
    }

    /// The mean of what `value` says of the number in line, over the states in which all agents talk.
    fn lines(&self, value: impl Fn(u32) -> f64) -> f64 {
        if !self.is_stable() {
            return 1.0;
        }
        let (load, agents) = (self.load(), f64::from(self.agents));
        // Everything in parts of the state in which all talk and nobody waits: below it downwards, which
        // never overflows, and above it upwards.
        let (mut all, mut part) = (1.0, 1.0);
        for busy in (1..=self.agents).rev() {
            part *= f64::from(busy) / load;
            all += part;
        }
        let (mut sum, mut part, mut waiting) = (value(0), 1.0, 0_u32);
        loop {
            waiting += 1;
            let leaving = self
                .patience
                .map_or(0.0, |patience| f64::from(waiting) * self.handle / patience);
            let step = load / (agents + leaving);
            part *= step;
            all += part;
            sum += part * value(waiting);
            if step < 1.0 && part * float(u64::from(waiting)) / (1.0 - step).powi(2) < NEGLIGIBLE {
                return sum / all;
            }
        }
    }
}

fn simpson(density: impl Fn(f64) -> f64, end: f64) -> f64 {
    let width = end / f64::from(STEPS);
    let inner: f64 = (1..STEPS)
        .map(|step| {
            let weight = if step % 2 == 1 { 4.0 } else { 2.0 };
            weight * density(f64::from(step) * width)
        })
        .sum();
    (density(0.0) + inner + density(end)) * width / 3.0
}
