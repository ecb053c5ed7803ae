//! Who may look at the staff page, by command.

use std::path::Path;

use super::AdminError;
use super::terms::named;
use crate::staff::password;
use crate::store::{self, staff};

/// Lets somebody look, or gives a new password.
///
/// # Errors
/// [`AdminError::Input`] for a name that is none or a password that is too short.
pub fn admit(data: &Path, (name, password): (&str, &str), by: &str) -> Result<(), AdminError> {
    let hand = named(by)?;
    let name = named(name)?.by;
    if password.chars().count() < password::SHORTEST {
        let text = format!("the password has fewer than {} letters", password::SHORTEST);
        return Err(AdminError::Input(text));
    }
    let secret = password::secret(password).ok_or_else(|| {
        AdminError::Input("the password could not be hashed: no memory?".to_owned())
    })?;
    let books = store::connect(data)?;
    store::transact(&books, |books| {
        Ok(staff::admit(books, (name, &secret), &hand)?)
    })
}

/// Ends somebody's looking.
///
/// # Errors
/// [`AdminError::Input`] for a name that nobody has.
pub fn end(data: &Path, name: &str, by: &str) -> Result<(), AdminError> {
    let hand = named(by)?;
    let books = store::connect(data)?;
    store::transact(&books, |books| {
        if staff::end(books, name, &hand)? {
            Ok(())
        } else {
            Err(AdminError::Input(format!(
                "nobody called {name:?} may look"
            )))
        }
    })
}

/// Everybody who may look.
///
/// # Errors
/// [`AdminError::Store`] when the books cannot be read.
pub fn names(data: &Path) -> Result<Vec<String>, AdminError> {
    Ok(staff::names(&store::connect(data)?)?)
}
