"""Settings from the environment (ZONE_ASSISTANT_…) or a .env file; read once, in app.py."""

import os
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from assistant.schema import AssistantError
from index.address import Server
from index.runtimes import DEFAULT, Runtime

DEFAULT_ARTICLES = Path(__file__).parent.parent / "corpus" / "articles"  # samples, never written
LIBRARY = Path("data/articles")  # where articles are taken in when no other folder is set
SEEDING = ".seeding"  # in LIBRARY while the samples are being copied there


def _none_if_off(value: object) -> object:
    return None if str(value).strip().lower() in ("", "off") else value


def holds_articles(folder: Path) -> bool:
    """Tell whether a folder holds files that are not hidden, and all that it is to begin with."""
    if (folder / SEEDING).exists():
        return False
    for _, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        if any(not name.startswith(".") for name in names):
            return True
    return False


def _articles() -> Path:
    return LIBRARY if holds_articles(LIBRARY) else DEFAULT_ARTICLES


class Settings(BaseSettings):
    """Where things are, which model embeds, and which LLM writes, if any."""

    model_config = SettingsConfigDict(
        env_prefix="ZONE_ASSISTANT_", env_file=".env", env_file_encoding="utf-8", extra="ignore"
    )

    articles: Path = Field(
        default_factory=_articles, description="data/articles, or the samples while that is empty"
    )
    uploads: Path = Field(
        default=Path("data/uploads"), description="files dropped on the page, not yet taken in"
    )
    index_dir: Path = Path("data/index")
    model_dir: Path = Path("data/models")
    model: str = "multilingual-e5-small"
    runtime: Runtime = Field(
        default=DEFAULT, description="of that model: int8 is quicker; any other runs in float32"
    )
    reader: bool = Field(default=True, description="off: sentences are ranked by words alone")
    feedback: Annotated[Path | None, BeforeValidator(_none_if_off)] = Field(
        default=Path("data/feedback.sqlite"), description="questions the page refused; off: none"
    )
    eval_dir: Path = Field(
        default=Path("data/eval"), description="holds sets/ of the page 评测 and the runs/ it makes"
    )
    desk: Literal["auto", "on", "off"] = Field(
        default="auto",
        description="the pages for editors; auto: where users log in, or only this machine comes",
    )
    auth_file: Annotated[Path | None, BeforeValidator(_none_if_off)] = Field(
        default=None, description="users who may log in; without it nobody has to"
    )
    allow_hosts: str = Field(default="", description="names of the service beside this machine's")
    forwarded_allow_ips: str = Field(
        default="", description="addresses of the proxies that are believed who and how they serve"
    )
    questions_per_minute: int = Field(
        default=60, ge=0, description="of one visitor, and in proportion all else; 0: no limit"
    )
    chroma_host: str = Field(default="", description="a Chroma server's; empty: a folder is enough")
    chroma_port: int = Field(default=8000, ge=1, le=65535)
    chroma_ssl: bool = False
    chroma_token: SecretStr = SecretStr("")
    chroma_tenant: str = "default_tenant"
    chroma_database: str = "default_database"
    chroma_index: str = Field(
        default="zone-assistant",
        pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{1,98}[A-Za-z0-9]$",
        description="names the index where a server holds several",
    )
    generations: str = Field(
        default="", description="a folder or s3://bucket/prefix where builds publish the index"
    )
    s3_endpoint: str = Field(default="", description="of that bucket; empty: AWS's own")
    s3_key: SecretStr = SecretStr("")
    s3_secret: SecretStr = SecretStr("")
    s3_region: str = ""
    milvus_uri: str = Field(default="", description="a Milvus server's that searches words")
    milvus_token: SecretStr = SecretStr("")
    ray: str = Field(
        default="", description="a Ray cluster that `index build` is spread over; empty: none"
    )
    api_key: SecretStr = Field(
        default=SecretStr(""), description="programs bring it; without, only those on this machine"
    )
    questions_at_once: int = Field(default=4, ge=1, description="the others wait in line")
    questions_waiting: int = Field(default=60, ge=0, description="more are told to come back")
    llm_base_url: str = ""
    llm_api_key: SecretStr = SecretStr("")
    llm_model: str = ""
    llm_timeout: float = Field(
        default=30.0, gt=0, description="seconds without a word before falling back"
    )
    llm_context: int = Field(default=8192, ge=1024, description="tokens that fit the LLM's window")

    @property
    def secrets(self) -> list[str]:
        """Return what no line of a log may hold."""
        values = (getattr(self, name) for name in type(self).model_fields)
        return [value.get_secret_value() for value in values if isinstance(value, SecretStr)]

    @property
    def chroma(self) -> Server | None:
        """Return the Chroma server that holds the index, if one does."""
        if not self.chroma_host:
            return None
        return Server(
            self.chroma_host,
            self.chroma_port,
            ssl=self.chroma_ssl,
            token=self.chroma_token.get_secret_value(),
            tenant=self.chroma_tenant,
            database=self.chroma_database,
            index=self.chroma_index,
        )


def read_settings(**given: Path | str | None) -> Settings:
    """Read the settings; what is given on the command line comes first, None is not given."""
    try:
        values: dict[str, Any] = {name: value for name, value in given.items() if value}
        return Settings(**values)
    except ValidationError as error:
        first = error.errors()[0]
        name = "ZONE_ASSISTANT_" + "_".join(map(str, first["loc"])).upper()
        raise AssistantError(f"设置 {name} 的值“{first['input']}”不能用，请改正后再试。") from error
    except UnicodeDecodeError as error:
        raise AssistantError("设置文件 .env 不是 UTF-8 编码，请另存为 UTF-8 后再试。") from error
