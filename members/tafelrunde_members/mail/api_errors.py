"""What the errors of a provider's API mean for the message at hand."""

from http import HTTPStatus

import requests
from anymail.exceptions import (
    AnymailAPIError,
    AnymailConfigurationError,
    AnymailError,
    AnymailRecipientsRefused,
)

from tafelrunde_members.mail.delivery import (
    BrokenOffError,
    DeliveryError,
    PostponedError,
    RefusedError,
    ServerUnavailableError,
    describe_error,
)

#: Our account or its key: this concerns every message.
_ACCOUNT = {
    HTTPStatus.UNAUTHORIZED,
    HTTPStatus.PAYMENT_REQUIRED,
    HTTPStatus.FORBIDDEN,
    HTTPStatus.PROXY_AUTHENTICATION_REQUIRED,
}
_LATER = {HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.CONFLICT, HTTPStatus.TOO_EARLY, HTTPStatus.TOO_MANY_REQUESTS}
#: Amazon names troubles of the account by words, under the same number as faults of a message.
_AMAZON_ACCOUNT = {"AccountSuspendedException", "SendingPausedException", "MailFromDomainNotVerifiedException"}
_AMAZON_LATER = {"LimitExceededException", "TooManyRequestsException"}


def judge_api_error(error: Exception) -> DeliveryError:
    """Return what an exception of a provider's backend means.

    Recipients that the provider does not write to are refused; limits and troubles at the provider's postpone; a key
    that is not accepted means that nobody works for us. Where the connection broke after the request had left, nobody
    knows whether the message was taken.
    """
    answer = describe_error(error)
    match error:
        case AnymailConfigurationError():
            return ServerUnavailableError(answer)
        case AnymailRecipientsRefused():
            return RefusedError(answer)
        case AnymailAPIError():
            return _judge_answer(error, answer)
        case AnymailError() | ValueError():
            return RefusedError(answer)
    return PostponedError(f"{type(error).__name__}: {answer}")


def _judge_answer(error: AnymailAPIError, answer: str) -> DeliveryError:
    status, word = _status_of(error)
    if status is None:
        return _judge_silence(error, answer)
    if status in _ACCOUNT or word in _AMAZON_ACCOUNT:
        return ServerUnavailableError(answer)
    if status in _LATER or word in _AMAZON_LATER or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return PostponedError(answer)
    if status >= HTTPStatus.BAD_REQUEST:
        return RefusedError(answer)
    # The provider said yes in words that nobody understands.
    return BrokenOffError(answer)


def _judge_silence(error: AnymailAPIError, answer: str) -> DeliveryError:
    """Tell a connection that was never made, which costs nothing, from one that broke."""
    cause = error.__cause__
    if isinstance(error, requests.exceptions.ConnectTimeout | requests.exceptions.SSLError):
        return ServerUnavailableError(answer)
    reason = getattr(next(iter(getattr(cause, "args", ())), None), "reason", None)
    never_made = type(reason).__name__ in {"NewConnectionError", "NameResolutionError", "ConnectTimeoutError"}
    if never_made or type(cause).__name__ in {"EndpointConnectionError", "NoCredentialsError", "ConnectTimeoutError"}:
        return ServerUnavailableError(answer)
    return BrokenOffError(answer)


def _status_of(error: AnymailAPIError) -> tuple[int | None, str]:
    """Return the number of the answer, and Amazon's word for what is wrong."""
    response = error.response
    if isinstance(response, dict):
        word = str(response.get("Error", {}).get("Code", ""))
        return response.get("ResponseMetadata", {}).get("HTTPStatusCode"), word
    return error.status_code, ""
