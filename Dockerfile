# The program alone; compose.yml lends it a community's folders, under /srv/chorale. Guide: docs/exploitation.md.

FROM debian:trixie-slim AS build
# hadolint ignore=DL3008
RUN apt-get update \
 && apt-get install --yes --no-install-recommends python3-venv \
 && rm -rf /var/lib/apt/lists/*
RUN python3 -m venv /opt/chorale
ENV PATH=/opt/chorale/bin:$PATH
WORKDIR /src
COPY requirements.lock .
RUN pip install --no-cache-dir --require-hashes --requirement requirements.lock
COPY . .
RUN pip wheel --no-deps --no-build-isolation --wheel-dir dist . \
 && pip install --no-cache-dir --no-deps dist/chorale-*.whl

FROM debian:trixie-slim
# hadolint ignore=DL3008
RUN apt-get update \
 && apt-get install --yes --no-install-recommends ca-certificates python3 \
 && rm -rf /var/lib/apt/lists/*
ARG UID=1000
RUN useradd --uid "$UID" --no-create-home --shell /usr/sbin/nologin chorale \
 && install --directory --owner chorale /srv/chorale /srv/published
COPY --from=build /opt/chorale /opt/chorale
ENV PATH=/opt/chorale/bin:$PATH
USER $UID
WORKDIR /srv/chorale
HEALTHCHECK --start-period=20s CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:8700/healthz', timeout=5)"]
CMD ["chorale", "service", "run"]
