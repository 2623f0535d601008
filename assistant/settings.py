"""Settings from the environment (ZONE_ASSISTANT_…) or a .env file; read once, in app.py."""

from pathlib import Path

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

DEFAULT_ARTICLES = Path(__file__).parent.parent / "corpus" / "articles"


class Settings(BaseSettings):
    """Where things are, which model embeds, and which LLM writes, if any."""

    model_config = SettingsConfigDict(
        env_prefix="ZONE_ASSISTANT_", env_file=".env", env_file_encoding="utf-8", extra="ignore"
    )

    articles: Path = DEFAULT_ARTICLES
    index_dir: Path = Path("data/index")
    model_dir: Path = Path("data/models")
    model: str = "multilingual-e5-small"
    llm_base_url: str = ""
    llm_api_key: SecretStr = SecretStr("")
    llm_model: str = ""
    llm_timeout: float = Field(
        default=30.0, gt=0, description="seconds without a word before falling back"
    )
    llm_context: int = Field(default=8192, ge=1024, description="tokens that fit the LLM's window")
