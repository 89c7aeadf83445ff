//! A deterministic simulation of the routing core.
//!
//! One seed gives one world: its plan, its people, their habits and its misfortunes. Everything that
//! reaches the [`Floor`](frontdesk_core::Floor) is a [`plan::Step`]; every step is also given to a slow
//! and obvious [`reference`] model, and after it the [`invariants`] and [`contracts`] are checked. At
//! the end the misfortunes stop and everyone cooperates: then nothing may be left waiting
//! ([`liveness`]).
//!
//! It never reads a clock for anything but `--minutes`, and never uses randomness besides the seed.
//! Start at [`drive::run`], which makes a world, and [`world::World::step`], which checks one step.
#![forbid(unsafe_code)]

mod actors;
mod compare;
pub mod contracts;
pub mod drive;
pub mod invariants;
pub mod liveness;
mod meaning;
pub mod options;
pub mod plan;
mod plans;
pub mod reference;
mod rng;
mod store;
pub mod transcript;
pub mod world;
