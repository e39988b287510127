"""Sign-in at a real provider, the package that ProConnect is built on: code, PKCE, signed userinfo, level, sign-out."""

import socket
import subprocess
import urllib.request

import pytest
from atelier_desk import make_team
from online import served
from patience import until
from playwright.sync_api import expect
from required import program

from chorale.service.settings import IdentityProvider
from chorale.service.timestamps import system_clock

pytestmark = pytest.mark.peers
PACKAGES = ("oidc-provider@9.13.3", "jose@6.2.13")
PROVIDER = """
import http from 'node:http';
import Provider from 'oidc-provider';
import { exportJWK, generateKeyPair } from 'jose';
const [port, back, home] = process.argv.slice(2);
const { privateKey } = await generateKeyPair('ES256', { extractable: true });
const key = { ...(await exportJWK(privateKey)), alg: 'ES256', use: 'sig', kid: 'un' };
const people = { anne: ['Anne@Exemple.fr', true], zoe: ['zoe@ailleurs.fr', true], mallory: ['anne@exemple.fr', false] };
const provider = new Provider(`http://127.0.0.1:${port}`, {
  clients: [{
    client_id: 'atelier', client_secret: 'un-secret-de-trente-deux-signes-ou-plus',
    redirect_uris: [back], post_logout_redirect_uris: [home], token_endpoint_auth_method: 'client_secret_post',
    id_token_signed_response_alg: 'ES256', userinfo_signed_response_alg: 'ES256',
  }],
  jwks: { keys: [key] },
  acrValues: ['eidas1', 'eidas2'],
  claims: { openid: ['sub'], email: ['email', 'email_verified'], acr: null, sid: null, auth_time: null, iss: null },
  cookies: { keys: ['un secret'] },
  pkce: { required: () => true },
  features: {
    devInteractions: { enabled: false }, jwtUserinfo: { enabled: true }, rpInitiatedLogout: { enabled: true },
  },
  interactions: { url: (_, one) => `/interaction/${one.uid}` },
  findAccount: (_, id) => ({
    accountId: id, claims: () => ({ sub: id, email: people[id][0], email_verified: people[id][1] }),
  }),
  loadExistingGrant: async (ctx) => {
    const grant = new ctx.oidc.provider.Grant({
      clientId: ctx.oidc.client.clientId, accountId: ctx.oidc.session.accountId,
    });
    grant.addOIDCScope('openid email');
    await grant.save();
    return grant;
  },
});
const answer = provider.callback();
const page = `<!doctype html><title>Essai</title><form method="post"><label>Compte <input name="who"></label>
<label>Niveau <input name="acr"></label><button>Se connecter</button></form>`;
http.createServer(async (request, response) => {
  if (!request.url.startsWith('/interaction/')) return answer(request, response);
  if (request.method === 'GET') {
    response.setHeader('Content-Type', 'text/html; charset=utf-8');
    return response.end(page);
  }
  const parts = [];
  for await (const part of request) parts.push(part);
  const form = new URLSearchParams(Buffer.concat(parts).toString());
  const login = { accountId: form.get('who'), acr: form.get('acr') };
  if (form.get('who') === '') return provider.interactionFinished(request, response, { error: 'access_denied' });
  return provider.interactionFinished(request, response, { login });
}).listen(Number(port), '127.0.0.1');
"""


@pytest.fixture(scope="module")
def modules(tmp_path_factory):
    program("node")
    folder = tmp_path_factory.mktemp("node")
    command = (
        "npm",
        "install",
        "--no-audit",
        "--no-fund",
        "--ignore-scripts",
        "--silent",
        *PACKAGES,
    )
    subprocess.run(
        (program("npm"), *command[1:]), cwd=folder, capture_output=True, timeout=300, check=True
    )
    (folder / "provider.mjs").write_text(PROVIDER, encoding="utf-8")
    return folder


def free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


@pytest.fixture
def atelier(modules, tmp_path):
    """Return a function that opens the atelier beside the provider, at the levels that the settings admit."""
    started, ended = [], []

    def opened(*acr):
        ours, theirs = free_port(), free_port()
        address, issuer = f"http://localhost:{ours}", f"http://127.0.0.1:{theirs}"
        entry = f"{address}/atelier/entrer"
        with (tmp_path / "provider.log").open("wb") as log:
            command = ("node", "provider.mjs", str(theirs), f"{entry}/retour", entry)
            started.append(subprocess.Popen(command, cwd=modules, stdout=log, stderr=log))
        until(lambda: answers(f"{issuer}/.well-known/openid-configuration"))
        settings = IdentityProvider(
            issuer=issuer,
            client_id="atelier",
            client_secret="un-secret-de-trente-deux-signes-ou-plus",
            name="ProConnect",
            algorithm="ES256",
            acr=acr,
        )
        team = make_team(tmp_path, provider=settings, clock=system_clock)
        object.__setattr__(team.service.settings, "base_url", address)
        ended.append(served(team.app, ours))
        ended[-1].__enter__()
        return team, f"{address}/atelier/"

    yield opened
    for one in ended:
        one.__exit__(None, None, None)
    for one in started:
        one.terminate()
        one.wait()


def answers(address):
    try:
        return urllib.request.urlopen(address, timeout=10)
    except OSError:
        return None


@pytest.fixture
def page(chromium, request):
    context = chromium.new_context(java_script_enabled=getattr(request, "param", True))
    yield context.new_page()
    context.close()


def signed_in(page, who, acr="eidas1"):
    page.get_by_role("link", name="Entrer avec ProConnect").click()
    there(page, who, acr)


def there(page, who, acr="eidas1"):
    """Sign in on the provider's own page."""
    page.get_by_label("Compte").fill(who)
    page.get_by_label("Niveau").fill(acr)
    page.get_by_role("button", name="Se connecter").click()


@pytest.mark.parametrize("page", [True, False], ids=["scripts", "no scripts"], indirect=True)
def test_someone_of_the_team_comes_in_and_signs_out_of_both(atelier, page):
    team, address = atelier("eidas1", "eidas2")
    team.code("Anne", "editing")
    page.goto(f"{address}contenus/issue")
    signed_in(page, "anne")
    expect(page.get_by_role("heading", level=1)).to_have_text("Lettres")
    page.get_by_role("button", name="Sortir").click()
    page.get_by_role("button", name="Yes, sign me out").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Entrer dans l’atelier")
    page.get_by_role("link", name="Entrer avec ProConnect").click()
    expect(page.get_by_role("button", name="Se connecter")).to_be_visible()

    assert team.acts() == [
        "Anne a lié son compte ProConnect",
        "Anne a ouvert une session par son compte ProConnect",
        "Anne a fermé sa session",
    ]


def test_a_level_below_what_is_asked_opens_nothing_until_another_way_is_taken(atelier, page):
    team, address = atelier("eidas2")
    team.code("Anne", "editing")
    page.goto(f"{address}entrer")
    signed_in(page, "anne", "eidas1")
    expect(page.locator(".summary")).to_contain_text("à un niveau plus faible")
    page.get_by_role("link", name="Fermer la session de ProConnect").click()
    page.get_by_role("button", name="Yes, sign me out").click()
    signed_in(page, "anne", "eidas2")
    expect(page.get_by_role("heading", level=1)).to_have_text("Bonjour Anne")


@pytest.mark.parametrize(
    ("who", "words"),
    [
        ("zoe", "L’adresse zoe@ailleurs.fr, celle de votre compte ProConnect, n’est pas de l’équipe"),
        ("mallory", "ProConnect ne garantit pas l’adresse électronique de votre compte"),
    ],
)  # fmt: skip
def test_who_is_not_of_the_team_is_told_so_and_may_take_another_account(atelier, page, who, words):
    team, address = atelier()
    team.code("Anne", "editing")
    page.goto(f"{address}entrer")
    signed_in(page, who)
    expect(page.locator(".summary")).to_contain_text(words)
    page.get_by_role("link", name="Fermer la session de ProConnect").click()
    page.get_by_role("button", name="Yes, sign me out").click()
    signed_in(page, "anne")
    expect(page.get_by_role("heading", level=1)).to_have_text("Bonjour Anne")


def test_who_gives_up_there_comes_back_to_the_door(atelier, page):
    team, address = atelier()
    team.code("Anne", "editing")
    page.goto(f"{address}entrer")
    signed_in(page, "")
    expect(page.locator(".summary")).to_contain_text("Vous avez renoncé")
    assert team.acts() == []


def test_a_way_back_that_was_used_opens_nothing_more(atelier, page):
    team, address = atelier()
    team.code("Anne", "editing")
    backs = []
    page.on("request", lambda one: backs.append(one.url) if "/retour?" in one.url else None)
    page.goto(f"{address}entrer")
    signed_in(page, "anne")
    expect(page.get_by_role("heading", level=1)).to_have_text("Bonjour Anne")
    page.goto(backs[0])
    expect(page.locator(".summary")).to_contain_text("Ce retour ne vaut plus")
