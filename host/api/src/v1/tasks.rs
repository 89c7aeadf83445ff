//! The Local CRM's tasks.

pub(crate) mod create;
pub(crate) mod list;
pub(crate) mod replace;

use frontdesk_core::AgentId;
use frontdesk_directory::{
    change::ChangeError,
    find,
    problem::{Field, FieldProblem},
    task::{FoundTask, TaskChange, TaskDraft as Draft, by_id},
};
use frontdesk_wire::{
    At, Text,
    case::{TaskDraft, TaskView},
};

use crate::{api::Api, auth::session::Principal, problem::Fault};

/// A task as the API shows it.
pub(in crate::v1) async fn view(api: &Api, found: FoundTask) -> Result<TaskView, Fault> {
    let FoundTask { task, version } = found;
    let store = &**api.engine().store();
    let customer = match task.draft.customer {
        Some(id) => find::by_id(store, id).await?.map(|found| found.customer),
        None => None,
    };
    Ok(TaskView {
        id: Text(task.id),
        version,
        title: task.draft.title.into(),
        due: task.draft.due.map(At),
        agent: task.draft.agent.to_string(),
        agent_name: api.directory().name_of(&task.draft.agent).to_owned(),
        customer: customer.as_ref().map(|customer| Text(customer.id)),
        customer_name: customer.map(|customer| customer.name.into()),
        case: task.draft.case.map(Text),
        done_at: task.done_at.map(At),
        created_at: At(task.created_at),
    })
}

/// A draft as somebody sent it; nobody in it is whoever asks.
fn draft(api: &Api, who: &Principal, draft: TaskDraft) -> Result<Draft, Fault> {
    let agent: AgentId = match draft.agent {
        None => who.agent.clone(),
        Some(name) => {
            let agent = name.parse().ok();
            let known = agent.filter(|agent| api.setup().config.accounts.contains_key(agent));
            known.ok_or_else(|| {
                let field = Field::Agent;
                let problem = format!("nobody is called \"{name}\" here");
                Fault::DraftRefused(vec![FieldProblem { field, problem }])
            })?
        }
    };
    Ok(Draft {
        title: draft.title.into(),
        due: draft.due.map(|due| due.0),
        agent,
        customer: draft.customer.map(|customer| customer.0),
        case: draft.case.map(|case| case.0),
        done: draft.done,
    })
}

/// Makes a change of what is there now and keeps it, one after the other.
async fn keep(
    api: &Api,
    change: impl Future<Output = Result<TaskChange, ChangeError>>,
) -> Result<TaskView, Fault> {
    let task = {
        let _turn = api.crm().turn().await;
        let TaskChange { task, batch } = change.await?;
        api.crm().keep(batch).await?;
        task.id
    };
    let found = by_id(&**api.engine().store(), task).await?;
    view(api, found.ok_or(Fault::NotFound)?).await
}
