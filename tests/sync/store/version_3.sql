PRAGMA application_id = 1380273492;
PRAGMA user_version = 3;
BEGIN TRANSACTION;
CREATE TABLE figures (
        cycle TEXT NOT NULL, kind TEXT NOT NULL, scope TEXT NOT NULL, figure TEXT NOT NULL, value NOT NULL,
        valid_from INTEGER NOT NULL REFERENCES runs,
        valid_to INTEGER REFERENCES runs,
        PRIMARY KEY (cycle, kind, scope, figure, valid_from),
        CHECK (valid_to > valid_from)
    ) WITHOUT ROWID;
INSERT INTO "figures" VALUES('2026-Q4','kpi','NORTH:K1','index',0.9,3,NULL);
INSERT INTO "figures" VALUES('2026-Q4','kpi','NORTH:K1','status','on_target',3,NULL);
CREATE TABLE files (cycle TEXT NOT NULL, team TEXT NOT NULL, size INTEGER NOT NULL,
        mtime_ns INTEGER NOT NULL, sha256 TEXT NOT NULL, inputs TEXT NOT NULL,
        PRIMARY KEY (cycle, team)) WITHOUT ROWID;
INSERT INTO "files" VALUES('2026-Q4','NORTH',7,1,'s3','i');
CREATE TABLE held (
        cycle TEXT NOT NULL, team TEXT NOT NULL, tbl TEXT NOT NULL, lost INTEGER NOT NULL, had INTEGER NOT NULL, since INTEGER NOT NULL,
        valid_from INTEGER NOT NULL REFERENCES runs,
        valid_to INTEGER REFERENCES runs,
        PRIMARY KEY (cycle, team, tbl, valid_from),
        CHECK (valid_to > valid_from)
    ) WITHOUT ROWID;
CREATE TABLE issues (
        cycle TEXT NOT NULL, team TEXT NOT NULL, sheet TEXT NOT NULL, cell TEXT NOT NULL, code TEXT NOT NULL, severity TEXT NOT NULL, tbl TEXT NOT NULL, field TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, params TEXT NOT NULL, since INTEGER NOT NULL,
        valid_from INTEGER NOT NULL REFERENCES runs,
        valid_to INTEGER REFERENCES runs,
        PRIMARY KEY (cycle, team, code, tbl, field, key, sheet, cell, value, params, valid_from),
        CHECK (valid_to > valid_from)
    ) WITHOUT ROWID;
INSERT INTO "issues" VALUES('2026-Q4','NORTH','','','LVE-END-ORDER','error','leave','','M1+2026-11-02','','{}',1,1,2);
CREATE TABLE measured (cycle TEXT PRIMARY KEY, inputs TEXT NOT NULL) WITHOUT ROWID;
INSERT INTO "measured" VALUES('2026-Q4','i3');
CREATE TABLE outputs (path TEXT PRIMARY KEY, inputs TEXT NOT NULL, size INTEGER NOT NULL,
        mtime_ns INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE places (cycle TEXT NOT NULL, team TEXT NOT NULL, tbl TEXT NOT NULL, sheet TEXT NOT NULL,
        rows TEXT NOT NULL, PRIMARY KEY (cycle, team, tbl)) WITHOUT ROWID;
INSERT INTO "places" VALUES('2026-Q4','NORTH','members','Members','{"M1":4}');
CREATE TABLE records (
        cycle TEXT NOT NULL, team TEXT NOT NULL, tbl TEXT NOT NULL, key TEXT NOT NULL, data TEXT NOT NULL,
        valid_from INTEGER NOT NULL REFERENCES runs,
        valid_to INTEGER REFERENCES runs,
        PRIMARY KEY (cycle, team, tbl, key, valid_from),
        CHECK (valid_to > valid_from)
    ) WITHOUT ROWID;
INSERT INTO "records" VALUES('2026-Q4','NORTH','members','M1','{"member_id":"M1","name":"Ana","weekly_hours":40.0,"work_days":["mon","tue"]}',1,2);
INSERT INTO "records" VALUES('2026-Q4','NORTH','members','M1','{"member_id":"M1","name":"Ana","role":"Lead","weekly_hours":40.0,"work_days":["mon","tue"]}',2,NULL);
INSERT INTO "records" VALUES('2026-Q4','NORTH','members','M2','{"member_id":"M2","name":"Ben","weekly_hours":32.0}',1,2);
CREATE TABLE runs (
        run INTEGER PRIMARY KEY, cycle TEXT NOT NULL, as_of TEXT NOT NULL, started TEXT NOT NULL, finished
        TEXT NOT NULL, complete INTEGER NOT NULL,
        updated INTEGER NOT NULL, unchanged INTEGER NOT NULL, held INTEGER NOT NULL, unreadable INTEGER NOT
        NULL, missing INTEGER NOT NULL, locked INTEGER NOT NULL,
        added INTEGER NOT NULL, changed INTEGER NOT NULL, removed INTEGER NOT NULL,
        errors INTEGER NOT NULL, warnings INTEGER NOT NULL, infos INTEGER NOT NULL,
        accepted TEXT NOT NULL, state_run INTEGER NOT NULL);
INSERT INTO "runs" VALUES(1,'2026-Q4','2026-11-13','2026-11-14T02:30:00+00:00','2026-11-14T02:30:00+00:00',0,0,0,1,0,0,0,2,0,0,1,0,0,'[]',1);
INSERT INTO "runs" VALUES(2,'2026-Q4','2026-11-13','2026-11-14T02:30:00+00:00','2026-11-14T02:30:00+00:00',1,1,0,0,0,0,0,0,1,1,0,0,0,'[]',2);
INSERT INTO "runs" VALUES(3,'2026-Q4','2026-11-13','2026-11-14T02:30:00+00:00','2026-11-14T02:30:00+00:00',1,1,0,0,0,0,0,0,0,0,0,0,0,'[]',3);
CREATE TABLE state_runs (cycle TEXT NOT NULL, team TEXT NOT NULL, run INTEGER NOT NULL,
        PRIMARY KEY (cycle, team)) WITHOUT ROWID;
INSERT INTO "state_runs" VALUES('2026-Q4','NORTH',3);
CREATE TABLE workbooks (
        cycle TEXT NOT NULL, team TEXT NOT NULL, file TEXT NOT NULL, status TEXT NOT NULL, reason TEXT NOT NULL, sha256 TEXT NOT NULL, read_at TEXT, updated_run INTEGER NOT NULL, changed_run INTEGER NOT NULL, good_run INTEGER NOT NULL, modified_by TEXT NOT NULL, modified_at TEXT NOT NULL, counts TEXT NOT NULL,
        valid_from INTEGER NOT NULL REFERENCES runs,
        valid_to INTEGER REFERENCES runs,
        PRIMARY KEY (cycle, team, valid_from),
        CHECK (valid_to > valid_from)
    ) WITHOUT ROWID;
INSERT INTO "workbooks" VALUES('2026-Q4','NORTH','NORTH.xlsx','held','LVE-END-ORDER','s1','2026-11-14T02:30:00+00:00',1,1,0,'Ana','2026-11-13T18:00:00Z','{"members": {"read": 2, "accepted": 2, "rejected": 0}}',1,2);
INSERT INTO "workbooks" VALUES('2026-Q4','NORTH','NORTH.xlsx','good','','s2','2026-11-14T02:30:00+00:00',2,2,0,'Ben','2026-11-13T18:00:00Z','{"members": {"read": 1, "accepted": 1, "rejected": 0}}',2,3);
INSERT INTO "workbooks" VALUES('2026-Q4','NORTH','NORTH.xlsx','good','','s3','2026-11-14T02:30:00+00:00',3,2,0,'Ana','2026-11-13T18:00:00Z','{}',3,NULL);
CREATE TABLE written (
        sheet TEXT NOT NULL, key TEXT NOT NULL, col TEXT NOT NULL, kind TEXT NOT NULL, value TEXT NOT NULL, result TEXT NOT NULL, number INTEGER NOT NULL,
        valid_from INTEGER NOT NULL REFERENCES runs,
        valid_to INTEGER REFERENCES runs,
        PRIMARY KEY (sheet, key, col, number, valid_from),
        CHECK (valid_to >= valid_from)
    ) WITHOUT ROWID;
INSERT INTO "written" VALUES('kpis','NORTH:K1','comment','text','Ask Ana','',1,2,NULL);
CREATE TRIGGER runs_never_deleted BEFORE DELETE ON runs
        BEGIN SELECT RAISE(ABORT, 'runs are never deleted'); END;
CREATE TRIGGER runs_never_changed BEFORE UPDATE ON runs
        BEGIN SELECT RAISE(ABORT, 'runs are never changed'); END;
CREATE TRIGGER records_never_deleted BEFORE DELETE ON records
        BEGIN SELECT RAISE(ABORT, 'history of records is never deleted'); END;
CREATE TRIGGER records_only_closed BEFORE UPDATE ON records
        WHEN NOT (OLD.valid_to IS NULL AND NEW.valid_to IS NOT NULL AND OLD.cycle IS NEW.cycle AND OLD.team IS NEW.team AND OLD.tbl IS NEW.tbl AND OLD.key IS NEW.key AND OLD.data IS NEW.data AND OLD.valid_from IS NEW.valid_from)
        BEGIN SELECT RAISE(ABORT, 'history of records can only be closed'); END;
CREATE TRIGGER issues_never_deleted BEFORE DELETE ON issues
        BEGIN SELECT RAISE(ABORT, 'history of issues is never deleted'); END;
CREATE TRIGGER issues_only_closed BEFORE UPDATE ON issues
        WHEN NOT (OLD.valid_to IS NULL AND NEW.valid_to IS NOT NULL AND OLD.cycle IS NEW.cycle AND OLD.team IS NEW.team AND OLD.sheet IS NEW.sheet AND OLD.cell IS NEW.cell AND OLD.code IS NEW.code AND OLD.severity IS NEW.severity AND OLD.tbl IS NEW.tbl AND OLD.field IS NEW.field AND OLD.key IS NEW.key AND OLD.value IS NEW.value AND OLD.params IS NEW.params AND OLD.since IS NEW.since AND OLD.valid_from IS NEW.valid_from)
        BEGIN SELECT RAISE(ABORT, 'history of issues can only be closed'); END;
CREATE TRIGGER workbooks_never_deleted BEFORE DELETE ON workbooks
        BEGIN SELECT RAISE(ABORT, 'history of workbooks is never deleted'); END;
CREATE TRIGGER workbooks_only_closed BEFORE UPDATE ON workbooks
        WHEN NOT (OLD.valid_to IS NULL AND NEW.valid_to IS NOT NULL AND OLD.cycle IS NEW.cycle AND OLD.team IS NEW.team AND OLD.file IS NEW.file AND OLD.status IS NEW.status AND OLD.reason IS NEW.reason AND OLD.sha256 IS NEW.sha256 AND OLD.read_at IS NEW.read_at AND OLD.updated_run IS NEW.updated_run AND OLD.changed_run IS NEW.changed_run AND OLD.good_run IS NEW.good_run AND OLD.modified_by IS NEW.modified_by AND OLD.modified_at IS NEW.modified_at AND OLD.counts IS NEW.counts AND OLD.valid_from IS NEW.valid_from)
        BEGIN SELECT RAISE(ABORT, 'history of workbooks can only be closed'); END;
CREATE TRIGGER held_never_deleted BEFORE DELETE ON held
        BEGIN SELECT RAISE(ABORT, 'history of held is never deleted'); END;
CREATE TRIGGER held_only_closed BEFORE UPDATE ON held
        WHEN NOT (OLD.valid_to IS NULL AND NEW.valid_to IS NOT NULL AND OLD.cycle IS NEW.cycle AND OLD.team IS NEW.team AND OLD.tbl IS NEW.tbl AND OLD.lost IS NEW.lost AND OLD.had IS NEW.had AND OLD.since IS NEW.since AND OLD.valid_from IS NEW.valid_from)
        BEGIN SELECT RAISE(ABORT, 'history of held can only be closed'); END;
CREATE TRIGGER written_never_deleted BEFORE DELETE ON written
        BEGIN SELECT RAISE(ABORT, 'history of written is never deleted'); END;
CREATE TRIGGER written_only_closed BEFORE UPDATE ON written
        WHEN NOT (OLD.valid_to IS NULL AND NEW.valid_to IS NOT NULL AND OLD.sheet IS NEW.sheet AND OLD.key IS NEW.key AND OLD.col IS NEW.col AND OLD.kind IS NEW.kind AND OLD.value IS NEW.value AND OLD.result IS NEW.result AND OLD.number IS NEW.number AND OLD.valid_from IS NEW.valid_from)
        BEGIN SELECT RAISE(ABORT, 'history of written can only be closed'); END;
CREATE TRIGGER figures_never_deleted BEFORE DELETE ON figures
        BEGIN SELECT RAISE(ABORT, 'history of figures is never deleted'); END;
CREATE TRIGGER figures_only_closed BEFORE UPDATE ON figures
        WHEN NOT (OLD.valid_to IS NULL AND NEW.valid_to IS NOT NULL AND OLD.cycle IS NEW.cycle AND OLD.kind IS NEW.kind AND OLD.scope IS NEW.scope AND OLD.figure IS NEW.figure AND OLD.value IS NEW.value AND OLD.valid_from IS NEW.valid_from)
        BEGIN SELECT RAISE(ABORT, 'history of figures can only be closed'); END;
COMMIT;
