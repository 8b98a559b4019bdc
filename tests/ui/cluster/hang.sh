#!/bin/sh
# A layout program that never ends.
exec sleep 60
