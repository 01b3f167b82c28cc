use suite::report::{self, Detail, Palette};

use crate::made_up::{catalogue, report as made_up};

/// The snapshots of this module lie with all others, at the top.
fn golden(name: &str, text: &str) {
    // The version is no part of a golden.
    let text = text.replace(env!("CARGO_PKG_VERSION"), "[version]");
    insta::with_settings!({
        snapshot_path => concat!(env!("CARGO_MANIFEST_DIR"), "/snapshots/reports"),
        prepend_module_to_snapshot => false,
        omit_expression => true,
    }, {
        insta::assert_snapshot!(name, text);
    });
}

#[test]
fn the_console_report_is_as_reviewed() {
    golden(
        "console",
        &report::console(
            &made_up("\"600\""),
            &catalogue(),
            Palette::Plain,
            Detail::Everything,
        ),
    );
}

#[test]
fn the_json_report_is_as_reviewed() {
    golden("json", &report::json(&made_up("\"600\"")).unwrap());
}

#[test]
fn the_junit_report_is_as_reviewed() {
    golden(
        "junit",
        &report::junit(&made_up("\"600\""), &catalogue()).unwrap(),
    );
}

#[test]
fn the_markdown_report_is_as_reviewed() {
    golden(
        "markdown",
        &report::markdown(&made_up("\"600\""), &catalogue()),
    );
}

#[test]
fn the_har_report_is_as_reviewed() {
    golden("har", &report::har(&made_up("\"600\"")).unwrap());
}

#[test]
fn the_html_report_is_as_reviewed() {
    let page = report::html(&made_up("\"600\""), &catalogue()).unwrap();

    // Style and script are files of their own: what is reviewed is what is made of the run.
    golden("html", &without(&without(&page, "style"), "script"));
}

fn without(page: &str, element: &str) -> String {
    let start = page.find(&format!("<{element}>")).unwrap();
    let end = page.find(&format!("</{element}>")).unwrap();
    format!("{}{}", &page[..start], &page[end..])
}
