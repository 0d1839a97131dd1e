"""``python -m ringfence``: the same command, for where no program but Python may be started."""

from ringfence.cli.main import main

if __name__ == "__main__":
    main(prog_name="ringfence")
