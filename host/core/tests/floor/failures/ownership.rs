//! F-1 to F-8: who has a conversation, and how many an agent may have.

use std::collections::BTreeMap;

use frontdesk_core::{
    AgentPlan, Effect, EndedBy, Floor, Input, Record, RoutingPlan, StepKind, Strategy, TransferTo,
    Withdrawal,
};

use crate::{
    desk::{Desk, force, steps, take},
    shop::{agent, channel, opened, plan, queue, started, wrote},
};

/// The shop in which everybody may take conversations by hand.
fn picking() -> RoutingPlan {
    let mut plan = plan();
    for agent in plan.agents.values_mut() {
        agent.may_pick = true;
    }
    plan
}

/// F-1: jobs that overlap assign one conversation dozens of times. Here a claim is an input, the second
/// one finds it taken, and each time somebody becomes the owner is one step of the history.
#[test]
fn a_conversation_is_assigned_once_however_many_claim_it() {
    let mut desk = Desk::new(picking());
    for name in ["bea", "cem", "dan"] {
        desk.ready(name);
    }
    let id = desk.open("webchat", "ana");
    let (offer, owner) = (desk.offer_of(id), agent(desk.holder(id).unwrap()));
    let mut assigned = 0;
    for _ in 0..20 {
        for name in ["bea", "cem", "dan"] {
            let accepted = Input::OfferAccepted {
                offer,
                agent: agent(name),
            };
            for claim in [accepted, take(id, name), Input::DeadlineReached] {
                let effects = desk.try_apply(claim).unwrap_or_default();
                let is_assigned =
                    |s: &&StepKind| matches!(s, StepKind::Assigned { .. } | StepKind::Taken { .. });
                assigned += steps(&effects).filter(is_assigned).count();
            }
        }
    }
    assert_eq!((assigned, desk.holder(id)), (1, Some(owner.as_str())));
}

/// F-2: hands, rules and round robin write the owner side by side. Here none of the ways to a
/// conversation goes past the one that has it.
#[test]
fn no_way_of_taking_goes_past_the_one_who_has_it() {
    let mut desk = Desk::new(picking());
    desk.ready("bea");
    let id = desk.open("sms", "ana");
    desk.accept(id);
    desk.ready("cem");
    let handed_on = Input::ConversationTransferred {
        conversation: id,
        by: agent("cem"),
        supervised: false,
        to: TransferTo::Agent(agent("cem")),
    };
    let resumed = Input::ConversationResumed {
        conversation: id,
        agent: agent("cem"),
    };
    let first = started("cem", "sms", "ana", "hi");
    for way in [take(id, "cem"), force(id, "cem"), handed_on, resumed, first] {
        desk.refuse(way);
        desk.wait(1);
        assert_eq!((desk.state(id), desk.holder(id)), ("assigned", Some("bea")));
    }
}

/// F-3: a batch assigns by what was true when it began. Here what an agent may is looked up in the step
/// that claims, so a duty that was taken away in between counts.
#[test]
fn whoever_has_lost_the_queue_in_between_cannot_claim_from_it() {
    let mut desk = Desk::new(picking());
    desk.ready("bea");
    let id = desk.open("vip-chat", "ana");
    let offer = desk.offer_of(id);
    let mut narrower = picking();
    let queues = vec![queue("sales")];
    narrower.agents.get_mut(&agent("bea")).unwrap().queues = queues;
    desk.apply(Input::PlanChanged(narrower));
    let accepted = Input::OfferAccepted {
        offer,
        agent: agent("bea"),
    };
    assert_eq!(desk.refuse(accepted).code(), "offer_not_open");
    assert_eq!(desk.refuse(take(id, "bea")).code(), "not_in_queue");
    assert_eq!(desk.state(id), "queued");
}

/// F-4: two accept the same inquiry and both talk to the contact. Here the loser is told, and what was on
/// their screen is taken off it with the step that made it another's.
#[test]
fn of_two_who_accept_the_loser_is_told_and_their_screen_is_cleared() {
    let mut desk = Desk::new(picking());
    desk.ready("bea");
    let id = desk.open("webchat", "ana");
    let offer = desk.offer_of(id);
    let effects = desk.apply(force(id, "cem"));
    let is_cleared = |effect: &Effect| {
        matches!(effect, Effect::WithdrawOffer { offer: o, agent: a, reason: Withdrawal::Taken, .. }
            if *o == offer && *a == agent("bea"))
    };
    assert!(effects.iter().any(is_cleared));
    let accepted = Input::OfferAccepted {
        offer,
        agent: agent("bea"),
    };
    assert_eq!(desk.refuse(accepted).code(), "offer_not_open");
    assert_eq!(desk.refuse(take(id, "bea")).code(), "wrong_state");
    let wrote = Input::AgentWrote {
        conversation: id,
        agent: agent("bea"),
        content: frontdesk_core::Content::Text("hi".into()),
        client_id: None,
    };
    assert_eq!(desk.refuse(wrote).code(), "not_assigned_to_you");
}

/// F-5: with a limit of three, three processes assign four. Here one agent with six slots and sixty-four
/// contacts who come, leave and are fought for in every order never has a seventh.
#[test]
fn six_slots_hold_while_sixty_four_contacts_race_for_them() {
    let mut plan = picking();
    plan.agents.get_mut(&agent("bea")).unwrap().capacity = 6;
    for round in 0..20_u64 {
        let mut desk = Desk::new(plan.clone());
        desk.ready("bea");
        let mut dice = round;
        let mut most = 0;
        for _ in 0..400 {
            // Knuth's multiplier: any order will do, as long as each round has another.
            dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            let contact = format!("c{}", (dice >> 33) % 64);
            let open = desk
                .floor
                .open_on(&channel("sms"), &crate::shop::thread(&contact));
            let input = match (open, (dice >> 40) % 8) {
                (None, 0) => started("bea", "sms", &contact, "hi"),
                (None, _) => opened("sms", &contact),
                (Some(id), 0) => Input::ContactEnded { conversation: id },
                (Some(id), 1) => Input::ConversationParked {
                    conversation: id,
                    agent: agent("bea"),
                },
                (Some(id), 2) => Input::ConversationResumed {
                    conversation: id,
                    agent: agent("bea"),
                },
                (Some(_), 3) => wrote("sms", &contact, "again"),
                (Some(id), 4) => Input::ConversationClosed {
                    conversation: id,
                    by: EndedBy::System,
                },
                (Some(id), 5) if desk.state(id) == "offered" => Input::OfferAccepted {
                    offer: desk.offer_of(id),
                    agent: agent("bea"),
                },
                (Some(id), _) => take(id, "bea"),
            };
            desk.try_apply(input).ok();
            let bea = desk.floor.agent(&agent("bea")).unwrap();
            assert!(bea.used() <= 6, "{} of six", bea.used());
            most = most.max(bea.used());
        }
        assert_eq!(most, 6, "nobody raced in round {round}");
    }
}

/// F-6: counters of what an agent has drift, some below zero. Here nothing is counted: what they have is
/// what the conversations say, also when the process starts again on what was kept.
#[test]
fn what_an_agent_has_is_what_the_conversations_say_also_after_a_restart() {
    let mut plan = picking();
    plan.agents.get_mut(&agent("bea")).unwrap().capacity = 4;
    let mut desk = Desk::new(plan.clone());
    desk.ready("bea");
    let ids = ["a", "b", "c", "d"].map(|name| desk.open("sms", name));
    let [one, two, three, _] = ids;
    desk.accept(one);
    desk.accept(two);
    desk.accept(three);
    desk.apply(Input::ConversationRequeued {
        conversation: one,
        by: agent("sam"),
    });
    desk.apply(Input::ConversationParked {
        conversation: two,
        agent: agent("bea"),
    });
    desk.finish(three);
    let counted = |floor: &Floor| {
        let holders = floor.conversations().filter_map(|c| c.state.agent());
        let of_bea = holders.filter(|a| **a == agent("bea")).count();
        let bea = floor.agent(&agent("bea")).unwrap();
        (usize::from(bea.load()), usize::from(bea.used()), of_bea)
    };
    assert_eq!(counted(&desk.floor), (2, 2, 2));
    let records: Vec<Record> = desk.floor.records().collect();
    let (again, _) = Floor::restore(plan, records, desk.now).unwrap();
    assert_eq!(counted(&again), (2, 2, 2));
}

/// Capacity by the plan, a live change of it, what one weighs, the channel's maximum; how many fit.
type Row = (u8, Option<u8>, u8, Option<u8>, usize);

/// F-7: limits of several levels are worked out one way here and another way there. Here the smaller of
/// an agent's room and the channel's maximum counts, each in its own unit.
#[test]
fn the_smaller_of_room_and_channel_maximum_counts() {
    let table: [Row; 8] = [
        (3, None, 1, None, 3),
        (3, Some(5), 1, None, 5),
        (3, Some(1), 1, None, 1),
        (6, None, 2, None, 3),
        (5, None, 2, None, 2),
        (6, None, 1, Some(2), 2),
        (6, None, 3, Some(4), 2),
        (2, None, 3, None, 0),
    ];
    for (capacity, live, weight, most, fit) in table {
        let mut plan = plan();
        plan.agents.get_mut(&agent("bea")).unwrap().capacity = capacity;
        let sms = plan.channels.get_mut(&channel("sms")).unwrap();
        sms.weight = weight;
        sms.agent_max = most;
        let mut desk = Desk::new(plan);
        desk.ready("bea");
        if let Some(capacity) = live {
            desk.apply(Input::CapacityChanged {
                agent: agent("bea"),
                capacity,
            });
        }
        let ids: Vec<_> = (0..8).map(|n| desk.open("sms", &format!("c{n}"))).collect();
        let offered = ids
            .iter()
            .filter(|id| desk.state(**id) == "offered")
            .count();
        assert_eq!(offered, fit, "{capacity} {live:?} {weight} {most:?}");
    }
}

/// Something that happens, and how.
type Event = (&'static str, fn(&mut Desk));

/// F-8: room that was freed goes to a newcomer while somebody waits. Here whatever makes room offers to
/// the head of the line in the same step.
#[test]
fn whatever_makes_room_is_the_turn_of_whoever_waits_longest() {
    let makes_room: [Event; 6] = [
        ("an end", |desk| drop(desk.finish(busy(desk)))),
        ("a place put back in another queue", |desk| {
            let conversation = busy(desk);
            desk.apply(Input::ConversationTransferred {
                conversation,
                by: agent("bea"),
                supervised: false,
                to: TransferTo::Queue(queue("quiet")),
            });
        }),
        ("more capacity", |desk| {
            desk.apply(Input::CapacityChanged {
                agent: agent("bea"),
                capacity: 2,
            });
        }),
        ("somebody who comes", |desk| drop(desk.ready("cem"))),
        ("a duty more", |desk| {
            let mut plan = desk.floor.plan().clone();
            let dan = AgentPlan {
                queues: vec![queue("sales")],
                ..plan.agents[&agent("dan")].clone()
            };
            plan.agents.insert(agent("dan"), dan);
            desk.apply(Input::PlanChanged(plan));
        }),
        ("one set aside", |desk| {
            let conversation = busy(desk);
            desk.apply(Input::ConversationParked {
                conversation,
                agent: agent("bea"),
            });
        }),
    ];
    for (what, happens) in makes_room {
        let mut plan = plan();
        let quiet = frontdesk_core::QueuePlan {
            strategy: Strategy::Pull,
            ..plan.queues[&queue("sales")].clone()
        };
        plan.queues.insert(queue("quiet"), quiet);
        plan.agents.get_mut(&agent("dan")).unwrap().queues = Vec::new();
        let mut desk = Desk::new(plan);
        desk.ready("bea");
        desk.ready("dan");
        let first = desk.open("sms", "busy");
        desk.accept(first);
        let head = desk.open("sms", "head");
        desk.wait(1);
        let next = desk.open("sms", "next");
        happens(&mut desk);
        let newcomer = desk.open("sms", "newcomer");
        let states = [head, next, newcomer].map(|id| desk.state(id));
        assert_eq!(states, ["offered", "queued", "queued"], "{what}");
    }
}

/// The conversation that bea talks in.
fn busy(desk: &Desk) -> frontdesk_core::ConversationId {
    let held: BTreeMap<_, _> = desk.floor.agent(&agent("bea")).unwrap().holds.clone();
    *held.keys().next().unwrap()
}
