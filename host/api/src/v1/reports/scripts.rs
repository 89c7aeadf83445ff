//! `GET /api/v1/reports/scripts`: how many came to each object of each script, and how they went on.

use std::collections::BTreeMap;

use axum::{Json, extract::State};
use frontdesk_core::Script;
use frontdesk_store::records::{self, ScriptExits};
use frontdesk_wire::{
    problem::Problem,
    rest::{ExitCount, ScriptObjectReport, ScriptReport, ScriptReports},
};

use crate::{api::Api, hub::InScript, problem::Fault};

/// By script and object, how many there are at this moment and how many left by each exit.
type Counts = BTreeMap<String, BTreeMap<String, (u64, Vec<ExitCount>)>>;

/// Every script that is configured, or that conversations have gone through.
#[utoipa::path(
    get,
    path = "/api/v1/reports/scripts",
    operation_id = "reports_scripts",
    tag = "reports",
    responses(
        (status = 200, description = "The scripts", body = ScriptReports),
        (status = 401, description = "Not signed in", body = Problem),
        (status = 403, description = "Not a supervisor", body = Problem),
    )
)]
pub(crate) async fn handle(State(api): State<Api>) -> Result<Json<ScriptReports>, Fault> {
    let exits = records::script_exits(&**api.engine().store()).await?;
    let (present, plan) = (api.hub().in_scripts(), api.directory().scripts());
    let mut counts = count(exits, present);
    for (name, script) in &plan {
        let objects = counts.entry(name.to_string()).or_default();
        for tag in script.objects.keys() {
            objects.entry(tag.to_string()).or_default();
        }
    }
    let reports = counts.into_iter().map(|(name, objects)| {
        let script = plan.iter().find(|(known, _)| known.as_str() == name);
        report(name, objects, script.map(|(_, script)| &**script))
    });
    Ok(Json(ScriptReports {
        items: reports.collect(),
    }))
}

fn count(exits: Vec<ScriptExits>, present: Vec<InScript>) -> Counts {
    let mut counts = Counts::new();
    for it in exits {
        let objects = counts.entry(it.script).or_default();
        let (_, exits) = objects.entry(it.object).or_default();
        exits.push(ExitCount {
            exit: it.exit,
            count: it.left,
        });
    }
    for (script, object) in present {
        let objects = counts.entry(script.to_string()).or_default();
        let (here, _) = objects.entry(object.to_string()).or_default();
        *here += 1;
    }
    counts
}

fn report(
    name: String,
    objects: BTreeMap<String, (u64, Vec<ExitCount>)>,
    script: Option<&Script>,
) -> ScriptReport {
    let objects = objects.into_iter().map(|(tag, (here, exits))| {
        let mut known = script.into_iter().flat_map(|script| &script.objects);
        let object = known.find(|(known, _)| known.as_str() == tag);
        ScriptObjectReport {
            tag,
            does: object.map(|(_, object)| object.kind().to_owned()),
            entered: here + exits.iter().map(|exit| exit.count).sum::<u64>(),
            here,
            exits,
        }
    });
    ScriptReport {
        name,
        objects: objects.collect(),
    }
}
