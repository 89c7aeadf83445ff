//! Why a conversation is where it is: its steps, and each decision with who was looked at.

use frontdesk_core::{
    Candidate, EndedBy, Explanation, Fluency, LanguageSource, RankingTrace, SkillId, Step,
    StepKind, Verdict, WhyMoved, WhyReturned,
};
use frontdesk_wire::{
    At, Text,
    rest::{BecauseView, CandidateView, ExplanationView, FluencyView, RequiredSkill, StepView},
};

use super::withdrawal;
use crate::hub::Directory;

pub(crate) fn step(step: &Step, directory: &Directory) -> StepView {
    let (what, agent, reason, because) = match &step.kind {
        StepKind::Queued => ("queued", None, None, None),
        StepKind::Offered {
            agent,
            because: trace,
            ..
        } => (
            "offered",
            Some(agent),
            None,
            Some(because(trace, directory)),
        ),
        StepKind::OfferEnded { agent, reason, .. } => {
            ("offer_ended", Some(agent), Some(withdrawal(*reason)), None)
        }
        StepKind::Assigned { agent } => ("assigned", Some(agent), None, None),
        StepKind::Reopened { agent, .. } => ("reopened", agent.as_ref(), None, None),
        StepKind::Requeued { by } => ("requeued", Some(by), None, None),
        StepKind::Moved { why, .. } => ("moved", None, Some(moved(*why)), None),
        StepKind::Returned { agent, why } => ("returned", Some(agent), Some(returned(*why)), None),
        StepKind::Transferred { by, .. } => ("transferred", Some(by), None, None),
        StepKind::Taken { agent, forced } => {
            ("taken", Some(agent), forced.then_some("forced"), None)
        }
        StepKind::Parked { agent } => ("parked", Some(agent), None, None),
        StepKind::Resumed { agent } => ("resumed", Some(agent), None, None),
        StepKind::Scripted { .. } => ("scripted", None, None, None),
        StepKind::LanguageKnown { source, .. } => {
            ("language_known", None, Some(language_source(*source)), None)
        }
        StepKind::Ended { by } => {
            let agent = match by {
                EndedBy::Agent(agent) | EndedBy::Supervisor(agent) => Some(agent),
                EndedBy::Contact | EndedBy::System | EndedBy::Diverted => None,
            };
            ("ended", agent, Some(crate::hub::ended_by(by)), None)
        }
        StepKind::Closed { abandoned } => ("closed", None, abandoned.then_some("abandoned"), None),
    };
    let (mut queue, mut to, mut language) = (None, None, None);
    if let StepKind::Moved { to, .. } = &step.kind {
        queue = Some(to.clone());
    }
    if let StepKind::Transferred {
        queue: target,
        agent,
        ..
    } = &step.kind
    {
        queue = Some(target.clone());
        to.clone_from(agent);
    }
    if let StepKind::LanguageKnown { language: told, .. } = &step.kind {
        language = Some(told.to_string());
    }
    let (script, object, exit) = in_script(&step.kind);
    StepView {
        script,
        object,
        exit,
        at: At(step.at),
        what: what.to_owned(),
        agent: agent.cloned().map(Text),
        reason: reason.map(str::to_owned),
        because,
        queue: queue.map(Text),
        to: to.map(Text),
        language,
    }
}

/// The script, the object and the exit by which a conversation left it.
fn in_script(kind: &StepKind) -> (Option<String>, Option<String>, Option<String>) {
    if let StepKind::Scripted {
        script,
        object,
        exit,
    } = kind
    {
        let (script, object) = (script.to_string(), object.to_string());
        (Some(script), Some(object), Some(exit.to_string()))
    } else {
        (None, None, None)
    }
}

const fn moved(why: WhyMoved) -> &'static str {
    match why {
        WhyMoved::Full => "full",
        WhyMoved::Unstaffed => "unstaffed",
        WhyMoved::Closed => "closed",
        WhyMoved::Waited => "waited",
    }
}

const fn returned(why: WhyReturned) -> &'static str {
    match why {
        WhyReturned::AgentGone => "agent_gone",
        WhyReturned::AgentSilent => "agent_silent",
        WhyReturned::ContactWrote => "contact_wrote",
    }
}

const fn language_source(source: LanguageSource) -> &'static str {
    match source {
        LanguageSource::Default => "default",
        LanguageSource::Browser => "browser",
        LanguageSource::Detected => "detected",
        LanguageSource::Provider => "provider",
        LanguageSource::Page => "page",
        LanguageSource::Form => "form",
    }
}

fn because(trace: &RankingTrace, directory: &Directory) -> BecauseView {
    BecauseView {
        queue: Text(trace.queue.clone()),
        priority: trace.priority,
        waited_ms: trace.waited.0,
        ready: trace.ready,
        score: trace.score,
        language: trace.language.as_ref().map(ToString::to_string),
        required: required(&trace.required),
        candidates: candidates(&trace.candidates, directory),
    }
}

fn required(skills: &[(SkillId, u8)]) -> Vec<RequiredSkill> {
    let view = |(skill, level): &(SkillId, u8)| RequiredSkill {
        skill: skill.to_string(),
        level: *level,
    };
    skills.iter().map(view).collect()
}

fn candidates(of: &[Candidate], directory: &Directory) -> Vec<CandidateView> {
    of.iter().map(|it| candidate(it, directory)).collect()
}

fn candidate(candidate: &Candidate, directory: &Directory) -> CandidateView {
    let verdict = match candidate.verdict {
        Verdict::Chosen => "chosen",
        Verdict::ShorterIdle => "shorter_idle",
        Verdict::LessFluent => "less_fluent",
        Verdict::LowerLevel => "lower_level",
        Verdict::MoreLoaded => "more_loaded",
        Verdict::AskedMoreRecently => "asked_more_recently",
        Verdict::BetterPlacedNow => "better_placed_now",
        Verdict::CameLater => "came_later",
        Verdict::MayTake => "may_take",
        Verdict::FullForChannel => "full_for_channel",
        Verdict::KeptForHeavier => "kept_for_heavier",
        Verdict::LacksSkill => "lacks_skill",
        Verdict::LacksLanguage => "lacks_language",
        Verdict::AnotherIsWaitedFor => "another_is_waited_for",
        Verdict::StopsNew => "stops_new",
        Verdict::PassedRecently => "passed_recently",
        Verdict::Full => "full",
        Verdict::NotAvailable => "not_available",
        Verdict::Unreachable => "unreachable",
        Verdict::Eligible => "eligible",
    };
    CandidateView {
        agent: Text(candidate.agent.clone()),
        name: directory.name_of(&candidate.agent).to_owned(),
        idle_ms: candidate.idle.0,
        load: candidate.load,
        capacity: candidate.capacity,
        level: candidate.level,
        fluency: match candidate.fluency {
            Fluency::None => FluencyView::None,
            Fluency::Secondary => FluencyView::Secondary,
            Fluency::Primary => FluencyView::Primary,
        },
        verdict: verdict.to_owned(),
    }
}

pub(crate) fn explanation(explanation: &Explanation, directory: &Directory) -> ExplanationView {
    ExplanationView {
        conversation: Text(explanation.conversation),
        state: explanation.state.clone(),
        queue: Text(explanation.queue.clone()),
        position: explanation.position,
        language: explanation.language.as_ref().map(ToString::to_string),
        any_language: explanation.any_language,
        required: required(&explanation.required),
        waits_for: explanation.only.clone().map(Text),
        relaxes_at: explanation.relaxes_at.map(At),
        score: explanation.score,
        candidates: candidates(&explanation.candidates, directory),
    }
}
