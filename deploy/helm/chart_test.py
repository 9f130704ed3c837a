"""Tests of the chart: what helm makes of it, against Kubernetes' schemas and against the rest of the repository.

Run by deploy/helm/check, which brings helm (named by HELM) and the package kubernetes-validate.
"""

import base64
import copy
import functools
import json
import os
import re
import subprocess
import tempfile
import unittest
from pathlib import Path

import kubernetes_validate
import yaml

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
EXAMPLES = sorted(path.stem for path in (HERE / "examples").glob("*.yaml"))
KUBERNETES = ["1.31", "1.32", "1.33", "1.34"]
SERVICES = ["config-server", "auth-server", "gateway", "converter", "notifier"]

# Their schemas are those of their operators, which are not to be had here: docs/cluster.md says how they were checked.
CUSTOM = {
    "keda.sh/v1alpha1 ScaledObject",
    "monitoring.coreos.com/v1 PodMonitor",
    "mongodbcommunity.mongodb.com/v1 MongoDBCommunity",
    "rabbitmq.com/v1beta1 Permission",
    "rabbitmq.com/v1beta1 RabbitmqCluster",
    "rabbitmq.com/v1beta1 User",
    "rabbitmq.com/v1beta1 Vhost",
}


# each object would read the definitions of its version again
kubernetes_validate.utils.schema_contents = functools.lru_cache(kubernetes_validate.utils.schema_contents)


def helm(*arguments):
    return subprocess.run([os.environ["HELM"], *arguments], capture_output=True, text=True, check=False)


def template(example, version="1.34", *arguments):
    return helm("template", "soundlift", str(HERE / "soundlift"), "--namespace", "media", "--kube-version", version,
                "--values", str(HERE / "examples" / f"{example}.yaml"), *arguments)


@functools.lru_cache
def objects(example, version="1.34", *arguments):
    rendered = template(example, version, *arguments)
    if rendered.returncode:
        raise AssertionError(rendered.stderr)
    return [document for document in yaml.safe_load_all(rendered.stdout) if document]


def kind(document):
    return f"{document['apiVersion']} {document['kind']}"


def of_kind(documents, name):
    return [document for document in documents if document["kind"] == name]


def component(document):
    return document["metadata"]["labels"]["app.kubernetes.io/component"]


def pods(example, *arguments):
    """Pods' specifications by service."""
    return {component(deployment): deployment["spec"]["template"]["spec"]
            for deployment in of_kind(objects(example, "1.34", *arguments), "Deployment")}


def environment(pod):
    return {variable["name"]: variable["value"] for variable in pod["containers"][0]["env"]}


def secrets():
    """What deploy/helm/secrets hands out, and RabbitMQ's definitions that docker/secrets makes of the same."""
    with tempfile.TemporaryDirectory() as folder:
        os.mkdir(f"{folder}/rabbitmq")
        printed = subprocess.run([HERE / "secrets", folder], capture_output=True, text=True, check=True).stdout
        again = subprocess.run([HERE / "secrets", folder], capture_output=True, text=True, check=True).stdout
        definitions = json.loads(Path(folder, "rabbitmq", "definitions.json").read_text())
    documents = [document for document in yaml.safe_load_all(printed) if document]
    return documents, printed == again, definitions


def compose():
    return yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]


class ValidityTest(unittest.TestCase):

    def test_lint_has_nothing_to_say(self):
        for example in EXAMPLES:
            linted = helm("lint", "--strict", str(HERE / "soundlift"), "--values",
                          str(HERE / "examples" / f"{example}.yaml"))
            self.assertEqual(linted.returncode, 0, linted.stdout + linted.stderr)
            self.assertNotIn("[WARNING]", linted.stdout)
            self.assertNotIn("[ERROR]", linted.stdout)

    def test_objects_are_valid_in_each_supported_version(self):
        self.assertEqual(EXAMPLES, ["operators", "production", "small"])
        for example in EXAMPLES:
            for version in KUBERNETES:
                checked = 0
                for document in objects(example, version):
                    if kind(document) in CUSTOM:
                        continue
                    with self.subTest(example=example, version=version, object=document["metadata"]["name"]):
                        self.assertEqual(kubernetes_validate.validate(document, version, strict=True), version)
                    checked += 1
                self.assertGreaterEqual(checked, 19)

    def test_schemas_refuse_what_is_wrong(self):
        deployment = copy.deepcopy(of_kind(objects("small"), "Deployment")[0])
        deployment["spec"]["template"]["spec"]["containers"][0]["imagePulPolicy"] = "Always"
        with self.assertRaises(kubernetes_validate.ValidationError):
            kubernetes_validate.validate(deployment, "1.31", strict=True)

    def test_only_documented_custom_resources_are_made(self):
        kinds = {kind(document) for example in EXAMPLES for document in objects(example)}
        self.assertEqual({name for name in kinds if name in CUSTOM}, CUSTOM)
        self.assertEqual({name.split()[-1] for name in kinds - CUSTOM},
                         {"Deployment", "HorizontalPodAutoscaler", "Ingress", "NetworkPolicy", "PodDisruptionBudget",
                          "Service", "ServiceAccount"})
        documented = (ROOT / "docs" / "cluster.md").read_text()
        for name in CUSTOM:
            self.assertIn(f"`{name.split()[-1]}`", documented)

    def test_operators_are_off_unless_asked_for(self):
        self.assertFalse({kind(document) for document in objects("small")} & CUSTOM)

    def test_older_clusters_are_refused(self):
        refused = template("small", "1.30")
        self.assertNotEqual(refused.returncode, 0)
        self.assertIn("1.30", refused.stderr)

    def test_all_values_are_documented_by_schema(self):
        values = yaml.safe_load((HERE / "soundlift" / "values.yaml").read_text())
        schema = json.loads((HERE / "soundlift" / "values.schema.json").read_text())
        self.assertEqual(set(values), set(schema["properties"]) - {"global"})
        for name, value in values.items():
            described = schema["properties"][name].get("properties")
            if described:
                self.assertEqual(set(value), set(described), name)

    def test_mistakes_are_refused_with_a_reason(self):
        for example, change, reason in [
            ("small", "publicUrl=", "publicUrl"),
            ("small", "publicUrl=https://example.org/sound", "publicUrl"),
            ("small", "mail.from=nobody", "from"),
            ("small", "image.tag=latest", "tag"),
            ("small", "gatway.replicas=2", "gatway"),
            ("small", "converter.env.SOUNDLIFT_MONGODB_URI=mongodb://x", "SOUNDLIFT_MONGODB_URI"),
            ("small", "networkPolicy.smtp=null", "networkPolicy.smtp"),
            ("small", "networkPolicy.mongodb=null", "networkPolicy.mongodb"),
            ("small", "networkPolicy.rabbitmq=null", "networkPolicy.rabbitmq"),
            ("small", "telemetry.tracesEndpoint=http://collector:4318/v1/traces", "networkPolicy.collector"),
            ("production", "publicUrl=http://sound.example.org", "https"),
            ("production", "gateway.trustedProxies=null", "trustedProxies"),
            ("production", "converter.autoscaling.prometheusUrl=null", "prometheusUrl"),
            ("production", "converter.autoscaling.minReplicas=0", "minReplicas"),
            ("production", "networkPolicy.prometheus=null", "networkPolicy.prometheus"),
            ("production", "networkPolicy.ingressController=null", "networkPolicy.ingressController"),
            ("operators", "rabbitmq.replicas=2", "replicas"),
        ]:
            with self.subTest(change=change):
                refused = template(example, "1.34", "--set", change)
                self.assertNotEqual(refused.returncode, 0)
                self.assertIn(reason, refused.stderr)


class ServicesTest(unittest.TestCase):

    def test_each_variable_is_one_that_a_service_reads(self):
        known = set()
        for path in [*ROOT.glob("config-repo/*.yml"), *ROOT.glob("*/README.md"), ROOT / "docker-compose.yml",
                     ROOT / "docs" / "operations.md"]:
            known |= set(re.findall(r"\b[A-Z][A-Z0-9]*_[A-Z0-9_]+\b", path.read_text()))
        for example in EXAMPLES:
            for service, pod in pods(example).items():
                self.assertEqual(set(environment(pod)) - known, set(), f"{example} {service}")

    def test_each_service_has_the_variables_of_its_configuration(self):
        documents, _, _ = secrets()
        handed_out = {document["metadata"]["name"]: set(document["data"]) for document in documents}
        for example in EXAMPLES:
            for service, pod in pods(example).items():
                given = set(environment(pod)) | handed_out[f"soundlift-{service}"]
                self.assertIn("SOUNDLIFT_CONFIG_PASSWORD", given)
                if service == "config-server":
                    continue
                configuration = (ROOT / "config-repo" / "application.yml").read_text().replace(
                    "soundlift.mongodb.uri", "SOUNDLIFT_MONGODB_URI")
                configuration += (ROOT / "config-repo" / f"{service}.yml").read_text()
                required = set(re.findall(r"\$\{(SOUNDLIFT_\w+)}", configuration)) | {"SOUNDLIFT_CONFIG_URI"}
                self.assertEqual(required - given, set(), f"{example} {service}")
                self.assertEqual(set(environment(pod)) & handed_out[f"soundlift-{service}"], set())

    def test_each_variable_of_compose_has_its_place(self):
        production = pods("production")
        elsewhere = {("config-server", "SOUNDLIFT_CONFIG_URI"), ("auth-server", "SOUNDLIFT_AUTH_FIRST_ACCOUNT_EMAIL"),
                     ("auth-server", "SOUNDLIFT_AUTH_FIRST_ACCOUNT_CLIENT_ID")}
        for service in SERVICES:
            for name in compose()[service]["environment"]:
                if name not in environment(production[service]) and (service, name) not in elsewhere:
                    # any of the gateway's, of webhooks and of the notifier can be set by env
                    self.assertTrue(service == "gateway"
                                    or name.startswith(("SOUNDLIFT_WEBHOOKS_", "SOUNDLIFT_NOTIFIER_")), name)
        first = environment(pods("small")["auth-server"])
        self.assertEqual(first["SOUNDLIFT_AUTH_FIRST_ACCOUNT_EMAIL"], "me@example.org")

    def test_values_reach_the_services(self):
        gateway = environment(pods("production")["gateway"])
        self.assertEqual(gateway["SOUNDLIFT_PUBLIC_URL"], "https://sound.example.org")
        self.assertEqual(gateway["SOUNDLIFT_AUTH_SERVER_URI"], "http://soundlift-auth-server:8080")
        self.assertEqual(gateway["SOUNDLIFT_TRUSTED_PROXIES"], "10.42.0.0/16")
        self.assertEqual(gateway["SPRING_LIFECYCLE_TIMEOUTPERSHUTDOWNPHASE"], "600s")
        self.assertEqual(gateway["SOUNDLIFT_ACCOUNT_STORED_BYTES"], "50GB")
        converter = environment(pods("production")["converter"])
        self.assertEqual(converter["SOUNDLIFT_CONVERTER_FFMPEG_SANDBOX"], "required")
        self.assertEqual(converter["SOUNDLIFT_CONVERTER_FINISHWITHIN"], "60s")
        notifier = environment(pods("production")["notifier"])
        self.assertEqual(notifier["SOUNDLIFT_SMTP_PORT"], "587")
        self.assertEqual(notifier["SOUNDLIFT_SMTP_STARTTLS"], "true")

    def test_secrets_come_by_reference_only(self):
        documents, repeatable, _ = secrets()
        self.assertTrue(repeatable)
        handed_out = {document["metadata"]["name"] for document in documents}
        for document in documents:
            for name, value in document["data"].items():
                base64.b64decode(value, validate=True)
        for example in EXAMPLES:
            for document in objects(example):
                self.assertNotEqual(document["kind"], "Secret")
            for service, pod in pods(example).items():
                for name, value in environment(pod).items():
                    self.assertNotRegex(name, "PASSWORD|CLIENT_SECRET|_KEYS?$|MONGODB_URI|RABBIT_URI")
                    self.assertNotRegex(value, "://[^/]*:[^/]*@")
                volume = next(volume for volume in pod["volumes"] if volume["name"] == "secrets")
                self.assertEqual(volume["secret"]["secretName"], f"soundlift-{service}")
                self.assertIn(volume["secret"]["secretName"], handed_out)
                self.assertEqual(environment(pod)["SOUNDLIFT_SECRETS"],
                                 pod["containers"][0]["volumeMounts"][0]["mountPath"])

    def test_secrets_lead_to_the_servers_of_the_operators(self):
        documents, _, _ = secrets()
        values = {document["metadata"]["name"]: {name: base64.b64decode(value).decode()
                                                 for name, value in document["data"].items()}
                  for document in documents}
        made = objects("operators")
        mongodb = of_kind(made, "MongoDBCommunity")[0]
        rabbitmq = of_kind(made, "RabbitmqCluster")[0]["metadata"]["name"]
        for user in ("auth-server", "gateway", "converter", "notifier"):
            password = values[f"soundlift-mongodb-{user}"]["password"]
            self.assertEqual(values[f"soundlift-{user}"]["SOUNDLIFT_MONGODB_URI"],
                             f"mongodb://{user}:{password}@{mongodb['metadata']['name']}-svc:27017/"
                             f"?replicaSet={mongodb['metadata']['name']}&authSource=admin")
        for user in mongodb["spec"]["users"]:
            self.assertIn("password", values[user["passwordSecretRef"]["name"]])
        for user in of_kind(made, "User"):
            credentials = values[user["spec"]["importCredentialsSecret"]["name"]]
            service = credentials["username"]
            self.assertEqual(values[f"soundlift-{service}"]["SOUNDLIFT_RABBIT_URI"],
                             f"amqp://{service}:{credentials['password']}@{rabbitmq}:5672/soundlift")

    def test_images_are_those_of_the_dockerfile(self):
        dockerfile = (ROOT / "Dockerfile").read_text()
        version = re.search(r"<artifactId>soundlift</artifactId>\s*<version>(.+?)</version>",
                            (ROOT / "pom.xml").read_text()).group(1)
        for service, pod in pods("small").items():
            self.assertIn(f"FROM runtime AS runtime-{service}", dockerfile)
            self.assertEqual(pod["containers"][0]["image"], f"soundlift/{service}:{version}")
            self.assertEqual(pod["securityContext"]["runAsUser"], 10001)
        self.assertIn("useradd --uid 10001", dockerfile)
        self.assertEqual(pods("production")["gateway"]["containers"][0]["image"],
                         "registry.example.org/soundlift/gateway:0.1.0")
        self.assertRegex(pods("operators")["gateway"]["containers"][0]["image"],
                         "^registry.example.net/soundlift/gateway@sha256:0{64}$")
        upgraded = pods("production", "--set", "image.tags.converter=0.2.0")
        self.assertEqual(upgraded["converter"]["containers"][0]["image"],
                         "registry.example.org/soundlift/converter:0.2.0")
        self.assertEqual(upgraded["notifier"]["containers"][0]["image"],
                         "registry.example.org/soundlift/notifier:0.1.0")

    def test_probes_ask_the_management_port(self):
        for pod in pods("production").values():
            container = pod["containers"][0]
            self.assertEqual({port["name"]: port["containerPort"] for port in container["ports"]},
                             {"http": 8080, "management": 8081})
            for probe, path in [("startupProbe", "liveness"), ("livenessProbe", "liveness"),
                                ("readinessProbe", "readiness")]:
                self.assertEqual(container[probe]["httpGet"],
                                 {"path": f"/actuator/health/{path}", "port": "management"})

    def test_stops_wait_for_what_services_wait_for(self):
        waits = {service: pod["terminationGracePeriodSeconds"] for service, pod in pods("production").items()}
        self.assertGreater(waits["gateway"], 600 + 5)
        # it hands back for up to ten seconds more
        self.assertGreater(waits["converter"], 60 + 10 + 5)
        self.assertGreater(waits["notifier"], 20 + 15)

    def test_memory_is_that_of_compose(self):
        for service, pod in pods("small").items():
            limit = pod["containers"][0]["resources"]["limits"]["memory"]
            compared = re.search(r"(\d+[mg])}?$", compose()[service]["mem_limit"]).group(1)
            self.assertEqual(limit, compared.replace("m", "Mi").replace("g", "Gi"), service)
            self.assertEqual(pod["containers"][0]["resources"]["requests"]["memory"], limit)

    def test_no_variable_of_kubernetes_becomes_a_property(self):
        for pod in pods("small").values():
            self.assertFalse(pod["enableServiceLinks"])


class SecurityTest(unittest.TestCase):

    # https://kubernetes.io/docs/concepts/security/pod-security-standards/, "Restricted" and what it contains of "Baseline"
    VOLUMES = {"configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "persistentVolumeClaim", "projected", "secret"}

    def test_pods_meet_the_restricted_standard(self):
        for example in EXAMPLES:
            for service, pod in pods(example).items():
                with self.subTest(example=example, service=service):
                    for forbidden in ("hostNetwork", "hostPID", "hostIPC"):
                        self.assertNotIn(forbidden, pod)
                    self.assertTrue(pod["securityContext"]["runAsNonRoot"])
                    self.assertNotIn("sysctls", pod["securityContext"])
                    for volume in pod["volumes"]:
                        self.assertLessEqual(set(volume) - {"name"}, self.VOLUMES)
                    self.assertEqual(len(pod["containers"]), 1)
                    self.assertNotIn("initContainers", pod)
                    context = pod["containers"][0]["securityContext"]
                    self.assertFalse(context["allowPrivilegeEscalation"])
                    self.assertNotIn("privileged", context)
                    self.assertNotIn("procMount", context)
                    self.assertEqual(context["capabilities"], {"drop": ["ALL"]})
                    for port in pod["containers"][0]["ports"]:
                        self.assertNotIn("hostPort", port)
                    seccomp = context.get("seccompProfile", pod["securityContext"]["seccompProfile"])
                    self.assertIn(seccomp["type"], ("RuntimeDefault", "Localhost"))
                    if "appArmorProfile" in context:
                        self.assertIn(context["appArmorProfile"]["type"], ("RuntimeDefault", "Localhost"))

    def test_pods_can_do_no_more_than_compose_allows(self):
        for service, pod in pods("production").items():
            self.assertTrue(pod["containers"][0]["securityContext"]["readOnlyRootFilesystem"])
            self.assertFalse(pod["automountServiceAccountToken"])
            self.assertIn("cpu", pod["containers"][0]["resources"]["limits"])
            seccomp = pod["containers"][0]["securityContext"].get("seccompProfile")
            if service == "converter":
                self.assertEqual(seccomp, {"type": "Localhost", "localhostProfile": "profiles/soundlift-converter.json"})
            else:
                self.assertIsNone(seccomp)

    def test_policies_allow_what_compose_allows_and_no_more(self):
        networks = {}
        for service, settings in compose().items():
            networks[service] = set(settings.get("networks", []))
        # the examples' names of what compose has as services
        servers = {27017: "mongodb", 5672: "rabbitmq", 25: "mail", 4318: "collector"}
        seen = set()
        for policy in of_kind(objects("operators", "1.34", "--set", "telemetry.tracesEndpoint=http://c:4318/v1/traces",
                                      "--set-json", 'networkPolicy.collector=[{"podSelector":{}}]'), "NetworkPolicy"):
            service = component(policy)
            if service not in SERVICES:
                continue
            self.assertEqual(policy["spec"]["policyTypes"], ["Ingress", "Egress"])
            for rule in policy["spec"]["egress"]:
                for port in rule["ports"]:
                    if port["port"] == 53:
                        continue
                    if port["port"] == 443:
                        self.assertIn("edge", networks[service])
                        self.assertIn("10.0.0.0/8", rule["to"][0]["ipBlock"]["except"])
                        seen.add((service, "webhooks"))
                        continue
                    if port["port"] == 8080:
                        target = rule["to"][0]["podSelector"]["matchLabels"]["app.kubernetes.io/component"]
                    else:
                        target = servers[port["port"]]
                    self.assertTrue(networks[service] & networks[target], f"{service} to {target}")
                    seen.add((service, target))
        self.assertEqual({target for service, target in seen if service == "converter"},
                         {"config-server", "mongodb", "rabbitmq", "collector"})
        self.assertEqual([service for service, target in seen if target == "webhooks"], ["notifier"])
        self.assertIn(("gateway", "auth-server"), seen)
        self.assertEqual({service for service, target in seen if target == "mail"}, {"auth-server", "notifier"})
        self.assertEqual({service for service, target in seen if target == "rabbitmq"},
                         {"gateway", "converter", "notifier"})

    def test_only_who_has_to_reaches_a_service(self):
        reached = {}
        for policy in of_kind(objects("operators"), "NetworkPolicy"):
            for rule in policy["spec"].get("ingress") or []:
                for port in rule["ports"]:
                    for peer in rule["from"]:
                        labels = peer.get("podSelector", {}).get("matchLabels", {})
                        name = labels.get("app.kubernetes.io/component") or str(peer)
                        reached.setdefault(component(policy), set()).add((name.split("'")[-2] if "{" in name else name,
                                                                          port["port"]))
        self.assertEqual(reached["converter"], {("monitoring", 8081)})
        self.assertEqual(reached["notifier"], {("monitoring", 8081)})
        self.assertEqual(reached["gateway"], {("monitoring", 8081), ("traefik", 8080)})
        self.assertEqual(reached["auth-server"], {("monitoring", 8081), ("gateway", 8080)})
        self.assertEqual({name for name, port in reached["config-server"] if port == 8080},
                         {"auth-server", "gateway", "converter", "notifier"})
        self.assertEqual({name for name, port in reached["mongodb"] if name in SERVICES},
                         {"auth-server", "gateway", "converter", "notifier"})
        self.assertEqual({name for name, port in reached["rabbitmq"] if port == 5672},
                         {"gateway", "converter", "notifier"})

    def test_broker_permissions_are_those_of_compose(self):
        _, _, definitions = secrets()
        expected = {entry["user"]: {right: entry[right] for right in ("configure", "write", "read")}
                    for entry in definitions["permissions"]}
        made = {document["spec"]["userReference"]["name"].removeprefix("soundlift-rabbitmq-"):
                document["spec"]["permissions"] for document in of_kind(objects("operators"), "Permission")}
        self.assertEqual(made, expected)

    def test_database_rights_are_those_of_compose(self):
        rights = json.loads((ROOT / "docker" / "mongodb" / "rights.json").read_text())
        mongodb = of_kind(objects("operators"), "MongoDBCommunity")[0]
        made = {}
        for role in mongodb["spec"]["security"]["roles"]:
            for privilege in role["privileges"]:
                resource = privilege["resource"]
                made.setdefault(role["role"].removeprefix("soundlift_"), {}).setdefault(
                    resource["db"], {})[resource["collection"]] = privilege["actions"]
        self.assertEqual(made, rights)
        roles = {user["name"]: [(role["name"], role["db"]) for role in user["roles"]]
                 for user in mongodb["spec"]["users"]}
        self.assertEqual(roles["gateway"], [("readWrite", "soundlift")])
        self.assertEqual(roles["auth-server"], [("readWrite", "soundlift_auth")])
        self.assertEqual(roles["converter"], [("soundlift_converter", "admin")])

    def test_servers_are_those_of_compose(self):
        self.assertEqual(f"mongo:{of_kind(objects('operators'), 'MongoDBCommunity')[0]['spec']['version']}",
                         compose()["mongodb"]["image"])
        cluster = of_kind(objects("operators"), "RabbitmqCluster")[0]
        self.assertEqual(cluster["spec"]["image"], compose()["rabbitmq"]["image"])
        for line in (ROOT / "docker" / "rabbitmq" / "rabbitmq.conf").read_text().splitlines():
            if re.match(r"(vm_memory|disk_free|consumer_timeout)", line):
                self.assertIn(line, cluster["spec"]["rabbitmq"]["additionalConfig"])


class ScalingTest(unittest.TestCase):

    def test_converters_follow_the_backlog_that_gateways_show(self):
        scaled = of_kind(objects("production"), "ScaledObject")[0]
        trigger = scaled["spec"]["triggers"][0]
        self.assertEqual(trigger["metadata"]["query"],
                         'sum(max by (state) (soundlift_conversions{job="gateway",namespace="media"}))')
        self.assertEqual(trigger["metadata"]["threshold"], "4")
        for value in trigger["metadata"].values():
            self.assertIsInstance(value, str)
        self.assertIn("| `soundlift_conversions` | gauge |", (ROOT / "docs" / "metrics.md").read_text())
        converter = [deployment for deployment in of_kind(objects("production"), "Deployment")
                     if component(deployment) == "converter"][0]
        self.assertEqual(scaled["spec"]["scaleTargetRef"]["name"], converter["metadata"]["name"])
        self.assertNotIn("replicas", converter["spec"])

    def test_gateways_follow_their_processors(self):
        scaler = of_kind(objects("production"), "HorizontalPodAutoscaler")[0]
        self.assertEqual(scaler["spec"]["scaleTargetRef"]["name"], "soundlift-gateway")
        self.assertEqual((scaler["spec"]["minReplicas"], scaler["spec"]["maxReplicas"]), (3, 30))

    def test_a_node_may_be_emptied(self):
        for example in EXAMPLES:
            budgets = of_kind(objects(example), "PodDisruptionBudget")
            self.assertEqual(sorted(component(budget) for budget in budgets), sorted(SERVICES))
            for budget in budgets:
                self.assertEqual(budget["spec"]["maxUnavailable"], 1)

    def test_work_of_converters_has_a_bound(self):
        small = next(volume for volume in pods("small")["converter"]["volumes"] if volume["name"] == "work")
        self.assertEqual(small["emptyDir"], {"sizeLimit": "20Gi"})
        large = next(volume for volume in pods("production")["converter"]["volumes"] if volume["name"] == "work")
        claim = large["ephemeral"]["volumeClaimTemplate"]["spec"]
        self.assertEqual(claim["storageClassName"], "local-ssd")
        self.assertEqual(claim["resources"], {"requests": {"storage": "100Gi"}})

    def test_people_come_by_tls(self):
        ingress = of_kind(objects("production"), "Ingress")[0]["spec"]
        self.assertEqual(ingress["tls"], [{"hosts": ["sound.example.org"], "secretName": "sound-example-org-tls"}])
        self.assertEqual(ingress["rules"][0]["host"], "sound.example.org")
        backend = ingress["rules"][0]["http"]["paths"][0]["backend"]["service"]
        self.assertEqual(backend, {"name": "soundlift-gateway", "port": {"name": "http"}})
        self.assertEqual(of_kind(objects("small"), "Ingress"), [])
        other = of_kind(objects("production", "1.34", "--set", "publicUrl=https://sound.example.org:8443"), "Ingress")[0]
        self.assertEqual(other["spec"]["rules"][0]["host"], "sound.example.org")


if __name__ == "__main__":
    unittest.main()
