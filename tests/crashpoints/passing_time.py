"""Time passes in Redis without anybody waiting: what it remembers moves into the past."""

from time import time

from redis import Redis

from service.lifecycle import keys

_GATE = ("at", "probe_at", "others_wait_until")

_LET_PASS = """
local ms = tonumber(ARGV[1])
for _, id in ipairs(redis.call('ZRANGE', KEYS[1], 0, -1)) do
  redis.call('ZINCRBY', KEYS[1], -ms, id)
  if redis.call('ZSCORE', KEYS[2], id) then redis.call('ZINCRBY', KEYS[2], -ms, id) end
  local key = 'rs:survey:' .. id
  for _, name in ipairs(redis.call('HKEYS', key)) do
    local is_moment = name:match('_at$') or name:match('_until$') or name:match('_before$')
    if is_moment and name ~= 'closed_at' and tonumber(redis.call('HGET', key, name)) then
      redis.call('HINCRBY', key, name, -ms)
    end
  end
end
for number = 2, #ARGV do
  if redis.call('HEXISTS', KEYS[3], ARGV[number]) == 1 then
    redis.call('HINCRBYFLOAT', KEYS[3], ARGV[number], -ms)
  end
end
"""
"""All at once: the service may be at work meanwhile. Of the closing nothing is moved: its time is
Dixa's, and compared with Dixa's only."""


def seconds_until_due(redis: Redis) -> float | None:
    """How long until the next survey is due; None if none waits for anything."""
    first = redis.zrange(keys.DUE, 0, 0, withscores=True)
    return first[0][1] / 1000 - time() if first else None


def let_pass(redis: Redis, seconds: float) -> None:
    """Make everything that is kept older by this, as if so much time had passed."""
    names = (keys.DUE, keys.DUE_ANSWERS, "rs:gate")
    redis.eval(_LET_PASS, len(names), *names, round(seconds * 1000), *_GATE)
