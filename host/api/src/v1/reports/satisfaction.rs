//! `GET /api/v1/reports/satisfaction`: how satisfied contacts were, by queue and agent.
#![expect(
    unused_qualifications,
    reason = "the description's macro names the parameters by path"
)]

use std::collections::BTreeMap;

use axum::{Json, extract::State};
use frontdesk_store::ratings::{self, Rating, Scale};
use frontdesk_wire::{
    At, Day, Text,
    problem::Problem,
    satisfaction::{
        RatedConversation, RatingView, Satisfaction, SatisfactionOf, SatisfactionReport,
        SurveyScale,
    },
};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::{api::Api, auth::session::Principal, body::Asked, problem::Fault};

/// Answers that one report counts.
const ANSWERS: usize = 50_000;
/// Comments that one report shows.
const COMMENTS: usize = 100;
/// Days of a report that names none.
const USUAL_DAYS: u64 = 30;
/// Days of a report at most.
const DAYS_MAX: u64 = 400;

/// Which days.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct Days {
    /// The first, `2026-01-31`, in UTC; left out: 30 days up to the last.
    #[param(value_type = Option<String>, format = Date)]
    from: Option<Day>,
    /// The last, included; left out: today.
    #[param(value_type = Option<String>, format = Date)]
    to: Option<Day>,
}

/// What contacts said of conversations that they rated on these days.
#[utoipa::path(
    get,
    path = "/api/v1/reports/satisfaction",
    operation_id = "reports_satisfaction",
    tag = "reports",
    params(Days),
    responses(
        (status = 200, description = "The figures", body = SatisfactionReport),
        (status = 400, description = "No such days", body = Problem),
    )
)]
pub(crate) async fn handle(
    State(api): State<Api>,
    _who: Principal,
    Asked(days): Asked<Days>,
) -> Result<Json<SatisfactionReport>, Fault> {
    let to = days.to.map_or_else(|| ratings::day(api.now()), |day| day.0);
    let usual = to.saturating_sub(USUAL_DAYS - 1);
    let from = days.from.map_or(usual, |day| day.0);
    if from > to || to - from >= DAYS_MAX {
        let why = format!("from is before to, and at most {DAYS_MAX} days lie between them");
        return Err(Fault::Unreadable(why));
    }
    let store = &**api.engine().store();
    let mut all = ratings::between(store, from, to, ANSWERS + 1).await?;
    let cut = all.len() > ANSWERS;
    all.truncate(ANSWERS);
    Ok(Json(report(&api, from, to, cut, all)))
}

fn report(api: &Api, from: u64, to: u64, cut: bool, all: Vec<Rating>) -> SatisfactionReport {
    let directory = api.directory();
    let queues = by(&all, |one| Some(one.queue.clone()));
    let queues = queues
        .into_iter()
        .map(|((id, _), satisfaction)| SatisfactionOf {
            name: directory.title_of(&id).to_owned(),
            id: id.to_string(),
            satisfaction,
        });
    let agents = by(&all, |one| one.agent.clone());
    let agents = agents
        .into_iter()
        .map(|((id, _), satisfaction)| SatisfactionOf {
            name: directory.name_of(&id).to_owned(),
            id: id.to_string(),
            satisfaction,
        });
    let (queues, agents) = (queues.collect(), agents.collect());
    let together = by(&all, |_| Some(())).into_values().collect();
    let said = all.into_iter().rev().filter(|one| one.comment.is_some());
    SatisfactionReport {
        from: Day(from),
        to: Day(to),
        all: together,
        queues,
        agents,
        comments: said.take(COMMENTS).map(commented).collect(),
        cut,
    }
}

fn commented(rating: Rating) -> RatedConversation {
    RatedConversation {
        conversation: Text(rating.conversation),
        channel: Text(rating.channel.clone()),
        queue: Text(rating.queue.clone()),
        agent: rating.agent.clone().map(Text),
        rating: view(rating),
    }
}

/// A rating as the API shows it.
pub(in crate::v1) fn view(rating: Rating) -> RatingView {
    RatingView {
        scale: scale(rating.scale),
        score: rating.score,
        comment: rating.comment.map(Into::into),
        at: At(rating.at),
    }
}

/// A scale as the API names it.
pub(in crate::v1) const fn scale(scale: Scale) -> SurveyScale {
    match scale {
        Scale::Csat => SurveyScale::Csat,
        Scale::Nps => SurveyScale::Nps,
    }
}

/// The figures of each group, and of each scale in it.
fn by<K: Ord>(
    all: &[Rating],
    group: impl Fn(&Rating) -> Option<K>,
) -> BTreeMap<(K, Scale), Satisfaction> {
    let mut scores: BTreeMap<(K, Scale), BTreeMap<u8, u32>> = BTreeMap::new();
    for rating in all {
        if let Some(of) = group(rating) {
            let counts = scores.entry((of, rating.scale)).or_default();
            *counts.entry(rating.score).or_default() += 1;
        }
    }
    scores
        .into_iter()
        .map(|((of, scale), counts)| {
            let figures = satisfaction(scale, &counts);
            ((of, scale), figures)
        })
        .collect()
}

fn satisfaction(of: Scale, counts: &BTreeMap<u8, u32>) -> Satisfaction {
    let scores: Vec<(u8, u32)> = (0..=10_u8)
        .filter(|score| of.has(*score))
        .map(|score| (score, counts.get(&score).copied().unwrap_or_default()))
        .collect();
    let answers: u32 = scores.iter().map(|(_, count)| count).sum();
    let weighed: i64 = scores
        .iter()
        .map(|(score, count)| worth(of, *score) * i64::from(*count))
        .sum();
    let mean = (weighed + i64::from(answers) * weighed.signum() / 2)
        .checked_div(i64::from(answers))
        .unwrap_or_default();
    Satisfaction {
        scale: scale(of),
        answers,
        scores: scores.into_iter().map(|(_, count)| count).collect(),
        result: i32::try_from(mean).unwrap_or_default(),
    }
}

/// What one answer adds to the result, in hundredths: a score itself, or what it is for a Net Promoter Score,
/// where 9 and 10 promote and up to 6 detract.
const fn worth(scale: Scale, score: u8) -> i64 {
    match (scale, score) {
        (Scale::Csat, score) => score as i64 * 100,
        (Scale::Nps, 9..) => 10_000,
        (Scale::Nps, 7..=8) => 0,
        (Scale::Nps, 0..=6) => -10_000,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figures(of: Scale, scores: &[u8]) -> Satisfaction {
        let mut counts = BTreeMap::new();
        for score in scores {
            *counts.entry(*score).or_default() += 1;
        }
        satisfaction(of, &counts)
    }

    #[test]
    fn satisfaction_is_the_mean_score_and_promotion_the_promoters_less_the_detractors() {
        let csat = figures(Scale::Csat, &[5, 4, 4]);
        assert_eq!((csat.answers, csat.result), (3, 433));
        assert_eq!(csat.scores, [0, 0, 0, 2, 1]);
        let nps = figures(Scale::Nps, &[10, 9, 8, 7, 6, 0]);
        assert_eq!((nps.answers, nps.result), (6, 0));
        assert_eq!(figures(Scale::Nps, &[9, 9, 3]).result, 3_333);
        assert_eq!(figures(Scale::Nps, &[3, 3, 9]).result, -3_333);
        assert_eq!(figures(Scale::Csat, &[]).result, 0);
    }
}
