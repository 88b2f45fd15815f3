# The chat page on port 7860; the library is in the volume /library, the key to its indexes in the volume /config.
#   docker build -t pinpoint .
#   docker run --rm -p 127.0.0.1:7860:7860 -v pinpoint:/library -v pinpoint-config:/config pinpoint
FROM python:3.11-slim

RUN useradd --create-home --uid 1000 pinpoint \
    && mkdir /library /config && chown pinpoint /library /config
WORKDIR /home/pinpoint/app

COPY constraints.txt pyproject.toml README.md LICENSE ./
COPY corpus corpus
COPY index index
COPY assistant assistant
COPY ui ui
RUN pip install --no-cache-dir -c constraints.txt --upgrade pip \
    && pip install --no-cache-dir -c constraints.txt .

USER pinpoint
ENV PINPOINT_LIBRARY=/library PINPOINT_CONFIG=/config
VOLUME /library /config
EXPOSE 7860
CMD ["pinpoint", "chat", "--host", "0.0.0.0", "--port", "7860"]
