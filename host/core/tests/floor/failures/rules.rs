//! F-16 to F-24: rules that hold for everybody, and what agents say of themselves.

use frontdesk_core::{
    AgentPlan, Content, ConversationId, Effect, Fluency, Input, Language, LanguageSource,
    Languages, Link, Party, Presence, RoutingPlan, Seq, SkillId, SkillStep, Span, StepKind,
    Strategy, TransferTo, Unstaffed, Verdict, limits,
};

use crate::{
    desk::{Desk, force, steps, take},
    shop::{agent, opened, plan, queue},
};

/// F-16: agents go past limit and order by opening what waits by hand. Here that needs a permission,
/// obeys the same room, and is written down; so is what a supervisor forces.
#[test]
fn taking_by_hand_needs_a_permission_and_room_and_is_written_down() {
    let mut desk = Desk::new(plan());
    let (one, two) = (desk.open("sms", "ana"), desk.open("sms", "ben"));
    assert_eq!(desk.refuse(take(one, "cem")).code(), "may_not_pick");
    let mut picking = plan();
    picking.agents.get_mut(&agent("cem")).unwrap().may_pick = true;
    desk.apply(Input::PlanChanged(picking));
    let taken = desk.apply(take(one, "cem"));
    assert_eq!(desk.refuse(take(two, "cem")).code(), "no_room");
    let forced = desk.apply(force(two, "cem"));
    let written = |effects: &[Effect], is_forced: bool| {
        let kept = StepKind::Taken {
            agent: agent("cem"),
            forced: is_forced,
        };
        steps(effects).any(|step| *step == kept)
    };
    assert!(written(&taken, false) && written(&forced, true));
}

/// F-17: round robin loads agents unevenly. Here the least loaded of those who fit best is asked, and of
/// equals whoever has been idle longest.
#[test]
fn the_least_loaded_of_the_best_is_asked_and_of_equals_the_longest_idle() {
    let mut plan = plan();
    plan.queues.get_mut(&queue("sales")).unwrap().strategy = Strategy::LeastLoaded;
    for agent in plan.agents.values_mut() {
        agent.capacity = 4;
    }
    let mut desk = Desk::new(plan);
    for name in ["dan", "bea", "cem"] {
        desk.ready(name);
        desk.wait(1);
    }
    let ids: Vec<_> = (0..9).map(|n| desk.open("sms", &format!("c{n}"))).collect();
    let holders: Vec<_> = ids.iter().filter_map(|id| desk.holder(*id)).collect();
    let round = ["dan", "bea", "cem"];
    assert_eq!(holders, [round, round, round].concat());
}

/// F-18: nobody has the skill, or nobody of the team is there, and nothing follows. Here less is asked
/// for step by step, each at a stated time, and every step can be seen.
#[test]
fn less_is_asked_for_step_by_step_and_every_step_can_be_seen() {
    let mut desk = Desk::new(laddered());
    for name in ["bea", "cem", "dan"] {
        desk.ready(name);
    }
    desk.apply(opened("sms", "ana"));
    let id = ConversationId::new(1).unwrap();
    // Nobody may be asked before the language is known, or the first would have it already.
    let seen = |desk: &Desk| {
        let explained = desk.floor.explain(desk.now, id).unwrap();
        let verdict = |name: &str| {
            let mut all = explained.candidates.iter();
            all.find(|c| c.agent == agent(name)).unwrap().verdict
        };
        (
            explained.required.len(),
            explained.any_language,
            explained.relaxes_at.map(|at| at.since(desk.now)),
            verdict("dan"),
        )
    };
    let first = (1, true, Some(Span::seconds(30)), Verdict::LacksSkill);
    assert_eq!(seen(&desk), first);
    desk.apply(Input::LanguageKnown {
        conversation: id,
        language: Language::new("es").unwrap(),
        source: LanguageSource::Form,
    });
    let spoken = (1, false, Some(Span::seconds(30)), Verdict::LacksSkill);
    assert_eq!(seen(&desk), spoken);
    desk.wait(30);
    let unskilled = (0, false, Some(Span::seconds(30)), Verdict::LacksLanguage);
    assert_eq!(seen(&desk), unskilled);
    desk.wait(29);
    assert_eq!(desk.state(id), "queued");
    desk.wait(1);
    assert_eq!(desk.state(id), "offered");
    let explained = desk.floor.explain(desk.now, id).unwrap();
    assert_eq!((explained.any_language, explained.relaxes_at), (true, None));
    assert_eq!(explained.candidates[0].fluency, Fluency::None);
}

/// Thirty seconds for a skill, sixty for a language, which one agent has each who is never there.
fn laddered() -> RoutingPlan {
    let mut plan = plan();
    let billing = SkillId("billing".to_owned().try_into().unwrap());
    let sales = plan.queues.get_mut(&queue("sales")).unwrap();
    sales.language_wait = Span::seconds(60);
    sales.steps = vec![SkillStep {
        require: [(billing, 5)].into(),
        lasts: Span::seconds(30),
    }];
    let eve = AgentPlan {
        languages: Some(Languages {
            primary: Language::new("es").unwrap(),
            secondary: Vec::new(),
        }),
        ..plan.agents[&agent("dan")].clone()
    };
    plan.agents.insert(agent("eve"), eve);
    plan
}

/// F-19: whether somebody is there was worked out once, for opening hours or otherwise, and is stale when a
/// contact comes. Opening hours are a calendar's work; here, whether a queue is served is seen when
/// somebody comes, and kept nowhere.
#[test]
fn whether_a_queue_is_served_is_seen_when_somebody_comes() {
    let mut refusing = plan();
    let sales = refusing.queues.get_mut(&queue("sales")).unwrap();
    sales.overflow.unstaffed = Unstaffed::Refuse;
    let mut desk = Desk::new(refusing.clone());
    for day in 0..3 {
        let name = |what: &str| format!("{what}{day}");
        assert_eq!(
            desk.refuse(opened("sms", &name("early"))).code(),
            "nobody_on_duty"
        );
        desk.ready("dan");
        desk.open("sms", &name("open"));
        desk.declare(
            "dan",
            Presence::Away {
                reason: "lunch".into(),
            },
        );
        desk.open("sms", &name("noon"));
        desk.declare("dan", Presence::Offline);
        assert_eq!(
            desk.refuse(opened("sms", &name("late"))).code(),
            "nobody_on_duty"
        );
        desk.wait(86_400);
        let records: Vec<_> = desk.floor.records().collect();
        let restored = frontdesk_core::Floor::restore(refusing.clone(), records, desk.now);
        desk.floor = restored.unwrap().0;
    }
}

/// F-20: opening hours set agents' presence against their own word. Here nothing but an agent's own word and the stated consequence of an offer changes a presence:
/// no plan, no time, no restart.
#[test]
fn neither_time_nor_a_plan_changes_what_an_agent_said_of_themselves() {
    let mut desk = Desk::new(plan());
    let said = [
        ("bea", Presence::Available),
        (
            "cem",
            Presence::Away {
                reason: "lunch".into(),
            },
        ),
        ("dan", Presence::Offline),
    ];
    for (name, presence) in &said {
        desk.apply(Input::AgentConnected { agent: agent(name) });
        desk.declare(name, presence.clone());
    }
    let check = |desk: &Desk| {
        for (name, presence) in &said {
            let agent = desk.floor.agent(&agent(name)).unwrap();
            assert_eq!(agent.presence, *presence, "{name}");
        }
    };
    for days in 0..400 {
        desk.wait(86_400);
        let mut other = plan();
        other.handover = Span::seconds(days % 2 * 60);
        other.queues.get_mut(&queue("sales")).unwrap().away_for = Span::seconds(10);
        desk.apply(Input::PlanChanged(other));
        check(&desk);
    }
    let records: Vec<_> = desk.floor.records().collect();
    let restored = frontdesk_core::Floor::restore(plan(), records, desk.now);
    desk.floor = restored.unwrap().0;
    check(&desk);
}

/// F-21: a hidden limit stops the queue without a word. Here the thousandth conversation of the day is
/// served as the first one was, and where there is a limit, reaching it is a refusal with a name.
#[test]
fn nothing_stops_after_so_many_and_a_limit_says_its_name() {
    let mut desk = Desk::new(plan());
    desk.ready("bea");
    for n in 0..3_000 {
        let id = desk.open("sms", &format!("c{n}"));
        assert_eq!(desk.holder(id), Some("bea"), "the {n}th");
        desk.accept(id);
        desk.finish(id);
    }
    let mut narrow = plan();
    let sales = narrow.queues.get_mut(&queue("sales")).unwrap();
    sales.overflow.waiting_max = Some(1);
    desk.apply(Input::PlanChanged(narrow));
    desk.declare("bea", Presence::Offline);
    desk.open("sms", "ana");
    assert_eq!(desk.refuse(opened("sms", "ben")).code(), "queue_full");
}

/// F-21, once more: nothing waits without a reason that can be asked for. Of every agent of its queue it is
/// said what stands between, and nobody is said to be free for what still waits.
#[test]
fn whatever_waits_says_of_every_agent_what_stands_between() {
    type Happens = fn(&mut Desk);
    let lunch = || Presence::Away {
        reason: "lunch".into(),
    };
    let reasons: [(Verdict, Happens); 5] = [
        (Verdict::Unreachable, |desk| {
            drop(desk.declare("dan", Presence::Available));
        }),
        (Verdict::StopsNew, |desk| {
            desk.ready("dan");
            let busy = desk.open("sms", "busy");
            desk.accept(busy);
            desk.apply(Input::NewStopped {
                agent: agent("dan"),
                stopped: true,
            });
        }),
        (Verdict::Full, |desk| {
            desk.ready("dan");
            let busy = desk.open("sms", "busy");
            desk.accept(busy);
        }),
        (Verdict::FullForChannel, |desk| {
            desk.ready("dan");
            let busy = desk.open("sms", "busy");
            desk.accept(busy);
            let mut plan = desk.floor.plan().clone();
            plan.agents.get_mut(&agent("dan")).unwrap().capacity = 2;
            let sms = crate::shop::channel("sms");
            plan.channels.get_mut(&sms).unwrap().agent_max = Some(1);
            desk.apply(Input::PlanChanged(plan));
        }),
        (Verdict::NotAvailable, |_| {}),
    ];
    for (expected, happens) in reasons {
        let mut desk = Desk::new(plan());
        desk.apply(Input::AgentConnected {
            agent: agent("bea"),
        });
        desk.declare("bea", lunch());
        happens(&mut desk);
        let id = desk.open("sms", "ana");
        assert_eq!(desk.state(id), "queued", "{expected:?}");
        let explained = desk.floor.explain(desk.now, id).unwrap();
        let told = |name: &str| {
            let mut all = explained.candidates.iter();
            all.find(|c| c.agent == agent(name)).unwrap().verdict
        };
        assert_eq!(
            (told("dan"), told("bea")),
            (expected, Verdict::NotAvailable)
        );
        assert_eq!(explained.candidates.len(), 3, "everybody of the queue");
    }
}

/// F-22: who did not get the conversation goes on reading it. Whose stream it is the hub decides by what
/// follows from a step; here, with the step that takes it from them, nothing of it is an agent's any more.
#[test]
fn who_has_lost_a_conversation_can_do_nothing_more_in_it() {
    let lost: [fn(&mut Desk, ConversationId); 5] = [
        // Both take it from whoever is gone or silent for a minute, and nobody does anything.
        |desk, _| {
            desk.apply(Input::AgentDisconnected {
                agent: agent("bea"),
            });
            drop(desk.wait(65));
        },
        |desk, _| {
            desk.apply(crate::shop::wrote("sms", "ana", "hello?"));
            drop(desk.wait(60));
        },
        |desk, id| {
            drop(desk.apply(Input::ConversationRequeued {
                conversation: id,
                by: agent("sam"),
            }));
        },
        |desk, id| {
            drop(desk.apply(Input::ConversationTransferred {
                conversation: id,
                by: agent("bea"),
                supervised: false,
                to: TransferTo::Queue(queue("vip")),
            }));
        },
        |desk, id| {
            drop(desk.apply(Input::ConversationParked {
                conversation: id,
                agent: agent("bea"),
            }));
        },
    ];
    for lose in lost {
        let mut plan = plan();
        plan.handover = Span::seconds(60);
        let sales = plan.queues.get_mut(&queue("sales")).unwrap();
        sales.silence.agent_requeue = Span::seconds(60);
        let mut desk = Desk::new(plan);
        desk.ready("bea");
        let id = desk.open("sms", "ana");
        desk.accept(id);
        let reason = "lunch".into();
        desk.declare("bea", Presence::Away { reason });
        lose(&mut desk, id);
        let bea = desk.floor.agent(&agent("bea")).unwrap();
        assert!(!bea.holds.contains_key(&id));
        let (conversation, party) = (id, Party::Agent(agent("bea")));
        let wrote = Input::AgentWrote {
            conversation,
            agent: agent("bea"),
            content: Content::Text("hi".into()),
            client_id: None,
        };
        let typed = Input::Typed {
            conversation,
            party: party.clone(),
            on: true,
        };
        let read = Input::Read {
            conversation,
            party,
            seq: Seq(1),
        };
        for more in [wrote, typed, read] {
            assert_eq!(desk.refuse(more).code(), "not_assigned_to_you");
        }
    }
}

/// F-23: a browser that was closed stays available for minutes. Here nothing new is offered from the
/// moment its socket is gone, and what it was shown is another's within five seconds.
#[test]
fn a_console_that_is_gone_gets_nothing_new_and_loses_its_offer_within_seconds() {
    let mut desk = Desk::new(plan());
    desk.ready("bea");
    let id = desk.open("sms", "ana");
    desk.apply(Input::AgentDisconnected {
        agent: agent("bea"),
    });
    let bea = desk.floor.agent(&agent("bea")).unwrap();
    assert!(!bea.is_ready() && matches!(bea.link, Link::Wavering { .. }));
    desk.ready("dan");
    let newcomer = desk.open("sms", "ben");
    assert_eq!(desk.holder(newcomer), Some("dan"));
    desk.ready("cem");
    assert_eq!(desk.holder(id), Some("bea"));
    let grace = u32::try_from(limits::AGENT_GRACE.0 / 1_000).unwrap();
    assert!(grace <= 5);
    desk.wait(grace);
    assert_eq!(desk.holder(id), Some("cem"));
}

/// F-24: what a change costs grows with the number of agents who watch. Sending it to screens is the
/// hub's work; here, what follows from one agent's change is the same among ten and among two hundred.
#[test]
fn what_follows_from_a_change_does_not_grow_with_the_number_of_agents() {
    let follows = |agents: usize| {
        let mut plan = plan();
        for n in 0..agents {
            let dan = plan.agents[&agent("dan")].clone();
            plan.agents.insert(agent(&format!("x{n}")), dan);
        }
        let mut desk = Desk::new(plan);
        for n in 0..agents {
            desk.ready(&format!("x{n}"));
        }
        let mut counts = vec![desk.ready("bea").len()];
        let lunch = Presence::Away {
            reason: "lunch".into(),
        };
        counts.push(desk.declare("bea", lunch).len());
        counts.push(desk.apply(opened("sms", "ana")).len());
        let one = ConversationId::new(1).unwrap();
        counts.push(desk.accept(one).len());
        counts.push(desk.finish(one).len());
        counts
    };
    assert_eq!(follows(10), follows(200));
}

/// F-24, once more: nor does it grow with how many wait. A picture of a queue is asked for by its name, once
/// for each queue that changed.
#[test]
fn what_follows_from_a_change_does_not_grow_with_how_many_wait() {
    let follows = |waiting: usize| {
        let mut desk = Desk::new(plan());
        desk.ready("bea");
        let busy = desk.open("sms", "busy");
        desk.accept(busy);
        for n in 0..waiting {
            desk.open("sms", &format!("c{n}"));
        }
        let ended = desk.finish(busy);
        let named = ended
            .iter()
            .filter(|e| matches!(e, Effect::QueueChanged(_)));
        let named = named.count();
        let head = ConversationId::new(2).unwrap();
        let counts = [
            ended.len(),
            desk.accept(head).len(),
            desk.ready("cem").len(),
        ];
        (named, counts)
    };
    let (named, counts) = follows(10);
    assert_eq!((named, counts), follows(300));
    assert!(named <= 2, "{named} names of two queues");
}
