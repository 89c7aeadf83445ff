//! How often conversations have left each object of each script, and by which exit: kept in the batch of
//! the step itself, so that a number is there exactly when what it counts is.

use std::collections::{BTreeMap, btree_map::Entry};

use frontdesk_core::{Effect, StepKind};
use frontdesk_store::{
    Batch, Store, StoreError, keys,
    records::{self, ScriptExits},
};

/// The counters as they stand with everything that is staged.
#[derive(Default)]
pub(crate) struct Tally(BTreeMap<(String, String, String), u64>);

impl Tally {
    /// What was counted so far.
    pub(crate) async fn load(store: &dyn Store) -> Result<Self, StoreError> {
        let kept = records::script_exits(store).await?;
        let entries = kept.into_iter();
        Ok(Self(
            entries
                .map(|it| ((it.script, it.object, it.exit), it.left))
                .collect(),
        ))
    }

    /// Counts the steps of some effects into their batch.
    pub(crate) fn take(&mut self, effects: &[Effect], batch: &mut Batch) -> Result<(), StoreError> {
        for effect in effects {
            let Effect::Log(step) = effect else { continue };
            let StepKind::Scripted {
                script,
                object,
                exit,
            } = &step.kind
            else {
                continue;
            };
            let (script, object) = (script.to_string(), object.to_string());
            let exit = exit.to_string();
            let count = match self.0.entry((script.clone(), object.clone(), exit.clone())) {
                Entry::Occupied(mut known) => {
                    let count = known.get().saturating_add(1);
                    *known.get_mut() = count;
                    count
                }
                Entry::Vacant(new) => *new.insert(1),
            };
            let key = keys::script_exit(&script, &object, &exit);
            let record = ScriptExits {
                script,
                object,
                exit,
                left: count,
            };
            records::stage(batch, key, &record)?;
        }
        Ok(())
    }
}
