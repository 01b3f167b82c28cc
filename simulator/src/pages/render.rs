//! Fills templates in. What comes from elsewhere is text only: every value is escaped.

use std::sync::LazyLock;

use axum::response::Html;
use minijinja::syntax::SyntaxConfig;
use minijinja::{Environment, Error, UndefinedBehavior, Value};

static TEMPLATES: LazyLock<Result<Environment<'static>, Error>> = LazyLock::new(templates);

fn templates() -> Result<Environment<'static>, Error> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_syntax(
        SyntaxConfig::builder()
            .trim_blocks(true)
            .lstrip_blocks(true)
            .build()?,
    );
    environment.add_template("page.html", include_str!("html/page.html"))?;
    environment.add_template("start.html", include_str!("html/start.html"))?;
    environment.add_template("project.html", include_str!("html/project.html"))?;
    environment.add_template("device.html", include_str!("html/device.html"))?;
    environment.add_template("questions.html", include_str!("html/questions.html"))?;
    environment.add_template("both.html", include_str!("html/both.html"))?;
    environment.add_template("till.html", include_str!("html/till.html"))?;
    environment.add_template("flow.html", include_str!("html/flow.html"))?;
    environment.add_template("error.html", include_str!("html/error.html"))?;
    Ok(environment)
}

/// A page, or a part of one.
pub(super) fn render(name: &str, view: impl Into<Value>) -> Result<Html<String>, Error> {
    match &*TEMPLATES {
        Ok(templates) => Ok(Html(templates.get_template(name)?.render(view)?)),
        Err(error) => Err(Error::new(error.kind(), error.to_string())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_templates_are_templates() {
        assert!(templates().is_ok());
    }
}
