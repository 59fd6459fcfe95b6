"""`configlint doctor --online` with nginx between a tool and a LiteLLM proxy, as most relays are set up."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.cli import write
from tests.doctor.relays import TOOLS, Relay, doctor, free_port, running, verdict

#: Debian has it where only root looks for programs.
NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")

#: One server for each way in.
CONFIGURATION = """
daemon off;
pid nginx.pid;
error_log stderr;
events {{}}
http {{
  access_log off;
  client_body_temp_path body;
  proxy_temp_path proxy;
  fastcgi_temp_path fastcgi;
  uwsgi_temp_path uwsgi;
  scgi_temp_path scgi;
  limit_req_zone $binary_remote_addr zone=once:32k rate=1r/m;
  server {{
    listen {plain};
    location /llm/ {{ proxy_pass http://{relay}/; }}
    location /moved/ {{ rewrite ^/moved/(.*)$ /llm/$1 permanent; }}
    location /login/ {{ return 302 /sign-in; }}
    location /members/ {{
      auth_basic "Members";
      auth_basic_user_file users;
      proxy_pass http://{relay}/;
    }}
    location /tiny/ {{
      client_max_body_size 1;
      proxy_pass http://{relay}/;
    }}
    location /busy/ {{
      limit_req zone=once;
      limit_req_status 429;
      proxy_pass http://{relay}/;
    }}
    location /gone/ {{ proxy_pass http://127.0.0.1:{closed}/; }}
    location / {{ return 404; }}
  }}
  server {{
    listen {to_https};
    return 301 https://127.0.0.1:{tls}$request_uri;
  }}
  server {{
    listen {tls} ssl;
    ssl_certificate server.pem;
    ssl_certificate_key server.key;
    location / {{ proxy_pass http://{relay}; }}
  }}
  server {{
    listen {refusing};
    return 403;
  }}
}}
"""

pytestmark = pytest.mark.relays


class Front(NamedTuple):
    """An nginx that is running: its ports, the relay that it leads to, and the certificate of the CA that it uses."""

    plain: int
    to_https: int
    tls: int
    refusing: int
    relay: Relay
    authority: str

    def base(self, port: int, path: str, tool: str) -> str:
        """Return a base URL as a tool wants it."""
        scheme = "https" if port == self.tls else "http"
        return f"{scheme}://127.0.0.1:{port}{path}{TOOLS[tool]}"


@pytest.fixture(scope="module")
def front(litellm: Relay, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Front]:
    if NGINX is None:
        pytest.skip("needs nginx: apt-get install nginx-light")
    home = tmp_path_factory.mktemp("nginx")
    authority = _certificates(home)
    found = Front(free_port(), free_port(), free_port(), free_port(), litellm, authority)
    ports = {name: getattr(found, name) for name in ("plain", "to_https", "tls", "refusing")}
    text = CONFIGURATION.format(**ports, relay=litellm.address, closed=free_port())
    path = write(home, "nginx.conf", text)
    write(home, "users", "somebody:{PLAIN}something\n")
    with running([NGINX, "-e", "stderr", "-p", str(home), "-c", str(path)], f"127.0.0.1:{found.plain}", home):
        yield found


def _certificates(home: Path) -> str:
    """Make a CA and a server's certificate that it signs. Return the path of the CA's certificate."""
    if shutil.which("openssl") is None:
        pytest.skip("needs openssl")

    def openssl(*arguments: str) -> None:
        subprocess.run(["openssl", *arguments], cwd=home, check=True, capture_output=True)

    new = ["-newkey", "rsa:2048", "-nodes", "-days", "2"]
    openssl("req", "-x509", *new, "-subj", "/CN=Team CA", "-keyout", "ca.key", "-out", "ca.pem")
    openssl("req", *new[:-2], "-subj", "/CN=relay", "-keyout", "server.key", "-out", "server.csr")
    names = write(home, "names", "subjectAltName=IP:127.0.0.1\n")
    signed = ["-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-days", "2", "-extfile", names.name]
    openssl("x509", "-req", "-in", "server.csr", "-out", "server.pem", *signed)
    return str(home / "ca.pem")


@pytest.mark.parametrize("tool", TOOLS)
def test_a_relay_below_a_path_works(tool: str, front: Front, project: Path) -> None:
    result = doctor(project, tool, front.base(front.plain, "/llm", tool), front.relay.key)
    assert (verdict(result)["symptom"], result.status) == ("works", 0)


@pytest.mark.parametrize("tool", TOOLS)
def test_a_version_too_many_below_a_path(tool: str, front: Front, project: Path) -> None:
    right = front.base(front.plain, "/llm", tool)
    found = verdict(doctor(project, tool, f"{right}/v1", front.relay.key))
    assert (found["symptom"], found["help"]) == ("other-base", f"Write {right}")


@pytest.mark.parametrize("tool", TOOLS)
def test_without_the_path_there_is_a_page_in_html(tool: str, front: Front, project: Path) -> None:
    found = verdict(doctor(project, tool, front.base(front.plain, "", tool), front.relay.key))
    assert found["symptom"] == "nowhere"
    assert "answers 404" in str(found["verdict"])


@pytest.mark.parametrize("tool", TOOLS)
def test_a_redirect_to_another_path_says_what_to_write(tool: str, front: Front, project: Path) -> None:
    found = verdict(doctor(project, tool, front.base(front.plain, "/moved", tool), front.relay.key))
    assert (found["symptom"], found["help"]) == ("moved", f"Write {front.base(front.plain, '/llm', tool)}")


def test_a_redirect_to_a_login_page(front: Front, project: Path) -> None:
    found = verdict(doctor(project, "aider", front.base(front.plain, "/login", "aider"), front.relay.key))
    assert found["symptom"] == "redirect"
    assert "/sign-in" in str(found["verdict"])


@pytest.mark.parametrize("tool", TOOLS)
def test_a_redirect_to_https(tool: str, front: Front, project: Path) -> None:
    found = verdict(doctor(project, tool, front.base(front.to_https, "", tool), front.relay.key))
    assert (found["symptom"], found["help"]) == ("to-https", f"Write {front.base(front.tls, '', tool)}")


@pytest.mark.parametrize("tool", TOOLS)
def test_http_at_the_port_of_https(tool: str, front: Front, project: Path) -> None:
    right = front.base(front.tls, "", tool)
    found = verdict(doctor(project, tool, right.replace("https:", "http:"), front.relay.key))
    assert (found["symptom"], found["help"]) == ("http-to-https", f"Write {right}")


@pytest.mark.parametrize(
    ("tool", "variable"),
    [("aider", "SSL_CERT_FILE"), ("openai-python", "SSL_CERT_FILE"), ("claude-code", "NODE_EXTRA_CA_CERTS")],
)
def test_a_ca_of_its_own_is_trusted_where_the_tools_variable_names_it(
    tool: str, variable: str, front: Front, project: Path
) -> None:
    base = front.base(front.tls, "", tool)
    found = verdict(doctor(project, tool, base, front.relay.key))
    assert found["symptom"] == "certificate"
    assert f"export {variable}=" in str(found["help"])
    right = doctor(project, tool, base, front.relay.key, **{variable: front.authority})
    assert (verdict(right)["symptom"], right.status) == ("works", 0)


@pytest.mark.parametrize("tool", TOOLS)
def test_a_proxy_that_refuses(tool: str, front: Front, project: Path) -> None:
    variables = {"HTTP_PROXY": f"http://127.0.0.1:{front.refusing}"}
    base = front.base(front.plain, "/llm", tool)
    found = verdict(doctor(project, tool, base, front.relay.key, **variables))
    assert found["symptom"] == "from-proxy"
    assert "HTTP_PROXY" in str(found["verdict"])
    past = doctor(project, tool, base, front.relay.key, **variables, NO_PROXY="127.0.0.1")
    assert verdict(past)["symptom"] == "works"


@pytest.mark.parametrize("tool", TOOLS)
def test_a_proxy_that_refuses_to_tunnel(tool: str, front: Front, project: Path) -> None:
    variables = {"HTTPS_PROXY": f"http://127.0.0.1:{front.refusing}"}
    found = verdict(doctor(project, tool, front.base(front.tls, "", tool), front.relay.key, **variables))
    assert found["symptom"] == "proxy"


@pytest.mark.parametrize(
    ("path", "symptom"),
    [("/members", "login"), ("/tiny", "too-large"), ("/busy", "rate"), ("/gone", "behind")],
)
@pytest.mark.parametrize("tool", TOOLS)
def test_what_nginx_answers_itself(tool: str, path: str, symptom: str, front: Front, project: Path) -> None:
    found = verdict(doctor(project, tool, front.base(front.plain, path, tool), front.relay.key))
    assert found["symptom"] == symptom
    assert "<" not in str(found["verdict"])
