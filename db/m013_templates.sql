-- 打印模板: a school's own Word templates; in the database, so that a backup holds them

create table document_template (
  id integer primary key,
  purpose text not null check (purpose in ('handbook', 'archive')),
  name text not null,                                    -- of the file as it came
  body blob not null check (length(body) <= 5242880),
  sha256 text not null,
  uploaded_by integer not null references staff(id),
  uploaded_at text not null,
  in_use_since text,
  retired_at text,
  version integer not null default 1,
  check (retired_at is null or in_use_since is not null),
  unique (purpose, sha256)
) strict;
create unique index document_template_in_use on document_template(purpose)
  where in_use_since is not null and retired_at is null;
