-- What is due, oldest first, pushed ahead so that it comes again if the hint for it is lost.
local limit, ahead = ARGV[1], tonumber(ARGV[2])
local now, found = now_ms(), {}
for _, id in ipairs(redis.call('ZRANGE', 'rs:due', '-inf', digits(now), 'BYSCORE', 'LIMIT', 0, limit)) do
  local state = redis.call('HGET', survey_key(id), 'state')
  if state then
    redis.call('ZADD', 'rs:due', digits(now + ahead), id)
    table.insert(found, { id, state })
  else
    redis.call('ZREM', 'rs:due', id)
  end
end
return found
