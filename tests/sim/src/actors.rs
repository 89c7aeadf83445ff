//! The people of a world. Each looks at what they can see and does something; nobody is consistent.

mod agent;
mod contact;
mod supervisor;

use crate::{options::Options, plan::Act, rng::Rng, world::World};

/// Whose turn it is, or what arrives.
#[derive(Clone, Debug)]
pub(crate) enum Turn {
    Contact(String),
    Agent(String),
    Supervisor,
    Do(Act),
}

/// What an actor has at hand.
pub(crate) struct Scene<'a> {
    pub(crate) rng: &'a mut Rng,
    pub(crate) options: &'a Options,
    pub(crate) world: &'a World,
    /// What follows, with the delay in milliseconds.
    pub(crate) turns: Vec<(u64, Turn)>,
}

/// Lets one actor do something.
pub(crate) fn play(scene: &mut Scene<'_>, turn: Turn) {
    match turn {
        Turn::Contact(name) => contact::play(scene, name),
        Turn::Agent(name) => agent::play(scene, name),
        Turn::Supervisor => supervisor::play(scene),
        Turn::Do(act) => scene.turns.push((0, Turn::Do(act))),
    }
}

impl Scene<'_> {
    /// Sends a command: at once, or late, and sometimes twice.
    fn send(&mut self, act: Act) {
        if self.rng.percent(self.options.duplicate) {
            let delay = self.rng.between(0, 5_000);
            self.turns.push((delay, Turn::Do(act.clone())));
        }
        let late = self.rng.percent(self.options.late);
        let delay = if late {
            self.rng.between(1_000, 90_000)
        } else {
            0
        };
        self.turns.push((delay, Turn::Do(act)));
    }

    /// Comes back within so many seconds.
    fn again(&mut self, turn: Turn, within_s: u64) {
        let delay = self.rng.between(500, within_s.max(1) * 1_000);
        self.turns.push((delay, turn));
    }

    /// A queue or an agent to hand something to; now and then there is none of that name.
    fn somewhere(&mut self) -> String {
        if self.rng.percent(50) {
            format!("q{}", self.rng.between(0, 3))
        } else {
            format!("a{}", self.rng.between(0, 6))
        }
    }

    /// Something to say; now and then nothing, or too much.
    fn words(&mut self) -> String {
        match self.rng.between(0, 42) {
            0 => " ".into(),
            1 => crate::world::LONG.into(),
            3 => crate::world::FILE.into(),
            4 => crate::world::TEMPLATE.into(),
            2 => "\u{202e}\0".into(),
            n => format!("words {n}"),
        }
    }
}
