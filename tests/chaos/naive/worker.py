"""The naive survey's worker: RQ's own, as it comes."""

import os

from redis import Redis
from rq import Worker

if __name__ == "__main__":
    Worker(["naive"], connection=Redis.from_url(os.environ["REDIS_URL"])).work()
