-- Remove what is personal from a survey that has ended; what counts stays.
local id, closing = ARGV[1], ARGV[2]
-- Since it was looked up it may have been taken up again, to be submitted once more.
if (RANK[redis.call('HGET', survey_key(id), 'state')] or 0) < ENDED then return 'refused' end
local conversation = redis.call('HGET', survey_key(id), 'conversation')
redis.call('HDEL', survey_key(id), 'comment')
redis.call('HSET', survey_key(id), 'closing', closing)
-- A later survey that is still open may have to choose among them.
local latest = redis.call('HGET', 'rs:conversation:' .. conversation, 'survey')
if (RANK[redis.call('HGET', survey_key(latest), 'state')] or 0) >= ENDED then
  redis.call('DEL', 'rs:conversation:' .. conversation .. ':closings')
end
-- The version before remembered what has ended in one place only.
local ended_at = redis.call('ZSCORE', 'rs:ended', id)
if ended_at then remember_ended(id, tonumber(ended_at), now_ms()) end
redis.call('ZREM', 'rs:ended', id)
return 'done'
