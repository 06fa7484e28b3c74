-- The inventory, version 1. Never edited once released: a change is the next file.
-- Times are milliseconds since 1970 in UTC. NULL is "not told"; `none_of` names what the exchange says there is none of.
PRAGMA application_id = 1802990180; -- "kwrd"

CREATE TABLE hosts (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    addresses TEXT NOT NULL,              -- parted by commas
    way TEXT NOT NULL
) STRICT;

CREATE TABLE bots (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    custody TEXT NOT NULL,
    host_id INTEGER REFERENCES hosts (id) ON DELETE SET NULL,
    needs TEXT,                           -- scopes parted by commas; NULL: by its kind
    max_age_days INTEGER,
    delivery TEXT NOT NULL,
    retired INTEGER NOT NULL CHECK (retired IN (0, 1))
) STRICT;

CREATE TABLE keys (
    id INTEGER PRIMARY KEY AUTOINCREMENT, -- never given twice: rows of other tables outlive a key's removal
    bot_id INTEGER NOT NULL REFERENCES bots (id) ON DELETE CASCADE,
    exchange TEXT NOT NULL,
    site TEXT NOT NULL,
    account_kind TEXT NOT NULL,
    account_name TEXT NOT NULL,
    generation INTEGER NOT NULL,
    hint TEXT NOT NULL,
    fingerprint BLOB CHECK (length(fingerprint) = 32),
    slot TEXT,
    secret TEXT NOT NULL,
    state TEXT NOT NULL,
    is_current INTEGER NOT NULL CHECK (is_current IN (0, 1)),
    first_seen INTEGER NOT NULL,
    wiped_at INTEGER,
    -- told by the user
    told_scopes TEXT CHECK (length(told_scopes) = 9),
    told_extra TEXT,
    told_list TEXT,
    told_addresses TEXT,
    told_created INTEGER,
    told_expires INTEGER,
    told_at INTEGER,
    -- the last good reading, so that a list of the fleet needs no history
    read_at INTEGER,
    scopes TEXT CHECK (length(scopes) = 9),
    extra TEXT,
    list TEXT,
    addresses TEXT,
    created INTEGER,
    expires INTEGER,
    last_used INTEGER,
    account TEXT,
    account_id TEXT,
    symbols TEXT,
    label TEXT,
    none_of TEXT,
    third_party INTEGER,
    remarks TEXT,
    digest BLOB CHECK (length(digest) = 32),
    changed_from INTEGER,                 -- the reading before it, where the two differ
    -- the last answer of any sort
    answer_at INTEGER,
    answer TEXT,
    list_proven_at INTEGER,
    grade TEXT NOT NULL,
    -- what `list` leaves out
    gone INTEGER NOT NULL AS (state = 'revoked' AND (grade = 'proven-dead' OR wiped_at IS NOT NULL)) VIRTUAL
) STRICT;
CREATE UNIQUE INDEX keys_generation ON keys (bot_id, exchange, generation);
CREATE UNIQUE INDEX keys_one_current ON keys (bot_id, exchange) WHERE is_current = 1;
CREATE UNIQUE INDEX keys_one_candidate ON keys (bot_id, exchange) WHERE state = 'candidate';
CREATE UNIQUE INDEX keys_fingerprint ON keys (fingerprint) WHERE fingerprint IS NOT NULL;
CREATE UNIQUE INDEX keys_slot ON keys (slot) WHERE slot IS NOT NULL;

CREATE TABLE evidence (
    number INTEGER PRIMARY KEY AUTOINCREMENT, -- the order of all rows, whatever clocks say
    key_id INTEGER NOT NULL REFERENCES keys (id) ON DELETE CASCADE,
    at INTEGER NOT NULL,
    exchange_at INTEGER,
    site TEXT NOT NULL,
    way TEXT NOT NULL,
    egress TEXT,
    what TEXT NOT NULL,
    class TEXT,
    sign TEXT,
    code TEXT,
    control INTEGER,
    power_trade TEXT,
    power_move TEXT,
    list_word TEXT,
    -- for the evidence screen
    host TEXT,
    skew_millis INTEGER,
    took_millis INTEGER,
    digest BLOB CHECK (length(digest) = 32)
) STRICT;
CREATE INDEX evidence_key ON evidence (key_id, number);

CREATE TABLE readings (
    number INTEGER PRIMARY KEY REFERENCES evidence (number) ON DELETE CASCADE,
    key_id INTEGER NOT NULL REFERENCES keys (id) ON DELETE CASCADE,
    facts TEXT NOT NULL                   -- a reading as JSON
) STRICT;
CREATE INDEX readings_key ON readings (key_id, number);

CREATE TABLE flows (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    bot_id INTEGER NOT NULL REFERENCES bots (id) ON DELETE CASCADE,
    exchange TEXT NOT NULL,
    version INTEGER NOT NULL,             -- of `state`; flows/stored.rs owns its form
    state TEXT NOT NULL,
    revision INTEGER NOT NULL,
    step TEXT NOT NULL,
    at_step INTEGER NOT NULL,
    of_steps INTEGER NOT NULL,
    next_at INTEGER,
    open INTEGER NOT NULL CHECK (open IN (0, 1)),
    old_key INTEGER REFERENCES keys (id) ON DELETE SET NULL,
    new_key INTEGER REFERENCES keys (id) ON DELETE SET NULL,
    opened_at INTEGER NOT NULL,
    ended_at INTEGER,
    parked_by INTEGER REFERENCES flows (id) ON DELETE SET NULL
) STRICT;
CREATE UNIQUE INDEX flows_one_open ON flows (bot_id, exchange, kind, ifnull(old_key, 0)) WHERE open = 1;
CREATE INDEX flows_open ON flows (bot_id, exchange) WHERE open = 1;
CREATE INDEX flows_bot ON flows (bot_id, exchange, id);
CREATE INDEX flows_old ON flows (old_key) WHERE old_key IS NOT NULL;
CREATE INDEX flows_new ON flows (new_key) WHERE new_key IS NOT NULL;
CREATE INDEX flows_parked ON flows (parked_by) WHERE parked_by IS NOT NULL;

CREATE TABLE intents (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    flow_id INTEGER NOT NULL REFERENCES flows (id) ON DELETE CASCADE,
    what TEXT NOT NULL,
    key_id INTEGER REFERENCES keys (id) ON DELETE SET NULL,
    slot TEXT,
    fingerprint BLOB CHECK (length(fingerprint) = 32),
    at INTEGER NOT NULL,
    outcome TEXT,                         -- NULL: pending, its look comes first
    outcome_at INTEGER
) STRICT;
CREATE UNIQUE INDEX intents_one_pending ON intents (flow_id) WHERE outcome IS NULL;
CREATE INDEX intents_flow ON intents (flow_id, id);
CREATE INDEX intents_key ON intents (key_id) WHERE key_id IS NOT NULL;
CREATE INDEX intents_slot ON intents (slot) WHERE slot IS NOT NULL;

CREATE TABLE pauses (
    exchange TEXT NOT NULL,
    way TEXT NOT NULL,
    until INTEGER NOT NULL,
    why TEXT NOT NULL,
    PRIMARY KEY (exchange, way)
) STRICT, WITHOUT ROWID;

CREATE TABLE journal (
    number INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    who TEXT NOT NULL,
    who_exchange TEXT,
    bot TEXT,                             -- names, not references: the journal outlives what it speaks of
    exchange TEXT,
    hint TEXT,
    flow INTEGER,
    what TEXT NOT NULL,
    before BLOB NOT NULL CHECK (length(before) = 32),
    hash BLOB NOT NULL CHECK (length(hash) = 32)
) STRICT;
CREATE INDEX journal_bot ON journal (bot, number) WHERE bot IS NOT NULL;
CREATE INDEX journal_flow ON journal (flow, number) WHERE flow IS NOT NULL;
CREATE TRIGGER journal_is_not_edited BEFORE UPDATE ON journal BEGIN SELECT raise(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER journal_is_not_cut BEFORE DELETE ON journal BEGIN SELECT raise(ABORT, 'the journal is append-only'); END;

-- Where the journal ends, so that a lost last row is seen.
CREATE TABLE journal_end (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    number INTEGER NOT NULL,
    hash BLOB NOT NULL CHECK (length(hash) = 32)
) STRICT;

CREATE TABLE holders (
    bot TEXT PRIMARY KEY,
    who TEXT NOT NULL,
    since INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE settings (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
