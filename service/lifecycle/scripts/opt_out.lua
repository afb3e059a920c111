-- A customer does not want to be asked any more: remembered from the first time on, for good.
local customer = ARGV[1]
redis.call('HSETNX', customer, 'opted_out', digits(now_ms()))
redis.call('PERSIST', customer)
return 'done'
