//! Customers from a file. It is looked through first, and what is wrong is said with its line; only a file that
//! is in order is taken in, part by part, each of which says how far it was.

use std::collections::HashMap;

use frontdesk_core::{CustomerId, Timestamp};
use frontdesk_store::{Batch, Store, StoreError, codec, keys};
use serde::{Deserialize, Serialize};

pub use crate::rows::{Format, Place, Row, RowProblem, Rows, RowsError};
use crate::{
    change::{By, ChangeError, read},
    customer::{Customer, Draft},
    field::Fields,
    find::{self, folded_account},
    job::{self, Standing, Work},
    problem::{Field, FieldProblem},
    writing,
};

/// Rows that are taken in together: few enough that conversations hardly wait for them.
pub const TOGETHER: usize = 200;
/// Problems that are told; the others are counted.
const TOLD: usize = 100;

/// What becomes of customers who are there already, by their account number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Existing {
    /// They get what the file says; where it says nothing they stay as they are. Addresses and tags are added.
    #[default]
    Update,
    /// They stay as they are.
    Skip,
}

/// What a file would do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Rows in it.
    pub rows: u64,
    /// Customers it makes.
    pub new: u64,
    /// Customers it changes.
    pub updated: u64,
    /// Customers it leaves as they are.
    pub skipped: u64,
    /// The first things that are wrong with it.
    pub problems: Vec<RowProblem>,
    /// How many there are.
    pub problems_total: u64,
}

impl Report {
    /// Takes note of something that is wrong.
    pub fn wrong(&mut self, problem: RowProblem) {
        self.problems_total += 1;
        if self.problems.len() < TOLD {
            self.problems.push(problem);
        }
    }
}

/// Looks through a file, part by part.
#[derive(Debug)]
pub struct Check {
    fields: Fields,
    existing: Existing,
    /// Account numbers in the file, and where each was first.
    accounts: HashMap<String, u64>,
    report: Report,
}

impl Check {
    /// Nothing looked through yet.
    pub fn new(fields: Fields, existing: Existing) -> Self {
        Self {
            fields,
            existing,
            accounts: HashMap::new(),
            report: Report::default(),
        }
    }

    /// The next rows of the file.
    pub async fn go_on(
        &mut self,
        store: &dyn Store,
        rows: Vec<Result<Row, RowProblem>>,
    ) -> Result<(), StoreError> {
        for row in rows {
            self.report.rows += 1;
            match row {
                Ok(row) => self.row(store, row).await?,
                Err(problem) => self.report.wrong(problem),
            }
        }
        Ok(())
    }

    async fn row(&mut self, store: &dyn Store, row: Row) -> Result<(), StoreError> {
        let Row { line, draft } = row;
        let known = match &draft.account_number {
            Some(account) => find::by_account(store, account).await?,
            None => None,
        };
        let account = draft.account_number.as_deref().map(folded_account);
        if let Some(account) = account.filter(|account| !account.is_empty()) {
            if let Some(first) = self.accounts.get(&account) {
                let problem = format!("line {first} has the same account number");
                let column = Some(Field::AccountNumber.to_string());
                self.report.wrong(RowProblem {
                    line,
                    column,
                    problem,
                });
                return Ok(());
            }
            self.accounts.insert(account, line);
        }
        let before = known.map(|found| found.customer);
        if before.is_some() && self.existing == Existing::Skip {
            self.report.skipped += 1;
            return Ok(());
        }
        let draft = match &before {
            Some(before) => onto(before, draft),
            None => draft,
        };
        match draft.check(&self.fields, before.as_ref()) {
            Err(problems) => {
                for FieldProblem { field, problem } in problems {
                    let column = Some(column(&field));
                    self.report.wrong(RowProblem {
                        line,
                        column,
                        problem,
                    });
                }
            }
            Ok(_) if before.is_some() => self.report.updated += 1,
            Ok(_) => self.report.new += 1,
        }
        Ok(())
    }

    /// What was found.
    pub fn done(self) -> Report {
        self.report
    }
}

/// The column of a part of a draft, as the file has it.
fn column(field: &Field) -> String {
    if let Field::Address(_) = field {
        return "email, phone or addresses".to_owned();
    }
    if let Field::Custom(name) = field {
        return name.to_string();
    }
    field.to_string()
}

/// The next part of an import: these rows, up to this place in the file. `is_last`: nothing comes behind them.
pub async fn part(
    store: &dyn Store,
    fields: &Fields,
    standing: &Standing,
    rows: Vec<Result<Row, RowProblem>>,
    place: Place,
    is_last: bool,
    now: Timestamp,
) -> Result<Batch, ChangeError> {
    let mut job = standing.job.clone();
    let by = job.by(now);
    let Work::Import {
        existing,
        place: up_to,
        ..
    } = &mut job.work
    else {
        return Err(ChangeError::Impossible("this is no import".to_owned()));
    };
    *up_to = place;
    let existing = *existing;
    let mut batch = Batch::new();
    let mut written: Vec<CustomerId> = Vec::with_capacity(rows.len());
    let count = rows.len() as u64;
    let first: CustomerId = writing::next(store, &mut batch, writing::CUSTOMERS, count).await?;
    let mut numbers = first.number()..;
    // What is wrong by now, because fields or customers changed since the file was looked through, is left out.
    for draft in rows.into_iter().flatten().map(|row| row.draft) {
        let known = match &draft.account_number {
            Some(account) => find::by_account(store, account).await?,
            None => None,
        };
        let after = match known {
            Some(_) if existing == Existing::Skip => None,
            Some(found) => {
                changed(store, &mut batch, fields, found.customer.id, draft, &by).await?
            }
            None => {
                let id = numbers.next().and_then(CustomerId::new).unwrap_or(first);
                made(store, &mut batch, fields, id, draft, &by).await?
            }
        };
        written.extend(after);
    }
    writing::to_index(&mut batch, &written)?;
    job.done += count;
    if is_last {
        job.finished_at = Some(now);
    }
    job::went_on(&mut batch, standing, &job)?;
    Ok(batch)
}

async fn made(
    store: &dyn Store,
    batch: &mut Batch,
    fields: &Fields,
    id: CustomerId,
    draft: Draft,
    by: &By,
) -> Result<Option<CustomerId>, ChangeError> {
    let Ok(draft) = draft.check(fields, None) else {
        return Ok(None);
    };
    let customer = writing::made(id, draft, by.clone());
    writing::claim(store, batch, &customer).await?;
    writing::put(batch, &customer)?;
    Ok(Some(id))
}

async fn changed(
    store: &dyn Store,
    batch: &mut Batch,
    fields: &Fields,
    id: CustomerId,
    draft: Draft,
    by: &By,
) -> Result<Option<CustomerId>, ChangeError> {
    let key = keys::customer(id);
    // Two rows of one part are one customer's when a record of theirs was taken in.
    let before: Customer = if let Some(Some(staged)) = batch.staged(&key) {
        codec::decode(&key, staged)?
    } else {
        let (before, seen) = read(store, id).await?;
        batch.require_unchanged(key, &seen);
        before
    };
    let Ok(draft) = onto(&before, draft).check(fields, Some(&before)) else {
        return Ok(None);
    };
    let after = writing::remade(&before, draft, by.clone());
    writing::rewrite(store, batch, &before, &after).await?;
    Ok(Some(id))
}

/// What the file says of a customer who is there already.
fn onto(before: &Customer, said: Draft) -> Draft {
    let mut draft = Draft::from(before);
    let put = |old: &mut Box<str>, new: Box<str>| {
        if !new.trim().is_empty() {
            *old = new;
        }
    };
    put(&mut draft.name, said.name);
    put(&mut draft.notes, said.notes);
    for address in said.addresses {
        let spelled = crate::address::spelled(&address.kind, &address.value).unwrap_or(address);
        if !draft.addresses.contains(&spelled) {
            draft.addresses.push(spelled);
        }
    }
    draft.tags.extend(said.tags);
    let said = said.fields.into_iter();
    draft
        .fields
        .extend(said.filter(|(_, value)| !value.trim().is_empty()));
    draft
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;
    use crate::{
        export,
        field::{self, FieldDraft, Kind, Owner},
        merge::{Seen, merge},
        testing::{Book, by, draft, identity},
    };

    const NOW: Timestamp = Timestamp(1_700_000_000_000);

    async fn book() -> Book {
        let book = Book::new();
        let plan = FieldDraft {
            label: "Plan".into(),
            choices: vec!["Gold".into(), "Silver".into()],
            ..FieldDraft::default()
        };
        let field = field::create(
            &book.store,
            "plan",
            Owner::Customer,
            Kind::PickList,
            plan,
            by("bea"),
        );
        book.write(field.await.unwrap()).await.unwrap();
        book
    }

    async fn fields(book: &Book) -> Fields {
        Fields::load(&book.store).await.unwrap()
    }

    async fn checked(book: &Book, format: Format, file: &str, existing: Existing) -> Report {
        let fields = fields(book).await;
        let mut rows = match Rows::open(Cursor::new(file), format, &fields, Place::default()) {
            Ok(rows) => rows,
            Err(RowsError::Names(problem)) => {
                let mut report = Report::default();
                report.wrong(problem);
                return report;
            }
            Err(RowsError::File(error)) => panic!("{error}"),
        };
        let mut check = Check::new(fields, existing);
        loop {
            let (some, _) = rows.next(3).unwrap();
            if some.is_empty() {
                return check.done();
            }
            check.go_on(&book.store, some).await.unwrap();
        }
    }

    async fn begun(book: &Book, format: Format, existing: Existing) -> u64 {
        let mut batch = Batch::new();
        let work = Work::Import {
            file: "x".into(),
            format,
            existing,
            place: Place::default(),
        };
        let id = job::begin(&book.store, &mut batch, work, 9, by("bea"))
            .await
            .unwrap();
        book.write(batch).await.unwrap();
        id
    }

    /// Takes a file in, a few rows at a time, each part from what the store says, as after a crash.
    async fn taken_in(book: &Book, format: Format, file: &str, existing: Existing) {
        let id = begun(book, format, existing).await;
        loop {
            let standing = job::by_id(&book.store, id).await.unwrap().unwrap();
            let Work::Import { place, .. } = &standing.job.work else {
                panic!("an import");
            };
            if standing.job.finished_at.is_some() {
                return;
            }
            let fields = fields(book).await;
            let mut rows = Rows::open(Cursor::new(file), format, &fields, *place).unwrap();
            let (some, place) = rows.next(2).unwrap();
            let last = some.len() < 2;
            let part = part(&book.store, &fields, &standing, some, place, last, NOW).await;
            book.write(part.unwrap()).await.unwrap();
        }
    }

    async fn exported(book: &Book, format: Format) -> String {
        let fields = fields(book).await;
        let mut file = export::head(format, &fields).unwrap();
        let range = keys::customers();
        let all = frontdesk_store::records::load_all::<Customer>(&book.store, range);
        for (_, customer) in all.await.unwrap() {
            file.extend(export::row(format, &fields, &customer).unwrap());
        }
        String::from_utf8(file).unwrap()
    }

    const FILE: &str = "name,account number,email,phone,notes,tags,plan\r\n\
        Ann Lee,AT-1,ann@example.com;a.lee@example.com,+43 660 1234567,\"two\nlines, \"\"quoted\"\"\",vip; Old ,gold\r\n\
        Ben,AT-2,,,,,\r\n\
        Cem,,,'+436607654321,,,Silver\r\n";

    #[tokio::test]
    async fn a_file_is_taken_in_part_by_part_and_comes_out_as_it_was() {
        let book = book().await;
        let report = checked(&book, Format::Csv, FILE, Existing::Update).await;
        assert_eq!((report.rows, report.new, report.problems), (3, 3, vec![]));
        taken_in(&book, Format::Csv, FILE, Existing::Update).await;
        let ann = find::by_account(&book.store, "at1")
            .await
            .unwrap()
            .unwrap()
            .customer;
        assert_eq!(ann.addresses.len(), 3);
        assert_eq!(&*ann.notes, "two\nlines, \"quoted\"");
        assert_eq!(ann.fields.get("plan").map(|plan| &**plan), Some("Gold"));
        for format in [Format::Csv, Format::Json] {
            let file = exported(&book, format).await;
            let other = self::book().await;
            taken_in(&other, format, &file, Existing::Update).await;
            assert_eq!(exported(&other, format).await, file);
        }
    }

    #[tokio::test]
    async fn what_is_wrong_is_said_with_its_line_and_column_and_all_of_it() {
        let book = book().await;
        let file = "name,account_number,email,plan\n\
            Ann,1,ann@example.com,Gold\n\
            ,2,nonsense,Bronze\n\
            Ben,1,,\n\
            \"Cem\nthe second\",3,,\n\
            Dan,4,dan,\n\
            a,b,c,d,e\n";
        let report = checked(&book, Format::Csv, file, Existing::Update).await;
        let problems = report.problems.iter();
        let places: Vec<_> = problems
            .map(|p| (p.line, p.column.clone().unwrap_or_default()))
            .collect();
        let expected = [
            (3, "name"),
            (3, "email, phone or addresses"),
            (3, "plan"),
            (4, "account_number"),
            (7, "email, phone or addresses"),
            (8, ""),
        ];
        let expected = expected.map(|(line, column)| (line, column.to_owned()));
        assert_eq!(places, expected);
        assert!(report.problems[3].problem.contains("line 2"));
    }

    #[tokio::test]
    async fn a_file_without_proper_columns_says_which_there_are() {
        let book = book().await;
        for file in ["nmae,email\nAnn,x\n", "email\nx\n", "name,name\nA,B\n", ""] {
            let report = checked(&book, Format::Csv, file, Existing::Update).await;
            assert_eq!(
                (report.problems_total, report.problems[0].line),
                (1, 1),
                "{file}"
            );
        }
        let report = checked(&book, Format::Csv, "nmae\n", Existing::Update).await;
        assert!(report.problems[0].problem.contains("name, email, phone"));
    }

    #[tokio::test]
    async fn of_customers_who_are_there_a_file_says_what_it_says_or_nothing() {
        let book = book().await;
        let ann = book.create(draft("Ann", "AT-1", "+436601234567")).await;
        let file = "account_number,name,email,tags\nat1,,ann@example.com,vip\n";
        let report = checked(&book, Format::Csv, file, Existing::Skip).await;
        assert_eq!((report.updated, report.skipped), (0, 1));
        taken_in(&book, Format::Csv, file, Existing::Skip).await;
        let before = find::by_id(&book.store, ann)
            .await
            .unwrap()
            .unwrap()
            .customer;
        assert_eq!(before.tags.len(), 0);
        let report = checked(&book, Format::Csv, file, Existing::Update).await;
        assert_eq!((report.new, report.updated), (0, 1));
        taken_in(&book, Format::Csv, file, Existing::Update).await;
        let after = find::by_id(&book.store, ann)
            .await
            .unwrap()
            .unwrap()
            .customer;
        assert_eq!((&*after.name, &*after.tags[0]), ("Ann", "vip"));
        let addresses = [
            identity("phone", "+436601234567"),
            identity("email", "ann@example.com"),
        ];
        assert_eq!(after.addresses, addresses);
    }

    #[tokio::test]
    async fn a_part_that_is_taken_in_twice_is_taken_in_once() {
        let book = book().await;
        let id = begun(&book, Format::Csv, Existing::Update).await;
        let standing = job::by_id(&book.store, id).await.unwrap().unwrap();
        let fields = fields(&book).await;
        let mut parts = Vec::new();
        for _ in 0..2 {
            let mut rows =
                Rows::open(Cursor::new(FILE), Format::Csv, &fields, Place::default()).unwrap();
            let (some, place) = rows.next(9).unwrap();
            parts.push(
                part(&book.store, &fields, &standing, some, place, true, NOW)
                    .await
                    .unwrap(),
            );
        }
        let second = parts.pop().unwrap();
        book.write(parts.pop().unwrap()).await.unwrap();
        assert!(book.write(second).await.is_err());
        assert_eq!(book.count(keys::customers()).await, 3);
    }

    #[tokio::test]
    async fn two_rows_of_records_that_became_one_both_reach_it() {
        let book = book().await;
        let ann = book.create(draft("Ann", "AT-1", "")).await;
        let old = book.create(draft("A. Lee", "AT-2", "")).await;
        let mut seen = Vec::new();
        for id in [ann, old] {
            let version = find::record(&book.store, id)
                .await
                .unwrap()
                .unwrap()
                .version;
            seen.push(Seen { id, version });
        }
        let merge = merge(&book.store, seen[0], seen[1], by("bea"))
            .await
            .unwrap();
        book.write(merge.batch).await.unwrap();
        let file = "account_number,email\nAT-1,a@example.com\nAT-2,b@example.com\n";
        taken_in(&book, Format::Csv, file, Existing::Update).await;
        for email in ["a@example.com", "b@example.com"] {
            let email = identity("email", email);
            let found = find::by_address(&book.store, &email, 9).await.unwrap();
            assert_eq!(found.len(), 1);
            assert!(found[0].customer.addresses.contains(&email));
        }
    }

    #[tokio::test]
    async fn json_is_one_object_a_line_and_says_where_it_is_none() {
        let book = book().await;
        let file = "{\"name\":\"Ann\"}\n\n{\"nmae\":\"Ben\"}\n{\"name\":1}\n[]\n";
        let report = checked(&book, Format::Json, file, Existing::Update).await;
        let lines: Vec<_> = report.problems.iter().map(|p| p.line).collect();
        assert_eq!((report.rows, lines), (4, vec![3, 4, 5]));
        let long = format!(
            "{{\"name\":\"{}\"}}\n{{\"name\":\"Ben\"}}\n",
            "x".repeat(70_000)
        );
        let report = checked(&book, Format::Json, &long, Existing::Update).await;
        assert_eq!(
            (report.problems_total, report.new, report.problems[0].line),
            (1, 1, 1)
        );
    }

    #[tokio::test]
    async fn no_cell_becomes_a_formula_and_each_comes_back_as_it_was() {
        let book = book().await;
        for (n, name) in [
            "=1+1",
            "+1",
            "-1",
            "@SUM(A1)",
            "'=1",
            "''=1",
            "'plain",
            "=HYPERLINK(\"x\")",
        ]
        .into_iter()
        .enumerate()
        {
            book.create(draft(name, &format!("A{n}"), "+436601234567"))
                .await;
        }
        let file = exported(&book, Format::Csv).await;
        let mut reader = csv::Reader::from_reader(file.as_bytes());
        for record in reader.records() {
            for cell in &record.unwrap() {
                assert!(!cell.starts_with(crate::rows::FORMULA), "{cell}");
            }
        }
        let other = self::book().await;
        taken_in(&other, Format::Csv, &file, Existing::Update).await;
        assert_eq!(
            exported(&other, Format::Json).await,
            exported(&book, Format::Json).await
        );
    }
}
