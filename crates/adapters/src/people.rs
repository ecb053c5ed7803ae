//! The people of a till and their PINs, in a database of their own: `people.sqlite`.
//!
//! A PIN is stored as argon2id over the PIN keyed with a pepper. The pepper lies in a file of its own in the folder
//! of the settings, so that a stolen database alone cannot be searched for PINs; keeping it in the operating
//! system's own store instead is still to come. Whether somebody may do something is decided in the domain.

mod hash;
mod name;
mod waiting;

use std::io;
use std::path::Path;

use paydesk_domain::people::{Lockout, Person, PersonId, Pin, Right, Role};
use paydesk_domain::time::Timestamp;
use rusqlite::{Connection, ErrorCode, Row, Transaction, TransactionBehavior};

use crate::paths::{private_file, private_folder};
use hash::{Hash, Pepper};
use name::Name;
use waiting::wait;

const MIGRATIONS: [&str; 1] = [include_str!("people/schema_1.sql")];

/// PINs of the past that are refused, the present one included.
const KEPT_PINS: u32 = 3;

/// Why something about people was not done. Nothing was changed then, but perhaps the count of wrong PINs.
#[derive(Debug, thiserror::Error)]
pub enum PeopleError {
    /// Nobody has this number.
    #[error("there is no such person")]
    NoSuchPerson,
    /// The person does not work here any more.
    #[error("this person does not work here any more")]
    Inactive,
    /// Somebody has this name already, also somebody who has left.
    #[error("somebody has this name already")]
    NameTaken,
    /// A name is 1 to 100 characters, without control characters.
    #[error("this is not a name")]
    BadName,
    /// The PIN is one of the person's last three.
    #[error("this PIN was used before")]
    PinUsed,
    /// Who wants it may not do it.
    #[error("this needs somebody who may do more")]
    NotAllowed,
    /// The last active owner cannot leave.
    #[error("the last owner cannot leave")]
    LastOwner,
    /// The file was written by a newer program; nothing was touched.
    #[error("the people's file has version {found}, this program knows up to {known}")]
    Newer {
        /// Version of the file.
        found: i64,
        /// The newest version this program knows.
        known: i64,
    },
    /// There are people, but the pepper of their PINs is missing or damaged: no PIN can be checked.
    #[error("the pepper of the PINs is missing or damaged")]
    NoPepper,
    /// A row that this program does not understand.
    #[error("the people's file is damaged")]
    Damaged,
    /// A PIN cannot be hashed.
    #[error("the PIN cannot be hashed")]
    Hash,
    /// SQLite failed.
    #[error("the people's file cannot be read or written")]
    Sqlite(#[from] rusqlite::Error),
    /// A folder or file cannot be used.
    #[error("the people's folder cannot be used")]
    Io(#[from] io::Error),
}

/// What a PIN led to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SignIn {
    /// Right.
    Ok(Person),
    /// Right, but chosen by somebody else: an own PIN must be chosen first, by [`People::change_pin`].
    MustChange(Person),
    /// Wrong; so many wrong ones are left before a waiting time, at least 1.
    Wrong {
        /// Wrong PINs left.
        left: u32,
    },
    /// Not looked at, or the wrong one that was too much: nothing is until then.
    LockedUntil(Timestamp),
    /// Too many wrong ones in a row: a supervisor must unlock.
    NeedsSupervisor,
}

/// The people of one till.
pub struct People {
    connection: Connection,
    pepper: Pepper,
}

impl std::fmt::Debug for People {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("People")
    }
}

/// What is stored beside a person.
struct Stored {
    person: Person,
    failures: u32,
    failed_at: Timestamp,
}

impl People {
    /// Opens `people.sqlite` in a data folder, or makes it, without anybody in it. The pepper lies as `pin-pepper`
    /// in the folder of the settings, and is made with the first file.
    ///
    /// # Errors
    /// [`PeopleError`]; a newer file is left as it is.
    pub fn open(folder: &Path, config: &Path) -> Result<Self, PeopleError> {
        private_folder(folder)?;
        let path = folder.join("people.sqlite");
        if !path.exists() {
            private_file(&path, b"")?;
        }
        let mut connection = Connection::open(&path)?;
        connection.busy_timeout(std::time::Duration::from_secs(5))?;
        let version: i64 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
        let known = i64::try_from(MIGRATIONS.len()).unwrap_or(i64::MAX);
        if version > known {
            return Err(PeopleError::Newer {
                found: version,
                known,
            });
        }
        crate::sqlite::switch_to_log(&connection)?;
        connection.pragma_update(None, "synchronous", "FULL")?;
        connection.pragma_update(None, "foreign_keys", true)?;
        connection.pragma_update(None, "trusted_schema", false)?;
        for (index, script) in MIGRATIONS
            .iter()
            .enumerate()
            .skip(usize::try_from(version).unwrap_or(0))
        {
            let transaction = connection.transaction()?;
            transaction.execute_batch(script)?;
            transaction.pragma_update(
                None,
                "user_version",
                i64::try_from(index + 1).unwrap_or(0),
            )?;
            transaction.commit()?;
        }
        let has_people =
            connection.query_row("SELECT EXISTS (SELECT 1 FROM person)", [], |row| row.get(0))?;
        let pepper = Pepper::keep(config, has_people)?;
        Ok(Self { connection, pepper })
    }

    /// Everybody, also who has left, in the order of their numbers.
    ///
    /// # Errors
    /// [`PeopleError::Sqlite`], [`PeopleError::Damaged`].
    pub fn list(&self) -> Result<Vec<Person>, PeopleError> {
        let mut statement = self
            .connection
            .prepare_cached(&format!("SELECT {COLUMNS} FROM person ORDER BY id"))?;
        let mut rows = statement.query([])?;
        let mut people = Vec::new();
        while let Some(row) = rows.next()? {
            people.push(stored(row)?.person);
        }
        Ok(people)
    }

    /// Adds somebody. The first PIN is somebody else's choice: it must be changed at the first sign-in.
    ///
    /// # Errors
    /// [`PeopleError::NameTaken`], [`PeopleError::BadName`], or that nothing could be stored.
    pub fn add(
        &mut self,
        full_name: &str,
        role: Role,
        first_pin: &Pin,
    ) -> Result<PersonId, PeopleError> {
        let name = Name::read(full_name)?;
        let hash = Hash::make(first_pin, &self.pepper)?;
        let transaction = immediate(&mut self.connection)?;
        let id = transaction
            .prepare_cached(
                "INSERT INTO person (full_name, name_key, role, must_change, active, failures, failed_at) \
                 VALUES (?1, ?2, ?3, 1, 1, 0, 0)",
            )?
            .insert((&name.full, &name.key, role.as_key()))
            .map_err(taken)?;
        put_pin(&transaction, PersonId::new(id), &hash)?;
        transaction.commit()?;
        Ok(PersonId::new(id))
    }

    /// The first owner, who begins alone and chooses the PIN alone: it need not be changed.
    ///
    /// # Errors
    /// [`PeopleError::NotAllowed`] where anybody is here already, [`PeopleError::BadName`], or that nothing could be
    /// stored.
    pub fn found(&mut self, full_name: &str, pin: &Pin) -> Result<PersonId, PeopleError> {
        if !self.list()?.is_empty() {
            return Err(PeopleError::NotAllowed);
        }
        self.add_with_own_pin(full_name, Role::Owner, pin)
    }

    /// Adds somebody whose PIN is nobody else's choice, or no secret at all as in the demo: it need not be changed.
    ///
    /// # Errors
    /// As [`People::add`].
    pub fn add_with_own_pin(
        &mut self,
        full_name: &str,
        role: Role,
        pin: &Pin,
    ) -> Result<PersonId, PeopleError> {
        let id = self.add(full_name, role, pin)?;
        self.update(id, "UPDATE person SET must_change = 0 WHERE id = ?1")?;
        Ok(id)
    }

    /// Checks a typed PIN. It is counted as wrong on disk before it is looked at, and the count is taken back when
    /// it is right: whoever ends the program in between has used up a try.
    ///
    /// # Errors
    /// [`PeopleError::NoSuchPerson`], [`PeopleError::Inactive`], or that nothing could be stored: then nobody is let
    /// in.
    pub fn sign_in(
        &mut self,
        id: PersonId,
        pin: &str,
        now: Timestamp,
    ) -> Result<SignIn, PeopleError> {
        let verdict = self.verify(id, pin, now)?;
        if let SignIn::Ok(_) = verdict {
            self.connection
                .prepare_cached("UPDATE person SET last_in = ?2 WHERE id = ?1")?
                .execute((id.get(), now.unix_ms()))?;
        }
        Ok(verdict)
    }

    /// Changes somebody's own PIN; the old one is checked like at a sign-in. [`SignIn::Ok`] says that it is changed.
    ///
    /// # Errors
    /// [`PeopleError::PinUsed`] for one of the last three, and as [`People::sign_in`].
    #[expect(
        clippy::too_many_arguments,
        reason = "whose, from what, to what, and when"
    )]
    pub fn change_pin(
        &mut self,
        id: PersonId,
        old: &str,
        new: &Pin,
        now: Timestamp,
    ) -> Result<SignIn, PeopleError> {
        match self.verify(id, old, now)? {
            SignIn::Ok(_) | SignIn::MustChange(_) => {}
            refused @ (SignIn::Wrong { .. } | SignIn::LockedUntil(_) | SignIn::NeedsSupervisor) => {
                return Ok(refused);
            }
        }
        self.set_pin(id, new, false)?;
        Ok(SignIn::Ok(self.stored(id)?.person))
    }

    /// Gives somebody a new PIN, to be changed at the next sign-in, and forgets the wrong ones. `by` must be
    /// active, allowed to, and at least as powerful; nobody resets an own PIN: it is changed.
    ///
    /// # Errors
    /// [`PeopleError::NotAllowed`], [`PeopleError::PinUsed`], [`PeopleError::NoSuchPerson`], or that nothing could
    /// be stored.
    pub fn reset_pin(&mut self, id: PersonId, new: &Pin, by: PersonId) -> Result<(), PeopleError> {
        let (whose, by) = (self.stored(id)?.person, self.stored(by)?.person);
        // Whoever chose the PIN of somebody more powerful could sign in as them.
        let may = by.active && by.role.may(Right::AddPeople) && by.role >= whose.role;
        if !may || by.id == whose.id {
            return Err(PeopleError::NotAllowed);
        }
        self.set_pin(id, new, true)
    }

    /// Forgets somebody's wrong PINs. Who may do that is asked before.
    ///
    /// # Errors
    /// [`PeopleError::NoSuchPerson`], or that nothing could be stored.
    pub fn unlock(&mut self, id: PersonId) -> Result<(), PeopleError> {
        self.update(id, "UPDATE person SET failures = 0 WHERE id = ?1")
    }

    /// Gives somebody another name.
    ///
    /// # Errors
    /// [`PeopleError::NameTaken`], [`PeopleError::BadName`], [`PeopleError::NoSuchPerson`], or that nothing could be
    /// stored.
    pub fn rename(&mut self, id: PersonId, full_name: &str) -> Result<(), PeopleError> {
        let name = Name::read(full_name)?;
        let changed = self
            .connection
            .prepare_cached("UPDATE person SET full_name = ?2, name_key = ?3 WHERE id = ?1")?
            .execute((id.get(), &name.full, &name.key))
            .map_err(taken)?;
        if changed == 0 {
            return Err(PeopleError::NoSuchPerson);
        }
        Ok(())
    }

    /// Lets somebody leave, or come back.
    ///
    /// # Errors
    /// [`PeopleError::LastOwner`], [`PeopleError::NoSuchPerson`], or that nothing could be stored.
    pub fn set_active(&mut self, id: PersonId, active: bool) -> Result<(), PeopleError> {
        let transaction = immediate(&mut self.connection)?;
        let changed = transaction
            .prepare_cached("UPDATE person SET active = ?2 WHERE id = ?1")?
            .execute((id.get(), active))?;
        if changed == 0 {
            return Err(PeopleError::NoSuchPerson);
        }
        let others: bool = transaction.query_row(
            "SELECT (SELECT role FROM person WHERE id = ?1) <> 'owner' \
             OR EXISTS (SELECT 1 FROM person WHERE role = 'owner' AND active = 1)",
            [id.get()],
            |row| row.get(0),
        )?;
        if !others {
            return Err(PeopleError::LastOwner);
        }
        transaction.commit()?;
        Ok(())
    }

    fn update(&mut self, id: PersonId, sql: &str) -> Result<(), PeopleError> {
        match self.connection.prepare_cached(sql)?.execute([id.get()])? {
            0 => Err(PeopleError::NoSuchPerson),
            _ => Ok(()),
        }
    }

    fn stored(&self, id: PersonId) -> Result<Stored, PeopleError> {
        person(&self.connection, id)
    }

    /// Counts, looks, and takes the count back.
    fn verify(&mut self, id: PersonId, pin: &str, now: Timestamp) -> Result<SignIn, PeopleError> {
        let transaction = immediate(&mut self.connection)?;
        let before = person(&transaction, id)?;
        if !before.person.active {
            return Err(PeopleError::Inactive);
        }
        // A clock that was ahead and was put right may not stretch the waiting time.
        let failed_at = before.failed_at.min(now);
        match wait(before.person.role, before.failures, failed_at) {
            Lockout::Supervisor => return Ok(SignIn::NeedsSupervisor),
            Lockout::Until(until) if now < until => {
                put_failures(&transaction, id, (before.failures, failed_at))?;
                transaction.commit()?;
                return Ok(SignIn::LockedUntil(until));
            }
            Lockout::Until(_) | Lockout::Open { .. } => {}
        }
        let failures = before.failures.saturating_add(1);
        put_failures(&transaction, id, (failures, now))?;
        transaction.commit()?;
        let hash = newest_pin(&self.connection, id)?;
        if !hash.is_of(pin, &self.pepper)? {
            return Ok(match wait(before.person.role, failures, now) {
                Lockout::Open { left } => SignIn::Wrong { left },
                Lockout::Until(until) => SignIn::LockedUntil(until),
                Lockout::Supervisor => SignIn::NeedsSupervisor,
            });
        }
        put_failures(&self.connection, id, (0, now))?;
        let person = self.stored(id)?.person;
        Ok(if person.must_change {
            SignIn::MustChange(person)
        } else {
            SignIn::Ok(person)
        })
    }

    fn set_pin(&mut self, id: PersonId, new: &Pin, must_change: bool) -> Result<(), PeopleError> {
        for hash in kept_pins(&self.connection, id)? {
            if hash.is_of(new.expose(), &self.pepper)? {
                return Err(PeopleError::PinUsed);
            }
        }
        let hash = Hash::make(new, &self.pepper)?;
        let transaction = immediate(&mut self.connection)?;
        put_pin(&transaction, id, &hash)?;
        transaction
            .prepare_cached("UPDATE person SET must_change = ?2, failures = 0 WHERE id = ?1")?
            .execute((id.get(), must_change))?;
        transaction.commit()?;
        Ok(())
    }
}

const COLUMNS: &str = "id, full_name, role, must_change, active, last_in, failures, failed_at";

fn stored(row: &Row<'_>) -> Result<Stored, PeopleError> {
    let role: String = row.get("role")?;
    Ok(Stored {
        person: Person {
            id: PersonId::new(row.get("id")?),
            full_name: row.get("full_name")?,
            role: Role::from_key(&role).ok_or(PeopleError::Damaged)?,
            must_change: row.get("must_change")?,
            active: row.get("active")?,
            last_in: row
                .get::<_, Option<i64>>("last_in")?
                .map(Timestamp::from_unix_ms),
        },
        failures: row.get("failures")?,
        failed_at: Timestamp::from_unix_ms(row.get("failed_at")?),
    })
}

fn person(connection: &Connection, id: PersonId) -> Result<Stored, PeopleError> {
    let mut statement =
        connection.prepare_cached(&format!("SELECT {COLUMNS} FROM person WHERE id = ?1"))?;
    let mut rows = statement.query([id.get()])?;
    rows.next()?.map_or(Err(PeopleError::NoSuchPerson), stored)
}

/// Takes the writer's place at once: two tills on one file may not both count from the same number.
fn immediate(connection: &mut Connection) -> Result<Transaction<'_>, rusqlite::Error> {
    connection.transaction_with_behavior(TransactionBehavior::Immediate)
}

fn put_failures(
    connection: &Connection,
    id: PersonId,
    (failures, at): (u32, Timestamp),
) -> Result<(), rusqlite::Error> {
    connection
        .prepare_cached("UPDATE person SET failures = ?2, failed_at = ?3 WHERE id = ?1")?
        .execute((id.get(), failures, at.unix_ms()))?;
    Ok(())
}

fn put_pin(
    transaction: &Transaction<'_>,
    id: PersonId,
    hash: &Hash,
) -> Result<(), rusqlite::Error> {
    transaction
        .prepare_cached("INSERT INTO pin (person, salt, hash) VALUES (?1, ?2, ?3)")?
        .execute((id.get(), hash.salt, hash.hash.as_slice()))?;
    transaction
        .prepare_cached(
            "DELETE FROM pin WHERE person = ?1 AND id NOT IN \
             (SELECT id FROM pin WHERE person = ?1 ORDER BY id DESC LIMIT ?2)",
        )?
        .execute((id.get(), KEPT_PINS))?;
    Ok(())
}

/// The newest hashed PINs of a person, the present one first.
fn kept_pins(connection: &Connection, id: PersonId) -> Result<Vec<Hash>, PeopleError> {
    let mut statement = connection
        .prepare_cached("SELECT salt, hash FROM pin WHERE person = ?1 ORDER BY id DESC LIMIT ?2")?;
    let rows = statement.query_map((id.get(), KEPT_PINS), |row| {
        Ok(Hash {
            salt: row.get(0)?,
            hash: zeroize::Zeroizing::new(row.get(1)?),
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn newest_pin(connection: &Connection, id: PersonId) -> Result<Hash, PeopleError> {
    let newest = kept_pins(connection, id)?.into_iter().next();
    newest.ok_or(PeopleError::Damaged)
}

fn taken(error: rusqlite::Error) -> PeopleError {
    match error.sqlite_error_code() {
        Some(ErrorCode::ConstraintViolation) => PeopleError::NameTaken,
        Some(_) | None => PeopleError::Sqlite(error),
    }
}

#[cfg(test)]
mod tests;
