//! How far the demands of a waiting conversation have been relaxed. A demand is given up at a stated
//! time after the conversation began to wait in its queue.

use serde::{Deserialize, Serialize};

use crate::{
    conversation::Conversation,
    ids::AgentId,
    plan::{RoutingPlan, SkillStep},
    time::{Span, Timestamp},
};

/// Where a waiting conversation's demands stand.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Relaxation {
    /// When it began to wait in its queue: the demands' times run from here.
    pub began: Timestamp,
    /// How many steps of required skills are over.
    pub step: u8,
    /// Whether agents who do not speak its language are asked as well.
    pub any_language: bool,
    /// Who is waited for, while they are: the agent who answered last, or to whom it was handed.
    pub only: Option<AgentId>,
    /// Until when.
    pub only_until: Timestamp,
    /// When it was last to go on to the overflow queue and found no room there; zero: never.
    #[serde(default)]
    pub overflow_tried: Timestamp,
}

impl Relaxation {
    /// Nothing given up yet, for a conversation that begins to wait at `now`.
    pub(crate) fn begin(now: Timestamp) -> Self {
        Self {
            began: now,
            ..Self::default()
        }
    }

    /// When the next demand is given up; none: nothing is demanded any more.
    pub(crate) fn next(&self, demands: Demands<'_>) -> Option<Timestamp> {
        let only = self.only.as_ref().map(|_| self.only_until);
        let language = (!self.any_language).then(|| self.began + demands.language_wait);
        let step = self.step_ends(demands);
        [only, language, step].into_iter().flatten().min()
    }

    /// Gives up what is over at `now`.
    pub(crate) fn advance(&mut self, now: Timestamp, demands: Demands<'_>) {
        if self.only.is_some() && self.only_until <= now {
            self.only = None;
        }
        self.any_language |= self.began + demands.language_wait <= now;
        while self.step_ends(demands).is_some_and(|end| end <= now) {
            self.step = self.step.saturating_add(1);
        }
    }

    /// When it goes on to the overflow queue, of a queue that lets it wait so long.
    pub(crate) fn overflows(&self, after: Span) -> Timestamp {
        self.began.max(self.overflow_tried) + after
    }

    fn step_ends(&self, demands: Demands<'_>) -> Option<Timestamp> {
        let through = usize::from(self.step).checked_add(1)?;
        let steps = demands.steps.get(..through)?;
        let lasts = steps.iter().map(|step| step.lasts.0);
        Some(self.began + Span(lasts.fold(0, u64::saturating_add)))
    }
}

/// What a queue demands of agents for a conversation, as the plan says.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Demands<'p> {
    pub(crate) steps: &'p [SkillStep],
    pub(crate) language_wait: Span,
}

impl<'p> Demands<'p> {
    pub(crate) fn of(conversation: &'p Conversation, plan: &'p RoutingPlan) -> Self {
        Self {
            steps: plan.steps(conversation),
            language_wait: plan
                .queues
                .get(&conversation.queue)
                .map_or(Span::ZERO, |q| q.language_wait),
        }
    }
}

#[cfg(test)]
mod tests {
    use alloc::{collections::BTreeMap, vec::Vec};

    use super::*;

    fn steps(seconds: &[u32]) -> Vec<SkillStep> {
        let step = |s: &u32| SkillStep {
            require: BTreeMap::new(),
            lasts: Span::seconds(*s),
        };
        seconds.iter().map(step).collect()
    }

    #[test]
    fn every_demand_is_given_up_at_its_time_and_only_then() {
        let steps = steps(&[30, 60]);
        let demands = Demands {
            steps: &steps,
            language_wait: Span::seconds(45),
        };
        let at = |seconds: u32| Timestamp(1_000) + Span::seconds(seconds);
        let mut stage = Relaxation::begin(at(0));
        let mut seen = Vec::new();
        while let Some(next) = stage.next(demands) {
            stage.advance(Timestamp(next.0 - 1), demands);
            assert_eq!(stage.next(demands), Some(next));
            stage.advance(next, demands);
            seen.push((next, stage.step, stage.any_language));
        }
        assert_eq!(
            seen,
            [(at(30), 1, false), (at(45), 1, true), (at(90), 2, true)]
        );
    }

    #[test]
    fn a_long_sleep_gives_up_all_that_is_over() {
        let steps = steps(&[1, 2, 3]);
        let demands = Demands {
            steps: &steps,
            language_wait: Span::ZERO,
        };
        let mut stage = Relaxation::begin(Timestamp(0));
        stage.only = "bea".parse().ok();
        stage.only_until = Timestamp(500);
        stage.advance(Timestamp(4_000), demands);
        assert_eq!(
            (stage.step, &stage.only, stage.any_language),
            (2, &None, true)
        );
        assert_eq!(stage.next(demands), Some(Timestamp(6_000)));
    }
}
