"""The writing process is killed outright, again and again; the index must not mind."""

import os
import random
import subprocess
import sys
import time

import pytest

PROGRAM = """
import os, random, sys
import django
django.setup()
from django.core.management import call_command
from groundswell.creators import feed
from groundswell.creators.models import Basis, Profile, PUBLIC
from groundswell.discovery import index, sync
from django.db import transaction

chance = random.Random(int(sys.argv[2]))

def rows():
    return list(Profile.objects.order_by("pk").values_list("pk", flat=True))

def change():
    with transaction.atomic():
        some = chance.sample(rows(), 20)
        feed.touch(some[:15])
        Profile.objects.filter(pk__in=some[15:17]).delete()
        feed.announce(some)

def prepare():
    from groundswell.connectors.demo.generate import profiles
    from groundswell.creators.actions import ensure_source, record_profiles
    from groundswell.workspaces.actions import ensure_default_workspace
    from groundswell.workspaces.scope import Scope
    call_command("migrate", verbosity=0)
    scope = Scope.operator(ensure_default_workspace().pk)
    source = ensure_source(
        scope, kind="demo", name="crowd", owner=PUBLIC, basis=Basis.PUBLIC, terms_note=""
    )
    record_profiles(scope, source, next(profiles(600)), owner=PUBLIC)

def work():
    print("working", flush=True)
    while True:
        change()
        if chance.random() < 0.4:
            sync.rebuild(progress=lambda done, total: chance.random() < 0.5 and change())
        else:
            sync.drain()

def check():
    sync.drain()
    found = sync.verify()
    folders = [path for path in index.folder().iterdir() if path.is_dir()]
    print(bool(found), found.checked, index.reader().state().documents, len(folders), flush=True)

{"prepare": prepare, "work": work, "check": check}[sys.argv[1]]()
"""


def started(verb, home, seed=0):
    environment = {
        **os.environ,
        "GROUNDSWELL_HOME": str(home),
        "DJANGO_SETTINGS_MODULE": "groundswell.config.settings",
    }
    environment.pop("DATABASE_URL", None)
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM, verb, str(seed)],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.slow
def test_a_writer_killed_at_any_moment_loses_and_revives_nothing(tmp_path):
    prepared = started("prepare", tmp_path)
    assert prepared.communicate(timeout=120)[1] == ""
    chance = random.Random(2)
    for seed in range(3):
        victim = started("work", tmp_path, seed)
        assert victim.stdout.readline() == "working\n"
        time.sleep(chance.uniform(0.1, 1.5))
        victim.kill()
        victim.communicate(timeout=30)
        checked = started("check", tmp_path)
        said, complaint = checked.communicate(timeout=120)
        assert complaint == ""
        differs, profiles, documents, _ = said.split()
        assert (differs, profiles) == ("False", documents)
