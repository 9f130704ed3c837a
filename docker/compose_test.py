"""Tests of docker-compose.yml against the compose specification, and of docker/pin.

Run by docker/lint, which brings the specification's own loader (named by LOADER).
"""

import json
import os
import re
import subprocess
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STAND_INS = "docker/stand-ins/docker-compose.yml"
EXACT = re.compile(r"^[a-z0-9./-]+:v?\d+\.\d+\.\d+$")


def load(*files, **environment):
    return subprocess.run([os.environ["LOADER"], "-format", "json", *map(str, files)], cwd=ROOT, capture_output=True,
                          text=True, check=False, env={"PATH": os.environ["PATH"], **environment})


class SpecificationTest(unittest.TestCase):

    def loaded(self, *files, **environment):
        result = load(*files, **environment)
        self.assertEqual(result.returncode, 0, result.stderr)
        return json.loads(result.stdout)["services"]

    def test_the_file_meets_the_specification(self):
        services = self.loaded("docker-compose.yml")
        self.assertEqual(services["gateway"]["image"], "soundlift/gateway")
        self.assertGreater(len(services), 15)

    def test_the_stand_ins_meet_the_specification(self):
        services = self.loaded("docker-compose.yml", STAND_INS, SOUNDLIFT_BUILD_IMAGE="maven:3.9.11",
                               SOUNDLIFT_RUNTIME_IMAGE="debian:trixie-20261005-slim")
        self.assertEqual(services["mongodb"]["image"], "soundlift/stand-ins")

    def test_the_loader_refuses_what_the_specification_does_not_have(self):
        text = (ROOT / "docker-compose.yml").read_text()
        for right, wrong in [("mem_limit: 640m", "mem_limits: 640m"), ("init: true", "init: [true]"),
                             ("user: \"10001:10001\"", "user: {id: 10001}")]:
            self.assertIn(right, text)
            with self.subTest(wrong=wrong), tempfile.NamedTemporaryFile("w", dir=ROOT, suffix=".yml") as broken:
                broken.write(text.replace(right, wrong, 1))
                broken.flush()
                self.assertNotEqual(load(broken.name).returncode, 0)

    def test_each_image_has_an_exact_tag(self):
        for name, service in self.loaded("docker-compose.yml").items():
            if "build" not in service:
                self.assertRegex(service["image"], EXACT, name)
        dockerfile = (ROOT / "Dockerfile").read_text()
        self.assertEqual(re.findall(r"^ARG (?:BUILD|RUNTIME)_IMAGE=(.*)$", dockerfile, re.MULTILINE),
                         ["maven:3.9.11-eclipse-temurin-25", "debian:trixie-20261005-slim"])


    def test_services_name_only_what_there_is(self):
        # the loader holds each service against the schema, not services against each other
        result = load("docker-compose.yml")
        self.assertEqual(result.returncode, 0, result.stderr)
        model = json.loads(result.stdout)
        for name, service in model["services"].items():
            self.assertLessEqual(set(service.get("networks") or {}), set(model["networks"]), name)
            self.assertLessEqual(set(service.get("depends_on") or {}), set(model["services"]), name)
            volumes = {volume["source"] for volume in service.get("volumes", []) if volume["type"] == "volume"
                       and "source" in volume}
            self.assertLessEqual(volumes, set(model["volumes"]), name)


class PinTest(unittest.TestCase):

    def test_pins_each_image_that_is_not_built_here(self):
        with tempfile.TemporaryDirectory() as folder:
            # the engine and the registries are what is not to be had here
            engine = Path(folder, "docker")
            engine.write_text(f"""#!/bin/bash
case "$*" in
	compose*) cd {ROOT} && exec {os.environ["LOADER"]} -format json docker-compose.yml ;;
	buildx*) printf '{{"digest": "sha256:%s"}}' "$(sha256sum <<<"$4" | cut -c 1-64)" ;;
esac
""")
            engine.chmod(0o755)
            pinned = subprocess.run([ROOT / "docker" / "pin"], capture_output=True, text=True, check=True,
                                    env={**os.environ, "PATH": f"{folder}:{os.environ['PATH']}"}).stdout
            override = Path(folder, "docker-compose.override.yml")
            override.write_text(pinned)
            result = load("docker-compose.yml", override)
            self.assertEqual(result.returncode, 0, result.stderr)
            services = json.loads(result.stdout)["services"]
        for name, service in services.items():
            if "build" in service:
                self.assertNotIn("@", service["image"], name)
            else:
                self.assertRegex(service["image"], r"^[a-z0-9./-]+:v?\d+\.\d+\.\d+@sha256:[0-9a-f]{64}$", name)
        self.assertEqual(services["mongodb"]["image"], services["mongodb-users"]["image"])


if __name__ == "__main__":
    unittest.main()
