"""Take training steps; on a GPU the step of each shape of batch is recorded once and replayed."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

import torch
from torch import Tensor
from torch.nn import functional

from assistant.reader.network import ReaderNetwork
from assistant.reader.training.batches import Batch

RATE, WARM_UP = 8e-4, 0.05
WEIGHT_DECAY, LARGEST_GRADIENT = 0.01, 1.0
ANSWERABLE_WEIGHT = 0.5
PIECE_TOKENS = 1_536  # at once on a CPU; larger pieces fall out of the cache and need much memory
REHEARSALS = 3  # before a step is recorded, as CUDA graphs need


class Inputs(NamedTuple):
    """A batch on the device, shape (rows, length) and (rows,)."""

    ids: Tensor
    first: Tensor
    last: Tensor
    starts: Tensor
    ends: Tensor


def to_inputs(batch: Batch, device: str) -> Inputs:
    """Copy a batch to the device."""
    arrays = (batch.ids, batch.first, batch.last, batch.start, batch.end)
    return Inputs(*(torch.from_numpy(array).long().to(device) for array in arrays))


def loss_of(network: ReaderNetwork, inputs: Inputs) -> Tensor:
    """Return the mean loss of the rows: where answers start and end, and whether there is one."""
    ids, first, last, starts, ends = inputs
    place = torch.arange(ids.shape[1], device=ids.device)[None]
    readable = ((place >= first[:, None]) & (place < last[:, None])) | (place == 0)
    mask = (place <= last[:, None])[:, None, None, :].expand(-1, 1, ids.shape[1], -1)
    start, end, answerable = network(ids, mask, readable)
    spans = functional.cross_entropy(start, starts) + functional.cross_entropy(end, ends)
    has = functional.binary_cross_entropy_with_logits(answerable, (starts > 0).float())
    return spans / 2 + ANSWERABLE_WEIGHT * has


def rate_at(done: int, steps: int) -> float:
    """Return the learning rate of the done-th step: up to RATE, then down to 0 at the last."""
    up = done / (WARM_UP * steps)
    down = max(0.0, (steps - done) / ((1 - WARM_UP) * steps))
    return RATE * min(up, down)


class Training:
    """A network on its way through `steps` steps; `done` of them were taken."""

    def __init__(self, network: ReaderNetwork, *, steps: int, device: str) -> None:
        self.network = network.to(device).train()
        self.trained = {n: p for n, p in network.named_parameters() if p.requires_grad}
        self.steps, self.done = steps, 0
        self.seconds = 0.0  # spent so far, by all starts
        self._device, self._cuda = device, device == "cuda"
        self._rate = torch.zeros((), device=device)  # a tensor: recorded steps read it anew
        self.optimizer = torch.optim.AdamW(
            list(self.trained.values()),
            lr=self._rate,
            weight_decay=WEIGHT_DECAY,
            capturable=self._cuda,
        )
        self._recorded: dict[torch.Size, _Recorded] = {}

    def take(self, batch: Batch) -> Tensor:
        """Take one step and return the loss in front of it, shape ()."""
        self.done += 1
        self._rate.fill_(rate_at(self.done, self.steps))
        inputs = to_inputs(batch, self._device)
        if not self._cuda:
            return self._step(inputs)
        shape = inputs.ids.shape
        if shape not in self._recorded:
            self._recorded[shape] = self._record(inputs)
        return self._recorded[shape].replay(inputs)

    def state(self) -> dict[str, Any]:
        """Return what `restore` needs to go on from here."""
        return {
            "done": self.done,
            "seconds": self.seconds,
            "weights": {name: weight.detach() for name, weight in self.trained.items()},
            "optimizer": self.optimizer.state_dict(),
            "chance": torch.get_rng_state(),
            "chance_cuda": torch.cuda.get_rng_state() if self._cuda else None,
        }

    def restore(self, state: dict[str, Any]) -> None:
        """Go on from a state, in a new training."""
        self.done, self.seconds = state["done"], state["seconds"]
        with torch.no_grad():
            for name, weight in self.trained.items():
                weight.copy_(state["weights"][name])
        self.optimizer.load_state_dict(state["optimizer"])
        for group in self.optimizer.param_groups:
            group["lr"] = self._rate
        torch.set_rng_state(state["chance"])
        if self._cuda:
            torch.cuda.set_rng_state(state["chance_cuda"])

    def _step(self, inputs: Inputs) -> Tensor:
        self.optimizer.zero_grad(set_to_none=True)
        loss = self._gradients(inputs)
        torch.nn.utils.clip_grad_norm_(self.trained.values(), LARGEST_GRADIENT, foreach=True)
        self.optimizer.step()
        return loss

    def _gradients(self, inputs: Inputs) -> Tensor:
        """Set the gradients, on a CPU piece by piece, and return the loss."""
        rows, length = inputs.ids.shape
        size = rows if self._cuda else max(1, PIECE_TOKENS // length)
        total = torch.zeros((), device=self._device)
        for piece in zip(*(torch.split(tensor, size) for tensor in inputs), strict=True):
            with torch.autocast(
                self._device, torch.bfloat16, enabled=self._cuda, cache_enabled=False
            ):
                loss = loss_of(self.network, Inputs(*piece)) * (len(piece[0]) / rows)
            torch.autograd.backward(loss)
            total += loss.detach()
        return total

    def _record(self, inputs: Inputs) -> "_Recorded":
        """Record a step on copies of the inputs, which leaves everything as it was."""
        side = torch.cuda.Stream()  # type: ignore[no-untyped-call]
        side.wait_stream(torch.cuda.current_stream())
        with torch.cuda.stream(side):
            self.rehearse(inputs)
        torch.cuda.current_stream().wait_stream(side)
        held = Inputs(*(tensor.clone() for tensor in inputs))
        graph = torch.cuda.CUDAGraph()
        with torch.cuda.graph(graph):
            loss = self._step(held)
        return _Recorded(graph.replay, held, loss)

    def rehearse(self, inputs: Inputs) -> None:
        """Take steps and undo what they did to the weights and to the optimizer."""
        before = {id(tensor): tensor.detach().clone() for tensor in self._changing()}
        for _ in range(REHEARSALS):
            self._step(inputs)
        with torch.no_grad():
            for tensor in self._changing():
                tensor.copy_(before.get(id(tensor), torch.zeros_like(tensor)))

    def _changing(self) -> list[Tensor]:
        """Return the tensors that a step changes; the optimizer's are made by the first step."""
        moments = [tensor for held in self.optimizer.state.values() for tensor in held.values()]
        return [*self.trained.values(), *moments]


@dataclass(frozen=True, slots=True)
class _Recorded:
    """A step of one shape: what repeats it, the inputs it reads, and the loss it writes."""

    repeat: Callable[[], None]
    inputs: Inputs
    loss: Tensor

    def replay(self, inputs: Inputs) -> Tensor:
        for held, new in zip(self.inputs, inputs, strict=True):
            held.copy_(new)
        self.repeat()
        return self.loss
