-- Durable orchestrations. Times are UTC ticks; status is LeadDelivery.Core.Workflow.InstanceStatus.
CREATE TABLE instance(
  id INTEGER PRIMARY KEY,           -- ascending in order of creation
  key TEXT NOT NULL UNIQUE,         -- the id callers know
  name TEXT NOT NULL,
  version TEXT NOT NULL,
  status INTEGER NOT NULL,
  epoch INTEGER NOT NULL,           -- counts the runs of ContinueAsNew
  seq INTEGER NOT NULL,             -- history rows of this epoch
  open_tasks INTEGER NOT NULL,      -- activities scheduled and not completed
  parent INTEGER,
  parent_epoch INTEGER,
  parent_task INTEGER,
  created INTEGER NOT NULL,
  updated INTEGER NOT NULL,
  custom TEXT,
  output BLOB,
  error TEXT);
CREATE INDEX instance_not_completed ON instance(status, id) WHERE status <> 2;
CREATE INDEX instance_parent ON instance(parent) WHERE parent IS NOT NULL;

-- One row per commit: what came in and what was decided on it. A key violation means a second writer: stop.
CREATE TABLE history(
  instance INTEGER NOT NULL,
  epoch INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  digest BLOB NOT NULL,             -- chained over the rows of the epoch
  body BLOB NOT NULL,
  PRIMARY KEY(instance, epoch, seq)) WITHOUT ROWID;

CREATE TABLE timer(
  due INTEGER NOT NULL,
  instance INTEGER NOT NULL,
  epoch INTEGER NOT NULL,
  task INTEGER NOT NULL,
  PRIMARY KEY(due, instance, epoch, task)) WITHOUT ROWID;

-- What waits for an instance (applied = 0), and the ids of the events it has had.
CREATE TABLE inbox(
  id INTEGER PRIMARY KEY,
  instance INTEGER NOT NULL,
  kind INTEGER NOT NULL,
  epoch INTEGER NOT NULL,
  task INTEGER NOT NULL,
  event_id TEXT,
  name TEXT,
  text TEXT,
  payload BLOB,
  at INTEGER NOT NULL,
  applied INTEGER NOT NULL);
CREATE INDEX inbox_waiting ON inbox(instance, kind, id) WHERE applied = 0;
CREATE INDEX inbox_instance ON inbox(instance, event_id);
CREATE UNIQUE INDEX inbox_event ON inbox(instance, event_id) WHERE event_id IS NOT NULL;

-- Activities that may have been running when the process ended, and how often each was started since without a result.
CREATE TABLE probation(
  instance INTEGER NOT NULL,
  epoch INTEGER NOT NULL,
  task INTEGER NOT NULL,
  attempts INTEGER NOT NULL,
  PRIMARY KEY(instance, epoch, task)) WITHOUT ROWID;

-- Activities given up because they ended the process again and again.
CREATE TABLE dead(
  id INTEGER PRIMARY KEY,
  instance INTEGER NOT NULL,
  epoch INTEGER NOT NULL,
  task INTEGER NOT NULL,
  name TEXT NOT NULL,
  at INTEGER NOT NULL);
CREATE INDEX dead_instance ON dead(instance);

CREATE TABLE engine(k TEXT PRIMARY KEY, v INTEGER NOT NULL) WITHOUT ROWID;
