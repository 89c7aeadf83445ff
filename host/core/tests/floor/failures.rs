//! What goes wrong in other systems of this kind, as seen in their trackers and their code: one test
//! for each, with its number in the list of the field's failures.

mod ownership;
mod rules;
mod waiting;
