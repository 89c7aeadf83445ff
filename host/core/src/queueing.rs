//! How a conversation comes to wait in a queue, and moves on to another.

use alloc::vec::Vec;

use crate::{
    agent::Agent,
    conversation::{Conversation, ConversationState, EndedBy},
    ending,
    floor::Floor,
    ids::{AgentId, ConversationId, QueueId},
    limits,
    plan::{AtClose, Unstaffed},
    rejection::Rejection,
    relaxation::{Demands, Relaxation},
    schedule::Standing,
    time::{Span, Timestamp},
    trace::{StepKind, WhyMoved},
    turn::Turn,
};

/// The queue in which a new conversation of `queue` waits, with the queues it was sent on from.
/// Following the overflow comes to an end because a plan has no circles.
pub(crate) fn destination(
    floor: &Floor,
    queue: QueueId,
    now: Timestamp,
) -> Result<(QueueId, Vec<(QueueId, WhyMoved)>), Rejection> {
    let mut here = queue;
    let mut from = Vec::new();
    while let Some(hurdle) = hurdle(floor, &here, now) {
        // A date that sends conversations round in a circle leaves them where they came full turn.
        if from.len() >= floor.plan.queues.len() {
            break;
        }
        let next = match hurdle.then {
            Unstaffed::Overflow if hurdle.to.is_some() => hurdle.to,
            Unstaffed::Wait => break,
            Unstaffed::Refuse => None,
            Unstaffed::Overflow => floor
                .plan
                .queues
                .get(&here)
                .and_then(|q| q.overflow.queue.clone()),
        };
        match next {
            Some(next) => from.push((core::mem::replace(&mut here, next), hurdle.why)),
            None => return Err(hurdle.refusal),
        }
    }
    Ok((here, from))
}

/// Why nobody can be reached in a queue at a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unreachable {
    /// It is closed.
    Closed {
        /// When it opens, as far as that can be said.
        opens: Option<Timestamp>,
    },
    /// Nobody of it is signed in.
    Unstaffed,
    /// As many wait as may.
    Full,
}

/// Why nobody would be reached by a conversation that came into a queue at a moment, whether it would be refused or
/// wait; none: somebody would. What sends it elsewhere counts as the queue where it would arrive.
pub(crate) fn unreachable(floor: &Floor, queue: QueueId, now: Timestamp) -> Option<Unreachable> {
    let here = match destination(floor, queue, now) {
        Ok((here, _)) => here,
        Err(Rejection::QueueClosed { opens, .. }) => return Some(Unreachable::Closed { opens }),
        Err(Rejection::NobodyOnDuty { .. }) => return Some(Unreachable::Unstaffed),
        Err(_) => return Some(Unreachable::Full),
    };
    if let Some(Standing::Closed { opens, .. }) = floor.plan.standing(&here, now) {
        return Some(Unreachable::Closed { opens });
    }
    let entry = floor.index.queues.get(&here)?;
    entry.on_duty.is_empty().then_some(Unreachable::Unstaffed)
}

/// What keeps a new conversation out of a queue.
struct Hurdle {
    why: WhyMoved,
    then: Unstaffed,
    /// Where to, if not to the overflow queue.
    to: Option<QueueId>,
    refusal: Rejection,
}

/// The first of: it is closed, it is full, nobody is there.
fn hurdle(floor: &Floor, here: &QueueId, now: Timestamp) -> Option<Hurdle> {
    let plan = floor.plan.queues.get(here)?;
    let queue = here.clone();
    if let Some(to) = floor.plan.treatment(here, now) {
        return Some(Hurdle {
            why: WhyMoved::Closed,
            then: Unstaffed::Overflow,
            to: Some(to),
            refusal: Rejection::QueueClosed { queue, opens: None },
        });
    }
    if let Some(Standing::Closed { opens, .. }) = floor.plan.standing(here, now)
        && plan.closed != Unstaffed::Wait
    {
        return Some(Hurdle {
            why: WhyMoved::Closed,
            then: plan.closed,
            to: None,
            refusal: Rejection::QueueClosed { queue, opens },
        });
    }
    let entry = floor.index.queues.get(here)?;
    if let Some(limit) = full_at(floor, here) {
        return Some(Hurdle {
            why: WhyMoved::Full,
            then: Unstaffed::Overflow,
            to: None,
            refusal: Rejection::QueueFull { queue, limit },
        });
    }
    let is_staffed = !entry.on_duty.is_empty();
    (!is_staffed && plan.overflow.unstaffed != Unstaffed::Wait).then_some(Hurdle {
        why: WhyMoved::Unstaffed,
        then: plan.overflow.unstaffed,
        to: None,
        refusal: Rejection::NobodyOnDuty { queue },
    })
}

/// How many may wait in a queue, if so many do.
fn full_at(floor: &Floor, queue: &QueueId) -> Option<usize> {
    let most = floor.plan.queues.get(queue)?.overflow.waiting_max;
    let most = most.unwrap_or(limits::WAITING_MAX);
    let limit = usize::try_from(most).map_or(limits::WAITING_PER_QUEUE, |most| {
        most.min(limits::WAITING_PER_QUEUE)
    });
    let line = &floor.index.queues.get(queue)?.line;
    (line.len() >= limit).then_some(limit)
}

/// Checks that one more may wait in a queue. Whoever stands in its line already takes no more room.
pub(crate) fn check_room(
    floor: &Floor,
    conversation: &Conversation,
    queue: &QueueId,
) -> Result<(), Rejection> {
    let stands_there = conversation.queue == *queue && conversation.state.is_waiting();
    match full_at(floor, queue).filter(|_| !stands_there) {
        Some(limit) => Err(Rejection::QueueFull {
            queue: queue.clone(),
            limit,
        }),
        None => Ok(()),
    }
}

/// What is demanded for a conversation that begins to wait in its queue: an agent first, if there is one
/// to wait for.
pub(crate) fn first_relaxation(
    floor: &Floor,
    conversation: &Conversation,
    now: Timestamp,
    only: Option<(AgentId, Span)>,
) -> Relaxation {
    let mut relaxation = Relaxation::begin(now);
    let can_come = |agent: &AgentId| {
        let is_there = floor.agents.get(agent).is_some_and(Agent::takes_offers);
        let queue = floor.index.queues.get(&conversation.queue);
        is_there && queue.is_some_and(|q| q.members.contains(agent))
    };
    if let Some((agent, wait)) = only.filter(|(agent, _)| can_come(agent)) {
        relaxation.only = Some(agent);
        relaxation.only_until = now + wait;
    }
    relaxation.any_language = is_any_language(floor, conversation);
    relaxation.advance(now, Demands::of(conversation, &floor.plan));
    relaxation
}

/// Whether everybody is asked whatever they speak: no language is known, or nobody of the queue
/// speaks it, so that waiting for one would be in vain.
pub(crate) fn is_any_language(floor: &Floor, conversation: &Conversation) -> bool {
    conversation.language.as_ref().is_none_or(|spoken| {
        let queue = floor.index.queues.get(&conversation.queue);
        !queue.is_some_and(|q| q.speaks(&spoken.language))
    })
}

/// The agent who answered this person last, and how long they are waited for, if the queue does so
/// and it was not too long ago.
pub(crate) fn last_agent(
    floor: &Floor,
    conversation: &Conversation,
    now: Timestamp,
) -> Option<(AgentId, Span)> {
    let rules = floor.plan.queues.get(&conversation.queue)?.last_agent;
    let (agent, ended) = conversation.contact.last_agent.as_ref()?;
    (rules.wait > Span::ZERO && now.since(*ended) <= rules.within)
        .then(|| (agent.clone(), rules.wait))
}

/// How a conversation comes into a line.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    /// Since when it waits: its age.
    pub(crate) since: Timestamp,
    /// Who is asked first, and for how long only they.
    pub(crate) only: Option<(AgentId, Span)>,
    /// Who gave it away: they have let it pass, so they are not asked before the queue's back-off ends.
    pub(crate) giver: Option<AgentId>,
}

impl Entry {
    /// At its age, for everybody.
    pub(crate) const fn at(since: Timestamp) -> Self {
        Self {
            since,
            only: None,
            giver: None,
        }
    }
}

/// Lets a conversation wait from now on, in a queue and with an age: for an agent first, if there is
/// one to wait for.
pub(crate) fn enqueue(turn: &mut Turn<'_>, id: ConversationId, queue: QueueId, entry: Entry) {
    let Some(conversation) = turn.floor.conversations.get(&id) else {
        return;
    };
    let Entry { since, only, giver } = entry;
    let mut moved = conversation.clone();
    moved.queue = queue.clone();
    let relaxation = first_relaxation(turn.floor, &moved, turn.now, only);
    let rules = turn.floor.plan.queues.get(&queue);
    let until = turn.now + rules.map_or(Span::ZERO, |q| q.back_off);
    let passed: Vec<_> = giver.map(|agent| (agent, until)).into_iter().collect();
    turn.change(id, |c| {
        c.queue = queue;
        c.relaxation = relaxation;
        c.state = ConversationState::Queued { since, passed };
    });
}

/// The queues through which a conversation overflows, up to the first with room; none: all are full.
/// Following them comes to an end because a plan has no circles.
fn way_on(floor: &Floor, from: &QueueId) -> Option<Vec<QueueId>> {
    let mut way: Vec<QueueId> = Vec::new();
    loop {
        let here = way.last().unwrap_or(from);
        let next = floor.plan.queues.get(here)?.overflow.queue.clone()?;
        let is_full = full_at(floor, &next).is_some();
        way.push(next);
        if !is_full {
            return Some(way);
        }
    }
}

/// Sends a waiting conversation on to the overflow queue, with its age, or past it if it is full.
/// Where there is no room it stays, and is looked at again after the same time.
pub(crate) fn overflow(turn: &mut Turn<'_>, id: ConversationId) {
    let Some(conversation) = turn.floor.conversations.get(&id) else {
        return;
    };
    let ConversationState::Queued { since, .. } = &conversation.state else {
        return;
    };
    let (since, from) = (*since, conversation.queue.clone());
    let way = way_on(turn.floor, &from);
    let Some((last, way)) = way.as_ref().and_then(|way| Some((way.last()?, way))) else {
        let now = turn.now;
        turn.change_timers(id, |c| c.relaxation.overflow_tried = now);
        return;
    };
    let (last, way) = (last.clone(), way.clone());
    move_on(turn, id, since, (last, way), WhyMoved::Waited);
}

/// Does with a conversation that still waits when its queue has closed what the queue says.
pub(crate) fn close(turn: &mut Turn<'_>, id: ConversationId) {
    let Some(conversation) = turn.floor.conversations.get(&id) else {
        return;
    };
    let ConversationState::Queued { since, .. } = &conversation.state else {
        return;
    };
    let (since, from) = (*since, conversation.queue.clone());
    let rules = turn.floor.plan.queues.get(&from).map(|it| it.at_close);
    let way = way_on(turn.floor, &from).filter(|_| rules == Some(AtClose::Overflow));
    if let Some((last, way)) = way.and_then(|way| Some((way.last()?.clone(), way))) {
        move_on(turn, id, since, (last, way), WhyMoved::Closed);
        return;
    }
    ending::end_talk(turn, id, &EndedBy::System);
    ending::close(turn, id, EndedBy::System, None, None);
}

/// Lets a waiting conversation wait in the last queue of a way, with its age.
fn move_on(
    turn: &mut Turn<'_>,
    id: ConversationId,
    since: Timestamp,
    (last, way): (QueueId, Vec<QueueId>),
    mut why: WhyMoved,
) {
    let Some(mut from) = turn.floor.conversations.get(&id).map(|it| it.queue.clone()) else {
        return;
    };
    enqueue(turn, id, last, Entry::at(since));
    for to in way {
        let (here, to) = (core::mem::replace(&mut from, to.clone()), to.clone());
        turn.log(
            id,
            StepKind::Moved {
                from: here,
                to,
                why,
            },
        );
        why = WhyMoved::Full;
    }
}

/// The queues that sent a new conversation on, one step each.
pub(crate) fn log_moves(
    turn: &mut Turn<'_>,
    id: ConversationId,
    last: &QueueId,
    sent_on: Vec<(QueueId, WhyMoved)>,
) {
    let mut rest = sent_on.into_iter().peekable();
    while let Some((from, why)) = rest.next() {
        let to = rest.peek().map_or(last, |(queue, _)| queue).clone();
        turn.log(id, StepKind::Moved { from, to, why });
    }
}

/// Gives up the demands of a waiting conversation whose time is over.
pub(crate) fn relax(turn: &mut Turn<'_>, id: ConversationId) {
    let Some(conversation) = turn.floor.conversations.get(&id) else {
        return;
    };
    let mut relaxation = conversation.relaxation.clone();
    relaxation.advance(turn.now, Demands::of(conversation, &turn.floor.plan));
    turn.change(id, |c| c.relaxation = relaxation);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Effect, Presence, RoutingPlan, Schedule, testing::*};

    /// `sales` overflows into `vip`.
    fn overflowing(change: impl FnOnce(&mut crate::Overflow)) -> RoutingPlan {
        let mut plan = plan();
        let rules = &mut plan.queues.get_mut(&queue("sales")).unwrap().overflow;
        rules.queue = Some(queue("vip"));
        change(rules);
        plan
    }

    #[test]
    fn beyond_its_maximum_a_queue_sends_conversations_on() {
        let mut stage = Stage::with(overflowing(|rules| rules.waiting_max = Some(2)));
        for name in ["a", "b"] {
            let id = stage.open(name);
            assert_eq!(stage.conversation(id).queue, queue("sales"));
        }
        let effects = stage.apply(opened("chat", "c"));
        let id = stage.floor.open_on(&channel("chat"), &thread("c")).unwrap();
        assert_eq!(stage.conversation(id).queue, queue("vip"));
        let moved = StepKind::Moved {
            from: queue("sales"),
            to: queue("vip"),
            why: WhyMoved::Full,
        };
        let is_moved = |effect: &Effect| matches!(effect, Effect::Log(step) if step.kind == moved);
        assert!(effects.iter().any(is_moved));
    }

    #[test]
    fn without_an_overflow_a_full_queue_refuses() {
        let plan = overflowing(|rules| {
            rules.queue = None;
            rules.waiting_max = Some(1);
        });
        let mut stage = Stage::with(plan);
        stage.open("a");
        let limit = 1;
        assert_eq!(
            stage.refuse(opened("chat", "b")),
            Rejection::QueueFull {
                queue: queue("sales"),
                limit
            }
        );
    }

    #[test]
    fn who_has_waited_as_long_as_they_may_goes_on_with_their_age() {
        let mut stage = Stage::with(overflowing(|rules| rules.after = Span::seconds(120)));
        let ana = stage.open("ana");
        stage.wait(Span::seconds(60));
        let vip = stage.open_on("vip", "ben");
        stage.wait(Span::seconds(60));
        assert_eq!(stage.conversation(ana).queue, queue("vip"));
        stage.ready("bea");
        assert_eq!(
            (stage.holder(ana), stage.state(vip)),
            (Some("bea"), "queued")
        );
    }

    #[test]
    fn an_offer_that_stands_is_not_taken_away_by_the_overflow() {
        let mut stage = Stage::with(overflowing(|rules| rules.after = Span::seconds(10)));
        stage.ready("cem");
        let id = stage.open("ana");
        stage.wait(Span::seconds(15));
        assert_eq!(stage.holder(id), Some("cem"));
        stage.declare("cem", Presence::Offline);
        assert_eq!(stage.conversation(id).queue, queue("vip"));
    }

    #[test]
    fn a_queue_without_anybody_signed_in_waits_sends_on_or_refuses_as_it_says() {
        let mut stage = Stage::with(overflowing(|_| {}));
        let id = stage.open("ana");
        assert_eq!(stage.conversation(id).queue, queue("sales"));

        let plan = overflowing(|rules| rules.unstaffed = Unstaffed::Overflow);
        let mut stage = Stage::with(plan);
        let id = stage.open("ana");
        assert_eq!(stage.conversation(id).queue, queue("vip"));

        let plan = overflowing(|rules| rules.unstaffed = Unstaffed::Refuse);
        let mut stage = Stage::with(plan);
        assert_eq!(
            stage.refuse(opened("chat", "ana")),
            Rejection::NobodyOnDuty {
                queue: queue("sales")
            }
        );
        stage.ready("cem");
        let reason = "lunch".into();
        stage.declare("cem", Presence::Away { reason });
        // Away is signed in: they will be back.
        let id = stage.open("ana");
        assert_eq!(stage.conversation(id).queue, queue("sales"));
    }

    #[test]
    fn nobody_is_reached_where_nobody_is_signed_in_it_is_closed_or_full() {
        let why = |stage: &Stage| stage.floor.unreachable(stage.now, &queue("sales"));
        // Whatever would become of a conversation.
        for unstaffed in [Unstaffed::Wait, Unstaffed::Refuse] {
            let mut stage = Stage::with(overflowing(|rules| rules.unstaffed = unstaffed));
            assert_eq!(why(&stage), Some(Unreachable::Unstaffed));
            stage.ready("cem");
            assert_eq!(why(&stage), None);
        }
        let plan = overflowing(|rules| {
            rules.queue = None;
            rules.waiting_max = Some(1);
        });
        let mut stage = Stage::with(plan);
        stage.open("ana");
        assert_eq!(why(&stage), Some(Unreachable::Full));
        // Who is sent on is reached where they arrive.
        let plan = overflowing(|rules| rules.unstaffed = Unstaffed::Overflow);
        let mut stage = Stage::with(plan);
        assert_eq!(why(&stage), Some(Unreachable::Unstaffed));
        stage.ready("bea");
        assert_eq!(why(&stage), None);
    }

    /// `sales` is open from nine to five on the day on which tests begin, and overflows into `vip`.
    fn closing(change: impl FnOnce(&mut crate::QueuePlan)) -> Stage {
        use crate::schedule::{Period, Weekday, Zone};
        let mut plan = overflowing(|_| {});
        let hours = Schedule {
            time_zone: Zone::new("UTC").unwrap(),
            week: [(
                Weekday::Thursday,
                alloc::vec!["09:00-17:00".parse::<Period>().unwrap()],
            )]
            .into(),
            exceptions: alloc::collections::BTreeMap::new(),
            last_call: Span::seconds(600),
        };
        plan.schedules.insert("office".parse().unwrap(), hours);
        let sales = plan.queues.get_mut(&queue("sales")).unwrap();
        sales.schedule = "office".parse().ok();
        sales.closed = Unstaffed::Refuse;
        change(sales);
        let mut stage = Stage::with(plan);
        stage.now = Timestamp(16 * 3_600_000);
        stage
    }

    #[test]
    fn from_the_last_call_on_nobody_new_is_let_in_and_who_waits_is_served() {
        let mut stage = closing(|_| {});
        stage.now = Timestamp(17 * 3_600_000 - 600_001);
        let ana = stage.open("ana");
        stage.now = Timestamp(17 * 3_600_000 - 600_000);
        assert_eq!(stage.refuse(opened("chat", "ben")).code(), "queue_closed");
        stage.ready("cem");
        assert_eq!(stage.holder(ana), Some("cem"));
        let sales = queue("sales");
        assert!(matches!(
            stage.floor.unreachable(stage.now, &sales),
            Some(Unreachable::Closed { .. })
        ));
    }

    #[test]
    fn what_waits_at_closing_waits_on_goes_on_or_ends_as_its_queue_says() {
        let at_closing = |at_close| {
            let mut stage = closing(|sales| sales.at_close = at_close);
            let ana = stage.open("ana");
            stage.wait(Span::seconds(3_599));
            assert_eq!(stage.conversation(ana).queue, queue("sales"));
            stage.wait(Span::seconds(1));
            (stage, ana)
        };
        let (stage, ana) = at_closing(AtClose::Wait);
        assert_eq!(stage.conversation(ana).queue, queue("sales"));
        let (mut stage, ana) = at_closing(AtClose::Overflow);
        assert_eq!(stage.conversation(ana).queue, queue("vip"));
        let ben = stage.open_on("vip", "ben");
        stage.ready("bea");
        // She came first, wherever that was.
        assert_eq!(
            (stage.holder(ana), stage.state(ben)),
            (Some("bea"), "queued")
        );
        let (stage, _) = at_closing(AtClose::End);
        assert_eq!(stage.floor.conversations().count(), 0);
    }

    #[test]
    fn where_the_overflow_is_full_at_closing_a_conversation_ends() {
        let mut stage = closing(|sales| sales.at_close = AtClose::Overflow);
        let mut plan = stage.floor.plan().clone();
        let vip = plan.queues.get_mut(&queue("vip")).unwrap();
        vip.overflow.waiting_max = Some(1);
        stage.apply(crate::Input::PlanChanged(plan));
        stage.open_on("vip", "ben");
        stage.open("ana");
        stage.wait(Span::seconds(3_600));
        assert_eq!(stage.floor.conversations().count(), 1);
    }

    #[test]
    fn what_is_offered_at_closing_is_the_agents_to_take_and_not_to_give_back() {
        let mut stage = closing(|sales| sales.at_close = AtClose::End);
        stage.now = Timestamp(16 * 3_600_000 + 2_990_000);
        let ana = stage.open("ana");
        stage.now = Timestamp(17 * 3_600_000 - 5_000);
        stage.ready("cem");
        stage.wait(Span::seconds(10));
        assert_eq!(stage.holder(ana), Some("cem"));
        stage.declare("cem", Presence::Offline);
        assert_eq!(stage.floor.conversations().count(), 0);
    }

    #[test]
    fn a_closed_queue_waits_sends_on_or_refuses_as_it_says() {
        // A Thursday at 00:16:40 UTC: nine to five is not yet.
        let hours = || {
            use crate::schedule::{Period, Weekday, Zone};
            let nine_to_five = "09:00-17:00".parse::<Period>().unwrap();
            Schedule {
                time_zone: Zone::new("UTC").unwrap(),
                week: [(Weekday::Thursday, alloc::vec![nine_to_five])].into(),
                exceptions: alloc::collections::BTreeMap::new(),
                last_call: Span::ZERO,
            }
        };
        let closed = |then| {
            let mut plan = overflowing(|_| {});
            plan.schedules.insert("office".parse().unwrap(), hours());
            let sales = plan.queues.get_mut(&queue("sales")).unwrap();
            sales.schedule = "office".parse().ok();
            sales.closed = then;
            Stage::with(plan)
        };
        let mut stage = closed(Unstaffed::Wait);
        let id = stage.open("ana");
        assert_eq!(stage.conversation(id).queue, queue("sales"));

        let mut stage = closed(Unstaffed::Overflow);
        let id = stage.open("ana");
        assert_eq!(stage.conversation(id).queue, queue("vip"));

        let mut stage = closed(Unstaffed::Refuse);
        let opens = Some(Timestamp(9 * 3_600_000));
        assert_eq!(
            stage.refuse(opened("chat", "ana")),
            Rejection::QueueClosed {
                queue: queue("sales"),
                opens
            }
        );
        stage.now = Timestamp(9 * 3_600_000);
        let id = stage.open("ana");
        assert_eq!(stage.conversation(id).queue, queue("sales"));
    }
}
