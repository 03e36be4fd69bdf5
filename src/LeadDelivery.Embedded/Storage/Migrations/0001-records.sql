-- Keyed JSON rows. Ordered by key on disk: rows of one partition lie together, and keys in time order append.
CREATE TABLE record(
  pk TEXT NOT NULL,
  rk TEXT NOT NULL,
  etag INTEGER NOT NULL,
  body BLOB NOT NULL,
  PRIMARY KEY(pk, rk)) WITHOUT ROWID;
