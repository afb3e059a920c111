-- Remove what is personal from a survey that has ended; what counts stays.
local id, closing = ARGV[1], ARGV[2]
local conversation = redis.call('HGET', survey_key(id), 'conversation')
redis.call('HDEL', survey_key(id), 'comment')
redis.call('HSET', survey_key(id), 'closing', closing)
redis.call('DEL', 'rs:conversation:' .. conversation .. ':closings')
redis.call('ZREM', 'rs:ended', id)
return 'done'
