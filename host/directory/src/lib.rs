//! The Local CRM: customers, what they are found by, and whose conversation is whose. It reads from the
//! store, and makes batches for its one writer.

pub mod address;
pub mod change;
pub mod customer;
pub mod find;
pub mod pop;

#[cfg(test)]
mod testing;
