//! This field is a person's (a job title, a first name, an e-mail address), and it is read as if it were the account's. A company has
//! many people: whichever of them the export put into the row decides about the whole account, and the next export may take another
//! one. People belong into a child table, where a rule asks `any(contacts where …)`.
//!
//! Silent: on fields that no rule reads, and on the key.
//!
//! Options: none.
//!
//! ## Fails
//!
//! ```icp
//! profile crm "CRM" {}
//!
//! account {
//!   id:        text key
//!   employees: whole range
//!   country:   country
//!   job_title: text from "Job Title"
//!   tech:      list of text split ";"
//! }
//!
//! score fit {
//!   evidence data "Win/loss of two years"
//!
//!   weight senior 20 when job_title contains "VP"
//! }
//! ```
//!
//! ## Works
//!
//! ```icp
//! profile crm "CRM" {}
//!
//! account {
//!   id:        text key
//!   employees: whole range
//!   country:   country
//!   tech:      list of text split ";"
//! }
//!
//! table contacts of account by account_id {
//!   account_id: text
//!   job_title:  text from "Job Title"
//! }
//!
//! score fit {
//!   evidence data "Win/loss of two years"
//!
//!   weight senior 20 when any(contacts where job_title contains "VP")
//! }
//! ```

use super::super::Profile;
use crate::diag::codes::lints::CONTACT_AS_ACCOUNT;
use crate::diag::{Diagnostic, Sink};

/// Columns of HubSpot, Salesforce and Apollo that hold something about a person, without case and marks.
const OF_A_PERSON: [&str; 20] = [
    "jobtitle",
    "firstname",
    "lastname",
    "fullname",
    "email",
    "emailaddress",
    "workemail",
    "mobilephone",
    "mobilephonenumber",
    "salutation",
    "seniority",
    "jobfunction",
    "contactowner",
    "contactname",
    "contacttitle",
    "contactemail",
    "buyingrole",
    "persona",
    "linkedinbio",
    "reportsto",
];

pub fn check(profile: &Profile<'_>, sink: &mut Sink) {
    let schema = &profile.model.schema;
    for (index, field) in schema.fields.iter().enumerate() {
        if !field.used || index == schema.key || field.span.source != profile.file.parsed.source {
            continue;
        }
        let names = field.columns.iter().chain([&field.name]);
        let Some(column) = names.into_iter().find(|name| OF_A_PERSON.contains(&plain(name).as_str())) else {
            continue;
        };
        let message = format!("`{}` is about a person and is read as the account's", field.name);
        sink.push(
            Diagnostic::new(
                &CONTACT_AS_ACCOUNT,
                field.span,
                message,
                format!("`{column}` is filled for each contact"),
            )
            .help("declare a child table (`table contacts of account by …`) and ask `any(contacts where …)`"),
        );
    }
}

/// A column name without case, blanks and marks.
fn plain(column: &str) -> String {
    column.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
