mod card;
mod sections;
mod shown;
mod view;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{Environment, UndefinedBehavior, Value};
use sha2::{Digest as _, Sha256};

use super::RunReport;
use crate::catalogue::Catalogue;

const PAGE: &str = include_str!("html/page.html");
const SCENARIO: &str = include_str!("html/scenario.html");
const STYLE: &str = include_str!("html/style.css");
const SCRIPT: &str = include_str!("html/script.js");

/// The report as one HTML file that needs nothing else: no network, and no script for reading.
///
/// What came from the target is text only: it is escaped, and the page's policy lets no other script run.
pub fn html(report: &RunReport, catalogue: &Catalogue) -> Result<String, minijinja::Error> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_syntax(
        SyntaxConfig::builder()
            .trim_blocks(true)
            .lstrip_blocks(true)
            .build()?,
    );
    environment.add_template("scenario.html", SCENARIO)?;
    environment.add_template("page.html", PAGE)?;
    environment.add_global("style", Value::from_safe_string(STYLE.to_owned()));
    environment.add_global("script", Value::from_safe_string(SCRIPT.to_owned()));
    environment.add_global(
        "script_hash",
        Value::from_safe_string(STANDARD.encode(Sha256::digest(SCRIPT))),
    );
    let page = view::page(report, catalogue);
    environment.get_template("page.html")?.render(Serde(&page))
}
