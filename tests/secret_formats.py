"""Kinds of keys with how to make one: random, but in the shapes of real keys.

They are written down here once more, by hand and not from the catalog, so that a mistake there is noticed. `tier` says
how much a format tells by itself ("prefix", "weak", "context"), `confirmed` whether two independent rule sets agree on
it. Fixed texts are split up so that no scanner takes them for a key.
"""

from __future__ import annotations

import base64
import json
import random
import string
from collections.abc import Callable
from typing import NamedTuple

LOWER, UPPER, DIGITS = string.ascii_lowercase, string.ascii_uppercase, string.digits
W = LOWER + UPPER + DIGITS
U = W + "-_"
H = DIGITS + "abcdef"
B32 = UPPER + "234567"
PEM = "PRIVATE " + "KEY"


class Format(NamedTuple):
    """A kind of key: the variable and the words people name it by, its host, and how to make one."""

    name: str
    tier: str
    confirmed: bool
    variable: str
    word: str
    host: str
    make: Callable[[random.Random], str]


def made_of(*parts: str | tuple[str, int]) -> Callable[[random.Random], str]:
    """Return what makes a key of fixed texts and of random letters: (letters, how many)."""

    def make(rng: random.Random) -> str:
        return "".join(part if isinstance(part, str) else "".join(rng.choices(part[0], k=part[1])) for part in parts)

    return make


def uuid(rng: random.Random) -> str:
    return "-".join("".join(rng.choices(H, k=length)) for length in (8, 4, 4, 4, 12))


def _jwt(rng: random.Random) -> str:
    def part(data: dict[str, object]) -> str:
        return base64.urlsafe_b64encode(json.dumps(data).encode()).decode().rstrip("=")

    body = {"GroupName": "".join(rng.choices(W, k=12)), "exp": rng.randrange(10**9, 2 * 10**9)}
    return f"{part({'alg': 'RS256', 'typ': 'JWT'})}.{part(body)}.{''.join(rng.choices(U, k=200))}"


def base64_of(rng: random.Random, head: str, length: int) -> str:
    return base64.b64encode(head.encode() + rng.randbytes(length)).decode()


def _pem(rng: random.Random) -> str:
    return f"-----BEGIN {PEM}-----\\n{base64_of(rng, '', 48)}\\n"


_INFIX = "T3Blbk" + "FJ"

FORMATS = [
    Format("openai-legacy", "prefix", True, "OPENAI_API_KEY", "OpenAI", "api.openai.com", made_of("sk", "-", (W, 20), _INFIX, (W, 20))),
    Format("openai-project", "prefix", True, "OPENAI_API_KEY", "OpenAI", "api.openai.com", made_of("sk", "-proj-", (U, 74), _INFIX, (U, 74))),
    Format("openai-project-58", "prefix", True, "OPENAI_API_KEY", "OpenAI", "api.openai.com", made_of("sk", "-proj-", (U, 58), _INFIX, (U, 58))),
    Format("openai-service", "prefix", True, "OPENAI_API_KEY", "OpenAI", "api.openai.com", made_of("sk", "-svcacct-", (U, 74), _INFIX, (U, 74))),
    Format("openai-admin", "prefix", True, "OPENAI_ADMIN_KEY", "OpenAI", "api.openai.com", made_of("sk", "-admin-", (U, 58), _INFIX, (U, 58))),
    Format("anthropic", "prefix", True, "ANTHROPIC_API_KEY", "Anthropic", "api.anthropic.com", made_of("sk", "-ant-", "api03-", (U, 93), "AA")),
    Format("anthropic-admin", "prefix", True, "ANTHROPIC_ADMIN_KEY", "Anthropic", "api.anthropic.com", made_of("sk", "-ant-", "admin01-", (U, 93), "AA")),
    Format("anthropic-oauth", "prefix", False, "CLAUDE_CODE_OAUTH_TOKEN", "Claude", "api.anthropic.com", made_of("sk", "-ant-", "oat01-", (U, 95))),
    Format("anthropic-refresh", "prefix", False, "CLAUDE_REFRESH_TOKEN", "Claude", "api.anthropic.com", made_of("sk", "-ant-", "ort01-", (U, 95))),
    Format("openrouter", "prefix", True, "OPENROUTER_API_KEY", "OpenRouter", "openrouter.ai", made_of("sk", "-or-", "v1-", (H, 64))),
    Format("google", "prefix", True, "GEMINI_API_KEY", "Gemini", "generativelanguage.googleapis.com", made_of("AI", "zaSy", (U, 33))),
    Format("google-new", "prefix", False, "GEMINI_API_KEY", "Gemini", "generativelanguage.googleapis.com", made_of("AQ.", "Ab8RN6", (U, 44))),
    Format("groq", "prefix", True, "GROQ_API_KEY", "Groq", "api.groq.com", made_of("gsk", "_", (W, 20), "WGdyb3FY", (W, 24))),
    Format("groq-plain", "prefix", True, "GROQ_API_KEY", "Groq", "api.groq.com", made_of("gsk", "_", (W, 52))),
    Format("xai", "prefix", True, "XAI_API_KEY", "xAI", "api.x.ai", made_of("xai", "-", (W + "_", 80))),
    Format("together", "prefix", True, "TOGETHER_API_KEY", "Together", "api.together.xyz", made_of("tgp", "_v1_", (U, 43))),
    Format("huggingface", "prefix", True, "HF_TOKEN", "Hugging Face", "router.huggingface.co", made_of("hf", "_", (LOWER + UPPER, 34))),
    Format("huggingface-org", "prefix", True, "HF_TOKEN", "Hugging Face", "router.huggingface.co", made_of("api", "_org_", (LOWER + UPPER, 34))),
    Format("azure", "prefix", True, "AZURE_OPENAI_API_KEY", "Azure OpenAI", "acme.openai.azure.com", made_of((W, 52), "JQQ", "J99", (W, 1), (UPPER[:12], 1), (W, 12), "AAA", (W, 1), "ACOG", (W, 4))),
    Format("bedrock", "prefix", True, "AWS_BEARER_TOKEN_BEDROCK", "Bedrock", "bedrock-runtime.us-east-1.amazonaws.com", lambda rng: "AB" + "SK" + base64_of(rng, "BedrockAPIKey-", 82)),
    Format("bedrock-short", "prefix", True, "AWS_BEARER_TOKEN_BEDROCK", "Bedrock", "bedrock-runtime.us-east-1.amazonaws.com", lambda rng: "bedrock-" + "api-key-" + base64_of(rng, "bedrock.amazonaws.com/?Action=CallWithBearerToken&X=", 60)),
    Format("aws-id", "prefix", True, "AWS_ACCESS_KEY_ID", "AWS", "bedrock-runtime.us-east-1.amazonaws.com", made_of("AK", "IA", (B32, 16))),
    Format("aws-temporary", "prefix", True, "AWS_ACCESS_KEY_ID", "AWS", "bedrock-runtime.us-east-1.amazonaws.com", made_of("AS", "IA", (B32, 16))),
    Format("zai", "weak", True, "ZAI_API_KEY", "Zhipu", "open.bigmodel.cn", made_of((H, 32), ".", (W, 16))),
    Format("ollama", "weak", False, "OLLAMA_API_KEY", "Ollama", "ollama.com", made_of((H, 32), ".", (U, 24))),
    Format("kimi", "prefix", False, "KIMI_API_KEY", "Kimi", "api.kimi.com", made_of("sk", "-kimi-", (W, 64))),
    Format("dashscope-plan", "prefix", False, "DASHSCOPE_API_KEY", "DashScope", "coding.dashscope.aliyuncs.com", made_of("sk", "-sp-", (H, 32))),
    Format("minimax", "prefix", False, "MINIMAX_API_KEY", "MiniMax", "api.minimax.io", made_of("sk", "-api-", (U, 119))),
    Format("minimax-plan", "prefix", False, "MINIMAX_API_KEY", "MiniMax", "api.minimax.io", made_of("sk", "-cp-", (U, 80))),
    Format("nvidia", "prefix", True, "NVIDIA_API_KEY", "NVIDIA", "integrate.api.nvidia.com", made_of("nvapi", "-", (U, 64))),
    Format("perplexity", "prefix", True, "PERPLEXITY_API_KEY", "Perplexity", "api.perplexity.ai", made_of("pplx", "-", (W, 48))),
    Format("replicate", "prefix", True, "REPLICATE_API_TOKEN", "Replicate", "api.replicate.com", made_of("r8", "_", (W, 37))),
    Format("cerebras", "prefix", False, "CEREBRAS_API_KEY", "Cerebras", "api.cerebras.ai", made_of("csk", "-", (LOWER + DIGITS, 48))),
    Format("vercel", "prefix", False, "AI_GATEWAY_API_KEY", "Vercel AI Gateway", "ai-gateway.vercel.sh", made_of("vck", "_", (U, 56))),
    Format("databricks", "prefix", True, "DATABRICKS_TOKEN", "Databricks", "acme.cloud.databricks.com", made_of("da", "pi", (H, 32))),
    Format("langsmith", "prefix", True, "LANGSMITH_API_KEY", "LangSmith", "api.smith.langchain.com", made_of("lsv2", "_pt_", (H, 32), "_", (H, 10))),
    Format("langfuse", "prefix", True, "LANGFUSE_SECRET_KEY", "Langfuse", "cloud.langfuse.com", lambda rng: "sk" + "-lf-" + uuid(rng)),
    Format("cursor", "prefix", False, "CURSOR_API_KEY", "Cursor", "api.cursor.com", made_of("key", "_", (H, 64))),
    Format("tavily", "prefix", False, "TAVILY_API_KEY", "Tavily", "api.tavily.com", made_of("tvly", "-dev-", (W, 32))),
    Format("jina", "prefix", False, "JINA_API_KEY", "Jina", "api.jina.ai", made_of("jina", "_", (W, 60))),
    Format("voyage", "weak", False, "VOYAGE_API_KEY", "Voyage", "api.voyageai.com", made_of("pa", "-", (U, 43))),
    Format("wandb", "prefix", False, "WANDB_API_KEY", "wandb", "api.wandb.ai", made_of("wandb", "_v1_", (W + "_", 77))),
    Format("github", "prefix", True, "GITHUB_TOKEN", "GitHub", "models.github.ai", made_of("gh", "p_", (W, 36))),
    Format("github-oauth", "prefix", True, "COPILOT_TOKEN", "GitHub Copilot", "api.githubcopilot.com", made_of("gh", "o_", (W, 36))),
    Format("github-user", "prefix", True, "COPILOT_TOKEN", "GitHub Copilot", "api.githubcopilot.com", made_of("gh", "u_", (W, 36))),
    Format("github-fine", "prefix", True, "GITHUB_TOKEN", "GitHub", "models.github.ai", made_of("github", "_pat_", (W, 22), "_", (W, 59))),
    Format("github-app", "prefix", True, "GITHUB_TOKEN", "GitHub", "api.github.com", lambda rng: "gh" + "s_" + "".join(rng.choices(DIGITS, k=6)) + "_" + _jwt(rng)),
    Format("pem", "prefix", True, "GOOGLE_PRIVATE_KEY", "Vertex", "aiplatform.googleapis.com", _pem),
    Format("deepseek", "weak", True, "DEEPSEEK_API_KEY", "DeepSeek", "api.deepseek.com", made_of("sk", "-", (H, 32))),
    Format("dashscope", "weak", True, "DASHSCOPE_API_KEY", "DashScope", "dashscope.aliyuncs.com", made_of("sk", "-", (H, 32))),
    Format("moonshot", "weak", False, "MOONSHOT_API_KEY", "Moonshot", "api.moonshot.cn", made_of("sk", "-", (W, 48))),
    Format("relay", "weak", False, "OPENAI_API_KEY", "relay", "relay.example.com", made_of("sk", "-", (W, 48))),
    Format("litellm", "weak", False, "LITELLM_MASTER_KEY", "LiteLLM", "litellm.example.com", made_of("sk", "-", (U, 22))),
    Format("siliconflow", "weak", False, "SILICONFLOW_API_KEY", "SiliconFlow", "api.siliconflow.cn", made_of("sk", "-", (LOWER, 48))),
    Format("iflytek", "weak", False, "SPARK_API_KEY", "iFlytek", "maas-api.cn-huabei-1.xf-yun.com", made_of("sk", "-", (W, 56))),
    Format("elevenlabs", "weak", True, "ELEVENLABS_API_KEY", "ElevenLabs", "api.elevenlabs.io", made_of("sk", "_", (H, 48))),
    Format("novita", "weak", False, "NOVITA_API_KEY", "Novita", "api.novita.ai", made_of("sk", "_", (U, 43))),
    Format("fireworks", "weak", False, "FIREWORKS_API_KEY", "Fireworks", "api.fireworks.ai", made_of("fw", "_", (W, 24))),
    Format("modelscope", "weak", False, "MODELSCOPE_API_KEY", "ModelScope", "api-inference.modelscope.cn", lambda rng: "ms-" + uuid(rng)),
    Format("mistral", "context", True, "MISTRAL_API_KEY", "Mistral", "api.mistral.ai", made_of((W, 32))),
    Format("cohere", "context", True, "COHERE_API_KEY", "Cohere", "api.cohere.com", made_of((W, 40))),
    Format("azure-old", "context", False, "AZURE_OPENAI_API_KEY", "Azure OpenAI", "acme.openai.azure.com", made_of((H, 32))),
    Format("together-old", "context", False, "TOGETHER_API_KEY", "Together", "api.together.xyz", made_of((H, 64))),
    Format("aws-secret", "context", False, "AWS_SECRET_ACCESS_KEY", "AWS", "bedrock-runtime.us-east-1.amazonaws.com", made_of((W + "/+", 40))),
    Format("deepgram", "context", True, "DEEPGRAM_API_KEY", "Deepgram", "api.deepgram.com", made_of((H, 40))),
    Format("assemblyai", "context", False, "ASSEMBLYAI_API_KEY", "AssemblyAI", "api.assemblyai.com", made_of((H, 32))),
    Format("wandb-old", "context", False, "WANDB_API_KEY", "wandb", "api.wandb.ai", made_of((H, 40))),
    Format("deepinfra", "context", False, "DEEPINFRA_API_KEY", "DeepInfra", "api.deepinfra.com", made_of((W, 32))),
    Format("sambanova", "context", False, "SAMBANOVA_API_KEY", "SambaNova", "api.sambanova.ai", uuid),
    Format("ark", "context", False, "ARK_API_KEY", "Volcengine", "ark.cn-beijing.volces.com", uuid),
    Format("minimax-jwt", "context", False, "MINIMAX_API_KEY", "MiniMax", "api.minimax.io", _jwt),
]  # fmt: skip
