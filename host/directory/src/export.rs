//! Customers as a file, which [`crate::import`] takes in again.

use std::io;

use serde_json::json;

use crate::{
    address,
    customer::Customer,
    field::{Fields, Owner},
    rows::{BETWEEN, FORMULA, Format, NO_FORMULA},
};

/// The beginning of a file: CSV's names of columns.
pub fn head(format: Format, fields: &Fields) -> io::Result<Vec<u8>> {
    match format {
        Format::Json => Ok(Vec::new()),
        Format::Csv => {
            let own = [
                "account_number",
                "name",
                "email",
                "phone",
                "addresses",
                "notes",
                "tags",
            ];
            let custom = fields.of(Owner::Customer).map(|field| &*field.name);
            line(own.into_iter().chain(custom))
        }
    }
}

/// One customer.
pub fn row(format: Format, fields: &Fields, customer: &Customer) -> io::Result<Vec<u8>> {
    match format {
        Format::Csv => csv_row(fields, customer),
        Format::Json => {
            let addresses = customer.addresses.iter();
            let addresses: Vec<_> = addresses
                .map(|address| json!({"kind": address.kind, "value": address.value}))
                .collect();
            let object = json!({
                "account_number": customer.account_number, "name": customer.name,
                "addresses": addresses, "notes": customer.notes,
                "tags": customer.tags, "fields": customer.fields,
            });
            Ok(format!("{object}\n").into_bytes())
        }
    }
}

fn csv_row(fields: &Fields, customer: &Customer) -> io::Result<Vec<u8>> {
    let of_kind = |kind: &str| {
        let addresses = customer
            .addresses
            .iter()
            .filter(|address| &*address.kind == kind);
        joined(addresses.map(|address| safe(&address.value)))
    };
    let others = customer
        .addresses
        .iter()
        .filter(|address| &*address.kind != address::EMAIL && &*address.kind != address::PHONE);
    let others = others.map(|address| format!("{}:{}", address.kind, address.value));
    let own = [
        customer
            .account_number
            .as_deref()
            .unwrap_or_default()
            .to_owned(),
        customer.name.to_string(),
        of_kind(address::EMAIL),
        of_kind(address::PHONE),
        joined(others),
        customer.notes.to_string(),
        joined(customer.tags.iter().map(ToString::to_string)),
    ];
    let custom = fields.of(Owner::Customer).map(|field| {
        let value = customer.fields.get(&field.name);
        value.map(ToString::to_string).unwrap_or_default()
    });
    line(own.into_iter().chain(custom).map(|cell| safe(&cell)))
}

fn joined(values: impl Iterator<Item = String>) -> String {
    values.collect::<Vec<_>>().join(&BETWEEN.to_string())
}

/// A cell that no spreadsheet takes for a formula, as OWASP advises (CSV Injection).
fn safe(cell: &str) -> String {
    // What has such a sign of its own gets another, or it would lose its own when it comes back.
    if cell.trim_start_matches(NO_FORMULA).starts_with(FORMULA) {
        format!("{NO_FORMULA}{cell}")
    } else {
        cell.to_owned()
    }
}

fn line<T: AsRef<[u8]>>(cells: impl Iterator<Item = T>) -> io::Result<Vec<u8>> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(cells).map_err(io::Error::other)?;
    writer
        .into_inner()
        .map_err(|error| io::Error::other(error.to_string()))
}
