"""How often and how long one request is tried again."""

from azure.core.pipeline.policies import RetryPolicy

# On 408, 429, 5xx and broken connections, with waits that double from 0.8 s and honour Retry-After.
RETRIES = 3
# Retry-After may ask for an hour; a command that waits so long looks as if it hung.
LONGEST_WAIT = 60


class BoundedRetryPolicy(RetryPolicy):
    """azure-core's retries, save that an answer which asks for a longer wait is handed on at once."""

    def __init__(self, **kwargs):
        super().__init__(**dict(kwargs, retry_total=RETRIES))

    def get_retry_after(self, response):
        """The seconds that the answer asks for; None where it does not, or not in a way that can be read."""
        try:
            return super().get_retry_after(response)
        except ValueError:
            return None

    def is_retry(self, settings, response):
        """True when the request shall be sent again after this answer."""
        wait = self.get_retry_after(response)
        return (wait is None or wait <= LONGEST_WAIT) and super().is_retry(settings, response)
