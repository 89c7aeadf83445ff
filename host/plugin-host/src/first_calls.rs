//! The calls that every component must answer before it is used.

use frontdesk_core::Timestamp;
use frontdesk_engine::ports::ChannelFeatures;

use crate::{
    call::Caller,
    descriptor::Descriptor,
    fault::{Fault, sentence},
    features,
    instance::Instance,
    load::{LoadError, Stage},
};

/// Problems told of one component's settings.
const PROBLEMS_MAX: usize = 32;

/// Asks the component who it is.
pub(crate) async fn describe(caller: &Caller, now: Timestamp) -> Result<Descriptor, LoadError> {
    let error = |fault: Fault| LoadError::new(Stage::Describe, fault.to_string());
    let mut instance = begin(caller, now).await.map_err(error)?;
    let answer = instance
        .exports
        .plugin
        .call_describe(&mut instance.store)
        .await;
    Descriptor::check(instance.end(answer).map_err(error)?, &caller.compiled)
}

/// Asks the component whether its settings are usable.
pub(crate) async fn validate(caller: &Caller, now: Timestamp) -> Result<(), LoadError> {
    let error = |fault: Fault| LoadError::new(Stage::Validate, fault.to_string());
    let mut instance = begin(caller, now).await.map_err(error)?;
    let answer = instance
        .exports
        .plugin
        .call_validate(&mut instance.store)
        .await;
    instance.end(answer).map_err(error)?.map_err(|problems| {
        let all: Vec<_> = problems
            .into_iter()
            .take(PROBLEMS_MAX)
            .map(|problem| sentence(&problem.message))
            .collect();
        LoadError::new(Stage::Validate, all.join("; "))
    })
}

/// Asks a channel what it can do.
pub(crate) async fn features(
    caller: &Caller,
    now: Timestamp,
) -> Result<ChannelFeatures, LoadError> {
    let error = |fault: Fault| LoadError::new(Stage::Describe, fault.to_string());
    let mut instance = begin(caller, now).await.map_err(error)?;
    let Some(channel) = &instance.exports.channel else {
        return Ok(ChannelFeatures::default());
    };
    let answer = channel.capabilities(&mut instance.store).await;
    let told = instance.end(answer).map_err(error)?;
    told.map_or_else(|| Ok(ChannelFeatures::default()), features::check)
        .map_err(error)
}

async fn begin(caller: &Caller, now: Timestamp) -> Result<Instance, Fault> {
    let mut instance = caller.fresh(caller.context.limits.load).await?;
    instance.begin(now, caller.context.limits.load);
    Ok(instance)
}
