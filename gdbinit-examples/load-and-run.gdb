# Flash the program given on gdb's command line, run it, stop in main:
#   gdb-multiarch -x load-and-run.gdb firmware.elf
target extended-remote :4242
load
monitor reset halt
tbreak main
continue
