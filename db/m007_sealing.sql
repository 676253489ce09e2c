-- Sensitive texts lie encrypted. `sealed` is the nonce and the AES-256-GCM of the texts as JSON (services/sealing.py),
-- bound to the table, the row and whom it is about; the clear columns beside it are empty.

alter table interaction add column sealed blob
  check (sealed is null or content = '' and place is null and detail = '{}');      -- content, place, detail
alter table interaction_revision add column sealed blob;                            -- the whole row; body: ids and marks
alter table draft add column sealed blob check (sealed is null or body = '{}');     -- body
alter table handover_note add column sealed blob check (sealed is null or body = '');                       -- body
alter table leave add column sealed blob check (sealed is null or note = '');                               -- note
alter table pairing_change add column sealed blob
  check (sealed is null or reason = '' and student_opinion = '' and exception = '' and decision = '');      -- all four

-- What a database of before holds in clear, found at once when it is opened; empty from then on.
create index interaction_to_seal on interaction(id) where sealed is null
  and (is_restricted = 1 or kind = 'home_visit' or guidance_area = '心理')
  and (content <> '' or place is not null or detail <> '{}');
create index interaction_revision_to_seal on interaction_revision(id) where sealed is null;
create index draft_to_seal on draft(id) where sealed is null;
create index handover_note_to_seal on handover_note(id) where sealed is null;
create index leave_to_seal on leave(id) where sealed is null and note <> '';
create index pairing_change_to_seal on pairing_change(id) where sealed is null and asked_by in ('student', 'mentor', 'homeroom');
-- of one's own sealed records the search opens each
create index interaction_sealed on interaction(author_id) where sealed is not null;
