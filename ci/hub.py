"""A JupyterHub on this machine alone, for ci/classroom.py: it starts, answers, and stops."""

import asyncio
import json
import os
import secrets
import socket
import subprocess
import time
from pathlib import Path

import psutil
from tornado.httpclient import AsyncHTTPClient, HTTPClientError, HTTPRequest

PATIENCE = 180  # seconds for one cell, or for a server or kernel to start: the machine may be busy

CONFIG = """
c.JupyterHub.bind_url = "http://127.0.0.1:{port}"
c.JupyterHub.hub_bind_url = "http://127.0.0.1:{hub_port}"
c.JupyterHub.db_url = "sqlite:///{folder}/hub.sqlite"
c.JupyterHub.cookie_secret_file = "{folder}/cookie_secret"
c.JupyterHub.authenticator_class = "dummy"
c.Authenticator.allow_all = True
c.JupyterHub.spawner_class = "simple"
c.SimpleLocalProcessSpawner.home_dir_template = "{folder}/homes/{{username}}"
c.Spawner.ip = "127.0.0.1"
c.Spawner.cmd = ["{hub}/bin/jupyterhub-singleuser"]
c.Spawner.args = {args}
c.Spawner.environment = {{
    "PYTHONPATH": lambda spawner: "{folder}/homes/" + spawner.user.name + "/dlscratch"
}}
c.Spawner.env_keep.append("DLSCRATCH_DATA")
c.JupyterHub.tornado_settings = {{"slow_spawn_timeout": 0}}
c.Spawner.start_timeout = c.Spawner.http_timeout = {patience}
c.ConfigurableHTTPProxy.command = ["{proxy}/node_modules/.bin/configurable-http-proxy"]
c.ConfigurableHTTPProxy.api_url = "http://127.0.0.1:{proxy_port}"
c.ConfigurableHTTPProxy.pid_file = "{folder}/proxy.pid"
c.JupyterHub.services = [{{"name": "load", "api_token": "{token}"}}]
c.JupyterHub.load_roles = [{{
    "name": "load", "services": ["load"],
    "scopes": ["admin:users", "admin:servers", "tokens", "access:servers"],
}}]
"""


class Hub:
    """A JupyterHub with its proxy in a folder, on loopback."""

    def __init__(self, folder: Path, hub: Path, proxy: Path):
        self.folder, self.token = folder, secrets.token_hex(16)
        self.port, hub_port, proxy_port = free_ports(3)
        self.url = f"http://127.0.0.1:{self.port}"
        config = folder / "jupyterhub_config.py"
        config.write_text(
            CONFIG.format(
                folder=folder, hub=hub, proxy=proxy, token=self.token, patience=PATIENCE,
                args=["--allow-root"] if hasattr(os, "geteuid") and not os.geteuid() else [],
                port=self.port, hub_port=hub_port, proxy_port=proxy_port,
            )
        )  # fmt: skip
        env = {name: value for name, value in os.environ.items() if "JUPYTER" not in name}
        env |= {"PATH": f"{hub}/bin{os.pathsep}{os.environ['PATH']}"}
        env |= {"CONFIGPROXY_AUTH_TOKEN": secrets.token_hex(16)}
        env.pop("PYTHONPATH", None)
        self.log = open(folder / "hub.log", "wb")
        command = [str(hub / "bin" / "jupyterhub"), "--config", str(config)]
        self.process = subprocess.Popen(
            command, cwd=folder, env=env, stdout=self.log, stderr=self.log, start_new_session=True
        )
        self.seen = {}  # every process that has been below the hub, so that none is left behind

    def processes(self) -> list[psutil.Process]:
        """The hub and all below it."""
        try:
            hub = psutil.Process(self.process.pid)
            found = [hub, *hub.children(recursive=True)]
        except psutil.NoSuchProcess:
            found = []
        self.seen.update((one.pid, one) for one in found)
        return found

    def stop(self):
        """The hub stops its servers; what is left after that is ended by its id."""
        self.processes()
        self.process.terminate()
        try:
            self.process.wait(40)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        # psutil does not take a new process with an old id for the one that had it.
        left = [one for one in self.seen.values() if one.is_running()]
        for one in left:
            try:
                one.kill()
            except psutil.NoSuchProcess:
                pass
        psutil.wait_procs(left, timeout=10)
        self.log.close()

    async def call(self, method, path, token=None, body=None, allow=()):
        """The JSON answer of the hub or of a learner's server."""
        request = HTTPRequest(
            self.url + path,
            method,
            {"Authorization": f"token {token or self.token}"},
            body=json.dumps(body or {}) if method != "GET" else None,
            request_timeout=PATIENCE,
            allow_nonstandard_methods=True,
        )
        try:
            answer = await AsyncHTTPClient().fetch(request)
        except HTTPClientError as error:
            if error.code in allow:
                return None
            said = error.response.body[:200] if error.response else b""
            raise Failure(f"{method} {path}: {error} {said!r}") from error
        return json.loads(answer.body) if answer.body else None

    async def ready(self):
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            if self.process.poll() is not None:
                break
            try:
                await self.call("GET", "/hub/api/users")
                return
            except (OSError, Failure):
                await asyncio.sleep(0.5)
        log = (self.folder / "hub.log").read_text(errors="replace")
        raise Failure(f"The hub does not start:\n{log[-2000:]}")


class Failure(Exception):
    """Something that should not have happened, in a sentence."""


def free_ports(number):
    sockets = [socket.socket() for _ in range(number)]
    for one in sockets:
        one.bind(("127.0.0.1", 0))
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports
