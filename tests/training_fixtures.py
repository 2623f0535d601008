"""Invented news, a character tokenizer and a network of two layers, to train in seconds."""

from pathlib import Path

import torch
from tokenizers import Tokenizer, models, pre_tokenizers, processors
from transformers import BertConfig, BertModel

from assistant.reader.training.batches import Source
from assistant.reader.training.examples import Document, Example, write_examples
from assistant.reader.training.prepare import document_of
from corpus.article import Article

PARK = Article(
    "park",
    "平湖智造产业园开工",
    "8月16日，平湖智造产业园项目正式开工。项目总投资约35亿元，占地面积420亩。"
    "园区形成了新能源、新材料等主导产业。平湖经开区今年上半年完成工业投资12.6亿元。",
    published="2023-08-17",
)
FOOD = Article(
    "food",
    "长丰食品基地投产",
    "7月20日，长丰食品加工基地项目建成投产。项目注册资本5000万元，现有员工260人。"
    "基地位于平湖县东郊，是平湖智造产业园的邻居。",
    published="2023-07-21",
)
PORT = Article(
    "port",
    "临江港区扩建",
    "临江港区二期项目总投资18亿元，计划2025年建成。港区今年吞吐量达到900万吨。",
    published="2023-08-02",
)
ARTICLES = (PARK, FOOD, PORT)
DOCUMENTS: dict[str, Document] = {a.doc_id: document_of(a) for a in ARTICLES}
SPECIAL = ("<s>", "<pad>", "</s>", "<unk>")


def place_of(article: Article, said: str) -> tuple[int, int]:
    start = article.body.index(said)
    return start, start + len(said)


def examples() -> list[Example]:
    """Return questions over the invented news, one of them without an answer."""
    return [
        Example(
            "平湖智造产业园总投资多少？",
            "park",
            place_of(PARK, "约35亿元"),
            near=(3, 0),
            far=(("port", 0), ("food", 1)),
            kind="figure",
            swapped="长丰智造产业园总投资多少？",
        ),
        Example(
            "长丰食品基地有多少员工？", "food", place_of(FOOD, "260人"), near=(0, 2), kind="count"
        ),
        Example("临江港区总投资多少？", "port", place_of(PORT, "18亿元"), kind="figure"),
        Example("临江港区有多少员工？", "port", None, near=(0, 1), kind="attribute"),
    ]


def write_tokenizer(folder: Path) -> Path:
    """Write a tokenizer that takes every character as a token, and return its folder."""
    texts = [a.title + a.body + d.head for a, d in zip(ARTICLES, DOCUMENTS.values(), strict=True)]
    texts += [e.question + e.swapped for e in examples()]
    characters = dict.fromkeys("".join(texts))
    vocabulary = {token: n for n, token in enumerate((*SPECIAL, *characters))}
    tokenizer = Tokenizer(models.WordLevel(vocabulary, unk_token="<unk>"))
    tokenizer.pre_tokenizer = pre_tokenizers.Split("", "isolated")
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>",
        pair="<s> $A </s> </s> $B:1 </s>:1",
        special_tokens=[("<s>", 0), ("</s>", 2)],
    )
    folder.mkdir(parents=True, exist_ok=True)
    tokenizer.save(str(folder / "tokenizer.json"))
    return folder


def write_source(folder: Path) -> Source:
    """Write examples and a tokenizer, and return batches of a few rows over them."""
    write_examples(folder / "prepared", DOCUMENTS.values(), examples() * 40)
    model = write_tokenizer(folder / "model")
    return Source(folder / "prepared", model, seed=0, tokens=512)


def tiny_encoder() -> BertModel:
    """Return an encoder with two layers and always the same random weights."""
    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=400,
        hidden_size=16,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=32,
        max_position_embeddings=256,
    )
    return BertModel(config, add_pooling_layer=False)
