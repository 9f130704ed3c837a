# All services; the argument SERVICE says which: config-server, auth-server, gateway, converter or notifier.
# "docker compose build" builds them all. The target "secrets" makes the secrets of an installation.

# a JDK 25 with Maven, and a Debian or a relative of it
ARG BUILD_IMAGE=maven:3.9.11-eclipse-temurin-25
ARG RUNTIME_IMAGE=debian:trixie-20261005-slim
ARG SERVICE=gateway

FROM ${BUILD_IMAGE} AS build
WORKDIR /build
COPY .mvn .mvn
COPY pom.xml ./
COPY system-tests/pom.xml system-tests/
COPY auth-server auth-server
COPY cli cli
COPY config-server config-server
COPY converter converter
COPY embedded embedded
COPY gateway gateway
COPY journey journey
COPY notifier notifier
COPY service-support service-support
COPY test-support test-support
COPY web-session web-session
# Style and tests are "mvn verify"'s. ffmpeg comes from Debian, so JAVE2's for five systems stay out.
RUN --mount=type=cache,target=/maven,sharing=locked \
    mvn -B -ntp -q -Dmaven.repo.local=/maven package -pl config-server,auth-server,gateway,converter,notifier,cli -am \
        -Dmaven.test.skip=true -Dcheckstyle.skip -Dspring-javaformat.skip -Dcyclonedx.skip=false \
    && for service in config-server auth-server gateway converter notifier; do \
        java -Djarmode=tools -jar $service/target/$service.jar extract --layers --destination /layers/$service || exit 1; \
    done \
    && rm -f /layers/converter/dependencies/lib/jave-nativebin-*.jar \
    && mkdir -p /stand-ins && (cd /stand-ins && jar -xf /build/cli/target/cli.jar BOOT-INF/lib) \
    && find /layers -exec touch --no-dereference --date 2026-11-24T00:00:00Z {} +
COPY docker/stand-ins/StandIns.java docker/stand-ins/
RUN javac -cp '/stand-ins/BOOT-INF/lib/*' -d /stand-ins/classes docker/stand-ins/StandIns.java

# Java SE whole, and of the rest what services and people who look into them need: DNS for mongodb+srv,
# memory and processors for metrics, jcmd and flight recordings.
FROM ${BUILD_IMAGE} AS java
RUN jlink --output /jre --no-header-files --no-man-pages --compress zip-6 \
        --add-modules java.se,jdk.charsets,jdk.crypto.ec,jdk.jcmd,jdk.jfr,jdk.management,jdk.management.jfr,jdk.naming.dns,jdk.net,jdk.unsupported,jdk.zipfs \
    && /jre/bin/java -Xshare:dump

FROM ${RUNTIME_IMAGE} AS secrets
COPY --chmod=555 docker/secrets /opt/soundlift/bin/secrets
ENTRYPOINT ["/opt/soundlift/bin/secrets"]

FROM ${RUNTIME_IMAGE} AS runtime
COPY --from=java /jre /opt/java
COPY --chmod=555 docker/health docker/train /opt/soundlift/bin/
COPY docker/java.options /opt/soundlift/
ENV JAVA_HOME=/opt/java PATH=/opt/java/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8
# in a container's own network; which ports others reach is docker-compose.yml's to say
ENV SERVER_ADDRESS=0.0.0.0 SERVER_PORT=8080 MANAGEMENT_SERVER_ADDRESS=0.0.0.0 MANAGEMENT_SERVER_PORT=8081
RUN groupadd --gid 10001 soundlift \
    && useradd --uid 10001 --gid 10001 --home-dir /nonexistent --no-create-home --shell /usr/sbin/nologin soundlift
WORKDIR /opt/soundlift/service

# MongoDB and the mail catcher for machines that can't have their images, see docker/check
FROM runtime AS stand-ins
RUN install -d -o 10001 -g 10001 /var/lib/stand-in
COPY --from=build /stand-ins /opt/stand-ins
USER 10001:10001
ENTRYPOINT ["java", "-XX:+UseSerialGC", "-cp", "/opt/stand-ins/classes:/opt/stand-ins/BOOT-INF/lib/*", "StandIns"]

FROM runtime AS runtime-config-server
COPY config-repo /opt/soundlift/config-repo
ENV SOUNDLIFT_CONFIG_REPO=/opt/soundlift/config-repo

FROM runtime AS runtime-auth-server

FROM runtime AS runtime-gateway

FROM runtime AS runtime-notifier

FROM runtime AS runtime-converter
# prlimit is in util-linux, which is essential. Half of the memory that the JVM could take is ffmpeg's.
RUN apt-get update -qq \
    && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends bubblewrap ffmpeg >/dev/null \
    && rm -rf /var/lib/apt/lists/* /var/cache/* /var/log/* \
    && sed -i s/MaxRAMPercentage=50/MaxRAMPercentage=25/ /opt/soundlift/java.options \
    && install -d -o 10001 -g 10001 -m 700 /var/lib/soundlift
ENV SOUNDLIFT_CONVERTER_WORKDIRECTORY=/var/lib/soundlift/work
VOLUME /var/lib/soundlift

FROM runtime-${SERVICE} AS service
ARG SERVICE
# from what changes least to what changes most
COPY --from=build /layers/${SERVICE}/dependencies/ ./
COPY --from=build /layers/${SERVICE}/snapshot-dependencies/ ./
COPY --from=build /layers/${SERVICE}/application/ ./
RUN --mount=type=bind,from=build,source=/stand-ins,target=/mnt/stand-ins \
    --mount=type=bind,source=config-repo,target=/mnt/config-repo \
    --mount=type=tmpfs,target=/tmp \
    ln -s ${SERVICE}.jar service.jar && /opt/soundlift/bin/train ${SERVICE}
LABEL org.opencontainers.image.title="soundlift-${SERVICE}" \
    org.opencontainers.image.description="Soundlift: video in, MP3 and a mail out" \
    org.opencontainers.image.licenses="GPL-3.0-or-later"
USER 10001:10001
EXPOSE 8080 8081
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=240s --retries=3 CMD ["/opt/soundlift/bin/health"]
ENTRYPOINT ["java", "@/opt/soundlift/java.options", "-XX:AOTCache=/opt/soundlift/service/service.aot", "-jar", "service.jar"]
