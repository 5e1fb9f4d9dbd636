# The dashboard and the command line in an image; docs/hosting.md says how to run it.
#   docker build -t restoration .                             networks run on processors
#   docker build -t restoration --build-arg VARIANT=cuda .    they run on a graphics card: several gigabytes more
#   docker build -t restoration --build-arg VARIANT=onnx .    without PyTorch: smaller; no lama, realesrgan or training
#   docker build -t restoration --build-arg EXTRA=cluster .   with the packages of requirements-cluster.txt

FROM python:3.11-slim AS build
ARG VARIANT=cpu
ARG EXTRA=
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_PYTHON=/opt/restoration/bin/python
RUN python -m venv --without-pip /opt/restoration
WORKDIR /app
# The packages before the program: a change in the program does not install them again.
COPY requirements*.txt ./
COPY scripts/community_cloud/requirements.txt scripts/community_cloud/
RUN case "$VARIANT" in \
      cpu) pip install torch==2.13.0 --index-url https://download.pytorch.org/whl/cpu && pip install -r requirements.txt ;; \
      cuda) pip install -r requirements.txt ;; \
      onnx) pip install -r scripts/community_cloud/requirements.txt ;; \
      *) echo "VARIANT is cpu, cuda or onnx, not $VARIANT." >&2; exit 1 ;; \
    esac
RUN test -z "$EXTRA" || { sed /^-r/d "requirements-$EXTRA.txt" >/tmp/extra.txt && pip install -r /tmp/extra.txt; }
COPY . .
RUN pip install --no-deps --editable . && /opt/restoration/bin/python -m compileall -q restoration

FROM python:3.11-slim
COPY --from=build /opt/restoration /opt/restoration
COPY --from=build /app /app
WORKDIR /app
RUN useradd --uid 1000 --no-create-home --home-dir /app/.cache restoration \
 && mkdir -p .cache && chown -R restoration .cache data
ENV PATH=/opt/restoration/bin:$PATH HOME=/app/.cache PYTHONDONTWRITEBYTECODE=1 RESTORATION_HOSTED=1
USER restoration
VOLUME ["/app/.cache", "/app/data"]
EXPOSE 8501
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s CMD \
  ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8501/_stcore/health', timeout=5)"]
# streamlit itself is the first process, so that docker stop reaches it
CMD ["streamlit", "run", "streamlit_app.py", "--server.address", "0.0.0.0", "--server.headless", "true"]
