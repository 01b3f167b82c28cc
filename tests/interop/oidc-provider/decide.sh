#!/bin/sh
# The user's decision by a program, as the authentication device "command" has it: decide.sh DEVICE approve|deny, with
# the request in CIBA_AUTH_REQ_ID. DEVICE is the URL at which server.mjs takes decisions.
set -eu
case $2 in
approve) action=allow ;;
*) action=deny ;;
esac
exec curl --silent --show-error --fail --request POST "$1?token=$CIBA_AUTH_REQ_ID&action=$action"
