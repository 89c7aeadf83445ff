//! A file of customers, row by row: CSV with a line of column names (RFC 4180), or JSON with one object a line.

use std::{
    io::{self, BufRead as _, BufReader, Read, Seek, SeekFrom},
    str::FromStr,
};

use frontdesk_core::Identity;
use serde::{Deserialize, Serialize};

use crate::{
    address,
    customer::Draft,
    field::{Fields, Owner, RESERVED, Values},
};

/// Bytes of one row.
const ROW_BYTES: usize = 64 * 1024;
/// What comes between several values in one cell.
pub(crate) const BETWEEN: char = ';';
/// What a spreadsheet takes for the beginning of a formula.
pub(crate) const FORMULA: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];
/// What keeps it from doing so.
pub(crate) const NO_FORMULA: char = '\'';

/// How a file is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// Comma-separated values, the first line of which names the columns.
    Csv,
    /// One JSON object a line.
    Json,
}

impl FromStr for Format {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        match text {
            "csv" => Ok(Self::Csv),
            "json" => Ok(Self::Json),
            _ => Err(()),
        }
    }
}

/// A place in a file, behind a row.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// Bytes before it.
    pub byte: u64,
    /// Lines before it.
    pub line: u64,
    /// Rows before it, the one with the names included.
    pub row: u64,
}

/// A customer, as a file has them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The line, from 1.
    pub line: u64,
    /// What it says.
    pub draft: Draft,
}

/// Something that is wrong with a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowProblem {
    /// The line, from 1.
    pub line: u64,
    /// The column, as the file has it.
    pub column: Option<String>,
    /// What, and what helps.
    pub problem: String,
}

/// Why no row can be had.
#[derive(Debug, thiserror::Error)]
pub enum RowsError {
    /// The file has no names of columns, or ones that are none.
    #[error("{}", .0.problem)]
    Names(RowProblem),
    /// The file cannot be read.
    #[error(transparent)]
    File(#[from] io::Error),
}

/// The rows of a file.
pub struct Rows<R>(Reading<R>);

enum Reading<R> {
    Csv(Box<csv::Reader<R>>, Vec<Column>),
    Json(BufReader<R>, Place),
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Column {
    AccountNumber,
    Name,
    Email,
    Phone,
    Addresses,
    Notes,
    Tags,
    Custom(Box<str>),
}

impl Column {
    fn named(name: &str, fields: &Fields) -> Option<Self> {
        Some(match name {
            "account_number" => Self::AccountNumber,
            "name" => Self::Name,
            "email" => Self::Email,
            "phone" => Self::Phone,
            "addresses" => Self::Addresses,
            "notes" => Self::Notes,
            "tags" => Self::Tags,
            custom => {
                let field = fields
                    .of(Owner::Customer)
                    .find(|field| &*field.name == custom)?;
                Self::Custom(field.name.clone())
            }
        })
    }
}

impl<R: Read + Seek> Rows<R> {
    /// The rows behind a place. The names of CSV's columns are those of the file's first line.
    pub fn open(file: R, format: Format, fields: &Fields, from: Place) -> Result<Self, RowsError> {
        match format {
            Format::Json => {
                let mut file = BufReader::new(file);
                file.seek(SeekFrom::Start(from.byte))?;
                Ok(Self(Reading::Json(file, from)))
            }
            Format::Csv => {
                let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(file);
                let columns = columns(&mut reader, fields)?;
                if from != Place::default() {
                    let mut position = csv::Position::new();
                    position
                        .set_byte(from.byte)
                        .set_line(from.line)
                        .set_record(from.row);
                    reader.seek(position).map_err(io_error)?;
                }
                Ok(Self(Reading::Csv(Box::new(reader), columns)))
            }
        }
    }

    /// At most so many rows, and the place behind them. Fewer: the file ends there.
    pub fn next(
        &mut self,
        most: usize,
    ) -> Result<(Vec<Result<Row, RowProblem>>, Place), RowsError> {
        let mut rows = Vec::with_capacity(most);
        match &mut self.0 {
            Reading::Csv(reader, columns) => {
                let mut record = csv::StringRecord::new();
                while rows.len() < most {
                    let line = reader.position().line();
                    match reader.read_record(&mut record) {
                        Ok(false) => break,
                        Ok(true) => {
                            let line = record.position().map_or(line, csv::Position::line);
                            rows.push(of_record(line, &record, columns));
                        }
                        Err(error) => match unreadable(&error, line) {
                            Some(problem) => rows.push(Err(problem)),
                            None => return Err(io_error(error).into()),
                        },
                    }
                }
                let end = reader.position();
                let place = Place {
                    byte: end.byte(),
                    line: end.line(),
                    row: end.record(),
                };
                Ok((rows, place))
            }
            Reading::Json(file, place) => {
                while rows.len() < most {
                    let mut line = Vec::new();
                    let most = ROW_BYTES as u64 + 1;
                    let read = file.by_ref().take(most).read_until(b'\n', &mut line)?;
                    if read == 0 {
                        break;
                    }
                    place.byte += read as u64;
                    let too_long = line.len() > ROW_BYTES;
                    if too_long {
                        let rest = skip_line(file)?;
                        place.byte += rest;
                    }
                    place.line += 1;
                    if !line.trim_ascii().is_empty() {
                        place.row += 1;
                        rows.push(if too_long {
                            Err(long(place.line))
                        } else {
                            of_object(place.line, &line)
                        });
                    }
                }
                Ok((rows, *place))
            }
        }
    }
}

fn columns<R: Read>(
    reader: &mut csv::Reader<R>,
    fields: &Fields,
) -> Result<Vec<Column>, RowsError> {
    let problem = |column: Option<&str>, problem: String| {
        let column = column.map(str::to_owned);
        RowsError::Names(RowProblem {
            line: 1,
            column,
            problem,
        })
    };
    let names = match reader.headers() {
        Ok(names) => names.clone(),
        Err(error) => match unreadable(&error, 1) {
            Some(unreadable) => return Err(RowsError::Names(unreadable)),
            None => return Err(io_error(error).into()),
        },
    };
    let mut columns: Vec<Column> = Vec::with_capacity(names.len());
    for name in &names {
        let spelled = name
            .trim()
            .trim_start_matches('\u{feff}')
            .to_lowercase()
            .replace(' ', "_");
        let Some(column) = Column::named(&spelled, fields) else {
            let custom = fields.of(Owner::Customer).map(|field| &*field.name);
            let known: Vec<&str> = RESERVED
                .into_iter()
                .chain(["addresses"])
                .chain(custom)
                .collect();
            let why = format!(
                "there is no column \"{name}\"; columns are {}",
                known.join(", ")
            );
            return Err(problem(Some(name), why));
        };
        if columns.contains(&column) {
            return Err(problem(
                Some(name),
                format!("the column \"{name}\" is there twice"),
            ));
        }
        columns.push(column);
    }
    if !columns.contains(&Column::Name) && !columns.contains(&Column::AccountNumber) {
        let why = "the first line names the columns, and one of them is name or account_number";
        return Err(problem(None, why.to_owned()));
    }
    Ok(columns)
}

fn of_record(line: u64, record: &csv::StringRecord, columns: &[Column]) -> Result<Row, RowProblem> {
    let wrong = |problem: String| RowProblem {
        line,
        column: None,
        problem,
    };
    if record.as_slice().len() > ROW_BYTES {
        return Err(long(line));
    }
    if record.len() > columns.len() {
        return Err(wrong(format!(
            "this row has {} cells, and there are {} columns; a cell with a comma in it is put in quotes",
            record.len(),
            columns.len()
        )));
    }
    let mut draft = Draft::default();
    for (column, cell) in columns.iter().zip(record) {
        let cell = plain(cell);
        match column {
            Column::AccountNumber => draft.account_number = Some(cell.into()),
            Column::Name => draft.name = cell.into(),
            Column::Notes => draft.notes = cell.into(),
            Column::Email => add(&mut draft, address::EMAIL, cell),
            Column::Phone => add(&mut draft, address::PHONE, cell),
            Column::Tags => draft.tags = parts(cell).map(Box::from).collect(),
            Column::Addresses => {
                for part in parts(cell) {
                    let Some((kind, value)) = part.split_once(':') else {
                        return Err(wrong(format!(
                            "\"{part}\" is no address; one looks like customer:1042"
                        )));
                    };
                    draft.addresses.push(Identity {
                        kind: kind.trim().into(),
                        value: value.trim().into(),
                    });
                }
            }
            Column::Custom(name) => {
                draft.fields.insert(name.clone(), cell.into());
            }
        }
    }
    Ok(Row { line, draft })
}

/// A cell without what kept a spreadsheet from taking it for a formula.
fn plain(cell: &str) -> &str {
    match cell.strip_prefix(NO_FORMULA) {
        Some(rest) if rest.trim_start_matches(NO_FORMULA).starts_with(FORMULA) => rest,
        _ => cell,
    }
}

fn parts(cell: &str) -> impl Iterator<Item = &str> {
    let parts = cell.split(BETWEEN).map(str::trim).map(plain);
    parts.filter(|part| !part.is_empty())
}

fn add(draft: &mut Draft, kind: &str, cell: &str) {
    draft.addresses.extend(parts(cell).map(|value| Identity {
        kind: kind.into(),
        value: value.into(),
    }));
}

/// A customer in a file of JSON: what the API takes, with the kinds of addresses as CSV has them, too.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Object {
    #[serde(default)]
    account_number: Option<Box<str>>,
    #[serde(default)]
    name: Box<str>,
    #[serde(default)]
    addresses: Vec<ObjectAddress>,
    #[serde(default)]
    notes: Box<str>,
    #[serde(default)]
    tags: Vec<Box<str>>,
    #[serde(default)]
    fields: Values,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ObjectAddress {
    kind: Box<str>,
    value: Box<str>,
}

fn of_object(line: u64, bytes: &[u8]) -> Result<Row, RowProblem> {
    let object: Object = serde_json::from_slice(bytes).map_err(|error| RowProblem {
        line,
        column: None,
        problem: format!("{error}, in this line"),
    })?;
    let address = |ObjectAddress { kind, value }| Identity { kind, value };
    let draft = Draft {
        account_number: object.account_number,
        name: object.name,
        addresses: object.addresses.into_iter().map(address).collect(),
        notes: object.notes,
        tags: object.tags,
        fields: object.fields,
    };
    Ok(Row { line, draft })
}

fn skip_line<R: Read>(file: &mut BufReader<R>) -> io::Result<u64> {
    let mut skipped = 0;
    loop {
        let bytes = file.fill_buf()?;
        let (count, is_end) = match bytes.iter().position(|&byte| byte == b'\n') {
            Some(at) => (at + 1, true),
            None => (bytes.len(), bytes.is_empty()),
        };
        file.consume(count);
        skipped += count as u64;
        if is_end {
            return Ok(skipped);
        }
    }
}

fn long(line: u64) -> RowProblem {
    RowProblem {
        line,
        column: None,
        problem: format!("this row has more than {ROW_BYTES} bytes; is a quote missing?"),
    }
}

/// What is wrong with a row that cannot be read; nothing when it is the file.
fn unreadable(error: &csv::Error, line: u64) -> Option<RowProblem> {
    if error.is_io_error() {
        return None;
    }
    let problem = if matches!(error.kind(), csv::ErrorKind::Utf8 { .. }) {
        "this is not UTF-8: save the file as UTF-8"
    } else {
        "this row cannot be read"
    };
    Some(RowProblem {
        line: error.position().map_or(line, csv::Position::line),
        column: None,
        problem: problem.to_owned(),
    })
}

fn io_error(error: csv::Error) -> io::Error {
    // An error of the file comes out as it went in.
    io::Error::from(error)
}
