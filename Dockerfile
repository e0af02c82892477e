# The product for production: one image for web, worker, beat and migrate.
FROM python:3.11-slim-bookworm

ENV ENVIRONMENT=production \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    PIP_NO_CACHE_DIR=1 \
    HOST=0.0.0.0 \
    PORT=8000 \
    DATA_DIR=/app/.data

WORKDIR /app
RUN useradd --system --user-group --no-create-home --home-dir /nonexistent pdc

COPY requirements.txt .
RUN pip install --disable-pip-version-check --require-hashes --only-binary :all: -r requirements.txt

COPY . .
# As development, because nothing that production needs is known yet; only then collect.
RUN ENVIRONMENT=development python manage.py compile_translations \
    && SECRET_KEY=$(python -c "import secrets; print(secrets.token_urlsafe(50))") \
       ALLOWED_HOSTS=build BASE_URL=https://build EMAIL_URL=dummymail:// \
       DATABASE_URL=postgres://build/build REDIS_URL=redis://build \
       python manage.py collectstatic --noinput --verbosity 0 \
    && mkdir -p /app/.data/media \
    && chown -R pdc:pdc /app/.data

USER pdc
EXPOSE 8000
CMD ["gunicorn", "-c", "config/gunicorn.py", "config.wsgi"]
