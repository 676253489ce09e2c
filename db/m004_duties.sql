-- 交流记录与履职要求: every kind of record, files, drafts, leave, the history of duty rules, monthly summaries

-- The list of kinds grows, and SQLite changes a check only by making the table anew. The rows that point at it are
-- looked at when the migration is committed, and then they point at the same records again.
pragma defer_foreign_keys = on;
drop trigger interaction_changed;
drop trigger participant_added;
drop table contact;
create temp table old_interaction as select * from interaction;
drop table interaction;
create table interaction (
  id integer primary key,
  kind text not null check (kind in ('talk', 'mentee_report', 'guardian_contact', 'home_visit', 'letter',
    'group_activity', 'exam_analysis', 'class_meeting', 'class_talk', 'parent_class', 'class_consultation',
    'school_consultation')),
  occurred_on text not null check (occurred_on is date(occurred_on, '+0 days')),
  guidance_area text,
  talk_mode text,
  effect text,
  minutes integer check (minutes between 1 and 600),
  place text,
  content text not null default '',
  detail text not null default '{}' check (json_valid(detail)),   -- what only this kind has: visitors, agreement …
  is_restricted integer not null default 0 check (is_restricted in (0, 1)),
  author_id integer not null references staff(id),
  recorded_at text not null,
  deleted_at text,
  deleted_reason text,
  version integer not null default 1,
  class_id integer references school_class(id),                   -- a meeting, a parent lecture: the class it was for
  mentor_group_id integer references mentor_group(id),            -- a group activity
  exam_id integer references exam(id),                            -- an exam analysis
  deleted_by integer references staff(id)
) strict;
insert into interaction select *, null, null, null, null from old_interaction;
drop table old_interaction;
create index interaction_author on interaction(author_id, occurred_on);
create index interaction_day on interaction(occurred_on, kind, author_id) where deleted_at is null;
create index interaction_meeting on interaction(kind, occurred_on) where kind in
  ('group_activity', 'class_meeting', 'class_talk', 'parent_class', 'class_consultation', 'school_consultation');
create index interaction_class on interaction(class_id, occurred_on) where class_id is not null;
create index interaction_group on interaction(mentor_group_id, occurred_on) where mentor_group_id is not null;

-- "who has not been seen since …" in one index look-up a student. Derived from interaction and its participants by the
-- triggers below and by nothing else; tests/db/test_contact.py proves it equal to them. An exam analysis is written at
-- a desk: nobody has been in touch with the child by it.
create table contact (
  student_id integer not null,
  occurred_on text not null,
  interaction_id integer not null,
  author_id integer not null,
  kind text not null,
  primary key (student_id, occurred_on, interaction_id)
) strict, without rowid;
create index contact_day on contact(occurred_on, author_id, interaction_id, student_id, kind);
insert into contact select part.student_id, occurred_on, id, author_id, kind
  from interaction join interaction_participant part on part.interaction_id = id
 where deleted_at is null and kind <> 'exam_analysis';
create trigger participant_added after insert on interaction_participant begin
  insert into contact select new.student_id, occurred_on, id, author_id, kind from interaction
   where id = new.interaction_id and deleted_at is null and kind <> 'exam_analysis';
end;
create trigger participant_removed after delete on interaction_participant begin
  delete from contact where student_id = old.student_id and interaction_id = old.interaction_id;
end;
create trigger interaction_changed after update of occurred_on, deleted_at, kind on interaction begin
  delete from contact where interaction_id = old.id and occurred_on = old.occurred_on
     and student_id in (select student_id from interaction_participant where interaction_id = old.id);
  insert into contact select student_id, new.occurred_on, new.id, new.author_id, new.kind from interaction_participant
   where interaction_id = new.id and new.deleted_at is null and new.kind <> 'exam_analysis';
end;

create index interaction_deleted on interaction(deleted_at) where deleted_at is not null;
create index follow_up_interaction on follow_up(interaction_id);

create table attachment (                                -- a photo or file of a record; the bytes lie in the data folder
  id integer primary key,
  interaction_id integer not null references interaction(id),
  file text not null unique check (file not glob '*[^0-9a-f]*' and length(file) = 32),   -- its name in the folder files/
  name text not null check (length(name) between 1 and 120),
  media_type text not null,
  size integer not null check (size > 0),
  sha256 text not null,
  added_by integer not null references staff(id),
  added_at text not null,
  removed_at text
) strict;
create index attachment_interaction on attachment(interaction_id);

create table draft (                                     -- what is being typed, for its writer alone
  id integer primary key,
  owner_id integer not null references staff(id),
  form_id text not null unique check (length(form_id) between 8 and 64),
  student_id integer references student(id),             -- null: not about one student
  body text not null check (json_valid(body)),
  changed_at text not null,
  discarded_at text,                                     -- put aside; gone with the owner's next save
  version integer not null default 1
) strict;
create index draft_owner on draft(owner_id);

create table leave (                                     -- days a teacher or a student is away; both dates inclusive
  id integer primary key,
  staff_id integer references staff(id),
  student_id integer references student(id),
  starts_on text not null check (starts_on is date(starts_on, '+0 days')),
  ends_on text not null check (ends_on is date(ends_on, '+0 days')),
  note text not null default '',
  entered_by integer references staff(id),
  version integer not null default 1,
  check ((staff_id is null) <> (student_id is null)),
  check (starts_on <= ends_on)
) strict;
create index leave_staff on leave(staff_id) where staff_id is not null;
create index leave_student on leave(student_id) where student_id is not null;

-- 履职要求: an edited rule ends and a new edition of it begins, so past months are judged by the rules of their time
alter table duty_rule add column origin_id integer references duty_rule(id);   -- the first edition; null: this is it
alter table duty_rule add column position integer not null default 100;
alter table duty_rule add column entered_on text check (entered_on is date(entered_on, '+0 days'));  -- the school's day
alter table duty_rule add column entered_by integer references staff(id);
alter table duty_rule add column ended_by integer references staff(id);
create unique index duty_rule_open on duty_rule(coalesce(origin_id, id)) where valid_to is null;

create table monthly_summary (                           -- 每月总结谈话情况 (S2): drafted from the records, edited, handed in
  id integer primary key,
  staff_id integer not null references staff(id),
  month text not null check (month is date(month, 'start of month')),
  body text not null,
  submitted_at text,
  version integer not null default 1,
  unique (staff_id, month)
) strict;
create index monthly_summary_month on monthly_summary(month) where submitted_at is not null;
