# secop-bot with Debian's headless Chromium: for servers and scheduled runs. Headed runs belong on a desktop.
FROM python:3.13-slim-bookworm AS build
WORKDIR /src
COPY pyproject.toml README.md LICENSE ./
COPY secop_bot ./secop_bot
RUN python -m pip wheel --no-cache-dir --no-deps --wheel-dir /wheels .

FROM python:3.13-slim-bookworm
# The browser is updated with the image; a pinned version would soon be one without its security fixes.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install --yes --no-install-recommends chromium-headless-shell \
    && rm -rf /var/lib/apt/lists/*
COPY --from=build /wheels /wheels
RUN python -m pip install --no-cache-dir /wheels/*.whl \
    && rm -rf /wheels \
    && useradd --create-home --uid 1000 contratista
USER 1000
WORKDIR /home/contratista
ENV PYTHONUTF8=1 \
    SECOP_BOT_BROWSER=/usr/bin/chromium-headless-shell \
    SECOP_BOT_HEADLESS=true \
    SECOP_BOT_HOME=/home/contratista/secop-bot
ENTRYPOINT ["secop-bot"]
CMD ["--help"]
