-- 选配导师: a class's plan from draft to in force, wishes on both sides, changes afterwards, the handover ceremony

alter table staff add column strengths text;             -- on the card students choose from
alter table staff add column most_mentees integer check (most_mentees between 0 and 200);   -- null: the school's usual

alter table mentor_group add column aim text;            -- the group's own plan, in a sentence (B6)

alter table pairing add column adaptation_until text check (adaptation_until is date(adaptation_until, '+0 days'));   -- 适应期 (S3 二.11)
alter table pairing add column confirmed_at text;        -- null while the adaptation period is not confirmed

create table grouping_plan (
  id integer primary key,
  class_id integer not null references school_class(id),
  state text not null check (state in ('draft', 'filed', 'returned', 'approved')),
  body text not null check (json_valid(body)),           -- domain/grouping_plan.py
  starts_on text check (starts_on is date(starts_on, '+0 days')),
  changed_at text not null,
  changed_by integer references staff(id),
  version integer not null default 1,
  check ((state = 'approved') = (starts_on is not null))
) strict;
create unique index grouping_plan_open on grouping_plan(class_id) where state <> 'approved';
create index grouping_plan_class on grouping_plan(class_id);

create table filing_step (                               -- 备案: each step with its words
  id integer primary key,
  grouping_plan_id integer not null references grouping_plan(id),
  act text not null check (act in ('filed', 'withdrawn', 'returned', 'approved')),
  comment text not null default '',
  staff_id integer references staff(id),
  at text not null
) strict;
create index filing_step_plan on filing_step(grouping_plan_id);

create table choice_round (                              -- 双向选择 of one class
  id integer primary key,
  class_id integer not null references school_class(id),
  closes_at text not null,
  most_wishes integer not null default 3 check (most_wishes between 1 and 10),
  opened_at text not null,
  opened_by integer references staff(id),
  version integer not null default 1
) strict;
create index choice_round_class on choice_round(class_id);

create table preference (                                -- a student's wishes; equal ranks are equally welcome
  choice_round_id integer not null references choice_round(id),
  student_id integer not null references student(id),
  mentor_id integer not null references staff(id),
  rank integer not null check (rank between 1 and 10),
  source text not null check (source in ('slip', 'file', 'link')),
  at text not null,
  primary key (choice_round_id, student_id, mentor_id)
) strict, without rowid;

create table claim (                                     -- 认领: a mentor's claim to a group of the plan or to a student
  id integer primary key,
  choice_round_id integer not null references choice_round(id),
  mentor_id integer not null references staff(id),
  student_id integer references student(id),
  group_key text,                                        -- PlanGroup.key
  rank integer not null check (rank between 1 and 10),
  at text not null,
  check ((student_id is null) <> (group_key is null))
) strict;
create unique index claim_once on claim(choice_round_id, mentor_id, coalesce(student_id, 0), coalesce(group_key, ''));

create table choice_link (                               -- a student's one-time link; the key itself is nowhere
  id integer primary key,
  choice_round_id integer not null references choice_round(id),
  student_id integer not null references student(id),
  key_hash text not null unique,
  expires_at text not null,
  used_at text,
  ended_at text
) strict;
create index choice_link_round on choice_link(choice_round_id, student_id);

create table pairing_change (                            -- 调换导师 (S1 二.(三), S3 二.11)
  id integer primary key,
  student_id integer not null references student(id),
  from_mentor_id integer references staff(id),
  to_mentor_id integer references staff(id),
  asked_by text not null check (asked_by in ('student', 'mentor', 'homeroom', 'departure', 'arrival')),
  reason text not null,
  student_opinion text not null default '',
  exception text not null default '',                    -- why a second change within a year (S1: 一般一年一次)
  state text not null check (state in ('open', 'approved', 'refused', 'withdrawn')),
  decision text not null default '',
  starts_on text check (starts_on is date(starts_on, '+0 days')),
  asked_at text not null,
  asked_for_by integer references staff(id),
  decided_at text,
  decided_by integer references staff(id),
  version integer not null default 1
) strict;
create unique index pairing_change_open on pairing_change(student_id) where state = 'open';
create index pairing_change_student on pairing_change(student_id);

create table handover_note (                             -- 交接: what the next mentor should know, each writer the own words
  id integer primary key,
  pairing_change_id integer not null references pairing_change(id),
  author_id integer not null references staff(id),
  body text not null,
  written_at text not null,
  version integer not null default 1,
  unique (pairing_change_id, author_id)
) strict;

create table ceremony (                                  -- 交接仪式 (S0 一.4)
  id integer primary key,
  class_id integer not null references school_class(id),
  held_on text not null check (held_on is date(held_on, '+0 days')),
  place text not null default '',
  programme text not null default '',
  note text not null default '',
  is_held integer not null default 0 check (is_held in (0, 1)),
  version integer not null default 1
) strict;
create index ceremony_class on ceremony(class_id);

create table ceremony_absence (                          -- who was not there; everybody else of the class and its team was
  ceremony_id integer not null references ceremony(id),
  student_id integer references student(id),
  staff_id integer references staff(id),
  check ((student_id is null) <> (staff_id is null))
) strict;
create unique index ceremony_absence_once on ceremony_absence(ceremony_id, coalesce(student_id, 0), coalesce(staff_id, 0));
