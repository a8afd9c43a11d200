#!/bin/sh
# What the official image does, as far as our tests use it: a cluster on first start, then the server with our options.
set -eu
bin=$(echo /usr/lib/postgresql/*/bin)
data=/var/lib/postgresql/data
if [ ! -s "$data/PG_VERSION" ]; then
    install -d -o postgres -g postgres -m 0700 "$data"
    secret=$(mktemp) && printf '%s' "${POSTGRES_PASSWORD:?}" > "$secret" && chown postgres "$secret"
    setpriv --reuid=postgres --regid=postgres --clear-groups \
        "$bin/initdb" -D "$data" -U "${POSTGRES_USER:=postgres}" -A scram-sha-256 --pwfile="$secret" -E UTF8 --locale=C.UTF-8
    rm "$secret"
    echo 'host all all all scram-sha-256' >> "$data/pg_hba.conf"
    if [ "${POSTGRES_DB:=$POSTGRES_USER}" != postgres ]; then
        echo "CREATE DATABASE \"$POSTGRES_DB\"" | setpriv --reuid=postgres --regid=postgres --clear-groups \
            "$bin/postgres" --single -D "$data" postgres
    fi
fi
exec setpriv --reuid=postgres --regid=postgres --clear-groups \
    "$bin/postgres" -D "$data" -c listen_addresses='*' "$@"
