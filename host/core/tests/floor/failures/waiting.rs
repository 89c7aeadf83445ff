//! F-9 to F-15: how conversations wait, and that they never do so for ever.

use std::collections::BTreeMap;

use frontdesk_core::{
    AgentPlan, ConversationId, Effect, EndedBy, Floor, Input, Party, Presence, QueueId, Record,
    Seq, StepKind, TransferTo,
};

use crate::{
    desk::{Desk, force, steps},
    shop::{agent, channel, opened, plan, queue, thread, wrote},
};

/// F-9: what waits is looked at by a timer, one every few seconds. Here every agent who comes is offered
/// something in that very step, whatever waits, and no time has to pass for it.
#[test]
fn a_hundred_agents_who_come_are_offered_a_hundred_conversations_without_any_tick() {
    let mut plan = plan();
    for n in 0..100 {
        let dan = plan.agents[&agent("dan")].clone();
        plan.agents.insert(agent(&format!("x{n}")), dan);
    }
    let mut desk = Desk::new(plan);
    let ids: Vec<_> = (0..120)
        .map(|n| desk.open("sms", &format!("c{n}")))
        .collect();
    let now = desk.now;
    for (n, id) in ids.iter().take(100).enumerate() {
        let name = format!("x{n}");
        let effects = desk.ready(&name);
        let presented = effects
            .iter()
            .filter(|e| matches!(e, Effect::PresentOffer { .. }));
        assert_eq!(
            (presented.count(), desk.holder(*id)),
            (1, Some(name.as_str()))
        );
    }
    assert_eq!(desk.now, now);
}

/// F-10: who comes later never gets what came while nobody was there. Here waiting is kept, and nothing
/// of it depends on who was there, also when the process was down in between.
#[test]
fn what_came_while_nobody_was_there_is_offered_to_the_first_who_comes() {
    let mut desk = Desk::new(plan());
    let id = desk.open("sms", "ana");
    desk.wait(36_000);
    let records: Vec<Record> = desk.floor.records().collect();
    let (floor, _) = Floor::restore(plan(), records, desk.now).unwrap();
    desk.floor = floor;
    assert_eq!(desk.state(id), "queued");
    desk.ready("dan");
    assert_eq!(desk.holder(id), Some("dan"));
}

/// F-11: what waits is invisible until somebody reloads the page. The view itself is the hub's, whose
/// events are numbered (`events_are_numbered_without_a_gap`); here, no line changes without its queue
/// being named, so that nothing shown can be out of date.
#[test]
fn whatever_changes_a_line_names_its_queue() {
    let mut desk = Desk::new(plan());
    let lines = |floor: &Floor| {
        let queues = ["sales", "vip"].map(queue);
        let view = |q: &QueueId| floor.queue_view(q).unwrap();
        queues.map(|q| (q.clone(), view(&q)))
    };
    let one = ConversationId::new(1).unwrap();
    let inputs = [
        opened("webchat", "ana"),
        wrote("sms", "ben", "hello"),
        Input::AgentConnected {
            agent: agent("bea"),
        },
        Input::PresenceDeclared {
            agent: agent("bea"),
            presence: Presence::Available,
        },
        Input::ConversationTransferred {
            conversation: one,
            by: agent("sam"),
            supervised: true,
            to: TransferTo::Queue(queue("vip")),
        },
        force(one, "cem"),
        Input::ConversationRequeued {
            conversation: one,
            by: agent("sam"),
        },
        Input::AgentDisconnected {
            agent: agent("bea"),
        },
        Input::DeadlineReached,
        Input::ContactEnded { conversation: one },
    ];
    let mut changes = 0;
    for input in inputs {
        let before = lines(&desk.floor);
        desk.now = desk.now + frontdesk_core::Span::seconds(5);
        let effects = desk.apply(input);
        for (was, (queue, is)) in before.into_iter().zip(lines(&desk.floor)) {
            let is_named = effects.contains(&Effect::QueueChanged(queue));
            assert!(is_named || was.1 == is, "{effects:?}");
            changes += usize::from(was.1 != is);
        }
    }
    assert!(changes > 6, "only {changes} changes");
}

/// F-11, once more: a picture that is looked at again only where a step names its queue is never out of
/// date, whatever happens in whatever order.
#[test]
fn a_picture_kept_by_names_alone_is_never_out_of_date() {
    let mut plan = plan();
    let sales = plan.queues.get_mut(&queue("sales")).unwrap();
    sales.overflow.queue = Some(queue("vip"));
    sales.overflow.after = frontdesk_core::Span::seconds(45);
    plan.handover = frontdesk_core::Span::seconds(20);
    let mut desk = Desk::new(plan);
    let queues = ["sales", "vip"].map(queue);
    let view = |desk: &Desk, q: &QueueId| desk.floor.queue_view(q).unwrap();
    let mut picture: BTreeMap<_, _> = queues.iter().map(|q| (q.clone(), view(&desk, q))).collect();
    let (mut dice, mut changes) = (7_u64, 0);
    for _ in 0..3_000 {
        // Knuth's multiplier: any order will do.
        dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        desk.now = desk.now + frontdesk_core::Span::seconds(1);
        let effects = desk
            .try_apply(anything(&desk, dice >> 33))
            .unwrap_or_default();
        for effect in effects {
            if let Effect::QueueChanged(queue) = effect {
                let now = view(&desk, &queue);
                changes += usize::from(picture.insert(queue, now.clone()) != Some(now));
            }
        }
        for queue in &queues {
            assert_eq!(picture[queue], view(&desk, queue));
        }
    }
    assert!(changes > 500, "only {changes} changes");
}

/// One of the things that happen to four contacts and three agents.
fn anything(desk: &Desk, dice: u64) -> Input {
    let name = ["ana", "ben", "cleo", "dave"][usize::try_from(dice % 4).unwrap()];
    let who = agent(["bea", "cem", "dan"][usize::try_from(dice / 4 % 3).unwrap()]);
    let open = desk.floor.open_on(&channel("sms"), &thread(name));
    let Some(conversation) = open else {
        return wrote("sms", name, "hello");
    };
    let sam = agent("sam");
    match dice / 12 % 12 {
        0 => Input::AgentConnected { agent: who },
        1 => Input::AgentDisconnected { agent: who },
        2 | 3 => Input::PresenceDeclared {
            agent: who,
            presence: Presence::Available,
        },
        4 => Input::CapacityChanged {
            agent: who,
            capacity: u8::try_from(dice / 144 % 3 + 1).unwrap(),
        },
        5 if desk.state(conversation) == "offered" => Input::OfferAccepted {
            offer: desk.offer_of(conversation),
            agent: agent(desk.holder(conversation).unwrap()),
        },
        6 if desk.state(conversation) == "offered" => Input::OfferDeclined {
            offer: desk.offer_of(conversation),
            agent: agent(desk.holder(conversation).unwrap()),
        },
        7 => Input::ConversationTransferred {
            conversation,
            by: sam,
            supervised: true,
            to: TransferTo::Queue(queue("vip")),
        },
        8 => force(conversation, who.as_str()),
        9 => Input::ConversationRequeued {
            conversation,
            by: sam,
        },
        10 => Input::ContactEnded { conversation },
        _ => Input::DeadlineReached,
    }
}

/// F-12: a conversation is stuck and no tool of the administrator moves it. Here every state has a way
/// out by a supervisor's hand: every one can be closed, and every one that lives on can be put back,
/// handed on or given to somebody.
#[test]
fn every_state_has_a_way_out_by_a_supervisors_hand() {
    for state in ["queued", "offered", "assigned", "parked", "wrap_up"] {
        let closed = |id| Input::ConversationClosed {
            conversation: id,
            by: EndedBy::Supervisor(agent("sam")),
        };
        let handed_on = |id| Input::ConversationTransferred {
            conversation: id,
            by: agent("sam"),
            supervised: true,
            to: TransferTo::Queue(queue("vip")),
        };
        let requeued = |id| Input::ConversationRequeued {
            conversation: id,
            by: agent("sam"),
        };
        let (mut desk, id) = standing(state);
        desk.apply(closed(id));
        assert_eq!(desk.state(id), "closed", "{state}");
        if state != "wrap_up" {
            let (mut desk, id) = standing(state);
            desk.apply(handed_on(id));
            assert_eq!(desk.floor.conversation(id).unwrap().queue, queue("vip"));
        }
        if ["queued", "offered"].contains(&state) {
            let (mut desk, id) = standing(state);
            desk.apply(force(id, "cem"));
            assert_eq!(desk.holder(id), Some("cem"), "{state}");
        }
        if ["offered", "assigned", "parked"].contains(&state) {
            let (mut desk, id) = standing(state);
            desk.apply(requeued(id));
            assert!(["queued", "offered"].contains(&desk.state(id)), "{state}");
        }
    }
}

/// A text message in the state named, of bea's where somebody has it.
fn standing(state: &str) -> (Desk, ConversationId) {
    let mut desk = Desk::new(plan());
    if state != "queued" {
        desk.ready("bea");
    }
    let id = desk.open("sms", "ana");
    if !["queued", "offered"].contains(&state) {
        desk.accept(id);
    }
    let (conversation, bea) = (id, agent("bea"));
    match state {
        "parked" => drop(desk.apply(Input::ConversationParked {
            conversation,
            agent: bea,
        })),
        "wrap_up" => drop(desk.apply(Input::AgentEnded {
            conversation,
            agent: bea,
        })),
        _ => {}
    }
    assert_eq!(desk.state(id), state);
    (desk, id)
}

/// F-13: a room without its place in the queue, or the other way round. Here conversation, place, first
/// message and the numbers they came from are one batch.
#[test]
fn conversation_place_and_first_message_are_one_batch() {
    let mut desk = Desk::new(plan());
    let effects = desk.apply(wrote("sms", "ana", "hello"));
    let kept: Vec<_> = effects
        .iter()
        .filter_map(|effect| match effect {
            Effect::Save(record) => Some(record.clone()),
            _ => None,
        })
        .collect();
    let is_said = |e: &Effect| matches!(e, Effect::Append(m) if m.seq == Seq(1));
    assert!(effects.iter().any(is_said));
    assert!(steps(&effects).any(|step| *step == StepKind::Queued));
    // What this batch holds is enough to have all of it again.
    let (floor, _) = Floor::restore(plan(), kept, desk.now).unwrap();
    let id = floor.open_on(&channel("sms"), &thread("ana")).unwrap();
    assert_eq!(floor.queue_view(&queue("sales")).unwrap().waiting, [id]);
    assert_eq!(floor.conversation(id).unwrap().last_seq, Seq(1));
}

/// F-14: the wait that is told to contacts hardly depends on anything. An estimate is made of the place
/// and the free slots; both are exact here: who is served moves everybody behind up by one.
#[test]
fn a_place_in_line_falls_by_one_with_everybody_who_is_served() {
    let mut desk = Desk::new(plan());
    let ids: Vec<_> = (0..6).map(|n| desk.open("sms", &format!("c{n}"))).collect();
    let place = |desk: &Desk, id| {
        let explained = desk.floor.explain(desk.now, id).unwrap();
        explained.position
    };
    desk.ready("dan");
    for served in 0..5 {
        for (n, id) in ids.iter().enumerate().skip(served) {
            let expected = u32::try_from(n - served + 1).unwrap();
            assert_eq!(place(&desk, *id), Some(expected));
        }
        let head = ids[served];
        desk.accept(head);
        assert_eq!(place(&desk, head), None);
        desk.finish(head);
    }
}

/// F-15: whose page asks first is served first. Here the order follows from the time of arrival alone,
/// whatever contacts do while they wait.
#[test]
fn the_order_of_service_is_the_order_of_arrival_whatever_contacts_do_meanwhile() {
    let served = |meanwhile: fn(&mut Desk, ConversationId, usize)| {
        let mut plan = plan();
        let team = AgentPlan {
            capacity: 1,
            ..plan.agents[&agent("dan")].clone()
        };
        plan.agents = BTreeMap::from([(agent("dan"), team)]);
        let mut desk = Desk::new(plan);
        let ids: Vec<_> = (0..6)
            .map(|n| {
                desk.wait(1);
                desk.open("webchat", &format!("c{n}"))
            })
            .collect();
        for n in (0..6).rev() {
            meanwhile(&mut desk, ids[n], n);
        }
        desk.ready("dan");
        let mut order = Vec::new();
        while let Some(id) = ids.iter().find(|id| desk.state(**id) == "offered") {
            order.push(*id);
            desk.accept(*id);
            desk.finish(*id);
        }
        order
    };
    let quiet = served(|_, _, _| {});
    let busy = served(|desk, id, n| {
        for _ in 0..=n {
            desk.apply(Input::ContactDisconnected { conversation: id });
            desk.apply(Input::ContactConnected { conversation: id });
            desk.apply(Input::Typed {
                conversation: id,
                party: Party::Contact,
                on: true,
            });
            desk.apply(wrote("webchat", &format!("c{n}"), "are you there?"));
        }
    });
    assert_eq!(quiet.len(), 6);
    assert_eq!(quiet, busy);
    assert!(quiet.is_sorted());
}
