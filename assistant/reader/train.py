"""Train the reader: adapters and heads over the frozen embedding model."""

import argparse
import time
from pathlib import Path

import torch
from torch import Tensor
from torch.nn import functional

from assistant.reader.batches import Batch, stream
from assistant.reader.network import ReaderNetwork, new_network, save_trained

WARM_UP = 0.05
ANSWERABLE_WEIGHT = 0.5
Inputs = tuple[Tensor, Tensor, Tensor, Tensor, Tensor]


def to_inputs(batch: Batch, device: str) -> Inputs:
    arrays = (batch.ids, batch.first, batch.last, batch.start, batch.end)
    return tuple(torch.from_numpy(a).long().to(device) for a in arrays)  # type: ignore[return-value]


def loss_of(network: ReaderNetwork, inputs: Inputs) -> Tensor:
    """Return the loss of a batch."""
    ids, first, last, starts, ends = inputs
    place = torch.arange(ids.shape[1], device=ids.device)[None]
    readable = ((place >= first[:, None]) & (place < last[:, None])) | (place == 0)
    mask = (place <= last[:, None])[:, None, None, :].expand(-1, 1, ids.shape[1], -1)
    start, end, answerable = network(ids, mask, readable)
    spans = functional.cross_entropy(start, starts) + functional.cross_entropy(end, ends)
    has = functional.binary_cross_entropy_with_logits(answerable, (starts > 0).float())
    return spans / 2 + ANSWERABLE_WEIGHT * has


class Steps:
    """Take steps; on a GPU each shape's step is recorded once and replayed."""

    def __init__(
        self, network: ReaderNetwork, optimizer: torch.optim.Optimizer, device: str
    ) -> None:
        self.network, self.optimizer, self.device = network, optimizer, device
        self.trained = [p for p in network.parameters() if p.requires_grad]
        self.recorded: dict[tuple[int, ...], tuple] = {}
        self.record = device == "cuda"

    def _whole(self, inputs: Inputs) -> Tensor:
        self.optimizer.zero_grad(set_to_none=True)
        with torch.autocast(
            self.device, torch.bfloat16, enabled=self.device == "cuda", cache_enabled=False
        ):
            loss = loss_of(self.network, inputs)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.trained, 1.0, foreach=True)
        self.optimizer.step()
        return loss

    def __call__(self, batch: Batch) -> Tensor:
        inputs = to_inputs(batch, self.device)
        if not self.record:
            return self._whole(inputs)
        shape = tuple(inputs[0].shape)
        if shape not in self.recorded:
            side = torch.cuda.Stream()
            side.wait_stream(torch.cuda.current_stream())
            with torch.cuda.stream(side):
                for _ in range(3):
                    self._whole(inputs)
            torch.cuda.current_stream().wait_stream(side)
            held = tuple(t.clone() for t in inputs)
            graph = torch.cuda.CUDAGraph()
            with torch.cuda.graph(graph):
                loss = self._whole(held)
            self.recorded[shape] = (graph, held, loss)
        graph, held, loss = self.recorded[shape]
        for mine, new in zip(held, inputs, strict=True):
            mine.copy_(new)
        graph.replay()
        return loss


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--prepared", type=Path)
    options.add_argument("--model", type=Path)
    options.add_argument("--out", type=Path)
    options.add_argument("--steps", type=int, default=6000)
    options.add_argument("--lr", type=float, default=8e-4)
    options.add_argument("--seed", type=int, default=0)
    options.add_argument("--share", type=float, default=1.0)
    options.add_argument("--workers", type=int, default=10)
    options.add_argument("--eager", action="store_true")
    options.add_argument("--minutes", type=float, default=8.0)
    given = options.parse_args()
    torch.manual_seed(given.seed)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    network = new_network(given.model).to(device).train()
    trained = [p for p in network.parameters() if p.requires_grad]
    rate = torch.tensor(given.lr, device=device)
    optimizer = torch.optim.AdamW(trained, lr=rate, weight_decay=0.01, capturable=device == "cuda")
    take = Steps(network, optimizer, device)
    take.record = take.record and not given.eager
    started, steps = time.time(), given.steps
    losses = torch.zeros((), device=device)
    source = stream(
        given.prepared, given.model, seed=given.seed, share=given.share, workers=given.workers
    )
    for done, batch in enumerate(source, start=1):
        rate.fill_(
            given.lr
            * min(done / (WARM_UP * steps), max(0.0, (steps - done) / ((1 - WARM_UP) * steps)))
        )
        losses += take(batch).detach()
        if done % 250 == 0:
            spent = time.time() - started
            print(done, steps, round(losses.item() / 250, 3), round(spent, 1), flush=True)
            losses.zero_()
            if done == 1000:
                steps = min(steps, int(done + (given.minutes * 60 - spent) / spent * done))
        if done >= steps:
            break
    source.close()
    save_trained(network, given.out)


if __name__ == "__main__":
    main()
