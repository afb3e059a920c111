-- Dixa was found not to have an answer that it had taken: it is submitted once more. Of the ways
-- back it is the one out of a state in which a survey has ended, and open only once: an answer that is missing again
-- is missing for a reason that sending it does not mend.
-- `token` is what the caller has read, so that a copy of this command that comes late is refused.
local id, operation, token = ARGV[1], ARGV[2], ARGV[3]
local key, now = survey_key(ARGV[1]), now_ms()

local known = redis.call('HMGET', key, 'operation', 'token', 'state', 'resubmitted_at')
if known[1] == operation then return 'done' end
if known[2] ~= token or known[3] ~= 'submitted' or known[4] then return 'refused' end

redis.call('HSET', key, 'state', 'submitting', 'reason', '', 'attempts', 0, 'operation', operation,
  'resubmitted_at', digits(now))
redis.call('HDEL', key, 'submit_sent_at', 'submitted_at')
redis.call('ZREM', 'rs:ended', id)
redis.call('ZREM', 'rs:lately-ended', id)
note(id, now, 'submitted', 'submitting', 'missing in Dixa')
count('submitted', 'submitting')
take_from_holder(id)
look_at(id, 'submitting', now, 0)
return 'done'
