//! Agents who are kept for a heavy conversation. Lighter ones need less room, so they could take every
//! unit of it as it becomes free, and a heavy one would wait for ever.
//!
//! The rule: once the first of a heavy line has waited for [`limits::KEPT_AFTER`], the agent who lacks only
//! room for it, and has most of that, is offered nothing that ranks behind it. Nothing of this is stored:
//! it follows from the line, the agents and the time.

use super::{passing::first_to_ask, ranking::Rank};
use crate::{
    conversation::Conversation,
    floor::Floor,
    ids::{AgentId, QueueId},
    index::Line,
    limits,
    time::Timestamp,
};

/// Whether a conversation with this rank is not for this agent, since they are kept for a heavier one
/// that ranks before it.
pub(super) fn is_kept(floor: &Floor, agent: &AgentId, rank: &Rank, now: Timestamp) -> bool {
    if floor.index.heavy.is_empty() {
        return false;
    }
    let queues = floor.plan.agents.get(agent).map_or(&[][..], |a| &a.queues);
    queues.iter().any(|queue| {
        heavy_lines(floor, queue).any(|line| keeps(floor, (queue, line), agent, rank, now))
    })
}

/// Whether anybody may be kept for something: then what is offered in one queue may depend on another.
pub(crate) fn is_anyone_kept(floor: &Floor, now: Timestamp) -> bool {
    let mut queues = floor.index.heavy.keys();
    queues.any(|queue| {
        let mut lines = heavy_lines(floor, queue);
        lines.any(|line| !line.short.is_empty() && overdue(floor, line, now).is_some())
    })
}

/// A queue's lines of heavy conversations, if any wait there.
fn heavy_lines<'f>(floor: &'f Floor, queue: &QueueId) -> impl Iterator<Item = &'f Line> {
    let waits = floor.index.heavy.contains_key(queue);
    let entry = floor.index.queues.get(queue).filter(|_| waits);
    let lines = entry.into_iter().flat_map(|entry| &entry.lines);
    lines
        .filter(|(need, _)| need.is_heavy())
        .map(|(_, line)| line)
}

fn keeps(
    floor: &Floor,
    (queue, line): (&QueueId, &Line),
    agent: &AgentId,
    rank: &Rank,
    now: Timestamp,
) -> bool {
    let Some((since, head)) = overdue(floor, line, now) else {
        return false;
    };
    let short = line.short.iter().map(|(_, place)| &place.agent);
    first_to_ask(head, short, now) == Some(agent)
        && Rank::of(floor, queue, since, head.id, now).is_some_and(|first| first < *rank)
}

/// The first of a line, if it has waited for long enough.
fn overdue<'f>(
    floor: &'f Floor,
    line: &Line,
    now: Timestamp,
) -> Option<(Timestamp, &'f Conversation)> {
    let (since, id) = line.waiting.first()?;
    let is_due = *since + limits::KEPT_AFTER <= now;
    let head = floor.conversations.get(id).filter(|_| is_due)?;
    Some((*since, head))
}

#[cfg(test)]
mod tests {
    use crate::{ConversationId, Input, RoutingPlan, Span, Verdict, testing::*};

    /// A text message takes two units; Bea and Cem have two each.
    fn heavy() -> RoutingPlan {
        let mut plan = plan();
        plan.channels.get_mut(&channel("sms")).unwrap().weight = 2;
        for name in ["bea", "cem"] {
            plan.agents.get_mut(&agent(name)).unwrap().capacity = 2;
        }
        plan
    }

    /// Bea talks in two chats, a text message waits, and then a third chat.
    fn behind_chats() -> (Stage, [ConversationId; 2], ConversationId) {
        let mut stage = Stage::with(heavy());
        stage.ready("bea");
        let talks = [stage.open("a"), stage.open("b")];
        stage.accept("bea");
        stage.accept("bea");
        let text = stage.open_on("sms", "+1");
        (stage, talks, text)
    }

    fn end(stage: &mut Stage, conversation: ConversationId) {
        stage.apply(Input::ConversationClosed {
            conversation,
            by: crate::EndedBy::System,
        });
    }

    fn verdict_of(stage: &Stage, id: ConversationId, name: &str) -> Verdict {
        let explanation = stage.floor.explain(stage.now, id).unwrap();
        let mut all = explanation.candidates.into_iter();
        all.find(|c| c.agent == agent(name)).unwrap().verdict
    }

    #[test]
    fn until_the_stated_time_whoever_fits_is_served() {
        let (mut stage, [one, two], text) = behind_chats();
        stage.wait(Span::millis(59_999));
        let light = stage.open("c");
        end(&mut stage, one);
        assert_eq!(
            (stage.state(text), stage.holder(light)),
            ("queued", Some("bea"))
        );
        end(&mut stage, two);
        assert_eq!(stage.state(text), "queued");
    }

    #[test]
    fn after_the_stated_time_an_agent_is_kept_until_there_is_room() {
        let (mut stage, [one, two], text) = behind_chats();
        stage.wait(Span::seconds(60));
        let light = stage.open("c");
        end(&mut stage, one);
        assert_eq!(
            (stage.state(text), stage.state(light)),
            ("queued", "queued")
        );
        assert_eq!(verdict_of(&stage, light, "bea"), Verdict::KeptForHeavier);
        assert_eq!(verdict_of(&stage, text, "bea"), Verdict::Full);
        end(&mut stage, two);
        assert_eq!(
            (stage.holder(text), stage.state(light)),
            (Some("bea"), "queued")
        );
    }

    #[test]
    fn the_others_go_on_being_asked_for_what_is_lighter() {
        let (mut stage, [one, _], text) = behind_chats();
        stage.wait(Span::seconds(60));
        end(&mut stage, one);
        stage.ready("cem");
        // Cem has room for the text message, so nobody is kept any more.
        assert_eq!(stage.holder(text), Some("cem"));
        let light = stage.open("c");
        assert_eq!(stage.holder(light), Some("bea"));
    }

    #[test]
    fn whatever_ranks_before_the_heavy_one_is_still_offered() {
        let (mut stage, [one, _], text) = behind_chats();
        stage.wait(Span::seconds(60));
        end(&mut stage, one);
        let urgent = stage.open_on("vip", "d");
        assert_eq!(
            (stage.holder(urgent), stage.state(text)),
            (Some("bea"), "queued")
        );
    }

    #[test]
    fn whoever_was_kept_is_asked_again_when_the_heavy_one_has_left() {
        let (mut stage, [one, _], text) = behind_chats();
        stage.wait(Span::seconds(60));
        let light = stage.open("c");
        end(&mut stage, one);
        assert_eq!(stage.state(light), "queued");
        end(&mut stage, text);
        assert_eq!(stage.holder(light), Some("bea"));
    }

    #[test]
    fn an_offer_says_who_was_kept_for_what_is_heavier() {
        let (mut stage, [one, _], text) = behind_chats();
        stage.wait(Span::seconds(60));
        end(&mut stage, one);
        // Dan cannot have as much as a text message takes, so he is kept for none.
        stage.ready("dan");
        let effects = stage.apply(opened("chat", "c"));
        let told: alloc::vec::Vec<_> = effects
            .iter()
            .filter_map(|effect| {
                if let crate::Effect::PresentOffer { because, .. } = effect {
                    Some(because.candidates.iter().map(|c| c.verdict))
                } else {
                    None
                }
            })
            .flatten()
            .collect();
        assert_eq!(told, [Verdict::KeptForHeavier, Verdict::Chosen]);
        assert_eq!(stage.state(text), "queued");
    }

    #[test]
    fn nobody_is_kept_for_what_they_let_pass_a_moment_ago() {
        let mut plan = heavy();
        plan.queues.get_mut(&queue("sales")).unwrap().back_off = Span::seconds(600);
        let mut stage = Stage::with(plan);
        stage.ready("bea");
        let text = stage.open_on("sms", "+1");
        let (_, offer) = stage.offer_to("bea").unwrap();
        stage.apply(Input::OfferDeclined {
            offer,
            agent: agent("bea"),
        });
        stage.wait(Span::seconds(60));
        let (one, two) = (stage.open("a"), stage.open("b"));
        assert_eq!(
            (stage.holder(one), stage.holder(two)),
            (Some("bea"), Some("bea"))
        );
        assert_eq!(stage.state(text), "queued");
    }

    #[test]
    fn nobody_is_kept_where_nobody_is_asked() {
        let mut plan = heavy();
        let sales = plan.queues.get_mut(&queue("sales")).unwrap();
        sales.strategy = crate::Strategy::Pull;
        sales.priority = 10;
        let mut stage = Stage::with(plan);
        stage.ready("bea");
        let taken = stage.open("a");
        stage.apply(Input::ConversationTaken {
            conversation: taken,
            agent: agent("bea"),
            forced_by: None,
        });
        stage.open_on("sms", "+1");
        stage.wait(Span::seconds(60));
        let light = stage.open_on("vip", "b");
        assert_eq!(stage.holder(light), Some("bea"));
    }

    #[test]
    fn nobody_is_kept_who_holds_as_many_of_the_channel_as_they_may() {
        let mut plan = heavy();
        plan.channels.get_mut(&channel("sms")).unwrap().agent_max = Some(1);
        plan.agents.get_mut(&agent("bea")).unwrap().capacity = 4;
        let mut stage = Stage::with(plan);
        stage.ready("bea");
        stage.open_on("sms", "+1");
        stage.open("a");
        stage.accept("bea");
        stage.accept("bea");
        let second = stage.open_on("sms", "+2");
        stage.wait(Span::seconds(60));
        let light = stage.open("b");
        assert_eq!(
            (stage.state(second), stage.holder(light)),
            ("queued", Some("bea"))
        );
    }

    #[test]
    fn of_those_who_lack_room_whoever_has_most_is_kept() {
        let mut plan = heavy();
        plan.channels.get_mut(&channel("sms")).unwrap().weight = 3;
        for name in ["bea", "cem"] {
            plan.agents.get_mut(&agent(name)).unwrap().capacity = 3;
        }
        let mut stage = Stage::with(plan);
        stage.ready("bea");
        for name in ["a", "b"] {
            stage.open(name);
            stage.accept("bea");
        }
        stage.wait(Span::seconds(1));
        stage.ready("cem");
        let own = stage.open("c");
        assert_eq!(stage.holder(own), Some("bea"), "idle for longer");
        stage.accept("bea");
        stage.open("d");
        stage.accept("cem");
        let text = stage.open_on("sms", "+1");
        stage.wait(Span::seconds(60));
        end(&mut stage, own);
        // Bea has one unit, Cem two.
        let light = stage.open("e");
        assert_eq!(
            (stage.state(text), stage.holder(light)),
            ("queued", Some("bea"))
        );
        assert_eq!(verdict_of(&stage, light, "cem"), Verdict::KeptForHeavier);
    }
}
