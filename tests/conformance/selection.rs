use libtest_mimic::Arguments;

/// What the harness would run: its own rules, so that the scenarios behind the other tests need not run.
pub(crate) fn is_selected(arguments: &Arguments, name: &str) -> bool {
    let matches = |pattern: &str| {
        if arguments.exact {
            name == pattern
        } else {
            name.contains(pattern)
        }
    };
    arguments.filter.as_deref().is_none_or(matches)
        && !arguments.skip.iter().any(|pattern| matches(pattern))
}
