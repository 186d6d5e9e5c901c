"""Makes the tables and the users of an engine with login: argv[1] is JSON of [{name, password, superuser, active}]."""

import json
import os
import sys

os.environ["DJANGO_SETTINGS_MODULE"] = "openquake.server.settings"
import django  # noqa: E402

django.setup()
from django.contrib.auth.models import User  # noqa: E402
from django.core.management import call_command  # noqa: E402

call_command("migrate", verbosity=0)
for row in json.loads(sys.argv[1]):
    user, _ = User.objects.get_or_create(username=row["name"])
    user.set_password(row["password"])
    user.is_superuser = user.is_staff = row.get("superuser", False)
    user.is_active = row.get("active", True)
    user.save()
    user.profile.level = 2
    user.profile.save()
