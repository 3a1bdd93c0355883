BEGIN TRANSACTION;
CREATE TABLE breaks (
        began_ms INTEGER PRIMARY KEY,
        day TEXT NOT NULL,
        began TEXT NOT NULL,
        ended TEXT NOT NULL
    );
INSERT INTO "breaks" VALUES(1773151200000,'2026-03-10','2026-03-10T10:00:00.000-04:00','2026-03-10T11:00:00.000-04:00');
CREATE TABLE outcomes (
        showing INTEGER PRIMARY KEY,
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
    );
INSERT INTO "outcomes" VALUES(1772985600000,'posture','eyes-far','Look up','2026-03-08','2026-03-08T12:00:00.000-04:00',1772985600000,'2026-03-08T12:00:40.000-04:00','done',2.5,0);
INSERT INTO "outcomes" VALUES(1773072000000,'posture','eyes-far','Look up','2026-03-09','2026-03-09T12:00:00.000-04:00',1773072000000,'2026-03-09T12:00:40.000-04:00','ignored',2.5,1);
INSERT INTO "outcomes" VALUES(1773158400000,'posture','eyes-far','Look up','2026-03-10','2026-03-10T12:00:00.000-04:00',1773158400000,'2026-03-10T12:00:40.000-04:00','snoozed',2.5,2);
CREATE INDEX outcomes_by_day ON outcomes (day, outcome);
CREATE INDEX breaks_by_day ON breaks (day);
COMMIT;
PRAGMA user_version = 2;
