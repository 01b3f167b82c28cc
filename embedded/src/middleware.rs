//! Changes of a router before it is served, so that a test can make a server wrong.

use axum::Router;

/// A layer around a router, and which requests it looks into.
pub struct Wrap {
    paths: Vec<&'static str>,
    layer: Box<dyn FnOnce(Router) -> Router + Send>,
}

impl Wrap {
    /// One that looks into every request.
    pub fn everywhere(layer: impl FnOnce(Router) -> Router + Send + 'static) -> Self {
        Self::at([""], layer)
    }

    /// One that lets requests pass as they are unless their path ends so.
    pub fn at<const N: usize>(
        paths: [&'static str; N],
        layer: impl FnOnce(Router) -> Router + Send + 'static,
    ) -> Self {
        Self {
            paths: paths.to_vec(),
            layer: Box::new(layer),
        }
    }

    /// The ends of the paths that it looks into.
    pub fn paths(&self) -> Vec<&'static str> {
        self.paths.clone()
    }

    /// Puts it around a router.
    pub fn around(self, router: Router) -> Router {
        (self.layer)(router)
    }
}
