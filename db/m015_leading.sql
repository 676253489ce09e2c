-- 联系点、包靠、推进阶段, and a kind of record about a class a leader looked in on (下班走访)

create table linked_class (                              -- 联系点: a class and the leader whose it is, by dates
  id integer primary key,
  staff_id integer not null references staff(id),
  class_id integer not null references school_class(id),
  valid_from text not null check (valid_from is date(valid_from, '+0 days')),
  valid_to text check (valid_to is date(valid_to, '+0 days'))
) strict;
create unique index linked_class_open on linked_class(class_id) where valid_to is null;
create index linked_class_staff on linked_class(staff_id, valid_to);

create table leader_charge (                             -- 领导包靠: a student in a leader's charge, by dates; it opens nothing
  id integer primary key,
  staff_id integer not null references staff(id),
  student_id integer not null references student(id),
  valid_from text not null check (valid_from is date(valid_from, '+0 days')),
  valid_to text check (valid_to is date(valid_to, '+0 days'))
) strict;
create unique index leader_charge_open on leader_charge(student_id) where valid_to is null;
create index leader_charge_staff on leader_charge(staff_id, valid_to);
create index leader_charge_student on leader_charge(student_id, valid_to);

create table stage (                                     -- 推进阶段 of a school year (S4 四); without rows a proposal stands there
  id integer primary key,
  school_year integer not null check (school_year between 1990 and 2200),
  position integer not null check (position between 1 and 4),
  starts_on text not null check (starts_on is date(starts_on, '+0 days')),
  ends_on text not null check (ends_on is date(ends_on, '+0 days') and ends_on >= starts_on),
  version integer not null default 1,
  unique (school_year, position)
) strict;

create table stage_item (                                -- what a stage asks for; `measure` names what the app counts itself
  id integer primary key,
  stage_id integer not null references stage(id),
  name text not null check (length(name) between 1 and 40),
  due_on text check (due_on is date(due_on, '+0 days')),
  measure text check (measure in ('groups_filed', 'duties_set', 'mentored', 'profiled', 'group_activities')),
  done_on text check (done_on is date(done_on, '+0 days')),
  words text not null default '',
  changed_by integer references staff(id),
  version integer not null default 1,
  check (measure is null or done_on is null)
) strict;
create index stage_item_stage on stage_item(stage_id);

-- The list of kinds grows, and SQLite changes a check only by making the table anew. The rows that point at it are
-- looked at when the migration is committed, and then they point at the same records again.
pragma defer_foreign_keys = on;
create temp table old_interaction as select * from interaction;
drop table interaction;
create table interaction (
  id integer primary key,
  kind text not null check (kind in ('talk', 'mentee_report', 'guardian_contact', 'home_visit', 'letter',
    'group_activity', 'exam_analysis', 'class_meeting', 'class_talk', 'parent_class', 'class_visit',
    'class_consultation', 'school_consultation')),
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
  class_id integer references school_class(id),                   -- a meeting, a parent lecture, a visit: the class it was for
  mentor_group_id integer references mentor_group(id),            -- a group activity
  exam_id integer references exam(id),                            -- an exam analysis
  deleted_by integer references staff(id),
  sealed blob check (sealed is null or content = '' and place is null and detail = '{}')
) strict;
insert into interaction select * from old_interaction;
drop table old_interaction;
create index interaction_author on interaction(author_id, occurred_on);
create index interaction_day on interaction(occurred_on, kind, author_id) where deleted_at is null;
create index interaction_meeting on interaction(kind, occurred_on) where kind in
  ('group_activity', 'class_meeting', 'class_talk', 'parent_class', 'class_visit', 'class_consultation', 'school_consultation');
create index interaction_class on interaction(class_id, occurred_on) where class_id is not null;
create index interaction_group on interaction(mentor_group_id, occurred_on) where mentor_group_id is not null;
create index interaction_deleted on interaction(deleted_at) where deleted_at is not null;
create index interaction_to_seal on interaction(id) where sealed is null
  and (is_restricted = 1 or kind = 'home_visit' or guidance_area = '心理')
  and (content <> '' or place is not null or detail <> '{}');
create index interaction_sealed on interaction(author_id) where sealed is not null;
create trigger interaction_changed after update of occurred_on, deleted_at, kind on interaction begin
  delete from contact where interaction_id = old.id and occurred_on = old.occurred_on
     and student_id in (select student_id from interaction_participant where interaction_id = old.id);
  insert into contact select student_id, new.occurred_on, new.id, new.author_id, new.kind from interaction_participant
   where interaction_id = new.id and new.deleted_at is null and new.kind <> 'exam_analysis';
end;
