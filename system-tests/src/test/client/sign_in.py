"""A person's sign-in by Authlib, which knows the issuer and its client's id, in two steps.

    python sign_in.py begin ISSUER CLIENT_ID CALLBACK
    python sign_in.py end API ADDRESS

The first prints the address that the person's browser has to open, and keeps what the second needs in the file
sign-in.json. ADDRESS is where the browser came back to. The second prints the claims of the ID token as JSON, after it
has called the API, refreshed its tokens and revoked them.
"""
import json
import secrets
import sys
from pathlib import Path

import requests
from authlib.integrations.base_client.errors import OAuthError
from authlib.integrations.requests_client import OAuth2Session
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.jwk import KeySet

KEPT = Path("sign-in.json")


def get(url):
    response = requests.get(url, timeout=60)
    response.raise_for_status()
    return response.json()


def session(kept):
    return OAuth2Session(
        kept["client_id"],
        scope="openid email conversions:read",
        redirect_uri=kept["callback"],
        token_endpoint_auth_method="none",
        code_challenge_method="S256",
        default_timeout=60,
    )


def begin(issuer, client_id, callback):
    kept = {
        "client_id": client_id,
        "callback": callback,
        "provider": get(f"{issuer}/.well-known/openid-configuration"),
        "nonce": secrets.token_urlsafe(24),
        "verifier": secrets.token_urlsafe(48),
    }
    address, kept["state"] = session(kept).create_authorization_url(
        kept["provider"]["authorization_endpoint"], code_verifier=kept["verifier"], nonce=kept["nonce"]
    )
    KEPT.write_text(json.dumps(kept))
    print(address)


def claims(kept, token):
    provider = kept["provider"]
    keys = KeySet.import_key_set(get(provider["jwks_uri"]))
    decoded = jwt.decode(token["id_token"], keys, algorithms=provider["id_token_signing_alg_values_supported"])
    id_token = CodeIDToken(
        decoded.claims,
        decoded.header,
        options={
            "iss": {"essential": True, "value": provider["issuer"]},
            "aud": {"essential": True, "value": kept["client_id"]},
        },
        params={
            "nonce": kept["nonce"],
            "client_id": kept["client_id"],
            "access_token": token["access_token"],
        },
    )
    id_token.validate()
    return dict(id_token)


def end(api, address):
    kept = json.loads(KEPT.read_text())
    provider = kept["provider"]
    client = session(kept)
    first = client.fetch_token(
        provider["token_endpoint"],
        authorization_response=address,
        state=kept["state"],
        code_verifier=kept["verifier"],
    )
    known = claims(kept, first)
    client.get(api).raise_for_status()
    person = client.get(provider["userinfo_endpoint"])
    person.raise_for_status()
    if person.json()["sub"] != known["sub"]:
        sys.exit(f"Somebody else: {person.json()}")
    second = client.refresh_token(provider["token_endpoint"])
    if second["access_token"] == first["access_token"]:
        sys.exit("The access token is the same")
    client.get(api).raise_for_status()
    client.revoke_token(
        provider["revocation_endpoint"], token=second["refresh_token"], token_type_hint="refresh_token"
    ).raise_for_status()
    try:
        client.refresh_token(provider["token_endpoint"], refresh_token=second["refresh_token"])
        sys.exit("A revoked token is good for a new one")
    except OAuthError as error:
        if error.error != "invalid_grant":
            raise
    print(json.dumps(known))


{"begin": begin, "end": end}[sys.argv[1]](*sys.argv[2:])
