//! Proves on made-up sources that files which need each other are found, and that nothing else is.

use super::cycles::cycles;
use super::workspace::Workspace;

/// What is shown, the files, and those of the circle.
type Case = (
    &'static str,
    &'static [(&'static str, &'static str)],
    &'static str,
);

const CIRCLES: &[Case] = &[
    (
        "a re-export leads to the file behind it",
        &[
            ("zoo/src/lib.rs", "mod a; mod b; pub use b::B as Passed;"),
            ("zoo/src/a.rs", "use crate::Passed; pub fn g() {}"),
            ("zoo/src/b/mod.rs", "mod inner; pub use self::inner::B;"),
            (
                "zoo/src/b/inner.rs",
                "pub struct B; fn f() { crate::a::g(); }",
            ),
        ],
        "zoo/src/a.rs, zoo/src/b/inner.rs",
    ),
    (
        "so does an import that the parent made for itself",
        &[
            ("zoo/src/a/mod.rs", "mod x; mod y; use x::X; fn f(_: X) {}"),
            ("zoo/src/a/x.rs", "pub struct X; use super::y::g;"),
            ("zoo/src/a/y.rs", "use super::X; pub fn g() {}"),
        ],
        "zoo/src/a/x.rs, zoo/src/a/y.rs",
    ),
    (
        "three files in a circle",
        &[
            ("src/main.rs", "mod a; mod b; mod c;"),
            ("src/a.rs", "use super::b::B; pub struct A;"),
            ("src/b.rs", "use crate::c::{C, D}; pub struct B;"),
            (
                "src/c.rs",
                "fn f() -> crate::a::A { todo!() } pub struct C; struct D;",
            ),
        ],
        "src/a.rs, src/b.rs, src/c.rs",
    ),
    (
        "an item of the parent's own file",
        &[
            ("zoo/src/lib.rs", "mod a;"),
            (
                "zoo/src/a/mod.rs",
                "mod b; pub const LIMIT: u8 = b::low(); ",
            ),
            (
                "zoo/src/a/b.rs",
                "pub const fn low() -> u8 { super::LIMIT }",
            ),
        ],
        "zoo/src/a/b.rs, zoo/src/a/mod.rs",
    ),
    (
        "an item of lib.rs",
        &[
            (
                "zoo/src/lib.rs",
                "mod a; pub struct Shared; fn run() { a::f(); }",
            ),
            ("zoo/src/a.rs", "use crate::Shared; pub fn f() {}"),
        ],
        "zoo/src/a.rs, zoo/src/lib.rs",
    ),
    (
        "an item whose name is a module's too",
        &[
            (
                "zoo/src/lib.rs",
                "pub mod list; pub use list::list; pub fn run() { list::show(); }",
            ),
            (
                "zoo/src/list.rs",
                "pub fn list() { crate::run(); } pub fn show() {}",
            ),
            ("zoo/src/a.rs", "use crate::list; pub fn f() { list(); }"),
        ],
        "zoo/src/lib.rs, zoo/src/list.rs",
    ),
    (
        "an inline module is part of its file",
        &[
            ("zoo/src/lib.rs", "mod a; mod b;"),
            (
                "zoo/src/a.rs",
                "pub mod inner { pub struct A; use super::super::b::B; }",
            ),
            (
                "zoo/src/b.rs",
                "use crate::a::inner; pub struct B(inner::A);",
            ),
        ],
        "zoo/src/a.rs, zoo/src/b.rs",
    ),
    (
        "what a file passes on and uses, too, by a word",
        &[
            (
                "zoo/src/a/mod.rs",
                "mod b; pub(in crate::a) use b::{B, C}; pub struct A(B);",
            ),
            ("zoo/src/a/b.rs", "pub struct B; fn f(_: super::A) {}"),
        ],
        "zoo/src/a/b.rs, zoo/src/a/mod.rs",
    ),
    (
        "and by a path",
        &[
            (
                "zoo/src/a/mod.rs",
                "mod b; pub use b::B; fn new() { B::new(); } pub struct A;",
            ),
            ("zoo/src/a/b.rs", "pub struct B; fn f(_: super::A) {}"),
        ],
        "zoo/src/a/b.rs, zoo/src/a/mod.rs",
    ),
    (
        "a macro",
        &[
            (
                "zoo/src/lib.rs",
                "macro_rules! show { () => {} } mod a; mod b; fn f() { a::f(); }",
            ),
            ("zoo/src/a.rs", "pub fn f() { show!(); }"),
        ],
        "zoo/src/a.rs, zoo/src/lib.rs",
    ),
    (
        "a macro that is passed on",
        &[
            ("zoo/src/lib.rs", "mod a; mod b;"),
            (
                "zoo/src/a.rs",
                "macro_rules! show { () => {} } pub(crate) use show; use crate::b::f;",
            ),
            ("zoo/src/b.rs", "pub fn f() { crate::a::show!(); }"),
        ],
        "zoo/src/a.rs, zoo/src/b.rs",
    ),
    (
        "the program has circles of its own",
        &[
            ("zoo/src/lib.rs", "mod cli; pub struct A;"),
            (
                "zoo/src/main.rs",
                "mod run; mod cli; pub struct A; fn main() { run::run(); }",
            ),
            ("zoo/src/run.rs", "use crate::A; pub fn run() {}"),
        ],
        "zoo/src/main.rs, zoo/src/run.rs",
    ),
];

const NO_CIRCLES: &[Case] = &[
    (
        "a parent declares and passes on",
        &[
            ("zoo/src/lib.rs", "pub mod a; pub use a::{B, c::C};"),
            (
                "zoo/src/a/mod.rs",
                "mod b; pub mod c; pub use b::B; pub(crate) use self::c::C;",
            ),
            (
                "zoo/src/a/b.rs",
                "use super::C; use crate::a; pub struct B(a::C);",
            ),
            (
                "zoo/src/a/c.rs",
                "use super::super::a::c; use crate::a::D; pub struct C;",
            ),
        ],
        "",
    ),
    (
        "children use their parent, which only declares them",
        &[
            ("zoo/src/a/mod.rs", "mod b; mod c; pub struct A;"),
            ("zoo/src/a/b.rs", "use super::A;"),
            ("zoo/src/a/c.rs", "fn f(_: super::A) {}"),
        ],
        "",
    ),
    (
        "a parent uses its children, which do not know it",
        &[
            (
                "zoo/src/a/mod.rs",
                "mod b; mod c; use b::B; pub use c::C; pub struct A(B, C);",
            ),
            ("zoo/src/a/b.rs", "use super::c::C; pub struct B(C);"),
            ("zoo/src/a/c.rs", "pub struct C;"),
        ],
        "",
    ),
    (
        "unit tests",
        &[
            ("zoo/src/lib.rs", "mod a; mod b; pub use a::A;"),
            ("zoo/src/a.rs", "use crate::b::B; pub struct A;"),
            (
                "zoo/src/b.rs",
                "#[cfg(test)] mod tests; #[cfg(test)] use crate::a::A; pub struct B;",
            ),
            ("zoo/src/b/tests.rs", "use crate::a::A; use super::*;"),
        ],
        "",
    ),
    (
        "a field, a method and a parameter that are called like what is passed on",
        &[
            (
                "zoo/src/a/mod.rs",
                "mod b; pub use b::go; pub struct A { go: u8 } fn f(a: A) { a.go(); }",
            ),
            ("zoo/src/a/b.rs", "pub fn go(_: super::A) {}"),
        ],
        "",
    ),
    (
        "what another crate defines, whoever passes it on",
        &[
            ("zoo/src/lib.rs", "mod a; mod b; pub use embedded::A;"),
            ("zoo/src/main.rs", "use zoo::A; fn main() {}"),
            ("zoo/src/a.rs", "use crate::A; pub fn f() {}"),
            ("zoo/src/b.rs", "fn f() { crate::a::f(); }"),
        ],
        "",
    ),
];

fn circles(files: &[(&str, &str)]) -> Vec<String> {
    let workspace = Workspace::of(files);
    workspace.crates().iter().flat_map(cycles).collect()
}

#[test]
fn files_that_need_each_other_are_found() {
    for (shown, files, circle) in CIRCLES {
        let found = circles(files);

        let start = format!("these files need each other: {circle}\n");
        assert!(
            found.len() == 1 && found[0].starts_with(&start),
            "{shown}: {found:?}"
        );
    }
}

#[test]
fn nothing_else_makes_a_circle() {
    for (shown, files, _) in NO_CIRCLES {
        let found = circles(files);

        assert!(found.is_empty(), "{shown}: {found:?}");
    }
}

#[test]
fn a_circle_is_told_with_one_place_for_each_arrow() {
    let found = circles(&[
        ("zoo/src/lib.rs", "mod a; mod b; use a::A; use b::B;"),
        (
            "zoo/src/a.rs",
            "//! A.\n\npub struct A(crate::b::B);\nuse crate::b;\n",
        ),
        ("zoo/src/b.rs", "use super::a::A;\npub struct B(A);"),
    ]);

    assert_eq!(
        found,
        [
            "these files need each other: zoo/src/a.rs, zoo/src/b.rs\n  zoo/src/b.rs is needed at \
          zoo/src/a.rs:3: crate::b::B\n  zoo/src/a.rs is needed at zoo/src/b.rs:1: super::a::A"
        ]
    );
}
