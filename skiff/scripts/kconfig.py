#!/usr/bin/python3
# SPDX-License-Identifier: BSD-3-Clause
"""Make's way to kconfiglib.

kconfig.py sync DEFCONFIG OUT [SYMBOL=VALUE ...]
    Bring OUT/.config, OUT/config.mk and OUT/include/skiff/config.h up to date. The configuration
    starts from DEFCONFIG and the assignments; it starts anew when either changed since.
kconfig.py menuconfig|savedefconfig DEFCONFIG OUT
    Edit OUT/.config, or write it back to DEFCONFIG in minimal form.
kconfig.py random SEED OUT
    Write to OUT a defconfig with a random value of each option that a user sees; seed 0: all off.
kconfig.py selects
    Try each option on each platform, with tests: none may select what isn't possible there.
kconfig.py helpless
    Name the options that a user sees and that have no help text; fails if there are any.
"""
import os
import random
import sys

try:
    import kconfiglib
except ImportError:
    sys.exit("kconfig.py: python3-kconfiglib is missing: `make setup` (tools/setup.sh) installs it")


PLATFORMS = ("VIRT", "BULKHEAD", "EXTENSION", "LINUX")


def write_if_changed(path, text):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    try:
        with open(path) as f:
            if f.read() == text:
                return
    except FileNotFoundError:
        pass
    with open(path, "w") as f:
        f.write(text)


def assign(kconf, assignment):
    name, _, value = assignment.partition("=")
    name = name.removeprefix("CONFIG_")
    sym = kconf.syms.get(name)
    if sym is None or not sym.nodes:
        sys.exit(f"{assignment}: there is no option {name}")
    value = value.strip('"')
    if not sym.set_value(value):
        sys.exit(f"{assignment}: not a value of {name}")
    return sym, value


def check(assigned):
    for sym, value in assigned:
        if sym.str_value != value:
            sys.exit(f"{sym.name}={value}: its range or what it depends on makes it "
                     f"{sym.str_value or 'nothing'}")


def bad_selects(kconf):
    """A select overrides the dependencies of the selected option. This finds selected options whose dependencies don't hold."""
    wrong = []
    for sym in kconf.unique_defined_syms:
        if sym.orig_type != kconfiglib.BOOL or sym.str_value != "y":
            continue
        if kconfiglib.expr_value(sym.direct_dep) == 0:
            by = [kconfiglib.expr_str(s) for s in kconfiglib.split_expr(sym.rev_dep, kconfiglib.OR)
                  if kconfiglib.expr_value(s)]
            wrong.append(f"{sym.name} is selected by {' and '.join(by)}, but depends on "
                         f"{kconfiglib.expr_str(sym.direct_dep)}")
    return wrong


def try_selects(kconf):
    wrong = set()
    for plat in PLATFORMS:
        for sym in kconf.unique_defined_syms:
            kconf.unset_values()
            for name in (f"PLAT_{plat}", "LIB_TEST", sym.name):
                kconf.syms[name].set_value("y")
            wrong.update(f"{plat.lower()}: {line}" for line in bad_selects(kconf))
    sys.exit("\n".join(sorted(wrong)) or 0)


def complain(kconf):
    """End with an error if kconfiglib has warned of a Kconfig file or of the application's defconfig."""
    if kconf.warnings:
        sys.exit("\n".join(w.removeprefix("warning: ") for w in kconf.warnings))


def outputs(kconf, out):
    header = ["/* Generated from .config. */", "#pragma once", ""]
    mk = []
    for sym in kconf.unique_defined_syms:
        if sym.orig_type in (kconfiglib.BOOL, kconfiglib.TRISTATE):
            if sym.str_value != "n":
                header.append(f"#define CONFIG_{sym.name} 1")
                mk.append(f"CONFIG_{sym.name} := y")
        elif sym.str_value != "":
            value = sym.str_value
            quoted = f'"{kconfiglib.escape(value)}"' if sym.orig_type == kconfiglib.STRING else value
            header.append(f"#define CONFIG_{sym.name} {quoted}")
            mk.append(f"CONFIG_{sym.name} := {value}")
    write_if_changed(f"{out}/include/skiff/config.h", "\n".join(header) + "\n")
    with open(f"{out}/config.mk", "w") as f:
        f.write("\n".join(mk) + "\n")


def sync(kconf, defconfig, out, assignments):
    with open(defconfig) as f:
        origin = f.read() + "\n".join(assignments)
    config, stamp = f"{out}/.config", f"{out}/.config.origin"
    fresh = True
    if os.path.exists(config) and os.path.exists(stamp):
        with open(stamp) as f:
            fresh = f.read() != origin
    complain(kconf)
    kconf.load_config(defconfig if fresh else config)
    if fresh:
        for sym in kconf.unique_defined_syms:
            sym.str_value  # makes kconfiglib warn of impossible values
        complain(kconf)
        # All are assigned twice: a later assignment can make an option visible.
        for a in assignments:
            assign(kconf, a)
        check([assign(kconf, a) for a in assignments])
    wrong = bad_selects(kconf)
    if wrong:
        sys.exit("\n".join(wrong))
    kconf.write_config(config, save_old=False)
    write_if_changed(stamp, origin)
    outputs(kconf, out)


def random_config(kconf, seed, out):
    """Write a random configuration that menuconfig could make for the platform in the environment variable PLAT."""
    rng = random.Random(seed)
    kconf.syms[f"PLAT_{os.environ['PLAT'].upper()}"].set_value("y")
    fixed = {"PLAT_" + p for p in PLATFORMS}
    fixed |= {"FUZZ", "SANITIZE", "LINUX_ARM64", "CONSOLE_NONE", "CONSOLE_PL011", "LIB_MUSL", "LIB_CRASH", "LIB_EXPLOIT"}
    # Options that only change the compiler's flags are random in one seed of five: images with different flags share no
    # objects.
    if seed % 5:
        fixed |= {"OPTIMISE_SIZE", "OPTIMISE_SPEED", "OPTIMISE_DEBUG", "FRAME_POINTER"}
    for sym in rng.sample(kconf.unique_defined_syms, len(kconf.unique_defined_syms)):
        if sym.orig_type == kconfiglib.BOOL and sym.visibility and sym.name not in fixed:
            sym.set_value(rng.choice("ny") if seed else "n")
    kconf.write_min_config(out, header="")


def main():
    verb, defconfig, out = (sys.argv[1:4] + ["", ""])[:3]
    os.environ["KCONFIG_WARN_UNDEF"] = os.environ["KCONFIG_WARN_UNDEF_ASSIGN"] = "y"
    kconf = kconfiglib.Kconfig("Kconfig", suppress_traceback=True, warn_to_stderr=False)
    kconf.warn_assign_redun = kconf.warn_assign_override = False
    if verb == "sync":
        sync(kconf, defconfig, out, sys.argv[4:])
    elif verb == "menuconfig":
        import menuconfig
        os.environ["KCONFIG_CONFIG"] = f"{out}/.config"
        menuconfig.menuconfig(kconf)
    elif verb == "savedefconfig":
        kconf.load_config(f"{out}/.config")
        kconf.write_min_config(defconfig, header="")
    elif verb == "random":
        random_config(kconf, int(defconfig), out)
    elif verb == "selects":
        try_selects(kconf)
    elif verb == "helpless":
        nodes = [n for s in kconf.unique_defined_syms for n in s.nodes if n.prompt and not n.help]
        sys.exit("\n".join(f"{n.filename}: {n.item.name} has no help text" for n in nodes) or 0)
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main()
