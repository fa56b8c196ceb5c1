"""The link that opens this clone on Binder, a free service that runs notebooks in the browser.

Binder takes a public git repository. The forms of its links, after https://mybinder.org/v2/:

    gh/OWNER/REPOSITORY/REF              GitHub
    gl/GROUP%2FREPOSITORY/REF            GitLab.com, where groups may be nested
    git/https%3A%2F%2FHOST%2FPATH/REF    any other host

REF is a branch or a commit. Slashes within a part are written %2F.
"""

import re
import subprocess
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote, urlsplit

from dlscratch.course import lessons

SERVICE = "https://mybinder.org"
FIRST_PAGE = lessons.LESSONS[0].notebook
TO_DO = (
    "push the course to a public repository, on GitHub or elsewhere, and name it here with "
    "`git remote add origin ADDRESS`"
)
HOSTS = {"ssh.github.com": "github.com", "altssh.gitlab.com": "gitlab.com"}  # ssh on port 443


class Launch(NamedTuple):
    """The link, its badge in Markdown, and a sentence where Binder may not see this clone yet."""

    link: str
    badge: str
    warning: str


def launch(folder: Path) -> Launch:
    """The link for the clone in `folder`, its remote and its branch. Raises CourseError."""
    branch = _git(folder, "symbolic-ref", "--quiet", "--short", "HEAD")
    commit = _git(folder, "rev-parse", "--verify", "--quiet", "HEAD")
    if not commit:
        raise lessons.CourseError(f"There is no git clone with a commit in {folder}: {TO_DO}.")
    remote = _remote(folder, branch)
    ref, warning = commit, ""
    if branch:
        # The branch may bear another name over there.
        there = _git(folder, "config", f"branch.{branch}.merge").removeprefix("refs/heads/")
        tracked = _git(folder, "config", f"branch.{branch}.remote") == remote
        ref = there if there and tracked else branch
        known = _git(folder, "rev-parse", "--verify", "--quiet", f"refs/remotes/{remote}/{ref}")
        if known != commit:
            warning = f"Binder opens what {remote} has of {ref}, which is not what you have here: "
            warning += f"`git push {remote} HEAD:{ref}` first."
    elif not _git(folder, "branch", "--remotes", "--contains", commit):
        warning = f"No branch of {remote} holds this commit yet: push it first."
    where = address(_git(folder, "remote", "get-url", remote), ref)
    link = f"{SERVICE}/v2/{where}?urlpath=lab/tree/{FIRST_PAGE}"
    return Launch(link, f"[![Binder]({SERVICE}/badge_logo.svg)]({link})", warning)


def address(remote: str, ref: str) -> str:
    """A git remote's address and a branch or commit, as Binder names them.

    User names, passwords and the port of ssh are left out. Raises CourseError where the address
    is a folder, which Binder cannot reach.
    """
    short = re.fullmatch(r"(?:[\w.~-]+@)?([\w.-]{2,}):(?!//)/?(.+)", remote)  # git@host:path
    url = urlsplit(f"ssh://{short[1]}/{short[2]}" if short else remote)
    host, path = (url.hostname or "").lower(), url.path.strip("/").removesuffix(".git")
    if url.scheme not in ("https", "http", "ssh", "git", "git+ssh", "ssh+git") or not host:
        raise lessons.CourseError(f"Binder cannot reach the remote {remote}: {TO_DO}.")
    host, ref = HOSTS.get(host, host), quote(ref, safe="")
    if host in ("github.com", "www.github.com") and path.count("/") == 1:
        return f"gh/{quote(path)}/{ref}"
    if host == "gitlab.com":
        return f"gl/{quote(path, safe='')}/{ref}"
    # Hosts seldom let strangers in by ssh, and Binder has no key: most offer the same by https.
    scheme = url.scheme if url.scheme in ("http", "git") else "https"
    port = f":{url.port}" if url.port and "ssh" not in url.scheme else ""
    ending = ".git" if url.path.strip("/").endswith(".git") else ""
    return f"git/{quote(f'{scheme}://{host}{port}/{path}{ending}', safe='')}/{ref}"


def _remote(folder: Path, branch: str) -> str:
    """The remote that the branch follows, else origin, else the only one there is."""
    remotes = _git(folder, "remote").split()
    followed = _git(folder, "config", f"branch.{branch}.remote") if branch else ""
    for name in (followed, "origin", *remotes[: len(remotes) == 1]):
        if name in remotes:
            return name
    if remotes:
        raise lessons.CourseError(
            f"This clone has the remotes {', '.join(remotes)}, and none is followed by the branch "
            "or named origin: choose one with `git branch --set-upstream-to REMOTE/BRANCH`."
        )
    raise lessons.CourseError(f"This clone has no remote that Binder could fetch: {TO_DO}.")


def _git(folder: Path, *arguments: str) -> str:
    """What git says; nothing where it has nothing to say. Raises CourseError without git."""
    try:
        done = subprocess.run(["git", "-C", folder, *arguments], capture_output=True, text=True)
    except FileNotFoundError:
        raise lessons.CourseError(
            "The link is made from this clone's remote, but git is not installed: install it, "
            f"and {TO_DO}."
        ) from None
    if "dubious ownership" in done.stderr:
        raise lessons.CourseError(
            f"Another user owns {folder}, so git does not read it: run this as that user."
        )
    return done.stdout.strip()
