"""What keeps a worker working where Celery alone would sit there, alive and deaf, after something else died.

- An acknowledgement that Redis never got counts as work in hand for ever: a worker of one piece at a time takes no
  other, and notices no loss, because it listens to nothing. The connection is begun anew, which clears the count.
- A beat inside a worker is a process of its own. Where that dies, it is started again.
"""

from __future__ import annotations

from typing import Any, ClassVar

import structlog
from celery import Celery, bootsteps
from celery.beat import EmbeddedService
from celery.worker.request import Request
from kombu.transport import virtual

LOOK_SECONDS = 5.0

log = structlog.get_logger("paidsocial.work")


class CountedRequest(Request):  # type: ignore[misc]  # Celery ships no types
    """A task that was received, and whose acknowledgement must be taken."""

    consumer: ClassVar[Any] = None

    def acknowledge(self) -> None:
        """Tell the broker that it is done, then look whether it was told: the telling waits for the loop."""
        super().acknowledge()
        if self.consumer is not None and isinstance(self.message.channel, virtual.Channel):
            # in the loop's next round: within one it keeps no order. RabbitMQ's loss is noticed by the loop itself.
            self.consumer.call_soon(self.consumer.call_soon, self._check)

    def _check(self) -> None:
        if not self.message.acknowledged:
            log.warning("broker_lost", task=self.name)
            raise ConnectionError("an acknowledgement did not reach the broker")  # the loop ends, and connects anew


class Endure(bootsteps.StartStopStep):  # type: ignore[misc]  # the same
    """With every connection anew: who takes the requests, and a look after the beat every few seconds."""

    requires = ("celery.worker.consumer.tasks:Tasks",)

    def __init__(self, consumer: Any, **more: Any) -> None:
        super().__init__(consumer, **more)
        self._look: Any = None

    def start(self, consumer: Any) -> None:
        """The connection stands."""
        CountedRequest.consumer = consumer
        self._look = consumer.timer.call_repeatedly(LOOK_SECONDS, _keep_beat, (consumer.controller,))

    def stop(self, consumer: Any) -> None:  # noqa: ARG002 - Celery's signature
        """The connection ended."""
        if self._look is not None:
            self._look.cancel()


def _keep_beat(worker: Any) -> None:
    beat = worker.beat
    if beat is None or beat.is_alive():
        return
    log.error("beat_died", code=beat.exitcode)
    step = next(step for step in worker.steps if step.obj is beat)
    step.obj = worker.beat = EmbeddedService(
        worker.app, schedule_filename=worker.schedule_filename, scheduler_cls=worker.scheduler
    )
    worker.beat.start()


def endure(app: Celery) -> None:
    """Let the workers of an application do both."""
    app.Task.Request = CountedRequest
    app.steps["consumer"].add(Endure)
