# shellcheck shell=bash
# Read by ronron-backup and ronron-restore: how both find the database. Not to be run by itself.

die() {
  printf '%s: %s\n' "$(basename "$0")" "$1" >&2
  exit 1
}

url_decode() {
  # Backslashes first, for printf would read them; then %XX, the only thing that means something else.
  local text=${1//\\/\\\\}
  printf '%b' "${text//%/\\x}"
}

# Gives DATABASE_URL to PostgreSQL's programs by their environment: on a command line every user of the machine could
# read the password.
export_database() {
  local pattern='^postgres(ql)?://([^:@/]+)(:([^@/]*))?@(\[[0-9a-fA-F:]+\]|[^:/?]+)(:([0-9]+))?/([^?]+)(\?(.*))?$'
  [[ $DATABASE_URL =~ $pattern ]] || die 'DATABASE_URL must look like postgres://user:password@host:5432/database.'
  local host=${BASH_REMATCH[5]} options=${BASH_REMATCH[10]:-} sslmode='(^|&)sslmode=([a-z-]+)'
  PGUSER=$(url_decode "${BASH_REMATCH[2]}")
  PGPASSWORD=$(url_decode "${BASH_REMATCH[4]:-}")
  PGPORT=${BASH_REMATCH[7]:-5432}
  PGDATABASE=$(url_decode "${BASH_REMATCH[8]}")
  host=${host#[}
  PGHOST=${host%]}
  export PGUSER PGPASSWORD PGHOST PGPORT PGDATABASE
  if [[ $options =~ $sslmode ]]; then export PGSSLMODE=${BASH_REMATCH[2]}; fi
}

# The newest PostgreSQL programs of Debian, unless PG_BIN names a folder: pg_dump must not be older than the server.
find_postgres_programs() {
  local folder
  if [ -z "${PG_BIN:-}" ]; then
    for folder in $(printf '%s\n' /usr/lib/postgresql/*/bin | sort --version-sort --reverse); do
      if [ -x "$folder/pg_dump" ]; then PG_BIN=$folder && break; fi
    done
  fi
  if [ -n "${PG_BIN:-}" ]; then PATH="$PG_BIN:$PATH"; fi
  command -v pg_dump >/dev/null || die 'pg_dump is missing: apt-get install postgresql-client.'
}
