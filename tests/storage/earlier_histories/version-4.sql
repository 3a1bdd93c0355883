BEGIN TRANSACTION;
CREATE TABLE breaks (machine INTEGER NOT NULL DEFAULT 1 REFERENCES machines, began_ms INTEGER, day TEXT NOT NULL, began TEXT NOT NULL, ended TEXT NOT NULL, PRIMARY KEY (machine, began_ms)) WITHOUT ROWID;
INSERT INTO "breaks" VALUES(1,1773151200000,'2026-03-10','2026-03-10T10:00:00.000-04:00','2026-03-10T11:00:00.000-04:00');
CREATE TABLE machines (number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, cleared TEXT);
INSERT INTO "machines" VALUES(1,'38f4e91a55d7210ce8bc50ee571244a2',NULL);
CREATE TABLE outcomes (machine INTEGER NOT NULL DEFAULT 1 REFERENCES machines, showing INTEGER, 
    reminder TEXT NOT NULL,
    tip TEXT NOT NULL,
    title TEXT NOT NULL,
    day TEXT NOT NULL,
    at TEXT NOT NULL,
    at_ms INTEGER NOT NULL,
    answered TEXT NOT NULL,
    outcome TEXT NOT NULL,
    waited_s REAL NOT NULL,
    snoozes INTEGER NOT NULL
, PRIMARY KEY (machine, showing)) WITHOUT ROWID;
INSERT INTO "outcomes" VALUES(1,1772985600000,'posture','eyes-far','Look up','2026-03-08','2026-03-08T12:00:00.000-04:00',1772985600000,'2026-03-08T12:00:40.000-04:00','done',2.5,0);
INSERT INTO "outcomes" VALUES(1,1773072000000,'posture','eyes-far','Look up','2026-03-09','2026-03-09T12:00:00.000-04:00',1773072000000,'2026-03-09T12:00:40.000-04:00','ignored',2.5,1);
INSERT INTO "outcomes" VALUES(1,1773158400000,'posture','eyes-far','Look up','2026-03-10','2026-03-10T12:00:00.000-04:00',1773158400000,'2026-03-10T12:00:40.000-04:00','snoozed',2.5,2);
CREATE TABLE spans (
        machine INTEGER NOT NULL DEFAULT 1 REFERENCES machines,
        began_ms INTEGER,
        ended_ms INTEGER NOT NULL,
        kind TEXT NOT NULL,
        reason TEXT NOT NULL,
        began TEXT NOT NULL,
        ended TEXT NOT NULL,
        PRIMARY KEY (machine, began_ms)
    ) WITHOUT ROWID;
INSERT INTO "spans" VALUES(1,1773147600000,1773151200000,'at work','','2026-03-10T09:00:00.000-04:00','2026-03-10T10:00:00.000-04:00');
CREATE INDEX outcomes_by_day ON outcomes (day, outcome);
CREATE INDEX breaks_by_day ON breaks (day);
CREATE INDEX spans_by_end ON spans (ended_ms);
CREATE INDEX outcomes_by_time ON outcomes (at_ms, outcome);
CREATE INDEX outcomes_by_tip ON outcomes (reminder, tip, outcome, at_ms);
CREATE INDEX breaks_by_time ON breaks (began_ms);
COMMIT;
PRAGMA user_version = 4;
