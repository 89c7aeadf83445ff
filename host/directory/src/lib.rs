//! The Local CRM: customers, what they are found by, and whose conversation is whose. It reads from the
//! store, and makes batches for its one writer.

pub mod address;
pub mod case;
pub mod change;
pub mod customer;
pub mod erase;
pub mod export;
pub mod field;
pub mod find;
pub mod import;
pub mod job;
pub mod known;
pub mod merge;
pub mod offline;
pub mod pop;
pub mod problem;
pub mod reads;
pub mod retention;
mod rows;
pub mod system;
mod tag;
pub mod task;
mod text;
mod writing;

#[cfg(test)]
mod testing;
