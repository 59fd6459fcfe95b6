"""`configlint doctor --online` against servers on this machine: what is sent, and what each answer means."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

import configlint.doctor
from tests.cli import Result, run, write
from tests.doctor.server import CHAT, GEMINI, MESSAGES, RESPONSES, Reply, Server, serving
from tests.keys import key

MODELS = Reply(body={"data": [{"id": "gpt-4o"}, {"id": "gpt-4o-mini"}, {"id": "claude-sonnet-4-5"}]})
PAGE = "<!doctype html><title>Welcome</title><h1>Relay</h1>"


@pytest.fixture
def server() -> Iterator[Server]:
    with serving({"GET /v1/models": MODELS, "POST /v1/chat/completions": Reply(body=CHAT)}) as one:
        yield one


def doctor(project: Path, base: str, *arguments: str, model: str = "gpt-4o", **env: str) -> Result:
    """Run it for a program on the chat API."""
    return _run(_written(project, base, model), *arguments, **env)


def _written(project: Path, base: str, model: str = "gpt-4o") -> Path:
    settings = f"model: openai/{model}\nopenai-api-base: {base}\nopenai-api-key: {key('relay')}\n"
    write(project, ".aider.conf.yml", settings)
    return project


def _run(project: Path, *arguments: str, **env: str) -> Result:
    environment = {"COLUMNS": "1000", "PATH": "", **env}
    return run("doctor", "--online", *arguments, cwd=project, home=project.parent / "home", env=environment)


def online(result: Result) -> dict[str, object]:
    found: dict[str, object] = json.loads(result.stdout)["tools"][0]["online"]
    return found


# ---- what is sent


def test_a_setup_that_works_costs_two_requests(server: Server, project: Path) -> None:
    result = doctor(project, f"http://{server.address}/v1")
    assert server.lines == ["GET /v1/models", "POST /v1/chat/completions"]
    sent = json.loads(server.asked[1].body)
    assert (sent["model"], sent["max_tokens"]) == ("gpt-4o", 9)
    assert server.asked[1].headers["authorization"] == f"Bearer {key('relay')}"
    assert "?" not in result.stdout.replace("?beta", "")
    assert (result.status, "sending POST http://127.0.0.1" in result.stderr) == (0, True)


def test_without_the_option_nothing_is_sent(server: Server, project: Path) -> None:
    write(project, ".aider.conf.yml", f"model: openai/m\nopenai-api-base: http://{server.address}/v1\n")
    run("doctor", cwd=project, home=project.parent / "home", env={"PATH": ""})
    assert server.asked == []


def test_never_more_than_six_requests(project: Path) -> None:
    refusal = Reply(400, {"error": {"message": "use max_completion_tokens"}})
    with serving({"POST /x/v1/chat/completions": refusal}) as server:
        doctor(project, f"http://{server.address}/x/v1")
        assert len(server.asked) <= 6
    with serving({}) as server:
        doctor(project, f"http://{server.address}/x")
        assert len(server.asked) <= 6


def test_a_default_host_is_not_asked(project: Path) -> None:
    write(project, ".aider.conf.yml", "model: gpt-4o\n")
    found = online(_run(project, "--format", "json", OPENAI_API_KEY=key("openai")))
    assert found == {"sent": None, "verdict": "no setting names api.openai.com, it is the tool's default"}


def test_a_key_of_another_provider_is_not_sent(project: Path) -> None:
    settings = {"ANTHROPIC_BASE_URL": "https://openrouter.ai/api", "ANTHROPIC_API_KEY": key("openai")}
    write(project, ".claude/settings.json", json.dumps({"env": settings}))
    assert online(_run(project, "--format", "json"))["sent"] is None


def test_a_helper_command_is_not_run(server: Server, project: Path) -> None:
    marker = project / "ran"
    settings = {"apiKeyHelper": f"touch {marker}", "env": {"ANTHROPIC_BASE_URL": f"http://{server.address}"}}
    write(project, ".claude/settings.json", json.dumps(settings))
    assert "which is not run" in _run(project).stdout
    assert (server.asked, marker.exists()) == ([], False)


def test_the_tools_own_path_and_headers_are_sent(project: Path) -> None:
    settings = {
        "ANTHROPIC_BASE_URL": "http://{address}",
        "ANTHROPIC_API_KEY": key("relay"),
        "ANTHROPIC_CUSTOM_HEADERS": "X-Team: red",
    }
    with serving({"POST /v1/messages?beta=true": Reply(body=MESSAGES)}) as server:
        text = json.dumps({"env": settings}).replace("{address}", server.address)
        write(project, ".claude/settings.json", text)
        assert _run(project).status == 0
    headers = server.asked[-1].headers
    assert (headers["x-api-key"], headers["x-team"]) == (key("relay"), "red")
    assert headers["anthropic-version"] == "2023-06-01"


def test_a_parameter_that_newer_models_refuse_is_sent_in_its_other_form(project: Path) -> None:
    refusal = {"error": {"message": "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead."}}
    with serving({"POST /v1/chat/completions": Reply(400, refusal)}) as server:
        doctor(project, f"http://{server.address}/v1")
    assert [list(json.loads(one.body))[-1] for one in server.asked[1:]] == ["max_tokens", "max_completion_tokens"]


# ---- what an answer means


@pytest.mark.parametrize(
    ("reply", "symptom", "says"),
    [
        (Reply(401, {"error": {"message": "Incorrect API key provided"}}), "key", "refuses the key in authorization"),
        (Reply(403, {"error": {"message": "Your plan does not include this"}}), "plan", "Check plan, region"),
        (Reply(400, {"error": {"message": "API key not valid. Please pass one"}}), "key-in-400", "refuses the key"),
        (
            Reply(400, {"error": {"message": "Unsupported parameter: 'foo'"}}),
            "parameter",
            "does not accept a parameter",
        ),
        (Reply(422, {"detail": [{"msg": "Extra inputs are not permitted"}]}), "parameter", "does not accept"),
        (Reply(404, {"error": {"message": "The model `gpt-4o` does not exist"}}), "model", "has no model gpt-4o"),
        (Reply(503, {"error": {"message": "No available channel for model gpt-4o"}}), "model", "has no model"),
        (Reply(402, {"error": {"message": "Insufficient balance"}}), "quota", "nothing left"),
        (Reply(429, {"error": {"code": "insufficient_quota", "message": "You exceeded your quota"}}), "quota", "left"),
        (Reply(429, {"error": {"message": "slow down"}}, {"retry-after": "7"}), "rate", "Wait 7 s"),
        (Reply(413, PAGE), "too-large", "too large"),
        (Reply(500, {"error": {"message": "boom"}}), "server", "answers 500: boom"),
        (Reply(502, "<html><h1>502 Bad Gateway</h1></html>"), "behind", "502 Bad Gateway"),
        (Reply(529, {"error": {"message": "Overloaded"}}), "server", "Overloaded"),
        (Reply(200, PAGE), "nowhere", "with a web page"),
        (Reply(200, MESSAGES), "other-shape", "in the form of the messages API"),
        (Reply(200, {"ok": True}), "unreadable", "cannot read"),
        (Reply(400, {"error": {"message": "temperature must be a number"}}), "other", "refuses the request (400)"),
        (Reply(302, "", {"location": "/login"}), "redirect", "redirects to /login"),
        (Reply(405, ""), "nowhere", "answers 405"),
    ],
)
def test_each_answer_is_explained(reply: Reply, symptom: str, says: str, project: Path) -> None:
    with serving({"POST /v1/chat/completions": reply}) as server:
        base = f"http://{server.address}/v1"
        shown = doctor(project, base)
        assert online(doctor(project, base, "--format", "json"))["symptom"] == symptom
    assert says in shown.stdout
    assert shown.status == 1


@pytest.mark.parametrize(
    ("written", "works"), [("", "/v1"), ("/v1/v1", "/v1"), ("/v1/", "/v1"), ("/v2", "/v1"), ("/openai", "/v1")]
)
def test_another_base_url_on_the_host_is_found(written: str, works: str, server: Server, project: Path) -> None:
    result = doctor(project, f"http://{server.address}{written}", "--format", "json")
    if written != "/v1/":  # the slash does no harm in this tool
        assert online(result)["works_with"] == f"http://{server.address}{works}"


def test_a_wire_api_that_is_not_served_is_told_from_a_wrong_path(server: Server, project: Path) -> None:
    home = project.parent / "home"
    relay = f'[model_providers.relay]\nname = "Relay"\nbase_url = "http://{server.address}/v1"\n'
    write(home, ".codex/config.toml", f'model = "gpt-4o"\nmodel_provider = "relay"\n{relay}')
    result = _run(project)
    assert "it does not serve the responses API" in result.stdout


def test_a_model_that_is_not_listed_comes_with_the_nearest_that_is(project: Path) -> None:
    reply = Reply(404, {"error": {"message": "model not found"}})
    with serving({"GET /v1/models": MODELS, "POST /v1/chat/completions": reply}) as server:
        result = doctor(project, f"http://{server.address}/v1", model="gpt4o-mini")
    assert "Write gpt-4o-mini, which it lists" in result.stdout


def test_a_host_that_asks_for_a_model_has_accepted_the_key(project: Path) -> None:
    reply = Reply(400, {"error": {"message": "you must provide a model parameter"}})
    with serving({"POST /v1/chat/completions": reply, "POST /v1/responses": reply}) as server:
        write(project, "requirements.txt", "openai\n")
        write(project, ".env", f"OPENAI_BASE_URL=http://{server.address}/v1\nOPENAI_API_KEY={key('relay')}\n")
        result = _run(project)
    assert ("✗" in result.stdout, result.status) == (False, 0)


def test_a_key_in_another_header_than_the_host_expects(project: Path) -> None:
    refusal = Reply(401, {"error": {"message": "x-api-key header is required"}})
    with serving({"POST /v1/messages?beta=true": refusal}) as server:
        settings = {"ANTHROPIC_BASE_URL": f"http://{server.address}", "ANTHROPIC_AUTH_TOKEN": key("relay")}
        write(project, ".claude/settings.json", json.dumps({"env": settings}))
        shown = _run(project).stdout
    assert "does not find the key in authorization (401)" in shown
    assert "It may expect it in x-api-key" in shown


def test_advice_for_what_was_not_known_goes_with_an_answer(project: Path) -> None:
    with serving({"POST /chat/completions": Reply(body=CHAT)}) as server:
        base = f"http://{server.address}"
        assert (
            "If it answers 404"
            in run(
                "doctor", "aider", cwd=_written(project, base), home=project.parent / "home", env={"PATH": ""}
            ).stdout
        )
        shown = _run(project)
    assert "If it answers 404" not in shown.stdout
    assert shown.status == 0


def test_a_stream_is_an_answer_and_one_that_does_not_end_is_not(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("configlint.doctor.transport.READ", 1.0)
    stream = {"content-type": "text/event-stream"}
    for reply, symptom in (
        (Reply(200, "data: {}\n\ndata: [DONE]\n\n", stream), "works"),
        (Reply(200, "data: {}\n\n", stream, stalls=True), "endless"),
    ):
        with serving({"POST /v1/chat/completions": reply}) as server:
            found = online(doctor(project, f"http://{server.address}/v1", "--format", "json"))
        assert found["symptom"] == symptom


@pytest.mark.parametrize(
    ("path", "shape", "files"),
    [
        (
            "/v1/responses",
            RESPONSES,
            {
                "~/.codex/config.toml": 'model = "m"\nmodel_provider = "r"\n[model_providers.r]\nname = "R"\nbase_url = "{base}/v1"\n'
            },
        ),
        (
            "/v1/models/MODEL:generateContent",
            GEMINI,
            {"requirements.txt": "google-genai\n", ".env": "GOOGLE_GEMINI_BASE_URL={base}\nGEMINI_API_KEY={key}\n"},
        ),
    ],
)
def test_every_wire_api_has_its_shape(path: str, shape: object, files: dict[str, str], project: Path) -> None:
    with serving({"*": Reply(body=shape)}) as server:
        for name, text in files.items():
            content = text.replace("{base}", f"http://{server.address}").replace("{key}", key("google"))
            write(project.parent / "home" if name[0] == "~" else project, name.removeprefix("~/"), content)
        found = online(_run(project, "--format", "json"))
    assert found["symptom"] == "works"
    assert server.lines[-1] == f"POST {path}"


# ---- on the way


def test_a_port_at_which_nothing_listens(project: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    result = doctor(project, f"http://{address}/v1")
    assert f"nothing listens at {address}" in result.stdout


def test_a_host_that_dns_does_not_know(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    shown = doctor(project, "https://relay.example.net/v1").stdout
    assert "DNS does not know relay.example.net" in shown
    assert "Check the spelling of the host in https://relay.example.net/v1" in shown


def test_a_server_that_does_not_answer_in_time(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("configlint.doctor.transport.READ", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"127.0.0.1:{silent.getsockname()[1]}"
        assert f"{address} does not answer in time" in doctor(project, f"http://{address}/v1").stdout


def test_a_server_that_closes_the_connection(project: Path) -> None:
    def close() -> None:
        connection, _ = listening.accept()
        connection.recv(65536)
        connection.close()

    with socket.create_server(("127.0.0.1", 0)) as listening:
        threading.Thread(target=close, daemon=True).start()
        address = f"127.0.0.1:{listening.getsockname()[1]}"
        shown = doctor(project, f"http://{address}/v1").stdout
    assert f"{address} closed the connection without an answer" in shown
    assert f"write https://{address}/v1" in shown


def test_https_to_a_server_without_tls(server: Server, project: Path) -> None:
    result = doctor(project, f"https://{server.address}/v1")
    assert f"Write http://{server.address}/v1" in result.stdout


@pytest.fixture
def certificate(tmp_path: Path) -> tuple[str, str]:
    if shutil.which("openssl") is None:
        pytest.skip("needs openssl")
    paths = str(tmp_path / "certificate.pem"), str(tmp_path / "key.pem")
    options = ["-days", "2", "-nodes", "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"]
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-out", paths[0], "-keyout", paths[1], *options]
    subprocess.run(command, check=True, capture_output=True)
    return paths


def test_a_certificate_that_the_tool_does_not_trust_unless_its_variable_names_the_ca(
    certificate: tuple[str, str], project: Path
) -> None:
    replies = {"POST /v1/chat/completions": Reply(body=CHAT), "GET /v1/models": MODELS}
    with serving(replies, certificate) as server:
        base = f"https://{server.address}/v1"
        assert "export SSL_CERT_FILE=" in doctor(project, base).stdout
        assert doctor(project, base, SSL_CERT_FILE=certificate[0]).status == 0
        # ... which is another one for tools on Node.
        settings = {"ANTHROPIC_BASE_URL": f"https://{server.address}", "ANTHROPIC_AUTH_TOKEN": "local"}
        (project / ".aider.conf.yml").unlink()
        write(project, ".claude/settings.json", json.dumps({"env": settings}))
        assert "export NODE_EXTRA_CA_CERTS=" in _run(project, SSL_CERT_FILE=certificate[0]).stdout
        assert "certificate" not in _run(project, NODE_EXTRA_CA_CERTS=certificate[0]).stdout


def test_a_redirect_to_https(project: Path) -> None:
    with serving({}) as server:
        target = f"https://{server.address}/v1/chat/completions"
    moved = Reply(301, "", {"location": target})
    with serving({"POST /v1/chat/completions": moved}) as server:
        moved.headers["location"] = f"https://{server.address}/v1/chat/completions"  # type: ignore[index]
        result = doctor(project, f"http://{server.address}/v1")
    assert f"Write https://{server.address}/v1" in result.stdout


def test_a_proxy_that_refuses_is_told_from_the_host(server: Server, project: Path) -> None:
    with serving({"*": Reply(403, "<html>denied by policy</html>")}) as proxy:
        env = {"HTTP_PROXY": f"http://{proxy.address}"}
        refused = doctor(project, f"http://{server.address}/v1", **env)
        assert "NO_PROXY" in refused.stdout
        assert server.asked == []
        direct = doctor(project, f"http://{server.address}/v1", **env, NO_PROXY="127.0.0.1")
        assert direct.status == 0


def test_a_proxy_that_asks_for_a_password(project: Path) -> None:
    with serving({"*": Reply(407, "")}) as proxy:
        env = {"HTTP_PROXY": f"http://{proxy.address}"}
        shown = doctor(project, "http://relay.example.net/v1", **env).stdout
    assert "the proxy asks for a user name and a password (407)" in shown
    assert "Put both before the host in HTTP_PROXY, as USER:PASSWORD@" in shown


def test_a_proxy_counts_only_for_tools_that_use_one(project: Path) -> None:
    replies = {"POST /v1/chat/completions": Reply(body=CHAT), "GET /v1/models": MODELS}
    with serving(replies) as server, serving({}) as proxy:
        options = {"baseURL": f"http://{server.address}/v1", "apiKey": "local"}
        provider = {"npm": "@ai-sdk/openai-compatible", "models": {"m": {}}, "options": options}
        write(project, "opencode.json", json.dumps({"model": "relay/m", "provider": {"relay": provider}}))
        _run(project, HTTP_PROXY=f"http://{proxy.address}")
        assert (len(server.asked), proxy.asked) == (2, [])


# ---- what is shown


def test_what_the_server_says_is_shown_without_keys_and_short(project: Path) -> None:
    said = f"Incorrect API key provided: {key('relay')}. " + "Please see the documentation. " * 50
    with serving({"POST /v1/chat/completions": Reply(401, {"error": {"message": said}})}) as server:
        for output in ("text", "json"):
            result = doctor(project, f"http://{server.address}/v1", "--format", output)
            assert key("relay") not in result.stdout + result.stderr
            assert result.stdout.count("Please see the documentation") < 8


def test_without_the_extra_it_says_how_to_get_it(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "httpx", None)
    for name in ("transport", "online"):
        monkeypatch.delitem(sys.modules, f"configlint.doctor.{name}", raising=False)
        monkeypatch.delattr(configlint.doctor, name, raising=False)
    result = doctor(project, "http://127.0.0.1:1/v1")
    assert result.status == 2
    assert "pip install 'configlint[online]'" in result.stderr
