//! A supervisor: changes capacities, puts conversations back, closes some, loads another plan.

use super::{Scene, Turn};
use crate::plan::Act;

pub(super) fn play(scene: &mut Scene<'_>) {
    if scene.rng.percent(scene.options.supervise) {
        let known: Vec<_> = scene.world.history().latest.keys().cloned().collect();
        let contact = scene.rng.pick(&known).cloned();
        match (scene.rng.between(0, 14), contact) {
            (0..=3, _) => {
                let agent = format!("a{}", scene.rng.between(0, 5));
                let capacity = u8::try_from(scene.rng.between(0, 7)).unwrap_or(1);
                scene.send(Act::Capacity { agent, capacity });
            }
            (4..=6, Some(contact)) => scene.send(Act::Requeue { contact }),
            (7, Some(contact)) => scene.send(Act::Close { contact }),
            (8 | 9, Some(contact)) => {
                let agent = format!("a{}", scene.rng.between(0, 6));
                scene.send(Act::Force { agent, contact });
            }
            (10 | 11, Some(contact)) => {
                let to = scene.somewhere();
                scene.send(Act::Send { contact, to });
            }
            (_, _) => {
                let last = u64::try_from(scene.world.plan_count())
                    .unwrap_or(1)
                    .saturating_sub(1);
                let plan = usize::try_from(scene.rng.between(0, last)).unwrap_or(0);
                scene.send(Act::Reload { plan });
            }
        }
    }
    scene.again(Turn::Supervisor, 60);
}
