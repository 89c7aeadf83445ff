//! Makes the world of a seed: whose turn it is, what they do, what goes wrong.

use std::collections::BTreeMap;

use frontdesk_core::{Effect, Floor, StepKind, Timestamp, WhyMoved, WhyReturned};

use crate::{
    actors::{self, Scene, Turn},
    liveness,
    options::Options,
    plan::{Act, Crash, Plan, Step},
    plans,
    rng::Rng,
    transcript,
    world::{Failure, Outcome, START, World},
};

/// What a world came to.
#[derive(Clone, Debug)]
pub struct Report {
    /// Its options.
    pub options: Options,
    /// Everything that happened.
    pub plan: Plan,
    /// The steps taken, the cooperative end not counted.
    pub steps: usize,
    /// How many of them the core accepted.
    pub accepted: usize,
    /// How many conversations there were.
    pub conversations: usize,
    /// How many offers were made.
    pub offers: u64,
    /// How many conversations agents began.
    pub started: usize,
    /// How often a contact wanted no more messages.
    pub stops: usize,
    /// How often what was rare before happened, by name.
    pub counted: BTreeMap<&'static str, usize>,
    /// How often the core refused, by code.
    pub refused: BTreeMap<&'static str, usize>,
    /// How often the process died.
    pub crashes: usize,
    /// The sentence that did not hold, if one did not.
    pub failure: Option<Failure>,
}

struct Driver {
    rng: Rng,
    options: Options,
    world: World,
    plan: Plan,
    /// Whose turn comes when; the second number keeps the order of equal times.
    turns: BTreeMap<(u64, u64), Turn>,
    next_turn: u64,
    /// The actors' time, in milliseconds since the start.
    now: u64,
    /// How far the gateway's clock stands from the actors' time.
    skew: i64,
    /// The deadline the shell waits for, and when it notices.
    alarm: Option<(Timestamp, u64)>,
    accepted: usize,
    started: usize,
    stops: usize,
    counted: BTreeMap<&'static str, usize>,
    refused: BTreeMap<&'static str, usize>,
    crashes: usize,
}

/// Makes the world of this seed and checks every step of it.
pub fn run(seed: u64) -> Result<Report, Failure> {
    let mut rng = Rng::new(seed);
    let options = Options::draw(&mut rng);
    let plans = plans::draw(&mut rng);
    let mut driver = Driver {
        rng,
        options,
        world: World::new(&plans)?,
        plan: Plan {
            plans,
            steps: Vec::new(),
        },
        turns: BTreeMap::new(),
        next_turn: 0,
        now: 0,
        skew: 0,
        alarm: None,
        accepted: 0,
        started: 0,
        stops: 0,
        counted: BTreeMap::new(),
        refused: BTreeMap::new(),
        crashes: 0,
    };
    let failure = driver
        .play()
        .and_then(|()| liveness::run(&mut driver.world))
        .err();
    Ok(Report {
        steps: driver.plan.steps.len(),
        accepted: driver.accepted,
        conversations: driver.world.history().since.len(),
        offers: driver.world.history().last_offer,
        started: driver.started,
        stops: driver.stops,
        counted: driver.counted,
        refused: driver.refused,
        crashes: driver.crashes,
        options: driver.options,
        plan: driver.plan,
        failure,
    })
}

/// Plays a plan again, with the cooperative end; `log` gets one line a step.
pub fn replay(plan: &Plan, log: &mut dyn FnMut(String)) -> Result<(), Failure> {
    let mut world = World::new(&plan.plans)?;
    for step in &plan.steps {
        let outcome = world.step(step)?;
        if let Some(line) = transcript::line(step, &outcome, world.floor()) {
            log(line);
        }
    }
    liveness::run(&mut world)
}

impl Driver {
    fn play(&mut self) -> Result<(), Failure> {
        let end = self.options.minutes * 60_000;
        self.cast();
        while let Some((at, turn)) = self.next() {
            if at > end {
                break;
            }
            self.now = at;
            self.maybe_jump();
            self.take(turn)?;
        }
        Ok(())
    }

    /// Everyone's first turn.
    fn cast(&mut self) {
        for n in 0..self.options.contacts {
            let at = self.rng.between(0, self.options.minutes * 50_000);
            self.schedule(at, Turn::Contact(format!("c{n}")));
        }
        for n in 0..6 {
            let at = self.rng.between(0, 60_000);
            self.schedule(at, Turn::Agent(format!("a{n}")));
        }
        self.schedule(30_000, Turn::Supervisor);
    }

    fn schedule(&mut self, delay: u64, turn: Turn) {
        self.turns
            .insert((self.now.saturating_add(delay), self.next_turn), turn);
        self.next_turn += 1;
    }

    /// The next turn: an actor's, or the shell's when a deadline comes first.
    fn next(&mut self) -> Option<(u64, Turn)> {
        let deadline = self
            .world
            .floor()
            .and_then(Floor::next_deadline)
            .map(|(at, _)| at);
        if self.alarm.map(|(at, _)| at) != deadline {
            self.alarm = deadline.map(|at| (at, self.noticed(at)));
        }
        let actor = self.turns.keys().next().copied();
        match (self.alarm, actor) {
            (Some((_, alarm)), Some((at, _))) if alarm <= at => Some((alarm, Turn::Do(Act::Wake))),
            (Some((_, alarm)), None) => Some((alarm, Turn::Do(Act::Wake))),
            (_, Some(key)) => self.turns.remove(&key).map(|turn| (key.0, turn)),
            (None, None) => None,
        }
    }

    /// When the shell notices a deadline of the core, in the actors' time.
    fn noticed(&mut self, at: Timestamp) -> u64 {
        let at = i64::try_from(at.since(START).0)
            .unwrap_or(i64::MAX)
            .saturating_sub(self.skew);
        let late = if self.rng.percent(self.options.late_wake) {
            self.rng.between(0, 60_000)
        } else {
            0
        };
        u64::try_from(at)
            .unwrap_or(0)
            .max(self.now)
            .saturating_add(late)
    }

    fn maybe_jump(&mut self) {
        if self.rng.between(1, 1_000) > self.options.jump_per_mille {
            return;
        }
        let by = i64::try_from(self.rng.between(1_000, 3_600_000)).unwrap_or(0);
        self.skew += if self.rng.percent(50) { by } else { -by / 6 };
        self.alarm = None;
    }

    fn take(&mut self, turn: Turn) -> Result<(), Failure> {
        if let Turn::Do(act) = turn {
            return self.act(act);
        }
        let mut scene = Scene {
            rng: &mut self.rng,
            options: &self.options,
            world: &self.world,
            turns: Vec::new(),
        };
        actors::play(&mut scene, turn);
        let mut now = Vec::new();
        for (delay, turn) in scene.turns {
            match turn {
                Turn::Do(act) if delay == 0 => now.push(act),
                Turn::Do(_) | Turn::Contact(_) | Turn::Agent(_) | Turn::Supervisor => {
                    self.schedule(delay, turn);
                }
            }
        }
        now.into_iter().try_for_each(|act| self.act(act))
    }

    fn count(&mut self, act: &Act, outcome: &Outcome) {
        match outcome {
            Outcome::Accepted(effects) => {
                self.accepted += 1;
                for name in effects.iter().filter_map(counted) {
                    *self.counted.entry(name).or_default() += 1;
                }
                self.started += usize::from(matches!(act, Act::Starts { .. }));
                let stops = matches!(act, Act::Stops { .. }) && !effects.is_empty();
                self.stops += usize::from(stops);
            }
            Outcome::Refused(code) => *self.refused.entry(code).or_default() += 1,
            Outcome::Skipped => {}
        }
    }

    fn act(&mut self, act: Act) -> Result<(), Failure> {
        let up = self.world.floor().is_some();
        if up == matches!(act, Act::Restart) {
            return Ok(());
        }
        let at = i64::try_from(self.now)
            .unwrap_or(i64::MAX)
            .saturating_add(self.skew);
        let at = u64::try_from(at).unwrap_or(0);
        let dies = up && self.rng.between(1, 1_000) <= self.options.crash_per_mille;
        let crash = dies.then(|| {
            if self.rng.percent(50) {
                Crash::BeforeCommit
            } else {
                Crash::AfterCommit
            }
        });
        let step = Step { at, act, crash };
        self.plan.steps.push(step.clone());
        let outcome = self.world.step(&step)?;
        self.alarm = None;
        self.count(&step.act, &outcome);
        if up && self.world.floor().is_none() {
            self.crashes += 1;
            let delay = self.rng.between(0, 60_000);
            self.schedule(delay, Turn::Do(Act::Restart));
        }
        Ok(())
    }
}

/// What a world should have seen, by the steps of conversations' histories.
fn counted(effect: &Effect) -> Option<&'static str> {
    let Effect::Log(step) = effect else {
        return None;
    };
    match &step.kind {
        StepKind::Moved { why, .. } => Some(match why {
            WhyMoved::Full => "moved: full",
            WhyMoved::Unstaffed => "moved: unstaffed",
            WhyMoved::Waited => "moved: waited",
            WhyMoved::Closed => "moved: closed",
        }),
        StepKind::Returned { why, .. } => Some(match why {
            WhyReturned::AgentGone => "returned: agent gone",
            WhyReturned::AgentSilent => "returned: agent silent",
            WhyReturned::ContactWrote => "returned: contact wrote",
        }),
        StepKind::Transferred { agent: Some(_), .. } => Some("transferred to an agent"),
        StepKind::Transferred { agent: None, .. } => Some("transferred to a queue"),
        StepKind::Taken { forced: true, .. } => Some("forced"),
        StepKind::Taken { forced: false, .. } => Some("taken"),
        StepKind::Parked { .. } => Some("parked"),
        StepKind::Resumed { .. } => Some("resumed"),
        StepKind::LanguageKnown { .. } => Some("language known"),
        StepKind::Reopened { .. } => Some("reopened"),
        StepKind::Queued
        | StepKind::Scripted { .. }
        | StepKind::Offered { .. }
        | StepKind::OfferEnded { .. }
        | StepKind::Assigned { .. }
        | StepKind::Requeued { .. }
        | StepKind::Ended { .. }
        | StepKind::Closed { .. } => None,
    }
}
