//! Finds rows by what a reader of a document knows of them: a section, a document, an address, a piece of an id.

use std::sync::LazyLock;

use regex::Regex;

use super::{Catalogue, Requirement};

/// A section of a document, or a whole document.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Clause {
    /// In lower case, such as `ciba core` or `rfc 6749`.
    document: String,
    /// Such as `7.3`; empty for the whole document.
    number: String,
}

/// The document that rows mean which name none.
const CIBA: &str = "ciba core";

static DOCUMENT: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"^(rfc ?-?\d{3,5}|ciba(?: core)?|(?:openid connect|oidc)(?: core| discovery)?|discovery|draft-[a-z0-9-]+)").ok()
});
/// An item of a list stands in brackets behind its section.
static NUMBER: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?:^|[\s,])((?:appendix )?[0-9a-z]+(?:\.\d+)*)(?: \([^)]*\))?").ok()
});
static ADDRESS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(rfc\d{3,5}|backchannel-authentication)[^#]*(?:#(?:rfc\.)?section[-.]([0-9.]+))?$")
        .ok()
});
static SECTION: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?:\bsections?\b|\bsec\.|\bclauses?\b|§)\s*").ok());

impl Catalogue {
    /// The rows that somebody asks for, by id: an id in any case of letters, or one without its first part (`7.3-01`);
    /// a section (`7.3`, with all below it), that of another document (`RFC 6749 5.2`), a whole document (`8414`), or
    /// the address of any of these. None if it is none of them.
    pub fn find(&self, query: &str) -> Vec<&Requirement> {
        let query = query.trim().to_lowercase();
        let by_id: Vec<&Requirement> = self.rows(|row| is_named(row, &query));
        if !by_id.is_empty() {
            return by_id;
        }
        if query.contains("://") {
            let by_address = self.rows(|row| row.url.to_lowercase() == query);
            if !by_address.is_empty() {
                return by_address;
            }
        }
        match asked_for(&query) {
            Some(wanted) => {
                self.rows(|row| clauses(&row.section).iter().any(|one| wanted.holds(one)))
            }
            None => Vec::new(),
        }
    }

    /// The rows whose text has all of these words, in any case of letters.
    pub fn about(&self, words: &str) -> Vec<&Requirement> {
        let words = words.to_lowercase();
        let words: Vec<&str> = words.split_whitespace().collect();
        self.rows(|row| {
            let text = row.text.to_lowercase();
            words.iter().all(|word| text.contains(word))
        })
    }

    fn rows(&self, is_wanted: impl Fn(&Requirement) -> bool) -> Vec<&Requirement> {
        self.requirements().filter(|row| is_wanted(row)).collect()
    }
}

fn is_named(row: &Requirement, query: &str) -> bool {
    let id = row.id.as_str().to_lowercase();
    let query = query.replace([' ', '_'], "-");
    id == query || id.split_once('-').is_some_and(|(_, rest)| rest == query) || {
        // However its parts are held together.
        let parts = |text: &str| text.replace(|c: char| !c.is_ascii_alphanumeric(), "");
        query.starts_with(['c', 'C']) && parts(&id) == parts(&query)
    }
}

impl Clause {
    /// Whether a clause is this one or stands below it.
    fn holds(&self, clause: &Self) -> bool {
        let below = clause.number.strip_prefix(&self.number);
        self.document == clause.document
            && (self.number.is_empty()
                || below.is_some_and(|rest| rest.is_empty() || rest.starts_with('.')))
    }
}

/// What the words of a question mean, if they are a section or a document.
fn asked_for(query: &str) -> Option<Clause> {
    if query.contains("://") {
        let found = ADDRESS.as_ref()?.captures(query)?;
        let document = found.get(1)?.as_str();
        return Some(Clause {
            document: canonical(document),
            number: found
                .get(2)
                .map_or("", |number| number.as_str())
                .trim_end_matches('.')
                .to_owned(),
        });
    }
    let query = SECTION.as_ref()?.replace_all(query, "");
    let query = query.trim();
    // Nobody numbers sections by thousands.
    let is_rfc = |word: &str| word.len() == 4 && word.bytes().all(|byte| byte.is_ascii_digit());
    let (document, rest) = match query.split_once([' ', '#', ',']).unwrap_or((query, "")) {
        (word, rest) if is_rfc(word) => (canonical(&format!("rfc{word}")), rest),
        _ => match DOCUMENT.as_ref()?.find(query) {
            Some(found) => (canonical(found.as_str()), &query[found.end()..]),
            None => (CIBA.to_owned(), query),
        },
    };
    let number = rest.trim_matches([' ', ',', '#', '.', ':']);
    let is_number = number
        .split('.')
        .all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()));
    (is_number || (number.is_empty() && document != CIBA) || query.starts_with("ciba")).then(|| {
        Clause {
            document,
            number: number.to_owned(),
        }
    })
}

/// One name for each document, whatever it is called.
fn canonical(document: &str) -> String {
    match document {
        "ciba" | "backchannel-authentication" => CIBA.to_owned(),
        "oidc" | "oidc core" | "openid connect" => "openid connect core".to_owned(),
        "discovery" | "oidc discovery" => "openid connect discovery".to_owned(),
        document => match document.strip_prefix("rfc") {
            Some(number) => format!("rfc {}", number.trim_start_matches([' ', '-'])),
            None => document.to_owned(),
        },
    }
}

/// The clauses that a row names: numbers behind commas, other documents behind semicolons.
fn clauses(section: &str) -> Vec<Clause> {
    let section = section.to_lowercase();
    section
        .split(';')
        .flat_map(|part| of_one_document(part.trim()))
        .collect()
}

fn of_one_document(part: &str) -> Vec<Clause> {
    let (Some(document), Some(number)) = (&*DOCUMENT, &*NUMBER) else {
        return Vec::new();
    };
    let (name, rest) = match document.find(part) {
        Some(found) => (canonical(found.as_str()), &part[found.end()..]),
        None => (CIBA.to_owned(), part),
    };
    let clause = |number: &str| Clause {
        document: name.clone(),
        number: number.to_owned(),
    };
    if rest.trim().is_empty() {
        return vec![clause("")];
    }
    number
        .captures_iter(rest)
        .filter_map(|found| Some(clause(found.get(1)?.as_str())))
        .collect()
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use rstest::rstest;

    use super::{Clause, asked_for, clauses};
    use crate::catalogue::Catalogue;

    fn told(clauses: &[Clause]) -> Vec<String> {
        clauses
            .iter()
            .map(|clause| format!("{}|{}", clause.document, clause.number))
            .collect()
    }

    #[rstest]
    #[case::one("7.3", &["ciba core|7.3"])]
    #[case::an_item_of_a_list("7.1, 7.2 (6)", &["ciba core|7.1", "ciba core|7.2"])]
    #[case::another_document("12; OpenID Connect Core 3.1.3.6", &["ciba core|12", "openid connect core|3.1.3.6"])]
    #[case::two_of_one_rfc("RFC 8414 2, 3.2", &["rfc 8414|2", "rfc 8414|3.2"])]
    #[case::items_of_an_rfc("RFC 7523 3 (1, 2); OpenID Connect Core 9", &["rfc 7523|3", "openid connect core|9"])]
    #[case::an_appendix("RFC 6749 2.3.1, Appendix B", &["rfc 6749|2.3.1", "rfc 6749|appendix b"])]
    #[case::a_whole_document("RFC 9701", &["rfc 9701|"])]
    fn a_row_names_its_clauses(#[case] section: &str, #[case] expected: &[&str]) {
        assert_eq!(told(&clauses(section)), expected);
    }

    #[rstest]
    #[case::a_section("7.3", "ciba core|7.3")]
    #[case::with_its_word("section 7.3", "ciba core|7.3")]
    #[case::with_its_sign("§7.3", "ciba core|7.3")]
    #[case::with_its_document("ciba 7.3", "ciba core|7.3")]
    #[case::a_section_of_an_rfc("rfc 6749 5.2", "rfc 6749|5.2")]
    #[case::without_a_blank("rfc6749 section 5.2", "rfc 6749|5.2")]
    #[case::the_number_alone("8414", "rfc 8414|")]
    #[case::the_number_with_a_section("6749 5.2", "rfc 6749|5.2")]
    #[case::connect("openid connect core 3.1.3.6", "openid connect core|3.1.3.6")]
    #[case::connect_in_short("oidc 2", "openid connect core|2")]
    #[case::an_address(
        "https://datatracker.ietf.org/doc/html/rfc6749#section-5.2",
        "rfc 6749|5.2"
    )]
    #[case::an_address_of_a_document("https://www.rfc-editor.org/rfc/rfc8628.html", "rfc 8628|")]
    #[case::an_address_of_ciba(
        "https://openid.net/specs/openid-client-initiated-backchannel-authentication-core-1_0.html#rfc.section.7.1.1",
        "ciba core|7.1.1"
    )]
    fn a_question_names_one(#[case] query: &str, #[case] expected: &str) {
        let found = asked_for(query).map(|clause| told(&[clause]));

        assert_eq!(found, Some(vec![expected.to_owned()]));
    }

    #[rstest]
    #[case::an_id("CIBA-7.3-01", &["CIBA-7.3-01"])]
    #[case::in_small_letters("ciba-7.3-01", &["CIBA-7.3-01"])]
    #[case::without_its_document("7.3-01", &["CIBA-7.3-01"])]
    #[case::with_other_marks("CIBA_7_3_01", &["CIBA-7.3-01"])]
    #[case::without_marks("ciba7.3-01", &["CIBA-7.3-01"])]
    #[case::of_another_document("6749-13", &["C-6749-13"])]
    #[case::nothing_of_the_sort("CIBA-99-01", &[])]
    #[case::a_section_that_there_is_not("99.9", &[])]
    #[case::words("an elephant", &[])]
    fn rows_are_found(#[case] query: &str, #[case] expected: &[&str]) {
        let catalogue = Catalogue::embedded().unwrap();

        let found: Vec<&str> = catalogue
            .find(query)
            .iter()
            .map(|row| row.id.as_str())
            .collect();

        assert_eq!(found, expected);
    }

    /// Whoever has a row's section or address before them finds it.
    #[test]
    fn every_row_is_found_by_its_clauses_and_by_its_address() {
        let catalogue = Catalogue::embedded().unwrap();
        for row in catalogue.requirements().filter(|row| row.section != "none") {
            let mut queries: Vec<String> = clauses(&row.section)
                .iter()
                .filter(|clause| !clause.number.starts_with("appendix"))
                .map(|clause| format!("{} {}", clause.document, clause.number))
                .collect();
            queries.push(row.url.clone());
            for query in queries {
                let found = catalogue.find(&query);
                assert!(
                    found.iter().any(|one| one.id == row.id),
                    "{} by {query:?}",
                    row.id
                );
            }
        }
    }
}
